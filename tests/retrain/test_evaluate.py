"""A whole evaluation on a fake reader: what it writes, what it compares, what it says."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re

import pytest
from rich.console import Console

from bot.retrain.evaluate import evaluate, one_core
from bot.retrain.terminal import print_report, remarks
from bot.safety.risk import Risk
from tests.retrain.conftest import RIGHT, reader

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.timezone.utc)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "results"


def test_a_reader_that_is_right_holds_every_gate_it_was_measured_on(tree, out):
    report = evaluate(tree, out, system=reader(), now=NOON)
    assert report.fallen == ()
    assert report.figures.values["help"] == 1.0
    assert report.writers["w1"]["moves_f1"] == 1.0


def test_a_reader_that_sees_nothing_falls_where_it_must(tree, out):
    fallen = {gate.figure for gate in evaluate(tree, out, system=reader({}), now=NOON).fallen}
    assert fallen == {"help", "urgent_help", "right_line", "moves_f1", "flags_f1", "verdict", "danger_ok"}


def test_gates_on_authentic_messages_are_told_as_not_measured_where_those_are_absent(tree, out):
    report = evaluate(tree, out, system=reader(), now=NOON)
    assert {gate.figure for gate in report.unmeasured} == {"sms_alarm", "sms_check", "same_reading"}
    assert any(line.startswith("SKIPPED") for line in remarks(report))


def test_keywords_are_measured_in_the_same_run_on_the_same_set(tree, out):
    baseline = evaluate(tree, out, system=reader(), now=NOON).baselines[0]
    assert (baseline.name, baseline.values["help"]) == ("keywords", 0.0)
    assert baseline.values["harmless_alarm"] == 0.5  # « ma mere va me tuer »


def test_the_second_run_is_compared_with_the_first(tree, out):
    first = evaluate(tree, out, system=reader({}), now=NOON)
    second = evaluate(tree, out, system=reader(), now=NOON + dt.timedelta(hours=1))
    assert first.previous is None
    assert second.previous is not None
    assert (second.previous.at, second.previous.values["help"]) == (first.run.at, 0.0)
    assert [run.values["help"] for run in second.history] == [0.0, 1.0]


def test_the_json_holds_the_figures(tree, out):
    report = evaluate(tree, out, system=reader({}), now=NOON)
    data = json.loads((out / "evaluation.json").read_text(encoding="utf-8"))
    assert data["figures"]["values"]["help"] == 0.0
    assert data["fallen"] == [gate.figure for gate in report.fallen]


def test_the_page_is_one_file_without_script_or_request(tree, out):
    evaluate(tree, out, system=reader({}), now=NOON)
    page = (out / "evaluation.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|src=|url\(|https?://|@import", page)
    assert "<svg" in page
    assert "prefers-color-scheme: dark" in page


def test_a_message_cannot_write_into_the_page(tree, out, write_testset):
    row = "risk\tabuse\tidle\thigh\tself\t-\t-\t<script>alert(1)</script>"
    root = tree.parent / "hostile"
    write_testset(root / "bench" / "testset", (row,))
    for name in ("content", "bench/baselines"):
        (root / name).symlink_to((tree / name).resolve())
    evaluate(root, out, system=reader({}), now=NOON)
    assert "<script>" not in (out / "evaluation.html").read_text(encoding="utf-8")


def test_leave_one_voice_out_is_shown_when_asked_for(tree, out, monkeypatch):
    voices = {"v1": {"risk": 0.91}, "mean": {"risk": 0.91}}
    monkeypatch.setattr("bot.retrain.evaluate.leave_one_voice_out", lambda root, say: voices)
    evaluate(tree, out, system=reader(), voices=True, now=NOON)
    assert "91.0%" in (out / "evaluation.html").read_text(encoding="utf-8")


def test_rasas_default_pipeline_is_trained_when_asked_and_remembered_after(tree, out, monkeypatch):
    trained = []
    monkeypatch.setattr("bot.retrain.diet.train_diet", lambda root: trained.append(root) or reader({}))
    for baselines in (False, True, True, False):
        report = evaluate(tree, out, system=reader(), baselines=baselines, now=NOON)
    assert len(trained) == 1
    assert [baseline.name for baseline in report.baselines] == ["keywords", "diet"]


def test_kept_figures_of_other_training_data_say_so(tree, out, monkeypatch):
    monkeypatch.setattr("bot.retrain.diet.train_diet", lambda root: reader({}))
    evaluate(tree, out, system=reader(), baselines=True, now=NOON)
    (tree / "data" / "nlu").mkdir(parents=True)
    (tree / "data" / "nlu" / "new.yml").write_text("nlu: []")
    report = evaluate(tree, out, system=reader(), now=NOON)
    assert "other training data" in report.baselines[1].note


def test_the_terminal_names_what_falls(tree, out):
    reads = {**RIGHT, "on mange quoi": {"risk": Risk("alarm", "danger", "urgent", "self")}}
    report = evaluate(tree, out, system=reader(reads), now=NOON)
    shown = io.StringIO()
    print_report(report, Console(file=shown, width=120))
    line = next(line for line in shown.getvalue().splitlines() if "Harmless: alarm" in line)
    assert "50.0%" in line
    assert "FALLS" in line


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system pins no thread to a core")
def test_parses_are_timed_on_one_core_which_is_given_back():
    before = os.sched_getaffinity(0)
    with one_core():
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before
