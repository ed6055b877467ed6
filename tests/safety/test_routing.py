"""Category × level × role × hour: who answers now, and the number that must be named."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.safety.resources import COUNTRIES, Resources, open_now
from bot.safety.risk import CATEGORIES
from bot.safety.routing import SHOWN, route

LEVELS = ("urgent", "high", "medium")
ROLES = ("self", "friend", "author", "witness")

#: design.md §4: a reply must name at least one of these.
REQUIRED = {
    "danger": {"17", "112", "114"},
    "meetup": {"3018", "119"},
    "sextortion": {"3018"},
    "grooming": {"3018", "119"},
    "abuse": {"119"},
    "suicide": {"3114"},
    "bullying": {"3018"},
    "lgbt": {"sos-homophobie", "3018"},
    "drugged": {"15", "112"},
    "illicit": {"3018", "119"},
    "identity": {"3018", "17cyber"},
    "friend": {"119", "3018"},
    "distress": {"119", "3114"},
}
REQUIRED_NOW = {
    "meetup": {"17", "112", "114"},
    "suicide": {"15", "112"},
    "lgbt": {"17", "114"},
    "illicit": {"17"},
    "abuse": {"17", "112", "114"},
}


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("role", ROLES)
def test_the_reply_names_a_required_line_and_the_first_is_open_now(
    resources: Resources, now: dt.datetime, category: str, level: str, role: str
) -> None:
    lines = route(resources.of("fr"), now, category, level, role)
    names = {line.id for line in lines}
    assert open_now(lines[0], now) is True
    assert names & REQUIRED[category] or (level == "urgent" and names & REQUIRED_NOW.get(category, set()))
    if level == "urgent" and category in REQUIRED_NOW:
        assert names & REQUIRED_NOW[category]
    assert 1 <= len(lines) <= SHOWN
    assert len(names) == len(lines)


@pytest.mark.parametrize("other", [one for one in CATEGORIES if one != "friend"])
def test_a_friend_gets_the_line_for_what_happens_to_the_friend(
    resources: Resources, now: dt.datetime, other: str
) -> None:
    names = {line.id for line in route(resources.of("fr"), now, "friend", "high", "friend", (other,))}
    assert names & REQUIRED[other]


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("level", LEVELS)
def test_in_every_country_the_first_line_is_open_now(
    resources: Resources, now: dt.datetime, country: str, category: str, level: str
) -> None:
    lines = route(resources.of(country), now, category, level)
    assert open_now(lines[0], now) is True


@pytest.mark.parametrize("category", ["sextortion", "grooming", "identity", "meetup"])
def test_at_night_who_is_pressed_online_is_sent_to_the_police_chat_and_119(
    resources: Resources, category: str
) -> None:
    night = dt.datetime(2026, 11, 24, 1, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    names = [line.id for line in route(resources.of("fr"), night, category, "high")]
    assert names == ["espace-mineurs", "119", "3018"]


@pytest.mark.parametrize("category", ["lgbt", "bullying"])
def test_at_night_bullying_and_lgbt_go_to_119_first(resources: Resources, category: str) -> None:
    night = dt.datetime(2026, 11, 24, 1, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    names = [line.id for line in route(resources.of("fr"), night, category, "high")]
    assert names[:2] == ["119", "espace-mineurs"]


@pytest.mark.parametrize("role", ["self", "friend", "author"])
def test_pharos_is_for_a_witness_of_content_only(resources: Resources, now: dt.datetime, role: str) -> None:
    named = [
        line.id
        for category in CATEGORIES
        for level in LEVELS
        for line in route(resources.of("fr"), now, category, level, role)
    ]
    assert "pharos" not in named
    assert "pharos" in [line.id for line in route(resources.of("fr"), now, "illicit", "high", "witness")]
