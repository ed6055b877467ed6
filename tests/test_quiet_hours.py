"""Vigie writes to nobody by itself from 21 h to 8 h in Paris, summer and winter."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiet_hours import PARIS, at_hour, is_quiet, seconds_of_quiet

#: Two years around the clock changes of 2026 and 2027.
MOMENTS = st.integers(1_767_222_000, 1_830_294_000)


def seconds(*moment):
    return int(dt.datetime(*moment, tzinfo=PARIS).timestamp())


@pytest.mark.parametrize("hour", [21, 22, 23, 0, 3, 7])
def test_the_night_is_quiet(hour):
    assert is_quiet(seconds(2026, 11, 27, hour, 0))


@pytest.mark.parametrize("hour", [8, 12, 20])
def test_the_day_is_not(hour):
    assert not is_quiet(seconds(2026, 11, 27, hour, 59))


@given(MOMENTS)
def test_quiet_ends_exactly_when_it_is_said_to(now):
    left = seconds_of_quiet(now)
    assert (left > 0) == is_quiet(now)
    assert not is_quiet(now + left)
    assert left == 0 or is_quiet(now + left - 1)


@given(MOMENTS, st.integers(0, 120), st.integers(8, 20))
def test_an_hour_of_a_later_day_is_never_quiet(now, days, hour):
    here = dt.datetime.fromtimestamp(now, PARIS)
    moment = at_hour(here, days, hour)
    assert (moment.hour, moment.date()) == (hour, here.date() + dt.timedelta(days=days))
    assert not is_quiet(int(moment.timestamp()))


@pytest.mark.parametrize("hour", [7, 21, 0])
def test_a_quiet_hour_cannot_be_asked_for(hour):
    with pytest.raises(ValueError, match="does not write"):
        at_hour(dt.datetime(2026, 11, 27, tzinfo=PARIS), 1, hour)


def test_a_time_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        at_hour(dt.datetime(2026, 11, 27), 1, 17)  # noqa: DTZ001
