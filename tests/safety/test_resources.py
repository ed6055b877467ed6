"""Help lines: facts with sources, and whether somebody answers now."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.safety.hours import weekly
from bot.safety.resources import (
    COUNTRIES,
    ResourceError,
    Resources,
    load_resources,
    next_opening,
    open_now,
)

PARIS = ZoneInfo("Europe/Paris")


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def test_every_country_is_loaded_and_an_unknown_one_gets_europe(resources: Resources) -> None:
    assert set(resources.by_country) == set(COUNTRIES)
    assert resources.of("xx").country == "eu"


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(23, 8, 59), False),
        (at(23, 9), True),
        (at(23, 22, 59), True),
        (at(23, 23), False),
        (at(29, 12), True),
    ],
)
def test_3018_answers_every_day_from_9_to_23(
    resources: Resources, moment: dt.datetime, is_open: bool
) -> None:
    assert open_now(resources.of("fr").get("3018"), moment) is is_open


def test_3018_opens_next_at_9(resources: Resources) -> None:
    line = resources.of("fr").get("3018")
    assert next_opening(line, at(23, 23, 30)) == at(24, 9)
    assert next_opening(line, at(24, 3)) == at(24, 9)
    assert next_opening(line, at(24, 12)) is None


def test_the_clock_is_paris_whatever_the_zone_given(resources: Resources) -> None:
    summer_utc = dt.datetime(2026, 7, 1, 21, 30, tzinfo=dt.timezone.utc)
    assert open_now(resources.of("fr").get("3018"), summer_utc) is False


def test_clocks_going_forward_do_not_move_an_opening(resources: Resources) -> None:
    night = dt.datetime(2026, 3, 29, 1, 0, tzinfo=PARIS)
    assert next_opening(resources.of("fr").get("3018"), night) == dt.datetime(2026, 3, 29, 9, tzinfo=PARIS)


def test_unsure_hours_are_neither_open_nor_closed(resources: Resources) -> None:
    line = resources.of("fr").get("sos-homophobie")
    assert open_now(line, at(23, 19)) is None
    assert next_opening(line, at(23, 19)) is None


def test_a_channel_has_its_own_hours(resources: Resources) -> None:
    line = resources.of("fr").get("119")
    assert open_now(line, at(24, 2)) is True
    assert open_now(line, at(24, 2), "chat") is None


def test_a_time_without_zone_is_refused(resources: Resources) -> None:
    with pytest.raises(ValueError, match="aware"):
        open_now(resources.of("fr").get("3018"), dt.datetime(2026, 11, 23, 12))  # noqa: DTZ001


def test_another_country_is_on_its_own_clock(resources: Resources) -> None:
    assert resources.of("qc").get("911").channels["call"].hours.zone == "America/Toronto"


def test_emergency_numbers_carry_the_day_they_were_verified(resources: Resources) -> None:
    for file in resources.by_country.values():
        for line in file.resources:
            if line.kind == "emergency":
                assert line.verified_on == dt.date(2026, 11, 23), line.id


def test_every_line_says_in_two_sentences_what_happens(resources: Resources) -> None:
    for file in resources.by_country.values():
        for line in file.resources:
            sentences = [part for part in line.what_happens.split(".") if part.strip()]
            assert len(sentences) == 2, line.id


def test_no_line_can_be_texted_at_112_and_114_cannot_be_called(resources: Resources) -> None:
    file = resources.of("fr")
    assert set(file.get("112").channels) == {"call"}
    assert "call" not in file.get("114").channels


def test_a_file_whose_needs_name_no_line_is_refused(tmp_path: Path, content: Path) -> None:
    for path in (content / "resources").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(
            text.replace("talk: [fil-sante-jeunes]", "talk: [nobody]"), encoding="utf-8"
        )
    with pytest.raises(ResourceError, match=r"(?s)fr\.yml.*nobody"):
        load_resources(tmp_path)


def test_a_missing_country_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"fr\.yml"):
        load_resources(tmp_path)


def test_hours_that_close_before_they_open_are_refused() -> None:
    with pytest.raises(ValueError, match="midnight"):
        weekly([("mon-fri", "20:00", "2:00")])
