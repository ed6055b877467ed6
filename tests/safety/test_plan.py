"""A meeting that is going to happen: not going first, the rule of the age, never « c'est ok »."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.lines import Line
from bot.safety.help import Help
from bot.safety.phrases import find_forbidden, load_forbidden
from bot.safety.plan import ANSWERS, BANDS
from bot.safety.risk import Risk
from bot.safety.wording import MAX_BUBBLE
from tests.safety.conftest import CONTENT

FORBIDDEN = load_forbidden(CONTENT / "forbidden.yml")
ALLOWING = re.compile(
    r"\b(c'est ok|c'est bon|pas de souci|aucun risque|tu peux y aller|sans danger|vas-y)\b", re.I
)
MEETUP = Risk("alarm", "meetup", "high", "self")


def text_of(lines: tuple[Line, ...]) -> str:
    return "\n".join(line.text for line in lines)


def buttons(lines: tuple[Line, ...]) -> list[str]:
    return [choice.data for line in lines for choice in line.choices]


def going(helping: Help, now: dt.datetime, band: str | None) -> tuple[Line, ...]:
    return helping.help_turn(None, "plan:going", now, age_band=band).lines


def test_not_going_is_offered_first(helping: Help, now: dt.datetime) -> None:
    asked = helping.help_turn(None, "plan", now).lines
    assert "droit de ne pas y aller" in asked[0].text
    assert buttons(asked)[0] == "h:plan:not_going"


@pytest.mark.parametrize("answer", [*ANSWERS, "", "anything"])
@pytest.mark.parametrize("band", [*BANDS, None])
@pytest.mark.parametrize("country", ["fr", "be", "ch", "lu", "qc", "eu"])
def test_every_answer_is_short_and_says_of_no_meeting_that_it_is_fine(
    helping: Help, now: dt.datetime, answer: str, band: str | None, country: str
) -> None:
    lines = helping.help_turn(None, f"plan:{answer}", now, age_band=band, country=country).lines
    assert 1 <= len(lines) <= 4
    for line in lines:
        assert 0 < len(line.text) <= MAX_BUBBLE, line.text
        assert "{" not in line.text
        assert not ALLOWING.search(line.text), line.text
        assert not find_forbidden(line.text, FORBIDDEN, country=country)


def test_at_11_to_13_it_is_with_an_adult_or_not_at_all(helping: Help, now: dt.datetime) -> None:
    said = text_of(going(helping, now, "11-13"))
    assert "avec un adulte qui vient, ou pas du tout" in said
    assert "À copier" not in said


def test_at_14_and_15_an_adult_knows_a_friend_comes_by_daylight(helping: Help, now: dt.datetime) -> None:
    said = text_of(going(helping, now, "14-15"))
    for part in ("un adulte sait", "un·e ami·e vient", "plein jour", "s'il en manque une, c'est non"):
        assert part in said


def test_at_16_to_18_it_is_told_public_with_a_friend_and_ones_own_way_home(
    helping: Help, now: dt.datetime
) -> None:
    said = text_of(going(helping, now, "16-18"))
    for part in ("quelqu'un sait où", "lieu public", "un·e ami·e", "ton propre moyen de rentrer"):
        assert part in said


def test_the_youngest_meet_nobody(helping: Help, now: dt.datetime) -> None:
    assert "On ne rencontre personne d'internet" in text_of(going(helping, now, "under-11"))


def test_an_unknown_age_gets_the_strictest_rule(helping: Help, now: dt.datetime) -> None:
    assert going(helping, now, None) == going(helping, now, "11-13")


@pytest.mark.parametrize("band", BANDS)
def test_every_plan_says_when_to_leave_and_still_offers_not_to_go(
    helping: Help, now: dt.datetime, band: str
) -> None:
    lines = going(helping, now, band)
    assert "Repars tout de suite" in text_of(lines)
    assert "17" in text_of(lines)
    assert buttons(lines)[0] == "h:plan:not_going"


def test_a_meeting_that_worries_opens_the_way_to_a_plan(helping: Help, now: dt.datetime) -> None:
    assert "h:plan" in buttons(helping.open_help(MEETUP, now).lines)
    other = Risk("alarm", "bullying", "high", "self")
    assert "h:plan" not in buttons(helping.open_help(other, now).lines)


def test_a_meeting_within_the_hour_has_no_plan_before_somebody_said_to_be_safe(
    helping: Help, now: dt.datetime
) -> None:
    urgent = helping.open_help(Risk("alarm", "meetup", "urgent", "self"), now)
    assert "h:plan" not in buttons(urgent.lines)
    assert "17" in helping.help_turn(urgent.state, "plan:going", now).lines[-1].text
    safe = helping.help_turn(urgent.state, "safe_yes", now)
    assert "h:plan" in buttons(safe.lines)
    assert "droit de ne pas y aller" in text_of(helping.help_turn(safe.state, "plan", now).lines)
