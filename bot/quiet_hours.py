"""The hours at which Vigie writes to nobody by itself: 21 h to 8 h, Europe/Paris (safeguarding.md, « Flows »)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
QUIET_FROM, QUIET_UNTIL = 21, 8


def is_quiet(now: int) -> bool:
    """Whether `now` (seconds since the epoch) falls in the quiet hours."""
    hour = dt.datetime.fromtimestamp(now, PARIS).hour
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def seconds_of_quiet(now: int) -> int:
    """Seconds until the quiet hours end; 0 outside them."""
    if not is_quiet(now):
        return 0
    here = dt.datetime.fromtimestamp(now, PARIS)
    morning = dt.datetime.combine(here.date(), dt.time(QUIET_UNTIL), PARIS)
    if here.hour >= QUIET_FROM:
        morning = dt.datetime.combine(here.date() + dt.timedelta(days=1), dt.time(QUIET_UNTIL), PARIS)
    return int(morning.timestamp()) - now


def at_hour(now: dt.datetime, days: int, hour: int) -> dt.datetime:
    """`hour` o'clock in Paris, `days` days after the day of `now`.

    Raises ValueError for a quiet hour, or a naive `now`.
    """
    if not QUIET_UNTIL <= hour < QUIET_FROM:
        raise ValueError(f"Vigie does not write by itself at {hour} h")
    if now.tzinfo is None:
        raise ValueError("a time without its zone")
    day = now.astimezone(PARIS).date() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(hour), PARIS)
