"""The anonymous export for a study: no pseudonym, no day, rows in no order, and no group smaller than five.

People are grouped by what could single one out (age band, which form came first, which of the three times they
took part); a group of fewer than five is left out as a whole. Choices are only counted; a count under five is
hidden, and never alone, so that no total gives it back.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LEAST = 5
TIMES = ("before", "after", "later")
SCORES = ("knowledge", "hits", "false_alarms", "intention")
HIDDEN = f"<{LEAST}"

#: One quiz: the taker's pseudonym, only to put one person's quizzes together, and its row.
Run = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Export:
    """Two tables as CSV, and how many people are in the first; `left_out` is None when it is 1 to 4."""

    people_csv: str
    items_csv: str
    people: int
    left_out: int | None


def export(runs: Sequence[Run], shuffle: random.Random) -> Export:
    """The tables of these runs. `shuffle` orders the rows; practice runs are no part of it."""
    kept = [(chat, row) for chat, row in runs if row["phase"] in TIMES]
    people = _people(kept)
    groups = Counter(_group(person) for person in people)
    shown = [person for person in people if groups[_group(person)] >= LEAST]
    shuffle.shuffle(shown)
    left_out = len(people) - len(shown)
    return Export(
        _csv([*_GROUP, *(f"{time}_{name}" for time in TIMES for name in SCORES)], shown),
        _csv(["phase", "form", "item", "choice", "n"], _items(kept)),
        len(shown),
        left_out if left_out == 0 or left_out >= LEAST else None,
    )


_GROUP = ("band", "first_form", "times")


def _group(person: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(person[name] for name in _GROUP)


def _people(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """One row a person, from the first quiz they took at each time; without a quiz before, nothing to compare."""
    by_person: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for chat, row in runs:
        by_person[chat].setdefault(row["phase"], row)
    people = []
    for taken in by_person.values():
        if "before" not in taken:
            continue
        person: dict[str, Any] = {
            "band": taken["before"]["band"],
            "first_form": taken["before"]["form"],
            "times": "+".join(time for time in TIMES if time in taken),
        }
        for time in TIMES:
            scores = taken[time]["score"] if time in taken else {}
            person |= {f"{time}_{name}": scores.get(name, "") for name in SCORES}
        people.append(person)
    return people


def _items(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """How often each choice was taken, by time, form and item; in the order of the items' names, which says nothing."""
    counts: dict[tuple[str, str, str], Counter[int]] = defaultdict(Counter)
    for _chat, row in runs:
        for item, choice in row["answers"].items():
            counts[row["phase"], row["form"], item][choice] += 1
    rows = []
    for (phase, form, item), chosen in sorted(counts.items()):
        hidden = _hidden(chosen)
        for choice in sorted(chosen):
            n = HIDDEN if choice in hidden else chosen[choice]
            rows.append({"phase": phase, "form": form, "item": item, "choice": choice + 1, "n": n})
    return rows


def _hidden(chosen: Counter[int]) -> set[int]:
    """The choices whose count is not told: the small ones, and one more where a single one would be given away."""
    hidden = {choice for choice, n in chosen.items() if n < LEAST}
    if len(hidden) == 1:
        others = [choice for choice in chosen if choice not in hidden]
        hidden |= {min(others, key=lambda choice: (chosen[choice], choice))} if others else set()
    return hidden


def _csv(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
