"""When a help line answers: plain weekly hours, read with the clock passed in, always Europe/Paris time.

Standard library only, so that the net can say « ouvert maintenant » too. Hours that nobody could verify are
`UNSURE`: they are never « ouvert maintenant » and never « fermé ».
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

PARIS: Final = ZoneInfo("Europe/Paris")
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MIDNIGHT: Final = 24 * 60


@dataclass(frozen=True)
class Span:
    """One opening on `day` (0 Monday), in minutes from midnight; `end` may be 1440, midnight."""

    day: int
    start: int
    end: int


@dataclass(frozen=True)
class Hours:
    """`always`, or `spans`, or neither known (`unsure`)."""

    always: bool = False
    unsure: bool = False
    spans: tuple[Span, ...] = ()
    zone: str = "Europe/Paris"

    def open_now(self, now: dt.datetime) -> bool | None:
        """True or False at `now`; None where the hours are unsure. Raises ValueError on a naive `now`."""
        if self.unsure:
            return None
        if self.always:
            return True
        return self._span_at(now) is not None

    def closes_at(self, now: dt.datetime) -> dt.datetime | None:
        """The end of the current opening; None when closed, unsure or always open."""
        span = None if self.always or self.unsure else self._span_at(now)
        if span is None:
            return None
        return _at(local(now, self.zone).date(), span.end, self.zone)

    def next_opening(self, now: dt.datetime) -> dt.datetime | None:
        """The next moment it opens, within a week; None when it is open now, unsure or always open."""
        if self.unsure or self.always or self._span_at(now) is not None:
            return None
        here = local(now, self.zone)
        for ahead in range(8):
            date = here.date() + dt.timedelta(days=ahead)
            starts = sorted(span.start for span in self.spans if span.day == date.weekday())
            for start in starts:
                moment = _at(date, start, self.zone)
                if moment > here:
                    return moment
        return None

    def _span_at(self, now: dt.datetime) -> Span | None:
        here = local(now, self.zone)
        minute = here.hour * 60 + here.minute
        for span in self.spans:
            if span.day == here.weekday() and span.start <= minute < span.end:
                return span
        return None


ALWAYS: Final = Hours(always=True)
UNSURE: Final = Hours(unsure=True)


def local(now: dt.datetime, zone: str = "Europe/Paris") -> dt.datetime:
    """`now` as a wall clock of `zone`. Raises ValueError when `now` has no time zone."""
    if now.tzinfo is None:
        raise ValueError("opening hours need an aware time")
    return now.astimezone(PARIS if zone == "Europe/Paris" else ZoneInfo(zone))


def is_night(now: dt.datetime) -> bool:
    """23h to 9h in Paris: the 3018 sleeps (safeguarding.md « Which number »)."""
    hour = local(now).hour
    return hour >= 23 or hour < 9


def _at(date: dt.date, minute: int, zone: str) -> dt.datetime:
    day = date + dt.timedelta(days=minute // _MIDNIGHT)
    clock = dt.time(minute // 60 % 24, minute % 60)
    return dt.datetime.combine(day, clock, tzinfo=ZoneInfo(zone))


def read_days(text: str) -> tuple[int, ...]:
    """`mon-fri`, `sat`, `mon,wed-fri` as day numbers. Raises ValueError on anything else."""
    days: list[int] = []
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise ValueError(f"unknown days {text!r}")
        start, end = DAYS.index(first), DAYS.index(last or first)
        if end < start:
            raise ValueError(f"days run forward: {text!r}")
        days += range(start, end + 1)
    return tuple(days)


def read_clock(text: str) -> int:
    """`9:00` or `24:00` as minutes from midnight. Raises ValueError on anything else."""
    hour, colon, minute = text.partition(":")
    if not colon or not hour.isdecimal() or not minute.isdecimal() or len(minute) != 2:
        raise ValueError(f"a time reads 9:00, not {text!r}")
    total = int(hour) * 60 + int(minute)
    if not 0 <= total <= _MIDNIGHT or int(minute) > 59:
        raise ValueError(f"no such time of day: {text!r}")
    return total


def weekly(openings: Iterable[tuple[str, str, str]], zone: str = "Europe/Paris") -> Hours:
    """Hours from `(days, from, to)` rows. Raises ValueError on a row that ends before it starts."""
    spans: list[Span] = []
    for days, opens, closes in openings:
        start, end = read_clock(opens), read_clock(closes)
        if end <= start:
            raise ValueError(f"closes before it opens: {opens}–{closes} (split it at midnight)")
        spans += [Span(day, start, end) for day in read_days(days)]
    if not spans:
        raise ValueError("hours need at least one opening")
    return Hours(spans=tuple(spans), zone=zone)
