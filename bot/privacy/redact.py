"""Redaction: what a teen typed, without what says who or where they are.

Patterns and lists only, no model: it costs a fraction of a millisecond, starts at once, and reads lower case and SMS
spelling, where a tagger trained on newspapers does not (bench/redaction.py measures both).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from bot.privacy.contacts import find_contacts
from bot.privacy.gazetteers import Gazetteers, gazetteers
from bot.privacy.names import find_names
from bot.privacy.numbers import find_numbers
from bot.privacy.places import find_addresses, find_departements, find_places
from bot.privacy.spans import HIDDEN_CLASS, PLACEHOLDERS, Span, SpanType, apart, fold, hide, working_copy
from bot.privacy.words import capitals_tell, read_words

__all__ = ["Redaction", "Span", "SpanType", "redact"]

#: Hiding a name can uncover its neighbour: each pass hides more. Real messages need one or two.
MOST_PASSES = 50

#: Generic words that may remain of a span whose other words are kept (« collège » of « collège des Tilleuls »).
_GENERIC = frozenset(
    [
        "college",
        "lycee",
        "ecole",
        "rue",
        "avenue",
        "boulevard",
        "chemin",
        "impasse",
        "allee",
        "route",
        "place",
        "quai",
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "a",
        "au",
        "aux",
        "en",
        "et",
    ]
)
_PIECE = re.compile(rf"[^\W_{HIDDEN_CLASS}]+")


class Redaction(NamedTuple):
    """The text with placeholders, and what was hidden: characters of the input, in order, never overlapping."""

    text: str
    spans: tuple[Span, ...]


class _Piece(NamedTuple):
    start: int
    end: int
    folded: str


def redact(text: str, keep: Collection[str] = ()) -> Redaction:
    """Hide what says who or where somebody is.

    `keep`: words that survive (role-card values, persona and app names), whatever their case and accents.
    Redacting a redacted text changes nothing. Raises on no text.
    """
    lists = gazetteers()
    work = working_copy(text)
    kept = _kept(work, keep)
    spans: list[Span] = []
    # A text reads the same whether its hidden parts stand there as spans or as placeholders: hiding until nothing
    # more shows is what makes a second redaction change nothing.
    for _ in range(MOST_PASSES):
        found = [span for span in _detect(work, lists) if not (kept and _survives(work, span, kept))]
        if not found:
            break
        spans += found
        work = hide(work, found)
    spans.sort()
    return Redaction(_replace(text, spans), tuple(spans))


def _detect(work: str, lists: Gazetteers) -> list[Span]:
    spans: list[Span] = []

    def take(found: list[Span]) -> str:
        found = apart(found)
        spans.extend(found)
        return hide(work, found) if found else work

    work = take(find_contacts(work, lists))
    work = take(find_addresses(work, lists))
    work = take(find_numbers(work, lists))
    work = take(find_departements(work))
    words = read_words(work)
    capitals = capitals_tell(words)
    places = find_places(words, lists, capitals)
    if places:
        work = take(places)
        words = read_words(work)
    take(find_names(words, lists, capitals))
    return spans


def _replace(text: str, spans: Iterable[Span]) -> str:
    parts = []
    done = 0
    for start, end, kind in spans:
        parts += [text[done:start], PLACEHOLDERS[kind]]
        done = end
    parts.append(text[done:])
    return "".join(parts)


def _pieces(work: str, start: int = 0, end: int | None = None) -> list[_Piece]:
    stop = len(work) if end is None else end
    return [_Piece(*match.span(), fold(match.group())) for match in _PIECE.finditer(work, start, stop)]


def _kept(work: str, keep: Collection[str]) -> frozenset[int]:
    """Where the pieces (words, runs of digits) of kept values start."""
    if not keep:
        return frozenset()
    pieces = _pieces(work)
    wanted = {tuple(piece.folded for piece in _pieces(working_copy(value))) for value in keep}
    kept: set[int] = set()
    for value in wanted - {()}:
        for place in range(len(pieces) - len(value) + 1):
            group = pieces[place : place + len(value)]
            if all(piece.folded == word for piece, word in zip(group, value, strict=True)):
                kept.update(piece.start for piece in group)
    return frozenset(kept)


def _survives(work: str, span: Span, kept: frozenset[int]) -> bool:
    """Whether a span holds kept words, and besides them only generic ones."""
    pieces = _pieces(work, span.start, span.end)
    others = [piece.folded for piece in pieces if piece.start not in kept]
    return len(others) < len(pieces) and all(other in _GENERIC for other in others)
