"""The right line: design §4's table against what routing prints."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.retrain.cases import Case
from bot.retrain.lines import emergency_line, printed_lines, right_line
from bot.retrain.systems import Answer
from bot.safety.hours import PARIS
from bot.safety.resources import load_resources
from bot.safety.risk import CATEGORIES, NO_RISK, Risk
from bot.settings import ROOT

FRANCE = load_resources(ROOT / "content" / "resources").of("fr")
AFTERNOON = dt.datetime(2026, 11, 24, 15, tzinfo=PARIS)
right = right_line(FRANCE)


def told(category, level="high", role="self", also=()):
    return Case("risk", category, "idle", "…", level=level, role=role, also=also)


def read_as(category, level="high", role="self", also=(), decision="alarm"):
    return Answer(Risk(decision, category, level, role, also))


@pytest.mark.parametrize("role", ["self", "author", "witness"])
@pytest.mark.parametrize("level", ["urgent", "high", "medium"])
@pytest.mark.parametrize("category", CATEGORIES)
def test_what_is_read_rightly_leads_to_a_right_line(category, level, role):
    assert right(told(category, level, role), read_as(category, level, role))


def test_a_miss_names_no_line():
    assert not right(told("abuse"), Answer(NO_RISK))


def test_another_category_may_still_lead_to_the_right_line():
    assert right(told("grooming"), read_as("meetup"))


@pytest.mark.parametrize(
    ("true", "read"), [("suicide", "bullying"), ("drugged", "sextortion"), ("abuse", "suicide")]
)
def test_another_category_may_lead_to_none(true, read):
    assert not right(told(true), read_as(read))


def test_what_happens_to_the_friend_decides():
    case = told("friend", role="friend", also=("suicide",))
    assert right(case, read_as("friend", role="friend", also=("suicide",)))
    assert not right(case, read_as("friend", role="friend", also=("bullying",)))


def test_nothing_read_prints_nothing():
    assert printed_lines(Answer(NO_RISK), FRANCE, AFTERNOON) == ()


def test_a_check_in_prints_fewer_lines_than_help():
    alarm = printed_lines(read_as("danger"), FRANCE, AFTERNOON)
    check = printed_lines(read_as("danger", decision="check"), FRANCE, AFTERNOON)
    assert len(check) < len(alarm)
    assert check == alarm[: len(check)]


def test_urgent_help_names_a_number_that_can_send_somebody():
    named = emergency_line(FRANCE)
    assert named(told("danger", "urgent"), read_as("danger", "urgent"))
    assert not named(told("danger", "urgent"), read_as("bullying", "medium"))
