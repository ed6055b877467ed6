"""First names and surnames, as teenagers write them."""

from __future__ import annotations

from typing import Literal

from bot.privacy.gazetteers import Gazetteers
from bot.privacy.spans import Span, SpanType
from bot.privacy.words import Word

#: How much more like a name than like a word an unlisted spelling must look (nats per triplet), by how it is met;
#: set with bench/redaction.py: lower hides more rare surnames and more plain words.
UNLISTED_AFTER_NAME = -1.2
UNLISTED_WITH_CAPITAL = -0.7
UNLISTED_OPENING = -0.4
UNLISTED_AFTER_CUE = -0.3
UNLISTED_ALONE = 0.3


def _parts(word: Word) -> bool:
    """Whether a word starts afresh: what stands before says nothing about it."""
    return word.opens or "," in word.gap


Title = Literal["short", "long"]


def _holds_digit(gap: str) -> bool:
    return any(sign.isdigit() for sign in gap)


class _Reader:
    """One reading of a message: which word is which kind of name so far."""

    def __init__(self, words: list[Word], lists: Gazetteers, capitals: bool) -> None:
        self.words = words
        self.lists = lists
        self.cues = lists.cues
        self.capitals = capitals
        self.kinds: list[SpanType | None] = [
            word.hidden if word.hidden in ("PRE", "NOM") else None for word in words
        ]

    def read(self) -> list[Span]:
        for number, word in enumerate(self.words):
            if word.folded and self.kinds[number] is None:
                self.kinds[number] = self._first_name(number, word)
        self._spread()
        self._titles()
        for number, kind in enumerate(self.kinds):
            if kind == "PRE" and self.kinds[number] == "PRE":
                self._surname_after(number)
        for number, word in enumerate(self.words):
            if word.folded and self.kinds[number] is None:
                self.kinds[number] = self._alone(number, word)
        return self._spans()

    def _spans(self) -> list[Span]:
        """What was read, the parts of one name together (« Jean-Noé », « El Amrani »)."""
        spans: list[Span] = []
        for word, kind in zip(self.words, self.kinds, strict=True):
            if kind is None or word.hidden:
                continue
            joins = ("-",) if kind == "PRE" else (" ", "-", "'")
            if (
                spans
                and word.gap in joins
                and spans[-1].type == kind
                and spans[-1].end == word.start - len(word.gap)
            ):
                spans[-1] = Span(spans[-1].start, word.end, kind)
            else:
                spans.append(Span(word.start, word.end, kind))
        return spans

    # What stands around a word

    def _before(self, number: int, back: int = 1) -> str:
        place = number - back
        if place < 0 or any(_parts(word) for word in self.words[place + 1 : number + 1]):
            return ""
        return self.words[place].folded

    def _after(self, number: int) -> str:
        place = number + 1
        if place >= len(self.words) or self.words[place].opens or "," in self.words[place].gap:
            return ""
        return self.words[place].folded

    def _raised(self, number: int) -> bool:
        """A capital that tells something."""
        word = self.words[number]
        told = word.capital and self.capitals and not word.opens and ":" not in word.gap
        return told and not (word.upper and len(word.folded) < 4)

    def _introduced(self, number: int) -> bool:
        """« je m'appelle X », « mon prénom c'est X », « moi c X »."""
        cues = self.cues
        before, second, third = (self._before(number, back) for back in (1, 2, 3))
        if before in cues["introductions"]:
            return True
        if before in cues["call_verbs"] and second in ("m", "t", "s", "me", "se", "jm", "tm", "l"):
            return True
        if before == "est" and second == "c":
            before, second = "cest", third
        if before in cues["copulas"] and (
            second in cues["introducing_nouns"] or second in cues["pronouns_before_copula"]
        ):
            return True
        return before in cues["introducing_nouns"]

    def _accompanied(self, number: int, raised: bool) -> bool:
        """« avec X », « salut X », « ma pote X »."""
        before, second = self._before(number), self._before(number, 2)
        if before in ("de", "d") and second in self.cues["possessions"]:
            return True
        return before in self.cues["companions"] and (raised or before not in self.cues["weak_companions"])

    # First names

    def _first_name(self, number: int, word: Word) -> SpanType | None:
        lists, cues = self.lists, self.cues
        rank = lists.first_name_rank(word.folded)
        introduced = self._introduced(number)
        if rank is None:
            return "PRE" if introduced and self._unlisted_introduced(word) else None
        if introduced and (rank == "plain" or word.capital or word.folded not in cues["not_called"]):
            return "PRE"
        before, after = self._before(number), self._after(number)
        if before in cues["saints"]:
            # « la st Jordan » names somebody; « la saint-valentin » is everybody's.
            return "PRE" if rank in ("plain", "weak") and word.folded not in cues["feasts"] else None
        raised = self._raised(number)
        if rank == "plain":
            return "PRE"
        if rank == "weak":
            if word.folded in ("sam", "dim") and after in cues["weekday_company"]:
                return None
            if word.folded == "max" and (before in cues["quantities"] or _holds_digit(word.gap)):
                return None
            if before in cues["determiners"] or before in cues["reflexives"]:
                return "PRE" if raised else None
            return "PRE"
        if rank == "hard":
            return None
        if self._accompanied(number, raised):
            return "PRE"
        if raised and not word.upper and before not in cues["determiners"] and before != "sur":
            return "PRE"
        if self.capitals and word.capital and word.opens and word.folded not in cues["never_first"]:
            alone = number + 1 >= len(self.words) or bool(set(self.words[number + 1].gap) & set("!?,"))
            if alone or after in cues["name_verbs"]:
                return "PRE"
        return None

    def _unlisted_introduced(self, word: Word) -> bool:
        return len(word.folded) > 2 and not self.lists.is_ordinary(word.folded)

    def _spread(self) -> None:
        """« Léa, Rose et Noa », « jean-prune »: beside a first name, a doubtful one is one too."""
        words, kinds = self.words, self.kinds
        for number in range(len(words)):
            if kinds[number] is not None or not words[number].folded:
                continue
            rank = self.lists.first_name_rank(words[number].folded)
            if rank is None or rank == "plain":
                continue
            for other in (number - 1, number + 1):
                if not 0 <= other < len(words) or kinds[other] != "PRE":
                    continue
                gap = words[max(number, other)].gap
                if gap == "-" or (
                    words[number].capital and self.capitals and gap.strip() in (",", "/", "&", "")
                ):
                    kinds[number] = "PRE"
            listed = number > 1 and kinds[number - 2] == "PRE" and self._before(number) in ("et", "ou", "é")
            if listed and (words[number].capital or rank == "strong"):
                kinds[number] = "PRE"

    # Surnames

    def _titles(self) -> None:
        words = self.words
        for number, word in enumerate(words[:-1]):
            following = words[number + 1]
            if word.folded in self.cues["titles"]:
                short = word.folded in self.cues["short_titles"]
                self._surname_from(number + 1, UNLISTED_AFTER_NAME, titled="short" if short else "long")
            elif len(word.folded) == 1 and following.gap in (".", ". "):
                # « M. Dupont », « m.Dupont », « P.dupont », but not « a.demain »
                if word.capital or word.folded == "m":
                    plain = self.lists.is_ordinary(following.folded)
                    told = not plain or (word.folded == "m" and following.capital)
                    if told and following.folded and len(following.folded) > 2:
                        self._surname_from(number + 1, UNLISTED_AFTER_NAME, titled="long")
            elif word.folded == "m" and word.capital and following.capital and not following.upper:
                self._surname_from(number + 1, UNLISTED_AFTER_NAME, titled="long")

    def _surname_after(self, number: int) -> None:
        following = number + 1
        if (
            following < len(self.words)
            and self.kinds[following] == "PRE"
            and self.words[following].gap == " "
            and self.words[number].capital
            and self.words[following].capital
            and self.words[following].folded in self.lists.surnames
        ):
            # « Noa Martin »
            self.kinds[following] = "NOM"
            return
        taken = self._surname_from(number + 1, UNLISTED_AFTER_NAME, titled=None)
        if taken or number == 0:
            return
        # « DUPONT Léa »
        before = self.words[number - 1]
        if (
            self.kinds[number - 1] is None
            and before.upper
            and len(before.folded) > 2
            and self.words[number].gap == " "
            and not self.words[number].upper
            and not self.lists.is_ordinary(before.folded)
        ):
            self.kinds[number - 1] = "NOM"

    def _surname_from(self, place: int, threshold: float, titled: Title | None) -> bool:
        """Mark the surname that starts at `place`, particles included."""
        words = self.words
        start = place
        while (
            place < len(words)
            and place - start < 3
            and self._follows(place, bool(titled) and place == start)
            and words[place].folded in self.cues["particles"]
        ):
            place += 1
        if (
            place >= len(words)
            or not self._follows(place, bool(titled) and place == start)
            or words[place].hidden
        ):
            return False
        word = words[place]
        compound = " ".join(other.folded for other in words[start : place + 1])
        listed = place > start and compound in self.lists.surnames
        if place > start and not listed and not word.capital:
            # « léa de toulouse », « thomas la blague »: a particle only counts with a capital or in a listed name.
            return False
        if self.kinds[place] == "PRE" and not titled:
            return False
        # « léa petit: je suis là », a name and what they wrote
        signed = place + 1 < len(words) and words[place + 1].gap.startswith(":")
        if not listed and not self._is_surname(word, threshold, titled, signed):
            return False
        for taken in range(start, place + 1):
            self.kinds[taken] = "NOM"
        following = place + 1
        if following < len(words) and words[following].gap == "-" and not words[following].hidden:
            self.kinds[following] = "NOM"
        return True

    def _follows(self, place: int, after_title: bool) -> bool:
        gap = self.words[place].gap
        if gap in (" ", "-", "'", "  "):
            return True
        return gap in (". ", ".") if after_title else gap == "." and self.words[place].capital

    def _is_surname(self, word: Word, threshold: float, titled: Title | None, signed: bool) -> bool:
        lists = self.lists
        name = word.folded
        if len(name) < 2 or (name not in lists.surnames and lists.is_noise(name)):
            return False
        told = word.capital and self.capitals and not (word.upper and len(name) < 4)
        if name in lists.surnames:
            return (
                told
                or signed
                or name not in lists.common_surnames
                or (titled == "short" or (bool(titled) and not lists.is_ordinary(name)))
            )
        if titled and lists.first_name_rank(name) in ("plain", "weak"):
            return True
        if name in lists.ordinary or (lists.is_ordinary(name) and not told):
            if not titled or len(name) < 3 or word.upper or name in self.cues["not_titled"]:
                return False
            return told or titled == "short"
        if told:
            return True
        return len(name) > 3 and (titled is not None or lists.looks_like_name(name) > threshold)

    # Names that stand alone

    def _alone(self, number: int, word: Word) -> SpanType | None:
        lists = self.lists
        name = word.folded
        if len(name) < 3:
            return None
        if self._particle_name(number):
            return "NOM"
        raised = self._raised(number)
        if name in lists.surnames and name not in lists.common_surnames:
            return "NOM" if (word.capital and self.capitals) or len(name) > 4 else None
        if raised and self._before(number) == "les" and self._before(number, 2) == "chez":
            return "NOM"
        if name in lists.first_names or lists.is_ordinary(name) or lists.is_noise(name):
            return None
        before = self._before(number)
        if not word.capital and before in self.cues["determiners"] and before not in self.cues["companions"]:
            # « un karatéka »: an unknown noun
            return None
        likeness = lists.looks_like_name(name)
        if raised and not word.upper and likeness > UNLISTED_WITH_CAPITAL:
            return self._kind(name)
        if self.capitals and word.capital and word.opens and self._after(number) in self.cues["name_verbs"]:
            return self._kind(name) if likeness > UNLISTED_OPENING else None
        if number > 1 and self.kinds[number - 2] in ("PRE", "NOM") and self._before(number) in ("et", "ou"):
            return self._kind(name) if likeness > UNLISTED_WITH_CAPITAL else None
        if self._accompanied(number, raised) and (
            likeness > UNLISTED_AFTER_CUE or (word.capital and self.capitals)
        ):
            return self._kind(name)
        if len(name) > 4 and likeness > UNLISTED_ALONE:
            return self._kind(name)
        return None

    def _particle_name(self, number: int) -> bool:
        """« da silva », « le gall », « el baz »: the particle before this word is part of a name; it is marked too."""
        word = self.words[number]
        if number == 0 or not self._follows(number, False) or self.words[number - 1].hidden:
            return False
        particle = self.words[number - 1].folded
        if particle not in self.cues["particles"]:
            return False
        listed = f"{particle} {word.folded}" in self.lists.surnames
        unlisted = particle in ("el", "da", "dos", "van", "ait") and not self.lists.is_ordinary(word.folded)
        if listed or (unlisted and self.lists.looks_like_name(word.folded) > 0):
            self.kinds[number - 1] = "NOM"
            return True
        return False

    def _kind(self, name: str) -> SpanType:
        lists = self.lists
        return "PRE" if lists.as_first_name.score(name) > lists.as_surname.score(name) else "NOM"


def find_names(words: list[Word], lists: Gazetteers, capitals: bool) -> list[Span]:
    """First names (PRE) and surnames (NOM); spans do not overlap. `capitals`: whether a capital tells something."""
    return _Reader(words, lists, capitals).read()
