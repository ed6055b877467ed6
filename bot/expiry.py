"""Live slots that expire by themselves (design.md §8): help, what was asked about, what rests, a checked situation.

Each says how long it lives: {"until": seconds since the epoch, …}. None is kept longer than 48 hours.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

#: What falls silent is purged every hour: what may live 48 hours is given one less.
LONGEST_SECONDS = 47 * 3600
EXPIRING = ("help", "verify", "checks", "resting")
#: Slots that last unless they say until when: a finished scene of which nothing is recorded.
LASTING = ("scene",)


def expiry(now: dt.datetime) -> int:
    """Until when what is set at `now` may be kept, in seconds since the epoch."""
    return int(now.timestamp()) + LONGEST_SECONDS


def unexpired(slots: dict[str, Any], now: int) -> dict[str, Any]:
    """The slots without what has expired; the same object when nothing has."""
    over = [name for name in EXPIRING if name in slots and _until(slots[name]) <= now]
    over += [name for name in LASTING if "until" in (slots.get(name) or ()) and _until(slots[name]) <= now]
    return {name: value for name, value in slots.items() if name not in over} if over else slots


def _until(value: Any) -> float:
    """When a slot expires; 0, long ago, for a shape of before."""
    until = value.get("until") if isinstance(value, dict) else None
    return until if isinstance(until, (int, float)) else 0
