"""Names that the pages take from content: flags, moves, rubric, endings, labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Extra
from ruamel.yaml import YAML

from bot.scenarios.library import Library


class ReviewContent(BaseModel):
    """`content/review.yml`."""

    labels: dict[str, str]
    endings: dict[str, str]
    ratings: dict[str, str]
    quiz: dict[str, str]
    statuses: dict[str, str]
    roles: dict[str, str]
    actions: dict[str, str]

    class Config:
        extra = Extra.forbid


@dataclass(frozen=True)
class Words:
    """Id → French, table by table; `rubric` names the eight published types of answer."""

    labels: Mapping[str, str]
    endings: Mapping[str, str]
    ratings: Mapping[str, str]
    quiz: Mapping[str, str]
    statuses: Mapping[str, str]
    roles: Mapping[str, str]
    actions: Mapping[str, str]
    flags: Mapping[str, str]
    moves: Mapping[str, str]
    rubric: Mapping[str, str]

    def of(self, table: str, key: str | None) -> str:
        """The French of an id; the id itself when content no longer knows it."""
        return str(getattr(self, table).get(key, key or ""))


def load_words(content: Path, library: Library) -> Words:
    """Read the words under the content folder. Raises OSError, pydantic.ValidationError or KeyError."""
    yaml = YAML(typ="safe", pure=True)
    own = ReviewContent.parse_obj(yaml.load(content / "review.yml"))
    verify = yaml.load(content / "replies" / "verify.yml")
    return Words(
        **own.dict(),
        flags={flag: str(words["name"]) for flag, words in verify["flags"].items()},
        moves=dict(library.rubric.moves),
        rubric={name: kind.name for name, kind in library.rubric.types.items()},
    )
