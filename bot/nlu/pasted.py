"""Pasted chats: who wrote which line, and the clauses of a text, as exact pieces of the input.

People paste in many shapes: « moi: … lui: … », names, the stamps of several apps, a name on a line of its own, « > »,
arrows, dashes, or nothing at all. A shape that does not show who writes leaves the text « told »: everything in it is
heard. Words: pasted.yml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

Author = Literal["me", "other", "told"]

_CLOCK = r"\d{1,2}\s?[:hH]\s?\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?"
_DATE = (
    r"(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]*\.?\s+)?(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}\s+[a-zéû]{3,9}\.?(?:\s+\d{4})?|aujourd['’]hui|hier)"
)
_WHEN = rf"(?:{_DATE},?\s*(?:[àa]\s+|at\s+)?)?{_CLOCK}"
_STAMP = rf"(?:[\[(]?\s*{_WHEN}\s*[\])]?\s*[-–—:]?\s*)"
_BULLET = r"(?:[*•–—-]\s*)?"
_NAME = r"[^\W\d_][\w.@'’ -]{0,23}?|@[\w.]{1,23}|\?{2,3}"
_HEADED = re.compile(
    rf"^\s*{_BULLET}{_STAMP}?(?P<name>{_NAME})\s*(?:\({_WHEN}\)\s*)?[:>]\s*(?P<body>.*)$", re.I | re.DOTALL
)
_STAMPED = re.compile(rf"^\s*{_STAMP}(?P<body>\S.*)$", re.DOTALL | re.I)
#: A name and its stamp on a line of their own: « Max — Aujourd'hui à 18:02 », « Max, [27.11.2026 18:02] ».
_NAME_AND_STAMP = re.compile(rf"^\s*(?P<name>{_NAME})\s*[,—–-]?\s*[\[(]?\s*{_WHEN}\s*[\])]?\s*$", re.I)
_NAME_ALONE = re.compile(rf"^\s*(?P<name>{_NAME})\s*$")
_TRAILING = re.compile(rf"(?:\s+{_CLOCK}|\s*[✓✔]+)+\s*$", re.I)
_DASH = re.compile(r"^\s*[-–—•*]\s*(?P<body>\S.*)$", re.DOTALL)
_OUT = re.compile(r"^\s*(?:>+|→|->)\s*(?P<body>\S.*)$", re.DOTALL)
_IN = re.compile(r"^\s*(?:<+|←|<-)\s*(?P<body>\S.*)$", re.DOTALL)
_CLAUSE = re.compile(r"[^.!?;\n…]+[.!?;…]*")
_COMMA = re.compile(r",\s+|\s+(?:et|mais|puis|parce que|pcq|car|après|apres|du coup|dcp|sinon|alors)\s+")
#: From how many lines of bare chat on a line may be taken for the teen's own, and how long such a line is at most.
_BARE_LINES, _BARE_WORDS = 3, 12


#: Marks that may stand on a line of their own.
_ALONE = frozenset({"moi", "lui", "elle", "vous", "vous avez envoye"})


@dataclass(frozen=True)
class Piece:
    """An exact substring of the input, and who wrote it (`told`: the teen, describing)."""

    text: str
    author: Author


@dataclass(frozen=True)
class _Words:
    """pasted.yml, ready to match."""

    me: frozenset[str]
    other: frozenset[str]
    not_names: frozenset[str]
    system: frozenset[str]
    leads: tuple[re.Pattern[str], ...]
    answers: tuple[re.Pattern[str], ...]
    tells: re.Pattern[str]
    own_speech: re.Pattern[str]
    inline: re.Pattern[str]
    marked: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    raw: dict[str, Any] = YAML(typ="safe", pure=True).load(Path(__file__).with_name("pasted.yml"))
    marks = sorted({*raw["me"], *raw["other"]}, key=len, reverse=True)
    any_mark = "|".join(_accented(mark) for mark in marks)
    return _Words(
        me=frozenset(raw["me"]),
        other=frozenset(raw["other"]),
        not_names=frozenset(raw["not_names"]),
        system=frozenset(raw["system"]),
        leads=tuple(map(re.compile, raw["leads"])),
        answers=tuple(map(re.compile, raw["answers"])),
        tells=re.compile(raw["tells"]),
        own_speech=re.compile(raw["own_speech"] + r"(?P<said>[«\"“][^»\"”]{1,200}[»\"”])"),
        inline=re.compile(rf"(?:(?<=\s)|(?<=[/|.!?,;])|^)(?:{any_mark})\s*(?::|->|→)", re.I),
        marked=re.compile(
            rf"^\s*{_BULLET}{_STAMP}?(?P<name>{any_mark})\s*(?:->|→|=>|[:>=–—-])\s*(?P<body>.*)$",
            re.I | re.DOTALL,
        ),
    )


def lines_of(text: str) -> list[Piece]:
    """The lines of `text`, without stamps and names; a told text is one piece by line."""
    raw = [
        part
        for line in text.split("\n")
        for part in _inline_parts(line)
        if part.strip() and _plain(part) not in _words().system
    ]
    for shape in (_headed, _blocks, _arrows, _quoted, _dashed, _bare):
        pieces = shape(raw)
        if pieces is not None:
            return [piece for piece in pieces if piece.text]
    return _told(raw)


# ---------------------------------------------------------------------- shapes


def _headed(raw: Sequence[str]) -> list[Piece] | None:
    """« moi: … », « Max : … », stamps before or not. A line without a name continues the author before."""
    words = _words()
    matches = [words.marked.match(line) or _HEADED.match(line) for line in raw]
    names = [_name(match) for match in matches]
    named = [name for name in names if name is not None]
    alone = len(raw) == 1 and bool(named) and named[0] in words.me | words.other
    if not alone and (len(raw) < 2 or len(named) < 2):
        return None
    spoken: list[tuple[str | None, str]] = []
    speaker: str | None = None
    for line, match, name in zip(raw, matches, names, strict=True):
        if match and name is not None:
            speaker = name
            spoken.append((speaker, _TRAILING.sub("", match["body"]).strip()))
        else:
            spoken.append((speaker, _unstamped(line)))
    return _by_speaker(spoken)


def _blocks(raw: Sequence[str]) -> list[Piece] | None:
    """A name on a line of its own, what it wrote below: Discord, Telegram, Snapchat, Messenger."""
    words = _words()
    stamped = [_NAME_AND_STAMP.match(line) for line in raw]
    alone = [_NAME_ALONE.match(line) for line in raw]
    names = [_plain(match["name"]) if match else "" for match in alone]
    capital = [
        line.strip()[:1].isupper() and len(name.split()) == 1 for line, name in zip(raw, names, strict=True)
    ]
    # Once somebody is named on a line of their own, one capital word alone is a name too, unless it follows one.
    signed = any(
        name in words.me & _ALONE or (big and names.count(name) > 1)
        for name, big in zip(names, capital, strict=True)
    )
    heads: list[str | None] = []
    for line, with_stamp, name, big in zip(raw, stamped, names, capital, strict=True):
        after_head = bool(heads) and heads[-1] is not None
        shouted = line.strip().isupper() and len(line.strip()) > 1 and len(name.split()) <= 2
        if with_stamp and len(with_stamp["name"].split()) <= 3:
            heads.append(_plain(with_stamp["name"]))
        elif name in _ALONE or (name and not after_head and (shouted or (signed and big))):
            heads.append(name)
        else:
            heads.append(None)
    if sum(head is not None for head in heads) < 2 or (heads[-1] is not None and len(raw) < 3):
        return None
    spoken: list[tuple[str | None, str]] = []
    speaker: str | None = None
    for line, head in zip(raw, heads, strict=True):
        if head is not None:
            speaker = head
        else:
            spoken.append((speaker, _unstamped(line)))
    if not spoken or words.not_names & {head for head in heads if head}:
        return None
    return _by_speaker(spoken)


def _arrows(raw: Sequence[str]) -> list[Piece] | None:
    """« < » came in, « > » went out."""
    into, out = [_IN.match(line) for line in raw], [_OUT.match(line) for line in raw]
    if not any(into) or not any(out):
        return None
    return [
        Piece(one["body"].strip(), "other")
        if one
        else Piece(two["body"].strip(), "me")
        if two
        else Piece(line.strip(), "told")
        for line, one, two in zip(raw, into, out, strict=True)
    ]


def _quoted(raw: Sequence[str]) -> list[Piece] | None:
    """« > » quotes the other; what stands between two quotes answers them, what frames them tells."""
    quotes = [_OUT.match(line) for line in raw]
    marks = [match is not None for match in quotes]
    if not any(marks):
        return None
    first, last = marks.index(True), len(marks) - 1 - marks[::-1].index(True)
    pieces: list[Piece] = []
    for place, (line, match) in enumerate(zip(raw, quotes, strict=True)):
        if match:
            pieces.append(Piece(match["body"].strip(), "other"))
        else:
            pieces.append(Piece(line.strip(), "me" if first < place < last else "told"))
    return pieces


def _dashed(raw: Sequence[str]) -> list[Piece] | None:
    """Each dash changes the speaker, as in a book; a list of facts with dashes is told."""
    bodies = [_DASH.match(line) for line in raw]
    if len(raw) < 3 or not all(bodies):
        return None
    lines = [match["body"].strip() for match in bodies if match]
    if sum(bool(_words().tells.search(_plain(line))) for line in lines) * 2 >= len(lines):
        return None
    return _by_speaker([("a" if place % 2 == 0 else "b", line) for place, line in enumerate(lines)])


def _bare(raw: Sequence[str]) -> list[Piece] | None:
    """Short lines and nothing else: only what plainly answers or refuses is the teen's own."""
    if len(raw) < _BARE_LINES or any(len(line.split()) > _BARE_WORDS for line in raw):
        return None
    if any(_words().tells.search(_plain(line)) for line in raw):
        return None
    lines = [_unstamped(line) for line in raw]
    mine = [_leads(line) == 0 and _answers(line) > 0 for line in lines]
    if all(mine):
        return None
    return [Piece(line, "me" if own else "told") for line, own in zip(lines, mine, strict=True)]


