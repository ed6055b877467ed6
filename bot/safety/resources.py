"""Help lines: the schema of `content/resources/*.yml`, their loader, and whether one is open now.

Facts only, each with its sources and the day it was verified. The clock is passed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, Extra, Field, HttpUrl, ValidationError, root_validator, validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.safety.hours import ALWAYS, UNSURE, Hours, weekly

Country = Literal["fr", "be", "ch", "lu", "qc", "eu"]
COUNTRIES: tuple[Country, ...] = get_args(Country)
ChannelName = Literal["call", "chat", "sms", "app", "form"]
#: What a situation calls for. Each country says which of its lines answer it, best first.
Need = Literal[
    "police",
    "medical",
    "silent",
    "online",
    "child",
    "police_chat",
    "cyber",
    "suicide",
    "talk",
    "lgbt",
    "content",
    "missing",
    "victim",
    "substances",
    "image_removal",
    "attraction",
]


class ResourceError(ValueError):
    """A resource file that does not say what it must; the message names file and field."""


class _Model(BaseModel):
    class Config:
        allow_mutation = False
        extra = Extra.forbid
        arbitrary_types_allowed = True


class Channel(_Model):
    """One way in: what to dial or open, and when somebody answers there."""

    reach: str = Field(min_length=2)
    hours: Hours

    @validator("hours", pre=True)
    def _read_hours(cls, value: Any, values: Mapping[str, Any]) -> Hours:
        if value == "always":
            return ALWAYS
        if value == "unsure":
            return UNSURE
        if not isinstance(value, list):
            raise ValueError("hours are `always`, `unsure` or a list of {days, from, to}")
        try:
            return weekly((row["days"], row["from"], row["to"]) for row in value)
        except (KeyError, TypeError) as error:
            raise ValueError("an opening reads {days, from, to}") from error


class Resource(_Model):
    """One help line. `limits` says what confidentiality or reach it does not have."""

    id: str = Field(regex=r"^[a-z0-9-]+$")
    name: str
    number: str | None = None
    kind: Literal["emergency", "listening", "report", "tool"]
    channels: Mapping[ChannelName, Channel]
    cost: Literal["free", "unknown"]
    audience: str
    what_happens: str
    limits: str | None = None
    phone_bill: Literal["not_shown", "unknown"]
    confidence: Literal["twice", "copies", "once"]
    sources: tuple[HttpUrl, ...]
    verified_on: dt.date

    @validator("channels", "sources")
    def _at_least_one(cls, value: Any) -> Any:
        if not value:
            raise ValueError("a line has at least one channel and one source")
        return value

    @property
    def reached_by(self) -> str:
        """The number, or the address where there is none."""
        return self.number or next(iter(self.channels.values())).reach


class ResourceFile(_Model):
    """One country. Every id named under `needs` is a line of this file."""

    country: Country
    name: str
    zone: str
    needs: Mapping[Need, tuple[str, ...]]
    resources: tuple[Resource, ...]

    @root_validator(skip_on_failure=True)
    def _needs_name_lines(cls, values: dict[str, Any]) -> dict[str, Any]:
        ids = [resource.id for resource in values["resources"]]
        if len(set(ids)) != len(ids):
            raise ValueError("two lines have one id")
        unknown = {line for lines in values["needs"].values() for line in lines} - set(ids)
        if unknown:
            raise ValueError(f"needs name unknown lines: {sorted(unknown)}")
        missing = set(get_args(Need)) - set(values["needs"])
        if missing:
            raise ValueError(f"needs are missing: {sorted(missing)}")
        if not values["needs"]["police"] or not values["needs"]["medical"]:
            raise ValueError("a country has emergency numbers")
        return values

    def get(self, resource_id: str) -> Resource:
        """The line with that id. Raises KeyError when there is none."""
        for resource in self.resources:
            if resource.id == resource_id:
                return resource
        raise KeyError(resource_id)

    def answering(self, need: Need) -> tuple[Resource, ...]:
        """The lines that answer a need, best first; may be empty."""
        return tuple(self.get(resource_id) for resource_id in self.needs[need])


@dataclass(frozen=True)
class Resources:
    """The lines of every country."""

    by_country: Mapping[Country, ResourceFile]

    def of(self, country: str) -> ResourceFile:
        """The lines of `country`; the European ones where Vigie knows none."""
        for known, file in self.by_country.items():
            if known == country:
                return file
        return self.by_country["eu"]


def load_resources(directory: Path) -> Resources:
    """Read one file per country. Raises ResourceError on a file missing, unreadable or off the schema."""
    files: dict[Country, ResourceFile] = {}
    for country in COUNTRIES:
        path = directory / f"{country}.yml"
        try:
            file = ResourceFile.parse_obj(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
        except (OSError, YAMLError, ValidationError) as error:
            raise ResourceError(f"{path.name}: {error}") from error
        if file.country != country:
            raise ResourceError(f"{path.name} says it is about {file.country}")
        files[country] = _in_zone(file)
    return Resources(files)


def _in_zone(file: ResourceFile) -> ResourceFile:
    """Hours are read on the clock of the country they were published in."""
    if file.zone == "Europe/Paris":
        return file
    lines = tuple(
        line.copy(
            update={
                "channels": {
                    name: channel.copy(update={"hours": replace(channel.hours, zone=file.zone)})
                    for name, channel in line.channels.items()
                }
            }
        )
        for line in file.resources
    )
    return file.copy(update={"resources": lines})


def open_now(resource: Resource, now: dt.datetime, channel: ChannelName | None = None) -> bool | None:
    """Whether somebody answers at `now`: True, False, or None where hours are unsure.

    Without `channel`, the first way in of the file (the one that is printed). Raises KeyError on a channel
    the line has not, ValueError on a naive `now`.
    """
    return _channel(resource, channel).hours.open_now(now)


def next_opening(
    resource: Resource, now: dt.datetime, channel: ChannelName | None = None
) -> dt.datetime | None:
    """When it opens next; None when it is open now or its hours are unsure. Raises like `open_now`."""
    return _channel(resource, channel).hours.next_opening(now)


def closes_at(resource: Resource, now: dt.datetime, channel: ChannelName | None = None) -> dt.datetime | None:
    """When the current opening ends; None when closed, unsure or always open. Raises like `open_now`."""
    return _channel(resource, channel).hours.closes_at(now)


def _channel(resource: Resource, name: ChannelName | None) -> Channel:
    return resource.channels[name] if name else next(iter(resource.channels.values()))
