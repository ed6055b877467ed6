"""The lexicon at work: words of a message in standard spelling, and the patterns that match them.

Standard library only: the net runs on it. `lexicon.py` reads `content/lexicon.yml` and builds a `Matcher`;
the little language of patterns is described at the head of that file and parsed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from bot.safety.normalise import normalise, tokens

#: A message is read at both ends when it has more words; 4,096 letters of French make about 800.
MAX_WORDS: Final = 900
GAP: Final = 3
#: How far before a match a negation or a frame still bears on it, in words.
NEAR: Final = 4
#: Above so many anchor words the whole message is searched once.
MANY: Final = 8

_ELISIONS: Final = {
    "j'": "je",
    "m'": "me",
    "t'": "te",
    "l'": "le",
    "d'": "de",
    "c'": "ce",
    "s'": "se",
    "k'": "que",
    "qu'": "que",
    "jusqu'": "jusque",
    "lorsqu'": "lorsque",
    "puisqu'": "puisque",
    "quoiqu'": "quoique",
}
#: Dropped: spoken French leaves « ne » out, so patterns never write it.
_DROPPED: Final = frozenset({"ne", "n", "n'"})
#: « jpeu », « jveu », « jcroi »: a glued « je ». No French word starts with j and one of these.
_GLUED_JE: Final = re.compile(r"j[bcdfgklmnpqrstvwxz].+")

#: « mattend », « mecri », « menvoie »: a glued « me » before verbs that teens are written to with.
_GLUED_ME: Final = re.compile(
    r"m((?:atte?n|ecri|envo[iy]|apel|appel|offr|ofr|oblig|insult|empech|enferm|emmen|agress|embrass|arriv|abandon).*)"
)

#: A word of a pattern; an emoji may be one.
_READABLE: Final = re.compile(r"[\w']+\*?|[\U0001f000-\U0001faff☂€]")

#: « 50e », « 18h », « 6eme »: the number and what it counts.
_COUNTED: Final = re.compile(r"(\d+)([a-z]+)")

#: Words too common to pick a pattern by.
_COMMON: Final = frozenset(
    re.findall(
        r"\w+",
        "je ai il elle on ils me a ma mon mes le la les un une de du des que qui pas plus est et en y ca cest dans "
        "sur pour avec moi lui au aux te tu suis veux veut dit fait ont mont mec quelquun ce se",
    )
)


class PatternError(ValueError):
    """A pattern that the little language cannot say; the message quotes it."""


@dataclass(frozen=True)
class Term:
    """One word of a pattern: exact, or the `prefix` of a word. `0` stands for any number."""

    text: str
    prefix: bool = False

    @property
    def regex(self) -> str:
        """Source of the regular expression of one word, without the space after it."""
        if self.text == "0":
            return r"\d+"
        return re.escape(self.text) + ("[^ ]*" if self.prefix else "")


@dataclass(frozen=True)
class Item:
    """One place of a pattern. `kind`: word, gap (up to three free words), start or end of the message."""

    kind: str
    alternatives: tuple[tuple[Term, ...], ...] = ()
    optional: bool = False

    @property
    def regex(self) -> str:
        """Source of its regular expression; every word takes the space after it."""
        if self.kind == "gap":
            return rf"(?:[^ ]+ ){{0,{GAP}}}?"
        if self.kind == "start":
            return r"(?<=^ )"
        if self.kind == "end":
            return r"$"
        choices = "|".join(
            "$" if terms[0].text == "$" else " ".join(term.regex for term in terms) + " "
            for terms in self.alternatives
        )
        return rf"(?:{choices}){'?' if self.optional else ''}"


@dataclass(frozen=True)
class Spelling:
    """How one writes: variants (as raw tokens, one to three) → standard words."""

    standard: Mapping[tuple[str, ...], tuple[str, ...]]

    def words(self, text: str) -> list[str]:
        """The words of `text` in standard accentless spelling, without « ne ». Never raises."""
        raw = tokens(text)
        if len(raw) > MAX_WORDS:
            raw = raw[: MAX_WORDS // 2] + raw[-MAX_WORDS // 2 :]
        return self.standardise(raw)

    def standardise(self, raw: Sequence[str]) -> list[str]:
        """Tokens as standard words; a longer variant wins over a shorter one."""
        found: list[str] = []
        place = 0
        while place < len(raw):
            for size in (3, 2, 1):
                known = self.standard.get(tuple(raw[place : place + size]))
                if known is not None:
                    found += known
                    place += size
                    break
            else:
                found += self._alone(raw[place])
                place += 1
        return found

    def _alone(self, token: str) -> list[str]:
        if token in _DROPPED:
            return []
        if token in _ELISIONS:
            return [_ELISIONS[token]]
        if found := _COUNTED.fullmatch(token):
            return [found[1], *self.standard.get((found[2],), (found[2],))]
        if found := _GLUED_ME.fullmatch(token):
            return ["me", *self.standard.get((found[1],), (found[1],))]
        if _GLUED_JE.fullmatch(token):
            rest = token[1:]
            return ["je", *self.standard.get((rest,), (rest,))]
        return [token]


def parse_pattern(
    source: str, spelling: Spelling, groups: Mapping[str, Sequence[str]], *, inside: bool = False
) -> tuple[Item, ...]:
    """Read one pattern. Raises PatternError on what the language does not know."""
    items: list[Item] = []
    for part in source.split():
        optional = part.startswith("[") and part.endswith("]")
        body = part[1:-1] if optional else part
        if body == "...":
            items.append(Item("gap"))
        elif body in {"^", "$"}:
            items.append(Item("start" if body == "^" else "end"))
        else:
            sequences: list[tuple[Term, ...]] = []
            for choice in body.split("|"):
                if choice.startswith("<") and choice.endswith(">") and not inside:
                    sequences += _members(choice[1:-1], source, spelling, groups)
                elif choice == "$":
                    sequences.append((Term("$"),))
                elif _READABLE.fullmatch(choice):
                    sequences.append(_terms(choice, spelling))
                else:
                    raise PatternError(f"cannot read {part!r} in {source!r}")
            if not all(sequences):
                raise PatternError(f"{part!r} is no word, in {source!r}")
            items.append(Item("word", tuple(dict.fromkeys(sequences)), optional))
    if not any(item.kind == "word" and not item.optional for item in items):
        raise PatternError(f"a pattern needs one word that must be there: {source!r}")
    if items[0].kind == "gap" or items[-1].kind == "gap":
        raise PatternError(f"a pattern neither starts nor ends with a gap: {source!r}")
    return tuple(items)


def _members(
    name: str, source: str, spelling: Spelling, groups: Mapping[str, Sequence[str]]
) -> list[tuple[Term, ...]]:
    if name not in groups:
        raise PatternError(f"unknown group <{name}> in {source!r}")
    return [
        tuple(term for item in parse_pattern(member, spelling, groups, inside=True) for term in _one(item))
        for member in groups[name]
    ]


def _one(item: Item) -> tuple[Term, ...]:
    if item.kind != "word" or item.optional or len(item.alternatives) != 1:
        raise PatternError("members of a group are plain words")
    return item.alternatives[0]


def _terms(choice: str, spelling: Spelling) -> tuple[Term, ...]:
    if choice == "0":
        return (Term("0"),)
    if choice in _ELISIONS:
        return (Term(_ELISIONS[choice]),)
    if choice.endswith("*"):
        return (Term(normalise(choice[:-1]), prefix=True),)
    return tuple(Term(word) for word in spelling.standardise(tokens(choice)))


@dataclass(frozen=True)
class Guard:
    """A list that frees a match (school, game, film…) or is needed by it, unless a `cancelled_by` list is there too."""

    patterns: tuple[tuple[Item, ...], ...]
    cancelled_by: tuple[str, ...] = ()

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """One regular expression for the whole list."""
        return re.compile("|".join(rf"(?<= ){''.join(item.regex for item in one)}" for one in self.patterns))


@dataclass(frozen=True)
class Pattern:
    """One compiled line of the lexicon with what it says when it matches.

    `needs`: lists of which one must be in the message; `unless`: lists that must not; `not_after`: lists that
    must not stand in the four words before the match; `certain`: it decides by itself, whatever models say.
    """

    id: str
    category: str
    level: str
    role: str
    items: tuple[Item, ...]
    also: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    certain: bool = False

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The whole line, to be searched in `" w1 w2 w3 "`."""
        return re.compile("(?<= )" + "".join(item.regex for item in self.items))

    @cached_property
    def reach(self) -> int | None:
        """The most words a match can take; None for a line tied to the start or end of the message."""
        if any(item.kind in {"start", "end"} or (Term("$"),) in item.alternatives for item in self.items):
            return None
        return sum(
            GAP if item.kind == "gap" else max(len(terms) for terms in item.alternatives)
            for item in self.items
        )

    @cached_property
    def anchor(self) -> tuple[Term, ...]:
        """First words of the rarest mandatory place: without one of them the line cannot match."""
        places = [
            item
            for item in self.items
            if item.kind == "word" and not item.optional and (Term("$"),) not in item.alternatives
        ]
        rare = min(places, key=lambda item: (_commonness(item), len(item.alternatives)))
        return tuple(dict.fromkeys(terms[0] for terms in rare.alternatives))