def _told(raw: Iterable[str]) -> list[Piece]:
    """A text that tells; one's own words reported in it between quotes stay one's own."""
    pieces: list[Piece] = []
    for line in raw:
        rest = _unstamped(line)
        plain = _same_length(rest)
        start = 0
        for found in _words().own_speech.finditer(plain):
            begin, end = found.span("said")
            pieces += [Piece(rest[start:begin].strip(), "told"), Piece(rest[begin:end].strip(), "me")]
            start = end
        pieces.append(Piece(rest[start:].strip(), "told"))
    return [piece for piece in pieces if any(char.isalnum() for char in piece.text) or len(pieces) == 1]


# ---------------------------------------------------------------------- who is who


def _by_speaker(spoken: Sequence[tuple[str | None, str]]) -> list[Piece]:
    """Authors of lines whose speakers are named: the teen is who says « moi », else who answers more than leads."""
    words = _words()
    speakers = list(dict.fromkeys(name for name, _line in spoken if name is not None))
    mine = {name for name in speakers if name in words.me}
    if not mine and len(speakers) == 2 and not any(name in words.other for name in speakers):
        mine = {_who_answers(spoken, speakers)}
    elif not mine and len(speakers) == 2:
        # « lui » and a name: the name is the teen's.
        mine = {name for name in speakers if name not in words.other}
    return [
        Piece(line, "told" if name is None else "me" if name in mine else "other") for name, line in spoken
    ]


