"""A working copy as words, each with what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.privacy.spans import HIDDEN_CLASS, HIDDEN_KIND, SpanType, fold

#: Marks laid over letters (zalgo) and signs of no width stay inside the word they disguise.
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\u200b-\u200f\u2060\u00ad\ufeff"
_WORD = re.compile(rf"[{HIDDEN_CLASS}]+|[^\W\d_](?:[{_MARKS}]*[^\W\d_])*[{_MARKS}]*")
_MARK = re.compile(rf"[{_MARKS}]+")
_SENTENCE_END = re.compile(r"[.!?…\n«»\"()<>*•\[\]]|[:;=][^\s\w]|[^\x00-\u02ff\u2010-\u201f\ue000-\uf8ff]")
_LONGEST_WORD = 60


@dataclass(frozen=True)
class Word:
    """One word, or one stretch already hidden (`hidden` says its type; `folded` is then empty)."""

    start: int
    end: int
    folded: str
    hidden: SpanType | None
    #: What stands between the word before and this one.
    gap: str
    #: First of a sentence, of a line, after a smiley: a capital says nothing there.
    opens: bool
    capital: bool
    upper: bool


def read_words(work: str) -> list[Word]:
    """The words of a working copy, in order."""
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(work):
        text = match.group()
        gap = work[end : match.start()]
        hidden = HIDDEN_KIND.get(text[0])
        plain = "" if hidden else text if text.isascii() else _MARK.sub("", text)
        words.append(
            Word(
                match.start(),
                match.end(),
                fold(plain) if len(plain) <= _LONGEST_WORD else "",
                hidden,
                gap,
                not words or bool(_SENTENCE_END.search(gap)),
                plain[:1].isupper(),
                len(plain) > 1 and plain.isupper(),
            )
        )
        end = match.end()
    return words


def capitals_tell(words: list[Word]) -> bool:
    """Whether a capital means something in this message: not in one typed all in capitals, or With Every Word So."""
    letters = [word for word in words if not word.hidden]
    raised = sum(word.capital for word in letters)
    return len(letters) < 5 or raised <= 0.7 * len(letters)
