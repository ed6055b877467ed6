"""What a class may show of the quiz: how much was seen before and after, by everybody who agreed, taken together.

Only from five people on, and by fives: the sixth to tenth come in at once, so that the page of yesterday and that of
today are never one person apart. Shares are rounded to tens of per cent. Whether somebody would tell an adult is no
part of it: where all five answer alike, a total says what each of them answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.quiz.export import LEAST
from bot.quiz.run import Score

#: What is shown → what it is out of.
SHARES = {"hits": "dangers", "trusted": "honest", "knowledge": "knowledge_of"}

#: The scores of one person as they are kept: before, after.
Pair = tuple[Mapping[str, Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Together:
    """`people`: how many are counted, a multiple of five; `shares`: name → per cent before and after."""

    people: int
    shares: Mapping[str, tuple[int, int]]


def together(pairs: Sequence[Pair]) -> Together | None:
    """The figures of these people, in the order in which they took their second quiz; None under five of them.

    Only scores out of the same totals are put together: those of an earlier version of the quiz are left out.
    """
    scores = [(Score.from_stored(before), Score.from_stored(after)) for before, after in pairs]
    scores = [(before, after) for before, after in scores if _totals(before) == _totals(after)]
    scores = [pair for pair in scores if all(_totals(pair[0]))]
    counted = scores[: len(scores) - len(scores) % LEAST]
    if not counted:
        return None
    before, after = zip(*counted, strict=True)
    return Together(len(counted), {name: (_share(before, name), _share(after, name)) for name in SHARES})


def _totals(score: Score) -> tuple[int, ...]:
    return tuple(getattr(score, of) for of in SHARES.values())


def _share(scores: Sequence[Score], name: str) -> int:
    got = sum(getattr(score, name) for score in scores)
    of = sum(getattr(score, SHARES[name]) for score in scores)
    return round(10 * got / of) * 10