def _who_answers(spoken: Sequence[tuple[str | None, str]], speakers: Sequence[str]) -> str:
    """Of two speakers the one who leads less; of two alike the second: a stranger writes first."""

    def leading(name: str) -> int:
        lines = [line for speaker, line in spoken if speaker == name]
        return sum(_leads(line) - _answers(line) for line in lines)

    first, second = speakers
    return first if leading(first) < leading(second) else second


def _leads(line: str) -> int:
    return sum(bool(pattern.search(_plain(line))) for pattern in _words().leads)


def _answers(line: str) -> int:
    return sum(bool(pattern.search(_plain(line))) for pattern in _words().answers)


def _name(headed: re.Match[str] | None) -> str | None:
    """The plain name that heads a line, or None where what stands before the colon is no name."""
    name = _plain(headed["name"]) if headed else ""
    words = _words()
    if not name or name in words.not_names:
        return None
    # A sentence before a colon is a sentence.
    return name if name in words.me | words.other or len(name.split()) <= 3 else None


def _inline_parts(line: str) -> list[str]:
    """« moi: salut lui: t'es seule ? » on one line, cut before each mark; the line itself where there are not two."""
    starts = [found.start() for found in _words().inline.finditer(line)]
    if len(starts) < 2:
        return [line]
    cuts = [0, *[start for start in starts if line[:start].strip()], len(line)]
    return [line[start:end].strip(" /|") for start, end in pairwise(cuts)]


def _unstamped(line: str) -> str:
    stamped = _STAMPED.match(line)
    return _TRAILING.sub("", stamped["body"] if stamped else line).strip()


def _plain(text: str) -> str:
    """Lower case, no accents, one kind of apostrophe."""
    bare = unicodedata.normalize("NFKD", text.strip().lower().replace("’", "'"))
    return "".join(char for char in bare if not unicodedata.combining(char))


def _same_length(text: str) -> str:
    """`_plain`, character by character: what is found in it stands at the same place in the text."""
    return "".join((_plain(char) or char)[:1] if char.strip() else char for char in text)


_ACCENTS = {"e": "[eéèêë]", "a": "[aàâ]", "u": "[uùû]", "i": "[iîï]", "o": "[oô]", "c": "[cç]", "'": "['’]"}


def _accented(mark: str) -> str:
    return "".join(_ACCENTS.get(char, re.escape(char)) for char in mark)


# ---------------------------------------------------------------------- clauses


def clauses_of(piece: Piece, longest: int = 12) -> list[Piece]:
    """The sentences of a piece; a long one is cut again at commas and linking words."""
    found: list[Piece] = []
    for match in _CLAUSE.finditer(piece.text):
        sentence = match.group().strip()
        if not any(char.isalnum() for char in sentence):
            continue
        if len(sentence.split()) <= longest:
            found.append(Piece(sentence, piece.author))
            continue
        start = 0
        for cut in [*_COMMA.finditer(sentence), None]:
            end = cut.start() if cut else len(sentence)
            part = sentence[start:end].strip(" ,")
            if len(part.split()) >= 3 or (part and cut is None):
                found.append(Piece(part, piece.author))
                start = cut.end() if cut else end
    return found or [piece]
