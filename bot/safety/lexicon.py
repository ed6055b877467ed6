"""`content/lexicon.yml`: its schema, and the matcher and safe words built from it.

The file's head describes the language. The same lines feed the net (as a `Matcher`) and the NLU (through
`Matcher.matches`, or `spacy_patterns(line.items)` for spaCy's own matcher).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Extra, ValidationError, validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.safety.matching import Guard, Matcher, Pattern, PatternError, Spelling, parse_pattern
from bot.safety.normalise import tokens
from bot.safety.risk import CATEGORIES, Level, Role
from bot.safety.safewords import SafeWord, SafeWords


class LexiconError(ValueError):
    """A lexicon that cannot be used; the message says which entry and why."""


class _Model(BaseModel):
    class Config:
        allow_mutation = False
        extra = Extra.forbid


class GuardList(_Model):
    """A named list of marks. `cancelled_by`: lists whose presence makes this one count for nothing."""

    cancelled_by: tuple[str, ...] = ()
    marks: tuple[str, ...]


class Entry(_Model):
    """Lines that say the same thing. `unless` replaces the file's `unless_default` when given.

    `certain`: an alarm, of this category, whatever the models say.
    """

    id: str
    level: Level
    role: Role = "self"
    also: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] | None = None
    not_after: tuple[str, ...] = ()
    certain: bool = False
    lines: tuple[str, ...]

    @validator("also")
    def _known_categories(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if set(value) - set(CATEGORIES):
            raise ValueError(f"unknown categories {sorted(set(value) - set(CATEGORIES))}")
        return value


class LexiconFile(_Model):
    """The whole of `content/lexicon.yml`."""

    safe_words: Mapping[SafeWord, tuple[str, ...]]
    spellings: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, GuardList]
    unless_default: tuple[str, ...]
    patterns: Mapping[str, tuple[Entry, ...]]

    @validator("patterns")
    def _known_categories(cls, value: Mapping[str, Any]) -> Mapping[str, Any]:
        if set(value) - set(CATEGORIES):
            raise ValueError(f"unknown categories {sorted(set(value) - set(CATEGORIES))}")
        return value


@dataclass(frozen=True)
class Lexicon:
    """What the file gives: a matcher for patterns and lists, and the safe words."""

    matcher: Matcher
    safe_words: SafeWords


def load_lexicon(path: Path) -> Lexicon:
    """Read and compile the lexicon. Raises LexiconError on a file that is off the schema or the language."""
    try:
        file = LexiconFile.parse_obj(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
        return build_lexicon(file)
    except (OSError, YAMLError, ValidationError, ValueError) as error:
        raise LexiconError(f"{path.name}: {error}") from error


def build_lexicon(file: LexiconFile) -> Lexicon:
    """Compile a read file. Raises PatternError or ValueError."""
    spelling = _spelling(file.spellings)
    groups = {name: tuple(members) for name, members in file.groups.items()}
    guards = {
        name: Guard(
            tuple(parse_pattern(mark, spelling, groups) for mark in guard.marks),
            guard.cancelled_by,
        )
        for name, guard in file.lists.items()
    }
    patterns: list[Pattern] = []
    ids: set[str] = set()
    for category, entries in file.patterns.items():
        for entry in entries:
            if entry.id in ids:
                raise PatternError(f"two entries are called {entry.id}")
            ids.add(entry.id)
            unless = file.unless_default if entry.unless is None else entry.unless
            unknown = {*entry.needs, *unless, *entry.not_after} - set(guards)
            if unknown:
                raise PatternError(f"{entry.id} names unknown lists {sorted(unknown)}")
            patterns += [
                Pattern(
                    id=entry.id,
                    category=category,
                    level=entry.level,
                    role=entry.role,
                    items=parse_pattern(line, spelling, groups),
                    also=entry.also,
                    needs=entry.needs,
                    unless=unless,
                    not_after=entry.not_after,
                    certain=entry.certain,
                )
                for line in entry.lines
            ]
    for guard in guards.values():
        if set(guard.cancelled_by) - set(guards):
            raise PatternError(f"a list is cancelled by unknown lists {guard.cancelled_by}")
    return Lexicon(Matcher(spelling, tuple(patterns), guards), SafeWords.from_spellings(file.safe_words))


def _spelling(table: Mapping[str, str]) -> Spelling:
    """`standard: variant, variant two` rows as one map from raw tokens to standard words."""
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    for standard, variants in table.items():
        words = tuple(standard.split())
        for variant in variants.split(","):
            raw = tuple(tokens(variant))
            if not 1 <= len(raw) <= 3:
                raise PatternError(f"a spelling has one to three words: {variant!r}")
            if known.setdefault(raw, words) != words:
                raise PatternError(f"the spelling {variant!r} stands for two things")
    # « jveu » gives `je veux`, and `veux` is itself a variant of `veut`: values are standard all the way.
    settled: dict[tuple[str, ...], tuple[str, ...]] = {}
    for raw, words in known.items():
        last: list[str] = []
        for word in words:
            further = known.get((word,), (word,))
            last += (word,) if word in words and set(further) & set(words) - {word} else further
        settled[raw] = tuple(last)
    return Spelling(settled)