def _windows(pattern: Pattern, places: Sequence[int], starts: Sequence[int]) -> list[tuple[int, int]]:
    """Where to search: around the anchor words, or everywhere when they are many or the line says where it ends.

    A pattern is never longer than its `reach`, so that a window of it on both sides misses nothing.
    """
    if pattern.reach is None or len(places) > MANY:
        return [(0, starts[-1] + 1)]
    last = len(starts) - 1
    return [
        (starts[max(0, place - pattern.reach)], starts[min(last, place + pattern.reach + 1)] + 1)
        for place in sorted(places)
    ]


def _commonness(item: Item) -> int:
    return sum(
        2 if term.text in _COMMON or term.text == "0" else 0
        for term in (terms[0] for terms in item.alternatives)
    )


@dataclass(frozen=True)
class Match:
    """One line that matched; `start` and `end` count words of `Matcher.words(text)`."""

    id: str
    category: str
    level: str
    role: str
    start: int
    end: int
    also: tuple[str, ...] = ()
    certain: bool = False


@dataclass(frozen=True)
class Matcher:
    """All patterns and guard lists, compiled once. `matches` never raises on text."""

    spelling: Spelling
    patterns: tuple[Pattern, ...]
    guards: Mapping[str, Guard]
    _exact: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _prefixes: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for index, pattern in enumerate(self.patterns):
            _ = pattern.regex  # compiled at start, not in a teen's turn
            for term in pattern.anchor:
                table = self._prefixes if term.prefix else self._exact
                table.setdefault(term.text, []).append(index)
        for guard in self.guards.values():
            _ = guard.regex

    @cached_property
    def _longest_prefix(self) -> int:
        return max(map(len, self._prefixes), default=0)

    def words(self, text: str) -> list[str]:
        """What patterns and guards look at: the words of `text` in standard spelling."""
        return self.spelling.words(text)

    def matches(self, text: str) -> list[Match]:
        """Every line that matches, once each, in the order of the lexicon."""
        return self.matches_words(self.words(text))

    def matches_words(self, words: Sequence[str]) -> list[Match]:
        """`matches` for words already in standard spelling."""
        line = f" {' '.join(words)} "
        starts = [0]
        for word in words:
            starts.append(starts[-1] + len(word) + 1)
        seen: dict[str, bool] = {}
        found: list[Match] = []
        for index, places in sorted(self._candidates(words).items()):
            pattern = self.patterns[index]
            hit = self._first_free(pattern, line, _windows(pattern, places, starts), seen)
            if hit is not None:
                start = line.count(" ", 0, hit.start()) - 1
                size = max(1, hit.group().count(" "))
                found.append(
                    Match(
                        pattern.id,
                        pattern.category,
                        pattern.level,
                        pattern.role,
                        start,
                        start + size,
                        pattern.also,
                        pattern.certain,
                    )
                )
        return found

    def _first_free(
        self, pattern: Pattern, line: str, windows: Sequence[tuple[int, int]], seen: dict[str, bool]
    ) -> re.Match[str] | None:
        for begin, end in windows:
            for hit in pattern.regex.finditer(line, begin, end):
                if self._free(pattern, line, hit.start(), seen):
                    return hit
        return None

    def has(self, name: str, text: str) -> bool:
        """Whether the list `name` is in `text`. Raises KeyError on an unknown list."""
        return self._holds(name, f" {' '.join(self.words(text))} ", {})

    def _candidates(self, words: Sequence[str]) -> dict[int, list[int]]:
        """Patterns one of whose anchor words is there → where it stands."""
        by_word: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            by_word.setdefault(word, []).append(place)
        found: dict[int, list[int]] = {}
        for word, places in by_word.items():
            for index in self._exact.get("0" if word.isdecimal() else word, ()):
                found.setdefault(index, []).extend(places)
            for size in range(2, min(len(word), self._longest_prefix) + 1):
                for index in self._prefixes.get(word[:size], ()):
                    found.setdefault(index, []).extend(places)
        return found

    def _free(self, pattern: Pattern, line: str, start: int, seen: dict[str, bool]) -> bool:
        if pattern.needs and not any(self._holds(name, line, seen) for name in pattern.needs):
            return False
        if any(self._holds(name, line, seen) for name in pattern.unless):
            return False
        if pattern.not_after:
            before = " " + " ".join(line[:start].split()[-NEAR:]) + " "
            return not any(self.guards[name].regex.search(before) for name in pattern.not_after)
        return True

    def _holds(self, name: str, line: str, seen: dict[str, bool]) -> bool:
        known = seen.get(name)
        if known is None:
            guard = self.guards[name]
            known = guard.regex.search(line) is not None and not any(
                self._holds(other, line, seen) for other in guard.cancelled_by
            )
            seen[name] = known
        return known


def spacy_patterns(items: Iterable[Item]) -> list[list[dict[str, object]]]:
    """A line as token patterns for spaCy's Matcher, on a Doc made of `Matcher.words(text)`.

    Alternatives of several words multiply out. `^` and `$` have no spaCy form: lines that use them give [].
    """
    rows: list[list[dict[str, object]]] = [[]]
    for item in items:
        if item.kind in {"start", "end"} or (Term("$"),) in item.alternatives:
            return []
        if item.kind == "gap":
            tails: list[list[dict[str, object]]] = [[{"OP": "?"} for _ in range(GAP)]]
        else:
            tails = [[_token(term) for term in terms] for terms in item.alternatives]
            if item.optional:
                tails.append([])
        rows = [[*row, *tail] for row in rows for tail in tails]
    return rows


def _token(term: Term) -> dict[str, object]:
    if term.text == "0":
        return {"TEXT": {"REGEX": r"^\d+$"}}
    return {"TEXT": {"REGEX": f"^{re.escape(term.text)}"}} if term.prefix else {"TEXT": term.text}
