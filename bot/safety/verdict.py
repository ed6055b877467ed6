"""The verdict on a situation from its red flags (design §8). Plain rule, no model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Verdict = Literal["danger", "doubt", "ok"]

#: One of these is enough.
_ALONE = frozenset({"threat", "illicit", "meet_alone"})
#: One of these among two is enough.
_PAIRED = frozenset({"secrecy", "isolation", "asks_photo", "gift_money", "verify_reversal"})


def verdict(flags: Iterable[str]) -> Verdict:
    """`danger`, `doubt` or `ok` for a set of flag names.

    `ok` never means that somebody is safe: only that no flag was seen.
    """
    seen = set(flags)
    if not seen:
        return "ok"
    if seen & _ALONE or len(seen) >= 3 or (len(seen) == 2 and seen & _PAIRED):
        return "danger"
    return "doubt"
