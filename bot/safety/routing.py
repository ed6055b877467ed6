"""Which lines answer what: the one table of category × level × role × open now (safeguarding.md « Which number »).

Plain data and one function. Needs, not numbers: each country's file says which of its lines answer a need.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from bot.safety.hours import is_night
from bot.safety.resources import Need, Resource, ResourceFile, open_now

#: At most so many lines are printed in one reply; life first.
SHOWN: Final = 3

_NOW: Final[tuple[Need, ...]] = ("police", "silent")
#: Category → needs by day, best first. `urgent` and `night` replace the list where they stand.
_BY_DAY: Final[dict[str, tuple[Need, ...]]] = {
    "danger": ("police", "silent", "child"),
    "meetup": ("online", "child"),
    "sextortion": ("online", "police_chat"),
    "grooming": ("online", "child"),
    "abuse": ("child", "talk"),
    "suicide": ("suicide", "talk"),
    "bullying": ("online", "child"),
    "lgbt": ("online", "lgbt", "child"),
    "drugged": ("medical", "child"),
    "illicit": ("child", "online"),
    "identity": ("online", "cyber"),
    "friend": ("child", "online"),
    "distress": ("talk", "suicide", "child"),
}
_BY_NIGHT: Final[dict[str, tuple[Need, ...]]] = {
    "sextortion": ("police_chat", "child", "online"),
    "grooming": ("police_chat", "child", "online"),
    "identity": ("police_chat", "child", "online"),
    "meetup": ("police_chat", "child", "online"),
    "lgbt": ("child", "police_chat", "online"),
    "bullying": ("child", "police_chat", "online"),
    "distress": ("suicide", "child", "talk"),
    "abuse": ("child",),
    "suicide": ("suicide",),
}
#: Now, within hours, or life at stake: whoever can come, then the specialist.
_URGENT: Final[dict[str, tuple[Need, ...]]] = {
    "danger": ("police", "silent", "medical"),
    "meetup": (*_NOW, "child"),
    "sextortion": ("online", "police_chat", "child"),
    "grooming": (*_NOW, "child"),
    "abuse": (*_NOW, "child"),
    "suicide": ("medical", "suicide", "silent"),
    "bullying": (*_NOW, "online"),
    "lgbt": (*_NOW, "child"),
    "drugged": ("medical", "silent", "police"),
    "illicit": (*_NOW, "child"),
    "identity": (*_NOW, "online"),
    "friend": (*_NOW, "child"),
    "distress": ("suicide", "medical", "child"),
}
#: Somebody who did harm or is about to: a line that listens, and the one the category asks for.
_AUTHOR: Final[tuple[Need, ...]] = ("child", "talk")
#: The person who saw it comes first; the report (public content only) is told beside.
_CONTENT: Final[tuple[Need, ...]] = ("online", "child", "content")
#: Categories in which a witness has seen content, not an act.
CONTENT_CATEGORIES: Final = frozenset({"illicit", "sextortion"})
#: What a category's reply must name at least one of, whatever else it prints (design.md §4).
_SPECIALIST: Final[dict[str, Need]] = {
    "danger": "police",
    "meetup": "child",
    "sextortion": "online",
    "grooming": "child",
    "abuse": "child",
    "suicide": "suicide",
    "bullying": "online",
    "lgbt": "online",
    "drugged": "medical",
    "illicit": "child",
    "identity": "online",
    "friend": "child",
    "distress": "child",
}


def needs(category: str, level: str, role: str, also: tuple[str, ...], *, night: bool) -> tuple[Need, ...]:
    """The needs of a situation, best first. For `friend`, `also` says what happens to the friend."""
    target = friend_target(category, also)
    if role == "witness" and target in CONTENT_CATEGORIES and level != "urgent":
        return _CONTENT
    if level == "urgent":
        return _URGENT[target]
    if role == "author":
        return (_AUTHOR[0], _SPECIALIST[target], *_AUTHOR[1:])
    return _BY_NIGHT[target] if night and target in _BY_NIGHT else _BY_DAY[target]


def friend_target(category: str, also: tuple[str, ...]) -> str:
    """The category whose lines help: for `friend`, the first of `also` that is one."""
    if category != "friend":
        return category
    return next((other for other in also if other in _BY_DAY and other != "friend"), "friend")


def route(
    file: ResourceFile,
    now: dt.datetime,
    category: str,
    level: str,
    role: str = "self",
    also: tuple[str, ...] = (),
) -> tuple[Resource, ...]:
    """At most `SHOWN` lines to print, the first of which answers now.

    One line stands for each need, except that `police` and `medical` may give two where nothing else fits. Where
    no line of the country is surely open, its emergency number comes first. Raises ValueError on a naive `now`.
    """
    wanted = needs(category, level, role, also, night=is_night(now))
    chosen: list[Resource] = []
    for need in wanted:
        for resource in file.answering(need)[: 2 if need == "lgbt" else 1]:
            if resource not in chosen:
                chosen.append(resource)
    if not any(open_now(resource, now) for resource in chosen):
        second = [r for need in wanted for r in file.answering(need)[1:] if open_now(r, now)]
        chosen = [*(second[:1] or file.answering("police")[:1]), *chosen]
    first = next(resource for resource in chosen if open_now(resource, now))
    ordered = [first, *(resource for resource in chosen if resource is not first)]
    return tuple(_kept(ordered, file, friend_target(category, also), level))


def _kept(ordered: list[Resource], file: ResourceFile, target: str, level: str) -> list[Resource]:
    """The first lines, with the category's own line among them whatever was cut."""
    shown = ordered[:SHOWN]
    own = file.answering(_SPECIALIST[target])[:1]
    if level != "urgent" and own and own[0] in ordered and own[0] not in shown:
        shown[-1] = own[0]
    return shown
