"""Runs kept, and the one to compare with."""

from __future__ import annotations

from bot.retrain.history import Run, keep_run, previous_run, read_runs


def run(model, testset="s1", help_rate=0.9):
    return Run("2026-11-23T10:00:00+00:00", model, testset, {"help": help_rate})


def test_runs_come_back_as_kept_oldest_first(tmp_path):
    for model in ("a", "b"):
        keep_run(tmp_path, run(model))
    assert read_runs(tmp_path) == [run("a"), run("b")]


def test_no_file_is_no_run(tmp_path):
    assert read_runs(tmp_path) == []


def test_the_previous_run_is_the_last_of_another_model():
    assert previous_run([run("a"), run("b"), run("c")], run("c")) == run("b")


def test_failing_that_the_last_of_the_same_model():
    assert previous_run([run("c", help_rate=0.8)], run("c")) == run("c", help_rate=0.8)


def test_runs_on_another_test_set_are_not_compared():
    assert previous_run([run("a", testset="s0")], run("b")) is None
