"""The reading of one message for real risk: the one shape that NLU, rules, help and tools share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Decision = Literal["alarm", "check", "none"]
Level = Literal["urgent", "high", "medium"]
Role = Literal["self", "friend", "author", "witness"]

#: The twelve categories of the design, and plain distress.
CATEGORIES = (
    "danger",
    "meetup",
    "sextortion",
    "grooming",
    "abuse",
    "suicide",
    "bullying",
    "lgbt",
    "drugged",
    "illicit",
    "identity",
    "friend",
    "distress",
)


@dataclass(frozen=True)
class Risk:
    """`decision` none: nothing real was read; category, level and role are then None and `also` is empty.

    `evidence` names what raised it (pattern ids, model scores); it never quotes the message.
    """

    decision: Decision
    category: str | None = None
    level: Level | None = None
    role: Role | None = None
    also: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready form, lists for tuples."""
        return {**asdict(self), "also": list(self.also), "evidence": list(self.evidence)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Risk:
        """Inverse of `as_dict`; missing keys take their defaults."""
        fields = dict(data)
        for name in ("also", "evidence"):
            fields[name] = tuple(fields.get(name) or ())
        return cls(**fields)


NO_RISK = Risk("none")
