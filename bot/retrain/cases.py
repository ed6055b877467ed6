"""The test set: labelled messages written apart from the training data, frozen by their digests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from bot.nlu.corpus import COMMAND_PREFIX, FLAGS, MOVES, SITUATIONS
from bot.safety.risk import CATEGORIES, Level, Role
from bot.safety.verdict import Verdict

Kind = Literal["risk", "none", "move", "verify", "command", "chitchat"]
KINDS: tuple[Kind, ...] = get_args(Kind)
COLUMNS = ("kind", "label", "context", "level", "role", "also", "flags", "text")
DIGESTS = "SHA256SUMS"
#: What a situation reads when the persona just talks: what is passed for a case that only says « scene ».
TALKING = "chat"
_NONE = "-"


class BadTestSet(ValueError):
    """The test set cannot be used: a file changed or a row is off the format. Quotes no message."""


@dataclass(frozen=True)
class Case:
    """One message and what should be read in it. `writer` is the name of its file."""

    kind: Kind
    label: str
    context: str
    text: str
    writer: str = "unknown"
    level: Level | None = None
    role: Role | None = None
    also: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def situation(self) -> str | None:
        """The situation to read it in: None when no scene runs."""
        if self.context == "idle":
            return None
        return TALKING if self.context == "scene" else self.context

    @property
    def intent(self) -> str:
        """The intent expected of a command or of small talk."""
        return COMMAND_PREFIX + self.label if self.kind == "command" else self.label


def read_testset(folder: Path) -> list[Case]:
    """All cases of the files that `SHA256SUMS` lists. Raises BadTestSet, OSError."""
    cases: list[Case] = []
    for name, digest in digests(folder).items():
        content = (folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise BadTestSet(f"{name} is not the file that {DIGESTS} froze")
        writer = name.removesuffix(".tsv")
        for number, line in enumerate(content.decode("utf-8").splitlines(), start=1):
            cases.append(_case(line, writer, f"{name}:{number}"))
    return cases


def digests(folder: Path) -> dict[str, str]:
    """File name → SHA-256 as frozen. Raises BadTestSet, OSError."""
    found: dict[str, str] = {}
    for line in (folder / DIGESTS).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        if len(digest) != 64 or not name:
            raise BadTestSet(f"{DIGESTS} does not read as sha256sum writes it")
        found[name] = digest
    return found


def set_key(folder: Path) -> str:
    """A short name for the test set as it is: figures of different sets are not compared."""
    return hashlib.sha256((folder / DIGESTS).read_bytes()).hexdigest()[:12]


def _case(line: str, writer: str, place: str) -> Case:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        raise BadTestSet(f"{place}: {len(COLUMNS)} columns expected, {len(cells)} found")
    row = dict(zip(COLUMNS, cells, strict=True))
    kind, label, context = row["kind"], row["label"], row["context"]
    level, role = _known(row["level"]), _known(row["role"])
    also, flags = _names(row["also"]), _names(row["flags"])
    if kind not in KINDS:
        raise BadTestSet(f"{place}: unknown kind")
    allowed = {"risk": CATEGORIES, "move": MOVES, "verify": get_args(Verdict)}.get(kind)
    if allowed and label not in allowed:
        raise BadTestSet(f"{place}: unknown label")
    if context not in ("idle", "scene", *SITUATIONS):
        raise BadTestSet(f"{place}: unknown context")
    if kind == "risk" and (level not in get_args(Level) or role not in get_args(Role)):
        raise BadTestSet(f"{place}: a risk has a level and a role")
    if not set(also) <= set(CATEGORIES) or not set(flags) <= set(FLAGS):
        raise BadTestSet(f"{place}: unknown category or flag")
    return Case(
        kind=kind,
        label=label,
        context=context,
        text=row["text"].replace("\\n", "\n"),
        writer=writer,
        level=cast("Level | None", level),
        role=cast("Role | None", role),
        also=also,
        flags=flags,
    )


def _known(cell: str) -> str | None:
    return None if cell == _NONE else cell


def _names(cell: str) -> tuple[str, ...]:
    return () if cell == _NONE else tuple(cell.split(","))
