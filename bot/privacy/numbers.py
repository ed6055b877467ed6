"""Telephone numbers and other long numbers, however they are written: digits, letters for digits, words, emoji."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ruamel.yaml import YAML

from bot.privacy.gazetteers import FOLDER, Gazetteers
from bot.privacy.spans import HIDDEN_CLASS, Span, fold

#: « o6 12 » and « 06l2 »: letters drawn like digits.
_O_BEFORE = re.compile(r"(?<![^\W_])[oO]{1,2}(?=[ .\-_/]?\d)")
_O_AFTER = re.compile(r"(?<=\d)[oO]+(?![^\W\d_])")
_O_BETWEEN = re.compile(r"(?<=\d)[oOlI|]+(?=\d)")
_DATE = re.compile(r"(?<!\d)(?<!\d[./-])[0-3]?\d([/.-])[01]?\d\1(?:19|20)?\d\d(?![./ -]?\d)")
_TIME = re.compile(r"(?<!\d)(?<!\d[:. -])[0-2]?\d ?[:hH] ?[0-5]\d(?! ?[:.-]?\d)")
_FRACTION = re.compile(r"(?<!\d)(?<!\d[/. -])\d{1,3} ?/ ?\d{1,3}(?! ?[/.-]?\d)")
_GROUP = re.compile(r"(?P<plus>\+ ?)?(?P<digits>\d+)|(?P<word>[^\W\d_]{2,9})")
#: What may stand between two groups of one number: signs, spaces, emoji; never something that ends a thought.
_LINK = re.compile(rf"(?:[^\w?!€$%={HIDDEN_CLASS}\n]|_){{0,8}}")
_LETTER_LINK = re.compile(r"[^\W\d_hHxXeE]")
_ACCOUNT = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?![^\W_])")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[^\w]{0,4}$")
_WORD_AFTER = re.compile(r" ?([^\W\d_]+|[€$£%°])")
_KEYCAP = ("\ufe0f", "\u20e3")
_LONGEST_PHONE = 15


@dataclass(frozen=True)
class Wording:
    """Numbers in letters, and the words that stand beside numbers (content/gazetteers/numbers.yml)."""

    spoken: dict[str, str]
    between: frozenset[str]
    units: frozenset[str]
    labels: frozenset[str]
    phone_words: frozenset[str]
    code_words: frozenset[str]


@dataclass(frozen=True)
class Group:
    """One run of digits, or one number word, with the digits it stands for."""

    start: int
    end: int
    digits: str
    plus: bool = False
    spoken: bool = False


@lru_cache(maxsize=1)
def wording() -> Wording:
    """Read content/gazetteers/numbers.yml, once."""
    read = YAML(typ="safe", pure=True).load(FOLDER / "numbers.yml")
    lists = {
        name: frozenset(read[name].split())
        for name in ("between", "units", "labels", "phone_words", "code_words")
    }
    return Wording(spoken=dict(read["spoken"]), **lists)


def find_numbers(work: str, lists: Gazetteers) -> list[Span]:
    """Telephones (TEL) and other long numbers (NUM) of a working copy; spans do not overlap.

    Dates, hours, prices, scores, years and help lines are left alone.
    """
    words = wording()
    plain = _as_digits(work)
    spans = [Span(match.start(), match.end(), "NUM") for match in _ACCOUNT.finditer(plain)]
    if spans:
        plain = _blank(plain, spans)
    for pattern in (_DATE, _TIME, _FRACTION):
        plain = pattern.sub(lambda match: "\0" * len(match.group()), plain)
    for chain in _chains(plain, words):
        spans += _in_chain(plain, chain, lists, words)
    return spans


def _as_digits(work: str) -> str:
    plain = _O_BEFORE.sub(lambda match: "0" * len(match.group()), work)
    plain = _O_BETWEEN.sub(
        lambda match: "".join("0" if sign in "oO" else "1" for sign in match.group()), plain
    )
    return _O_AFTER.sub(lambda match: "0" * len(match.group()), plain)


def _blank(plain: str, spans: Sequence[Span]) -> str:
    for start, end, _ in spans:
        plain = plain[:start] + "\0" * (end - start) + plain[end:]
    return plain


def _groups(plain: str, words: Wording) -> Iterator[Group]:
    for match in _GROUP.finditer(plain):
        if match["digits"]:
            yield Group(match.start(), match.end(), match["digits"], plus=bool(match["plus"]))
        else:
            value = words.spoken.get(fold(match["word"]))
            if value is not None and _whole_word(plain, match):
                yield Group(match.start(), match.end(), value, spoken=True)


def _whole_word(plain: str, match: re.Match[str]) -> bool:
    after = plain[match.end() : match.end() + 1]
    return not after.isalpha()


def _chains(plain: str, words: Wording) -> Iterator[list[Group]]:
    chain: list[Group] = []
    for group in _groups(plain, words):
        if chain and not _linked(plain, chain[-1], group, words):
            yield chain
            chain = []
        chain.append(group)
    if chain:
        yield chain


def _linked(plain: str, left: Group, right: Group, words: Wording) -> bool:
    gap = plain[left.end : right.start]
    if right.plus or len(gap) > 12 or "\0" in gap:
        return False
    if _LINK.fullmatch(gap):
        return True
    if len(gap) == 1 and len(left.digits) <= 2 and _LETTER_LINK.fullmatch(gap):
        return True
    between = gap.strip(" .,-/").lower()
    return between in words.between or between == "(0)"


def _in_chain(plain: str, chain: list[Group], lists: Gazetteers, words: Wording) -> Iterator[Span]:
    whole = "".join(group.digits for group in chain)
    if len(whole) < 4 or whole in lists.help_lines:
        return
    place = 0
    rest: list[Group] = []
    while place < len(chain):
        taken = _phone_at(chain, place, lists)
        if taken:
            yield from _others(plain, rest, lists, words)
            rest = []
            found = chain[place : place + abs(taken)]
            if taken > 0:
                yield Span(found[0].start, _keycap_end(plain, found[-1].end), "TEL")
            place += abs(taken)
        else:
            rest.append(chain[place])
            place += 1
    yield from _others(plain, rest, lists, words)


def _keycap_end(plain: str, end: int) -> int:
    """Past the marks that draw a digit as a key (« 8️⃣ »)."""
    while plain[end : end + 1] in _KEYCAP:
        end += 1
    return end


def _phone_at(chain: list[Group], place: int, lists: Gazetteers) -> int:
    """How many groups from `place` make a telephone: negative for a help line, 0 for none."""
    digits = ""
    best = 0
    for number, group in enumerate(chain[place : place + _LONGEST_PHONE], start=1):
        digits += group.digits
        if len(digits) > _LONGEST_PHONE + 2:
            break
        if digits in lists.help_lines:
            return -number
        if _is_phone(digits, chain[place : place + number]):
            best = number
    return best


def _is_phone(digits: str, groups: Sequence[Group]) -> bool:
    first = groups[0].digits
    if groups[0].plus:
        return 8 <= len(digits) <= 16
    if any(group.spoken for group in groups):
        # « soixante douze » is two words for one pair: a dictated number is longer than its digits.
        return digits[0] == "0" and digits[1:2] not in ("0", "") and len(digits) >= 10
    if digits.startswith("00"):
        return 11 <= len(digits) <= 15 and digits[2] != "0"
    if digits[0] == "0" and digits[1:2] not in ("0", ""):
        if len(digits) == 10:
            return True
        return len(digits) == 9 and (len(groups) == 1 or len(groups) >= 3) and len(first) > 1
    if len(digits) == 11 and digits.startswith("33"):
        return True
    if len(digits) == 9 and digits[0] in "67":
        return (
            len(groups) == 1
            or (len(groups) == 5 and len(first) == 1)
            or (len(groups) == 3 and len(first) == 3)
        )
    if len(digits) in (10, 11) and re.fullmatch(r"1?[2-9]\d\d[2-9]\d{6}", digits):
        return len(groups) == 1 or [len(group.digits) for group in groups][-3:] == [3, 3, 4]
    return False


def _others(plain: str, groups: list[Group], lists: Gazetteers, words: Wording) -> Iterator[Span]:
    """What a chain holds beside telephones: half dictated ones, codes, cards, single long numbers."""
    if not groups:
        return
    start, end = groups[0].start, groups[-1].end
    before = _before(plain, start)
    whole = "".join(group.digits for group in groups)
    if _half_dictated(groups, before, words):
        yield Span(start, end, "TEL")
    elif _is_long_code(groups, whole):
        yield Span(start, end, "NUM")
    else:
        for group in groups:
            if not group.spoken and _is_code(plain, group, lists, words):
                yield Span(group.start, group.end, "NUM")


def _half_dictated(groups: Sequence[Group], before: str, words: Wording) -> bool:
    """« 06 12 34 56 », « zéro six douze trente »: not yet a number, but already somebody's."""
    first = groups[0].digits
    spoken = sum(group.spoken for group in groups)
    zero_first = first in ("06", "07") or (first == "0" and len(groups) > 1 and groups[1].digits[0] in "67")
    if zero_first and len(groups) >= 4:
        return True
    if zero_first and len(groups) >= 2 and before in words.phone_words:
        return True
    if spoken >= 5 and len(groups) >= 5:
        return not _counts_up(groups)
    return (
        before in words.phone_words and len(groups) >= 3 and sum(len(group.digits) for group in groups) >= 6
    )


