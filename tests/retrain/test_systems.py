"""Systems: what is asked of which, and the keyword baseline."""

from __future__ import annotations

import pytest

from bot.retrain.cases import Case
from bot.retrain.systems import System, keyword_system, read_case, read_cases
from bot.safety.risk import Risk
from bot.settings import ROOT
from tests.retrain.conftest import reader

TOLD = Case("verify", "doubt", "idle", "il décroche jamais", flags=("no_video",))


def test_a_told_situation_goes_through_verify():
    assert read_case(reader({TOLD.text: {"flags": ["no_video"]}}), TOLD).flags == ("no_video",)


def test_a_scene_row_is_parsed_in_the_situation_chat():
    seen = []

    def parse(row):
        seen.append(row["situation"])
        return {"intent": "chat", "move": "chat", "risk": Risk("none").as_dict()}

    for context in ("idle", "scene", "gift"):
        read_case(System("fake", parse), Case("none", "chatter", context, "ok"))
    assert seen == [None, "chat", "gift"]


def test_a_system_is_only_asked_what_it_knows():
    cases = [Case("none", "chatter", "idle", "ok"), Case("move", "accept", "gift", "ok"), TOLD]
    only_risk = System("fake", reader().parse, skills=frozenset({"risk"}))
    assert [case.kind for case, _ in read_cases(only_risk, cases)] == ["none"]


@pytest.fixture(scope="module")
def keywords():
    return keyword_system(ROOT / "bench" / "baselines" / "keywords.yml")


def test_a_listed_word_is_an_alarm_of_its_category(keywords):
    risk = read_case(keywords, Case("none", "hard", "idle", "on s'est donné RDV")).risk
    assert (risk.decision, risk.category) == ("alarm", "meetup")


def test_no_listed_word_is_nothing(keywords):
    assert read_case(keywords, Case("none", "chatter", "idle", "on mange quoi")).risk.decision == "none"
