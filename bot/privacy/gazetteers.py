"""The lists of content/gazetteers, read once, and what they say about a word.

A word that stands in no list is weighed by its spelling: three tables of letter triplets, counted from the lists
themselves, say whether it looks more like a first name, a surname or an ordinary word.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from ruamel.yaml import YAML

from bot.privacy.spans import fold
from bot.settings import ROOT

FOLDER = ROOT / "content" / "gazetteers"

Rank = Literal["plain", "weak", "strong", "hard"]

#: Letters held three times or more (« léaaaa »).
_HELD = re.compile(r"(.)\1{2,}")
_DOUBLED_END = re.compile(r"(.)\1+$")
_DOUBLED = re.compile(r"(.)\1")
_CHANT = re.compile(r"(.{1,3})\1{2,}")
_VOWELS = frozenset("aeiouy")
_LAUGHTER = frozenset("haeiou")
_LOL = frozenset("lo")
#: Elided or swallowed pronouns written with the verb: « jvais », « tavais », « qujai ».
_GLUED = ("qu", "j", "t", "l", "d", "m", "s", "n", "c", "k")
_VERB_ENDINGS = frozenset(
    [
        "e",
        "es",
        "er",
        "ez",
        "ent",
        "ons",
        "ai",
        "as",
        "a",
        "ais",
        "ait",
        "ions",
        "iez",
        "aient",
        "ee",
        "ees",
        "es",
        "ant",
        "era",
        "erai",
        "eras",
        "erez",
        "erons",
        "eront",
        "erais",
        "erait",
        "eraient",
        "eriez",
        "erions",
        "eur",
        "euse",
        "eurs",
        "age",
        "ages",
        "ation",
        "i",
        "is",
        "it",
        "ir",
        "r",
        "ra",
        "rai",
    ]
)
#: Cues that are words themselves, never names.
_CUES_OF_WORDS = (
    "introductions", "call_verbs", "introducing_nouns", "being", "companions", "name_verbs", "determiners", "titles",
    "living", "going", "place_nouns", "schools", "school_links", "not_titled", "not_called", "weekday_company",
)  # fmt: skip
_WORD_ENDINGS = (
    "ment", "tion", "tions", "sion", "aient", "erait", "erais", "euse", "eux", "able", "ables", "ique", "iques",
    "isme", "iste", "istes", "ance", "ences", "ence", "ites", "issant", "ing", "ness", "iez", "ivite", "alite",
)  # fmt: skip


@dataclass(frozen=True)
class Spelling:
    """Log-likelihood of letter triplets in one list."""

    weights: Mapping[str, float]
    unseen: float

    def score(self, word: str) -> float:
        """Mean log-likelihood of the word's triplets."""
        triplets = _triplets(word)
        return sum(self.weights.get(triplet, self.unseen) for triplet in triplets) / len(triplets)


@dataclass(frozen=True, eq=False)
class Gazetteers:
    """What the lists hold, folded (see `fold`)."""

    first_names: Mapping[str, Rank]
    surnames: frozenset[str]
    #: Surnames that say nothing on their own.
    common_surnames: frozenset[str]
    #: First word of a place → the places that start so, as words, longest first.
    places: Mapping[str, tuple[tuple[str, ...], ...]]
    common_places: frozenset[tuple[str, ...]]
    schools: Mapping[str, tuple[tuple[str, ...], ...]]
    ordinary: frozenset[str]
    verbs: frozenset[str]
    cues: Mapping[str, frozenset[str]]
    place_endings: tuple[str, ...]
    help_lines: frozenset[str]
    as_first_name: Spelling
    as_surname: Spelling
    as_word: Spelling

    def is_ordinary(self, word: str) -> bool:
        """Whether a folded word is plain language, SMS spelling and verb endings included."""
        if len(word) < 2 or self._is_known(word) or self._is_verb(word):
            return True
        if self.is_noise(word):
            return True
        if len(word) > 5 and word.endswith(_WORD_ENDINGS):
            return True
        for prefix in _GLUED:
            rest = word[len(prefix) :]
            if len(rest) > 2 and word.startswith(prefix) and (rest in self.ordinary or self._is_verb(rest)):
                return True
        return False

    def is_noise(self, word: str) -> bool:
        """Whether a folded word is a sigh, a laugh or an abbreviation: no vowel, or the same sounds over and over."""
        letters = set(word)
        return not letters & _VOWELS or letters <= _LAUGHTER or letters <= _LOL or bool(_CHANT.search(word))

    def _is_known(self, word: str) -> bool:
        known = self.ordinary
        if word in known or (word[-1] in "sxe" and word[:-1] in known):
            return True
        if word.endswith("es") and word[:-2] in known:
            return True
        if not _DOUBLED.search(word):
            return False
        once = _HELD.sub(r"\1", word)
        return once in known or _HELD.sub(r"\1\1", word) in known or _DOUBLED_END.sub(r"\1", once) in known

    def _is_verb(self, word: str) -> bool:
        for cut in range(max(2, len(word) - 7), len(word)):
            if word[cut:] in _VERB_ENDINGS:
                stem = word[:cut]
                if stem in self.verbs or (stem.startswith("re") and stem[2:] in self.verbs):
                    return True
        return False

    def looks_like_name(self, word: str) -> float:
        """Positive for a spelling closer to names than to words; mean nats per letter triplet."""
        return max(self.as_first_name.score(word), self.as_surname.score(word)) - self.as_word.score(word)

    def first_name_rank(self, word: str) -> Rank | None:
        """Rank of a folded first name, held letters let go; None if it is not one."""
        rank = self.first_names.get(word)
        if rank is None and len(word) > 3 and word not in self.ordinary and _DOUBLED_END.search(word):
            short = _DOUBLED_END.sub(r"\1", _HELD.sub(r"\1", word))
            rank = self.first_names.get(short)
            if rank == "hard" or short in self.ordinary:
                return None
        return rank


