"""What a teen typed, read for the scene: which role-card field it gives, which question it asks, how to quote it.

The text comes in redacted. Nothing here is kept: callers store field names only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from bot.scenarios.questions import has_a_question
from bot.scenarios.schema import Ask, RoleCard
from bot.scenarios.wording import GivenWords

#: A placeholder left by the redaction, whatever its brackets: « [ECOLE] », « ‹prénom› », « <TEL> ».
_PLACEHOLDER = re.compile(r"[\[<‹⟨{]\s*([^\W\d_]{2,12})(?:[\s_]?\d{1,3})?\s*[\]>›⟩}]")
_AGE = re.compile(r"\b1[0-8]\s*(?:ans?|piges?)\b")
#: A question mark with no word after it.
_MARK = re.compile(r"\?\W*$")
_NUMBER = re.compile(r"(?:\d[ .-]?){8,}")


def fold(text: str) -> str:
    """Lower case, no accents, plain apostrophes, single spaces: what words are compared in."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'").replace("œ", "oe"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def bare(text: str) -> str:
    """A text folded, its letters and digits alone: what titles and choices are compared in."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())


def says(text: str, words: Iterable[str]) -> bool:
    """Whether a typed text says one of the words or phrases, whatever its case and accents."""
    return _says(fold(text), words)


def _says(folded: str, words: Iterable[str]) -> bool:
    """Whether one of the words or phrases stands in the folded text, between word borders."""
    return any(_whole(word).search(folded) for word in words)


@cache  # words of the content, a few thousand; never what somebody typed
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(fold(word))}(?!\w)")


def masked(text: str, given: Mapping[str, GivenWords]) -> bool:
    """Whether the redaction has hidden something in the text."""
    hidden = {fold(match[1]) for match in _PLACEHOLDER.finditer(text)}
    return bool(hidden) and any(fold(tag) in hidden for words in given.values() for tag in words.tags)


def fields_given(text: str, card: RoleCard, given: Mapping[str, GivenWords]) -> tuple[str, ...]:
    """The role-card fields that a text gives: a value of the card, a redaction tag, or words that speak of one."""
    folded = fold(text)
    tags = {fold(match[1]) for match in _PLACEHOLDER.finditer(text)}
    values = {"first_name": card.first_name, "school": card.school, "town": card.town}
    found = []
    for name, words in given.items():
        told = name in values and _says(folded, [values[name], *_short(name, values[name])])
        told = told or bool(tags & {fold(tag) for tag in words.tags}) or _says(folded, words.words)
        if name == "age":
            plain = _NUMBER.sub(" ", folded)  # « 06 12 … » is a number, not an age
            told = told or bool(_AGE.search(plain)) or _says(plain, [str(card.age)])
        told = told or (name == "number" and bool(_NUMBER.search(folded)))
        if told:
            found.append(name)
    return tuple(found)


def _short(name: str, value: str) -> tuple[str, ...]:
    """« collège des Tilleuls » is also told by « Tilleuls »."""
    last = value.split()[-1]
    return (last,) if name == "school" and len(last) >= 4 else ()


#: The entry of `asks` that answers any other question.
ANY_OTHER = "other"


def asked(text: str, *tables: Mapping[str, Ask], any_other: bool = False) -> tuple[str, Ask] | None:
    """The common question that a text asks, by name, looked up in the tables in order: the node's, then the persona's.

    A node's entry without words answers the persona's question of the same name. With `any_other`, a question that
    none of them knows is answered by the entry « other », if there is one.
    """
    folded = fold(text)
    words: dict[str, tuple[str, ...]] = {}
    replies: dict[str, Ask] = {}
    for table in tables:
        for name, ask in table.items():
            replies.setdefault(name, ask)
            words[name] = words.get(name, ()) + ask.words
    known = next((name for name in replies if _says(folded, words[name])), None)
    if known is None and any_other and ANY_OTHER in replies and is_question(text):
        known = ANY_OTHER
    return None if known is None else (known, replies[known])


def is_question(text: str) -> bool:
    """Whether a text asks something: by its question mark, or in the plain shape of a question."""
    return bool(_MARK.search(text)) or has_a_question(fold(text))


def quote(text: str, longest: int) -> str:
    """The text as the coach may quote it: one line, no control characters, no guillemets, at most `longest`."""
    shown = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in text)
    shown = " ".join(shown.translate(str.maketrans("«»", "  ")).split())
    if len(shown) <= longest:
        return shown
    kept = shown[: longest - 1]
    head, _, tail = kept.rpartition(" ")
    return (head if head and len(tail) < 20 else kept).rstrip() + "…"
