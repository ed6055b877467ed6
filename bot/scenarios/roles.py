"""Scenes that may be played as one of several people: which ones, and which of them somebody typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.scenarios.schema import ScenarioFile, Version
from bot.scenarios.typed import bare

#: « ami·e » is also typed « ami » or « amie ».
_INCLUSIVE = re.compile(r"(\w+)·(\w+)")
#: Fewer letters than this name nobody (« de », « le »).
FEWEST_LETTERS = 3


def roles_of(file: ScenarioFile, band: str) -> tuple[Version, ...]:
    """The roles an age band chooses from, each by its first version; () where there is nothing to choose."""
    found: dict[str, Version] = {}
    for version in file.versions:
        if version.role and band in version.bands:
            found.setdefault(version.role, version)
    return tuple(found.values()) if len(found) > 1 else ()


def role_named(text: str, roles: Sequence[Version]) -> Version | None:
    """The role that a typed text names: all of its label, its number, or a part that no other label has."""
    wanted = bare(text)
    if wanted.isdecimal():
        return roles[int(wanted) - 1] if 1 <= int(wanted) <= len(roles) else None
    labels = [(label, role) for role in roles for label in spellings(role.role or "")]
    exact = [role for label, role in labels if label == wanted]
    inside = [(len(label), role) for label, role in labels if _stands_in(label, wanted)]
    if exact or inside:
        # « l'ami de sam » also says « sam »: the longest label is the one meant.
        return exact[0] if exact else max(inside, key=lambda found: found[0])[1]
    parts = {
        role.id: role for label, role in labels if len(wanted) >= FEWEST_LETTERS and _stands_in(wanted, label)
    }
    return next(iter(parts.values())) if len(parts) == 1 else None


def spellings(label: str) -> tuple[str, ...]:
    """How a label may be typed, in plain words: « l ami e de sam », « l ami de sam », « l amie de sam »."""
    short, long = _INCLUSIVE.sub(r"\1", label), _INCLUSIVE.sub(r"\1\2", label)
    return tuple(dict.fromkeys(map(bare, (label, short, long))))


def _stands_in(part: str, whole: str) -> bool:
    return bool(part) and f" {part} " in f" {whole} "
