"""Runs so far: one JSON line each, figures only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "history.jsonl"


@dataclass(frozen=True)
class Run:
    """When, which model, on which test set, what it showed."""

    at: str
    model: str
    testset: str
    values: dict[str, float]


def read_runs(folder: Path) -> list[Run]:
    """All runs kept in `folder`, oldest first; none when there is no file. Raises ValueError on a torn line."""
    path = folder / FILE
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Run(**json.loads(line)) for line in lines if line.strip()]


def keep_run(folder: Path, run: Run) -> None:
    """Add a run."""
    with (folder / FILE).open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(asdict(run), ensure_ascii=False) + "\n")


def previous_run(runs: Sequence[Run], run: Run) -> Run | None:
    """The last run to compare with: of the same test set, of another model if there is one."""
    same = [one for one in runs if one.testset == run.testset]
    others = [one for one in same if one.model != run.model]
    comparable = others or same
    return comparable[-1] if comparable else None
