"""Red flags with their quotes."""

from __future__ import annotations

import pytest

from bot.nlu.corpus import FLAGS, Example
from bot.nlu.flag_model import FlagModel, agreed


@pytest.fixture(scope="module")
def flags(corpus: list[Example]) -> FlagModel:
    situations = [example for example in corpus if example.intent == "verify"]
    chatter = [example for example in corpus if example.intent == "chatter"][:400]
    return FlagModel.fit([*situations, *chatter])


def test_a_flag_quotes_the_words_that_raised_it(flags: FlagModel) -> None:
    text = "il refuse toujours la visio. sinon on parle de foot"
    found = {flag.flag: flag.quote for flag in flags.read(text)}
    assert found["no_video"] == "il refuse toujours la visio."


def test_what_the_teen_wrote_in_a_pasted_chat_raises_nothing(flags: FlagModel) -> None:
    asked = flags.read("lui: envoie une photo de toi\nmoi: non")
    answered = flags.read("moi: envoie une photo de toi\nlui: non")
    assert "asks_photo" in {flag.flag for flag in asked}
    assert "asks_photo" not in {flag.flag for flag in answered}


def test_flags_come_in_the_order_of_the_design(flags: FlagModel) -> None:
    found = [
        flag.flag
        for flag in flags.read("viens seule ce soir au parking, dis rien à personne, envoie une photo")
    ]
    assert found == sorted(found, key=FLAGS.index)
    assert len(found) >= 2


def test_an_ordinary_situation_raises_nothing(flags: FlagModel) -> None:
    assert flags.read("ma cousine m'invite à son anniversaire chez mes grands-parents") == []


@pytest.mark.parametrize("text", ["", "  \n ", "🙂", "moi: ok"])
def test_nothing_said_raises_nothing(flags: FlagModel, text: str) -> None:
    assert flags.read(text) == []


def test_an_untrained_model_reads_nothing() -> None:
    assert FlagModel().read("il veut une photo") == []


MARGINS = {"secrecy": 1.0, "asks_photo": -0.2, "gift_money": -2.0}


def test_without_a_verdict_in_view_the_flags_above_their_threshold_are_named() -> None:
    assert agreed(MARGINS, {}, doubt=0.0) == {"secrecy"}


def test_a_flag_just_below_its_threshold_is_named_when_the_whole_calls_for_danger() -> None:
    leaning = {"danger": 2.0, "doubt": 0.0, "ok": -3.0}
    assert agreed(MARGINS, leaning, doubt=0.0) == {"secrecy", "asks_photo"}


def test_naming_no_flag_at_all_costs_more_the_greater_the_doubt() -> None:
    weak = {"urgency": -0.4, "threat": -3.0}
    assert agreed(weak, {}, doubt=0.0) == frozenset()
    assert agreed(weak, {}, doubt=1.0) == {"urgency"}
