"""« Ça veut dire ? »: the slang and the abbreviations of a bubble, explained. Shape of `content/glossary.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pydantic import validator

from bot.scenarios.schema import ContentModel
from bot.scenarios.typed import fold

#: So many words are explained in one bubble.
MOST_TERMS = 6
#: « ça veut dire quoi », « c'est quoi » and their spellings, folded.
_ASKING = re.compile(
    r"(?:\b(?:ca|sa|cela|c) )?\b(?:veu[tx]?|ve) (?:dire|dir)\b(?: (?:quoi|koi|kwa))?|\b(?:c'?est|c) (?:quoi|koi)\b"
)
#: A question about a word holds few others.
MOST_OTHER_WORDS = 3


class Term(ContentModel):
    """A word, how else it is spelt, and what it means."""

    term: str
    also: tuple[str, ...] = ()
    means: str

    @validator("also", pre=True)
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


class Glossary(ContentModel):
    """`content/glossary.yml`."""

    terms: tuple[Term, ...] = ()

    @validator("terms")
    def _told_once(cls, value: tuple[Term, ...]) -> tuple[Term, ...]:
        spelt = [fold(word) for term in value for word in (term.term, *term.also)]
        twice = sorted({word for word in spelt if spelt.count(word) > 1})
        if twice:
            raise ValueError(f"explained twice: {', '.join(twice)}")
        return value

    def found_in(self, texts: Iterable[str]) -> tuple[Term, ...]:
        """The terms that stand in the texts, in the order they come, each once."""
        spelt, pattern = _index(self.terms)
        return tuple(dict.fromkeys(spelt[m[0]] for text in texts for m in pattern.finditer(fold(text))))

    def asked_in(self, text: str) -> tuple[Term, ...] | None:
        """The terms that a text asks the meaning of; () for « ça veut dire quoi ? » alone, None for another text.

        A longer sentence that holds the question is meant for the persona.
        """
        folded = fold(text).strip(" ?!.…«»\"'")
        question = _ASKING.search(folded)
        if question is None:
            return None
        rest = f"{folded[: question.start()]} {folded[question.end() :]}".strip(" ?!.…«»\"'")
        if terms := self.found_in([rest]):
            return terms if len(rest.split()) <= MOST_OTHER_WORDS else None
        return () if "veu" in question[0] and len(rest.split()) <= 1 else None


#: Where no word is explained.
NO_GLOSSARY = Glossary()


@lru_cache(maxsize=8)
def _index(terms: tuple[Term, ...]) -> tuple[dict[str, Term], re.Pattern[str]]:
    spelt = {fold(word): term for term in terms for word in (term.term, *term.also)}
    longest_first = sorted(spelt, key=len, reverse=True)
    # Without terms: a pattern that nothing matches.
    return spelt, re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")