def _counts_up(groups: Sequence[Group]) -> bool:
    """« un deux trois quatre cinq » is counting, up or down."""
    values = [int(group.digits) for group in groups]
    steps = {right - left for left, right in pairwise(values)}
    return len(steps) == 1


def _is_long_code(groups: Sequence[Group], whole: str) -> bool:
    if any(group.spoken for group in groups):
        return False
    lengths = [len(group.digits) for group in groups]
    if len(groups) >= 3 and sum(length == 4 for length in lengths) >= 3:
        return True
    if len(groups) >= 6 and set(lengths) == {1}:
        return not _counts_up(groups)
    return len(groups) >= 4 and len(whole) >= 13


def _is_code(plain: str, group: Group, lists: Gazetteers, words: Wording) -> bool:
    digits = group.digits
    if len(digits) < 4 or digits in lists.help_lines:
        return False
    before = _before(plain, group.start)
    if before in words.code_words:
        return True
    after = _WORD_AFTER.match(plain, group.end)
    if after and (fold(after.group(1)) in words.units or after.group(1) in "€$£%°"):
        return False
    if before in words.labels or plain[group.start - 1 : group.start] in ("€", "$", "#"):
        return False
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return False
    # Round numbers are counts, unless they read as a postcode beside a place.
    if digits[0] != "0" and digits.endswith("00") and len(digits) != 5:
        return False
    if len(digits) == 5 and digits.endswith("0000"):
        return False
    return len(set(digits)) > 1


def _before(plain: str, start: int) -> str:
    match = _WORD_BEFORE.search(plain, max(0, start - 24), start)
    return fold(match.group(1)) if match else ""
