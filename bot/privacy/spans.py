"""Spans of personal data, and the working copy of a text that every detector reads.

The working copy has the length of the input, so that offsets never need translating: digits of any script are
ASCII, typographic signs are plain, and what is already hidden is a run of one private-use sign per type.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal, NamedTuple

SpanType = Literal["PRE", "NOM", "TEL", "ADR", "MEL", "LIE", "ECOLE", "PSEUDO", "URL", "NUM"]

#: What replaces each type; the words are those of the shared conventions of the project.
PLACEHOLDERS: dict[SpanType, str] = {
    "PRE": "[prénom]",
    "NOM": "[nom]",
    "TEL": "[téléphone]",
    "ADR": "[adresse]",
    "MEL": "[e-mail]",
    "LIE": "[lieu]",
    "ECOLE": "[école]",
    "PSEUDO": "[pseudo]",
    "URL": "[lien]",
    "NUM": "[numéro]",
}


class Span(NamedTuple):
    """`start` and `end` in characters of the input (end excluded)."""

    start: int
    end: int
    type: SpanType


#: One private-use character per type: neither letter, digit nor space, so no detector reads across it.
HIDDEN: dict[SpanType, str] = {kind: chr(0xE000 + number) for number, kind in enumerate(PLACEHOLDERS)}
HIDDEN_KIND: dict[str, SpanType] = {sign: kind for kind, sign in HIDDEN.items()}
HIDDEN_CLASS = f"{chr(0xE000)}-{chr(0xE000 + len(HIDDEN) - 1)}"

_PLACEHOLDER = re.compile("|".join(re.escape(text) for text in PLACEHOLDERS.values()))
_KIND_OF = {text: kind for kind, text in PLACEHOLDERS.items()}

_PLAIN = {ord(sign): "'" for sign in "’ʼ‘`´＇"}
_PLAIN |= {ord(sign): "-" for sign in "‐‑‒–—―−－"}
_PLAIN |= {
    ord(sign): " "
    for sign in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t"
}
_PLAIN |= {ord("＠"): "@", ord("．"): ".", ord("＋"): "+", ord("﹫"): "@", ord("："): ":", ord("／"): "/"}
#: The private-use signs are ours: typed by somebody, they are only odd characters.
_PLAIN |= dict.fromkeys((ord(sign) for sign in HIDDEN.values()), "\ufffd")


def working_copy(text: str) -> str:
    """`text`, character for character, made plain; placeholders already there are hidden."""
    work = text.translate(_PLAIN)
    if not work.isascii():
        work = "".join(map(_ascii_digit, work))
    if "[" not in work:
        return work
    return hide(work, (Span(*match.span(), _KIND_OF[match.group()]) for match in _PLACEHOLDER.finditer(work)))


def hide(work: str, spans: Iterable[Span]) -> str:
    """`work` with the spans turned into runs of their sign. Spans must not overlap."""
    parts = []
    done = 0
    for start, end, kind in sorted(spans):
        parts += [work[done:start], HIDDEN[kind] * (end - start)]
        done = end
    parts.append(work[done:])
    return "".join(parts)


def apart(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, without those that overlap an earlier one; of two that start together, the longer."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


def fold(word: str) -> str:
    """Lower case, no accents, no stylistic alphabets: « 𝓛é𝓪 » and « LEA » are one word."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize(
        "NFKD", word.lower().replace("œ", "oe").replace("æ", "ae").replace("ı", "i")
    )
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()


def _ascii_digit(sign: str) -> str:
    if sign.isascii():
        return sign
    digit = unicodedata.digit(sign, None)
    return sign if digit is None else str(digit)
