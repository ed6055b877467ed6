"""A help line as one printed line: its number, and whether somebody answers there now.

Standard library only: help and the net print numbers the same way. The wording comes from
`content/replies/help.yml`, the facts from `content/resources/` (see `cards.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.safety.hours import Hours, local


@dataclass(frozen=True)
class NumberWords:
    """Templates of a printed line."""

    always: str
    until: str
    next: str
    unsure: str
    emergency: str
    online: str
    free: str
    today: str
    tomorrow: str
    days: tuple[str, ...]
    hour: str
    hour_minutes: str


@dataclass(frozen=True)
class NumberLine:
    """One help line, ready to print at any time. `label`: what to dial or open, with the line's name."""

    id: str
    label: str
    icon: str
    hours: Hours
    free: bool
    emergency: bool
    reach: str
    form: bool = False
    extra: str = ""


def print_number(line: NumberLine, words: NumberWords, now: dt.datetime) -> str:
    """The line as read at `now`: open until, opening at, or hours to check. Raises ValueError on a naive time."""
    return _template(line, words, now) + (words.free if line.free and not line.emergency else "") + line.extra


def _template(line: NumberLine, words: NumberWords, now: dt.datetime) -> str:
    facts = {"icon": line.icon, "name": line.label}
    hours = line.hours
    if line.emergency and hours.always:
        return words.emergency.format(**facts)
    if line.form and hours.always:
        return words.online.format(**facts)
    if hours.always:
        return words.always.format(**facts)
    if hours.unsure:
        return words.unsure.format(**facts)
    closing = hours.closes_at(now)
    if closing is not None:
        return words.until.format(**facts, time=_clock(closing, words))
    opening = hours.next_opening(now)
    if opening is None:
        return words.unsure.format(**facts)
    here = local(now, hours.zone)
    ahead = (opening.date() - here.date()).days
    day = words.today if ahead == 0 else words.tomorrow if ahead == 1 else words.days[opening.weekday()]
    return words.next.format(**facts, day=day, time=_clock(opening, words))


def _clock(moment: dt.datetime, words: NumberWords) -> str:
    if moment.minute:
        return words.hour_minutes.format(hour=moment.hour, minutes=f"{moment.minute:02d}")
    return words.hour.format(hour=moment.hour or 24)


def open_first(lines: tuple[NumberLine, ...], now: dt.datetime) -> tuple[NumberLine, ...]:
    """The same lines with those surely open now in front, order kept otherwise."""
    return tuple(sorted(lines, key=lambda line: line.hours.open_now(now) is not True))


def by_id(lines: Mapping[str, NumberLine], ids: tuple[str, ...]) -> tuple[NumberLine, ...]:
    """The lines of `ids`, those unknown left out, each once."""
    return tuple(lines[name] for name in dict.fromkeys(ids) if name in lines)
