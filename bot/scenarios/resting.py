"""Which scenes rest: after something real was said, its theme is not proposed again that day (safeguarding.md).

The table is content/resting.yml: help category → red flags whose scenes rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ValidationError, validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.safety.risk import CATEGORIES
from bot.scenarios.library import Scenario
from bot.scenarios.schema import FLAGS

#: How long: the day, and a night after it for what was said late.
SECONDS = 24 * 3600


class RestingError(ValueError):
    """A table that cannot be used; the message says why."""


class Resting(BaseModel):
    """The table."""

    __root__: Mapping[str, tuple[str, ...]]

    @validator("__root__")
    def _known(cls, value: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        if set(value) != set(CATEGORIES):
            raise ValueError("a line for each category of help, and no other")
        unknown = {flag for flags in value.values() for flag in flags} - set(FLAGS)
        if unknown:
            raise ValueError(f"unknown flags {sorted(unknown)}")
        return value

    def rests(self, scenario: Scenario, categories: Iterable[str]) -> bool:
        """Whether a scene rests while these categories do."""
        planted = set(scenario.file.red_flags)
        return any(planted & set(self.__root__[category]) for category in categories)


def load_resting(path: Path) -> Resting:
    """Read the table. Raises RestingError."""
    try:
        return Resting.parse_obj(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
    except (OSError, YAMLError, ValidationError) as error:
        raise RestingError(f"{path.name}: {error}") from error
