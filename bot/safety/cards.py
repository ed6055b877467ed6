"""From facts and wording to printable lines: help lines as `NumberLine`, and the cards the net holds.

Built once at start; what comes out is plain standard-library objects.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, Extra, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.safety.net import Card, Cards
from bot.safety.numbers import NumberLine, NumberWords
from bot.safety.resources import Need, Resource, ResourceFile, Resources
from bot.safety.risk import CATEGORIES
from bot.safety.routing import route
from bot.safety.wording import HelpWords, NumberTemplates


class CardError(ValueError):
    """Net wording that cannot be used; the message says why."""


class NetWords(BaseModel):
    """`content/replies/net.yml`."""

    class Config:
        allow_mutation = False
        extra = Extra.forbid

    reviewed_by: str | None
    reviewed_on: dt.date | None
    trouble: str
    trouble_help: str
    acknowledge: str
    acknowledge_friend: str
    acknowledge_author: str
    help: str
    discreet: str
    stop: str
    pause: str
    honest: str


def load_net_words(path: Path) -> NetWords:
    """Read the net's wording. Raises CardError."""
    try:
        return NetWords.parse_obj(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
    except (OSError, YAMLError, ValidationError) as error:
        raise CardError(f"{path.name}: {error}") from error


def number_words(templates: NumberTemplates) -> NumberWords:
    """The templates as the plain object that `print_number` takes."""
    return NumberWords(
        always=templates.always,
        until=templates.until,
        next=templates.next,
        unsure=templates.unsure,
        emergency=templates.emergency,
        online=templates.online,
        free=templates.free,
        today=templates.today,
        tomorrow=templates.tomorrow,
        days=templates.days,
        hour=templates.hour,
        hour_minutes=templates.hour_minutes,
    )


def number_line(resource: Resource, templates: NumberTemplates) -> NumberLine:
    """A help line ready to print: its first channel is the one whose hours are said."""
    first_name, first = next(iter(resource.channels.items()))
    icon = templates.icons[
        "emergency" if resource.kind == "emergency" and first_name == "call" else first_name
    ]
    if first_name == "sms" and resource.kind == "emergency":
        label = templates.sms_only.format(name=resource.number)
    elif resource.number is None:
        label = templates.site.format(name=resource.name, reach=first.reach)
    elif resource.number == resource.name:
        label = resource.number
    else:
        label = f"{resource.number} · {resource.name}"
    extra = ""
    for name, template in templates.also.items():
        channel = resource.channels.get(name)
        # Only a written channel whose hours are known is offered beside the voice line.
        if (
            channel is not None
            and channel is not first
            and not channel.hours.unsure
            and resource.kind == "listening"
        ):
            extra = templates.via.format(channels=template.format(reach=channel.reach))
            break
    return NumberLine(
        id=resource.id,
        label=label,
        icon=icon,
        hours=first.hours,
        free=resource.cost == "free",
        emergency=resource.kind == "emergency",
        reach=first.reach,
        form=first_name == "form",
        extra=extra,
    )


def net_cards(resources: Resources, words: HelpWords, net: NetWords, country: str = "fr") -> Cards:
    """The cards of the net: one for each category and role that reads differently, day and night worked out later."""
    file = resources.of(country)
    day, night = _moment(15), _moment(2)
    templates = words.numbers

    def lines(chosen: Iterable[Resource]) -> tuple[NumberLine, ...]:
        return tuple(number_line(resource, templates) for resource in chosen)

    def card(category: str, level: str, role: str, opening: str) -> Card:
        by_day = lines(route(file, day, category, level, role))
        by_night = lines(route(file, night, category, level, role))
        every = tuple({line.id: line for line in (*by_day, *by_night)}.values())
        return Card(opening, every, net.honest)

    openings = {
        "self": net.acknowledge,
        "friend": net.acknowledge_friend,
        "witness": net.acknowledge_friend,
        "author": net.acknowledge_author,
    }
    risk = {
        (category, level, role): card(category, level, role, opening)
        for category in CATEGORIES
        for level in ("urgent", "high", "medium")
        for role, opening in openings.items()
    }
    help_lines = lines(_first(file, ("police", "silent", "child", "suicide", "online")))
    talk_lines = lines(_first(file, ("child", "suicide", "online")))
    return Cards(
        words=number_words(templates),
        risk=risk,
        help=Card(net.help, help_lines, net.honest),
        stop=Card(net.stop, talk_lines),
        pause=Card(net.pause, talk_lines),
        discreet=net.discreet,
        trouble=Card(net.trouble, (), net.trouble_help),
        trouble_lines=help_lines,
    )


def _first(file: ResourceFile, needs: tuple[Need, ...]) -> list[Resource]:
    """The first line for each need, each once."""
    chosen: list[Resource] = []
    for need in needs:
        for resource in file.answering(need)[:1]:
            if resource not in chosen:
                chosen.append(resource)
    return chosen


def _moment(hour: int) -> dt.datetime:
    return dt.datetime(2026, 11, 23, hour, tzinfo=dt.timezone(dt.timedelta(hours=1)))