@lru_cache(maxsize=1)
def gazetteers() -> Gazetteers:
    """The lists of content/gazetteers, read at the first call. Raises OSError when one is missing."""
    return read_gazetteers(FOLDER)


def read_gazetteers(folder: Path) -> Gazetteers:
    """Read the lists of a folder. Raises OSError, or KeyError when a list lacks an entry."""
    yaml = YAML(typ="safe", pure=True)
    ambiguous = yaml.load(folder / "ambiguous.yml")
    cues = yaml.load(folder / "cues.yml")
    help_lines = yaml.load(folder / "help_lines.yml")
    ranks = {rank: frozenset(ambiguous["first_names"][rank].split()) for rank in ("weak", "strong", "hard")}
    short = frozenset(ambiguous["first_names"]["safe_short"].split())
    names = {fold(name) for name in _entries(folder / "first_names.txt")}
    surnames = {fold(name).replace("-", " ") for name in _entries(folder / "surnames.txt")}
    ordinary = {fold(word) for word in _entries(folder / "ordinary_words.txt")}
    ordinary |= {word for name in _CUES_OF_WORDS for word in cues[name].split()}
    whole = {part for name in names for part in name.split("-")}
    return Gazetteers(
        first_names={name: _rank(name, ranks, short) for name in whole},
        surnames=frozenset(surnames),
        common_surnames=frozenset(ambiguous["surnames"].split()) | (surnames & ordinary),
        places=_by_first_word(as_words(place) for place in _entries(folder / "places.txt")),
        common_places=frozenset(as_words(place) for place in ambiguous["places"].split()),
        schools=_by_first_word(as_words(school) for school in cues["school_names"]),
        ordinary=frozenset(ordinary),
        verbs=frozenset(fold(stem) for stem in _entries(folder / "verbs.txt")),
        cues={name: frozenset(words.split()) for name, words in cues.items() if isinstance(words, str)},
        place_endings=tuple(cues["place_endings"].split()),
        help_lines=frozenset(_help_forms(help_lines["numbers"])),
        as_first_name=_spelling(names),
        as_surname=_spelling(surnames),
        as_word=_spelling(ordinary),
    )


def as_words(name: str) -> tuple[str, ...]:
    """A name as folded words: hyphens and apostrophes part them, « st » is « saint »."""
    words = re.split(r"[^\w]+", fold(name))
    return tuple({"st": "saint", "ste": "sainte"}.get(word, word) for word in words if word)


def _entries(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    text = ",".join(line for line in lines if not line.startswith("#"))
    return [entry.strip() for entry in text.split(",") if entry.strip()]


def _rank(name: str, ranks: Mapping[str, frozenset[str]], short: frozenset[str]) -> Rank:
    if name in ranks["weak"]:
        return "weak"
    if name in ranks["strong"]:
        return "strong"
    if name in ranks["hard"] or (len(name) <= 3 and name not in short):
        return "hard"
    return "plain"


def _by_first_word(names: Iterable[tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    for name in names:
        found.setdefault(name[0], set()).add(name)
    return {word: tuple(sorted(group, key=len, reverse=True)) for word, group in found.items()}


def _help_forms(numbers: Iterable[str]) -> Iterable[str]:
    for number in numbers:
        digits = re.sub(r"\D", "", number)
        yield digits
        # The same French line, called from here and from abroad.
        if digits.startswith("33") and len(digits) == 11:
            yield "0" + digits[2:]
        if digits.startswith("0") and len(digits) == 10:
            yield "33" + digits[1:]
            yield "0033" + digits[1:]


def _spelling(words: Iterable[str]) -> Spelling:
    counts = Counter(triplet for word in set(words) for triplet in _triplets(word))
    total = sum(counts.values()) + 0.3 * 27**3
    return Spelling(
        {triplet: math.log((count + 0.3) / total) for triplet, count in counts.items()}, math.log(0.3 / total)
    )


def _triplets(word: str) -> list[str]:
    padded = f"^{word[:24]}$"
    return [padded[place : place + 3] for place in range(len(padded) - 2)]
