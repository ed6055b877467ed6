"""Authentic messages: measured where present, skipped aloud where not."""

from __future__ import annotations

import pytest

from bot.retrain.measures import Rate
from bot.retrain.real import CHATS, SPELLINGS, TEEN_SMS, measure_real
from bot.safety.risk import Risk
from tests.retrain.conftest import reader

ALARM = {"risk": Risk("alarm", "bullying", "high", "self"), "intent": "risk_alarm"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / TEEN_SMS).write_text('id_sms\tage\ttext\n1\t14\tyo\n2\t15\t"peur\n', encoding="utf-8")
    (tmp_path / SPELLINGS).write_text(
        "id_sms\tsms_raw\tnorm_researchers\tnorm_students\n1\tslt\tsalut\tsalut\n2\tjariv\tpeur\tpeur\n",
        encoding="utf-8",
    )
    rows = "".join(f"a\tt\t{n}\tS1\tvictim\tOAG\t\tOTH\tNEG\tpeur\n" for n in range(8))
    (tmp_path / CHATS).write_text(
        "conv\ttopic\tid\tspeaker\trole\thate\tverbal_abuse\tintention\tsentiment\ttext\n" + rows,
        encoding="utf-8",
    )
    return tmp_path


def test_without_the_files_each_is_named_and_nothing_is_measured(tmp_path):
    found = measure_real(reader(), tmp_path / "nowhere")
    assert found.skipped == (TEEN_SMS, SPELLINGS, CHATS)
    assert found.rates == {}


def test_a_quotation_mark_in_a_message_is_only_a_character(folder):
    found = measure_real(reader({'"peur': ALARM}), folder)
    assert found.rates["sms_alarm"] == Rate(1, 2)


def test_the_same_reading_is_the_same_intent_and_decision(folder):
    found = measure_real(reader({"peur": ALARM}), folder)
    assert found.rates["same_reading"] == Rate(1, 2)


def test_an_intent_that_differs_is_another_reading_though_not_another_decision(folder):
    found = measure_real(reader({"slt": {"intent": "greet"}}), folder)
    assert (found.rates["same_risk"], found.rates["same_reading"]) == (Rate(2, 2), Rate(1, 2))


def test_bullying_chats_are_sampled_and_grouped(folder):
    found = measure_real(reader({"peur": ALARM}), folder)
    assert found.chats == {
        name: {"help": Rate(2, 2), "bullying": Rate(2, 2)}
        for name in ("overtly aggressive", "by the bullied")
    }
