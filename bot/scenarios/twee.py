"""Twee 3, the text form of Twine stories: passages with their tags and lines. Nothing of scenes here.

https://github.com/iftechfoundation/twine-specs/blob/master/twee-3-specification.md
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: A name, its tags, its metadata; brackets and braces of the name are escaped by a backslash.
_HEADER = re.compile(r"^::\s*((?:\\.|[^\\\[\]{}])*?)\s*(?:\[((?:\\.|[^\\\]])*)\])?\s*(\{.*\})?\s*$")
_ESCAPED = re.compile(r"\\(.)")
_LINK = re.compile(r"\[\[(.+?)\]\]")
TITLE, DATA = "StoryTitle", "StoryData"


@dataclass(frozen=True)
class Fault:
    """What is wrong, and on which line of the file (1 is the first)."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class TweeError(ValueError):
    """A story that cannot be read: every fault found, in the order of the file."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Passage:
    """A passage. `lines` are (line number, text), without the blank ones at its end."""

    name: str
    tags: tuple[str, ...]
    line: int
    lines: tuple[tuple[int, str], ...]

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.lines)


@dataclass(frozen=True)
class Link:
    """`[[text->target]]` and its other spellings; `rest` is what follows it on the line."""

    text: str
    target: str
    rest: str


@dataclass(frozen=True)
class Story:
    """A story: its title, StoryData, and its passages by name, special ones left out."""

    title: str
    data: Mapping[str, Any]
    passages: Mapping[str, Passage]


def read_story(text: str) -> Story:
    """Read Twee 3. Raises TweeError with all that is wrong."""
    faults: list[Fault] = []
    passages: dict[str, Passage] = {}
    for passage in _passages(text, faults):
        if passage.name in passages:
            first = passages[passage.name].line
            faults.append(
                Fault(passage.line, f"a second passage « {passage.name} »; the first is on line {first}")
            )
        else:
            passages[passage.name] = passage
    title = passages.pop(TITLE, None)
    if title is None or not title.text.strip():
        faults.append(
            Fault(title.line if title else 1, "no story title: a passage « :: StoryTitle » with a text")
        )
    data = _data(passages.pop(DATA, None), faults)
    for name in [one.name for one in passages.values() if {"script", "stylesheet"} & set(one.tags)]:
        del passages[name]
    if faults:
        raise TweeError(sorted(faults, key=lambda fault: fault.line))
    return Story(title.text.strip() if title else "", data, passages)


def link_of(line: str) -> Link | None:
    """The first link of a line, in any of Twine's spellings; None when it has none."""
    found = _LINK.search(line)
    if found is None:
        return None
    inner, rest = found[1], line[found.end() :].strip()
    if "->" in inner:
        text, _, target = inner.rpartition("->")
    elif "<-" in inner:
        target, _, text = inner.partition("<-")
    elif "|" in inner:
        text, _, target = inner.rpartition("|")
    else:
        text = target = inner
    return Link(text.strip(), target.strip(), rest)


def _passages(text: str, faults: list[Fault]) -> list[Passage]:
    found: list[Passage] = []
    head: tuple[str, tuple[str, ...], int] | None = None
    lines: list[tuple[int, str]] = []

    def close() -> None:
        while lines and not lines[-1][1].strip():
            lines.pop()
        if head is not None:
            found.append(Passage(*head, tuple(lines)))
        lines.clear()

    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if not line.startswith("::"):
            if head is not None:
                lines.append((number, line[1:] if line.startswith("\\::") else line))
            elif line.strip():
                faults.append(Fault(number, "text before the first passage (« :: Name »)"))
            continue
        close()
        head = None
        header = _HEADER.match(line)
        name = _ESCAPED.sub(r"\1", header[1]) if header else ""
        if header is None or not name:
            faults.append(
                Fault(number, f"not a passage header: « {line.strip()} »; it reads « :: Name [tags] »")
            )
            continue
        head = (name, tuple(_ESCAPED.sub(r"\1", header[2] or "").split()), number)
    close()
    return found


def _data(passage: Passage | None, faults: list[Fault]) -> Mapping[str, Any]:
    if passage is None:
        return {}
    try:
        data = json.loads(passage.text)
    except ValueError as error:
        faults.append(Fault(passage.line, f"StoryData is not JSON: {error}"))
        return {}
    if not isinstance(data, dict):
        faults.append(Fault(passage.line, "StoryData is not a JSON object"))
        return {}
    return data
