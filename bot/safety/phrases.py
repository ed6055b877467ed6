"""The forbidden-phrase lint: what Vigie never says in its own voice (safeguarding.md « Never said »).

The list is `content/forbidden.yml`. Whole words, accents kept, negated forms allowed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Extra, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_BEFORE = 4
_AFTER = 3
#: Keys of a reply file that nobody reads.
_NOT_READ = frozenset(
    {
        "id",
        "data",
        "category",
        "role",
        "voice",
        "reviewed_by",
        "reviewed_on",
        "sources",
        "pattern",
        "asks",
        "asks_trap",
        "unless",
    }
)


class PhraseError(ValueError):
    """A list that cannot be read; the message says why."""


class _Model(BaseModel):
    class Config:
        allow_mutation = False
        extra = Extra.forbid


class ForbiddenPhrase(_Model):
    """One thing never said, in the ways it could be."""

    id: str
    say: tuple[str, ...]
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


class _File(_Model):
    phrases: tuple[ForbiddenPhrase, ...]


@dataclass(frozen=True)
class Finding:
    """A forbidden phrase in a text: which, and as it stands there."""

    id: str
    quote: str


def load_forbidden(path: Path) -> tuple[ForbiddenPhrase, ...]:
    """Read the list. Raises PhraseError."""
    try:
        return _File.parse_obj(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))).phrases
    except (OSError, YAMLError, ValidationError) as error:
        raise PhraseError(f"{path.name}: {error}") from error


def _plain(text: str) -> str:
    """Lower case, one apostrophe, one kind of space; accents stay: « dû » is not « du »."""
    folded = unicodedata.normalize("NFC", text).lower().replace("’", "'")
    return re.sub(r"\s+", " ", folded)


def find_forbidden(
    text: str, phrases: tuple[ForbiddenPhrase, ...], *, country: str = "fr"
) -> tuple[Finding, ...]:
    """What `text` says that Vigie never says, for readers in `country`."""
    line = _plain(text)
    return tuple(
        Finding(phrase.id, line[hit.start() : hit.end()])
        for phrase in phrases
        if country not in phrase.countries
        for say in phrase.say
        for hit in re.finditer(rf"(?<![\w'-]){re.escape(_plain(say))}(?![\w])", line)
        if not _allowed(phrase, line, hit.start(), hit.end())
    )


def _allowed(phrase: ForbiddenPhrase, line: str, start: int, end: int) -> bool:
    before = " " + " ".join(re.findall(r"[\w'-]+|[.!?]", line[:start])[-_BEFORE:]).replace("'", "' ") + " "
    # A negation of the sentence before is none of this one.
    before = " " + re.split(r"[.!?]", before)[-1].strip() + " "
    after = " " + " ".join(re.findall(r"[\w'-]+", line[end:])[:_AFTER]) + " "
    return any(f" {word} " in before for word in phrase.not_after) or any(
        f" {word} " in after for word in phrase.not_before
    )


def texts_of(content: Any, *, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text a person reads in loaded YAML, with the path of its key."""
    if isinstance(content, str):
        yield where, content
    elif isinstance(content, dict):
        for key, value in content.items():
            if key not in _NOT_READ:
                yield from texts_of(value, where=f"{where}.{key}" if where else str(key))
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from texts_of(value, where=f"{where}[{index}]")
