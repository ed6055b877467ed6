"""Pasted chats: who wrote which line, and the clauses of a text, as exact pieces of the input."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Author = Literal["me", "other", "told"]

_STAMP = r"(?:[\[(]?\s*(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?,?\s*)?\d{1,2}\s?[:hH]\s?\d{2}(?::\d{2})?\s*[\])]?\s*[-–—:]?\s*)"
_HEADED = re.compile(
    rf"^\s*(?:[>*•–—-]\s*)?{_STAMP}?(?P<name>[^\W\d_][\w.@'’ -]{{0,23}}?|@[\w.]{{1,23}})\s*[:>]\s*(?P<body>.*)$",
    re.DOTALL,
)
_STAMPED = re.compile(rf"^\s*{_STAMP}(?P<body>\S.*)$", re.DOTALL)
_ME = ("moi", "me", "je", "mi", "m", "perso", "moi-même", "ego")
#: Openings that look like a name before a colon, in a text that is told and not pasted.
_NOT_NAMES = re.compile(
    r"en fait|genre|ps|bref|sinon|donc|alors|question|situation|contexte|histoire|bonjour|salut|voil[àa]|info|"
    r"attention|urgent|sujet|r[ée]sum[ée]|message|conv|note"
)
_CLAUSE = re.compile(r"[^.!?;\n…]+[.!?;…]*")
_COMMA = re.compile(r",\s+|\s+(?:et|mais|puis|parce que|pcq|car|après|apres|du coup|dcp|sinon|alors)\s+")


@dataclass(frozen=True)
class Piece:
    """An exact substring of the input, and who wrote it (`told`: the teen, describing)."""

    text: str
    author: Author


def lines_of(text: str) -> list[Piece]:
    """The lines of `text`, without stamps and names; a told text is one piece by line."""
    raw = [line for line in text.split("\n") if line.strip()]
    headed = [_HEADED.match(line) for line in raw]
    named = [_name(match) for match in headed]
    is_chat = sum(name is not None for name in named) >= min(2, len(raw)) and (
        len(raw) > 1 or (named[:1] and named[0] in (*_ME, "lui", "elle", "l'autre", "inconnu"))
    )
    pieces: list[Piece] = []
    author: Author = "told"
    for line, match, name in zip(raw, headed, named, strict=True):
        if is_chat and match and name is not None:
            author = "me" if name in _ME else "other"
            body = match["body"].strip()
        else:
            stamped = _STAMPED.match(line)
            body = (stamped["body"] if stamped else line).strip()
        if body:
            pieces.append(Piece(body, author))
    return pieces


def _name(headed: re.Match[str] | None) -> str | None:
    """The lower-case name that heads a line, or None where what stands before the colon is no name."""
    name = headed["name"].strip().lower() if headed else ""
    return name if name and not _NOT_NAMES.fullmatch(name) else None


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
