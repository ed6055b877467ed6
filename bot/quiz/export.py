"""The anonymous export for a study: no pseudonym, no day, rows in no order, and no group smaller than five.

People are grouped by what could single one out (age band, which form came first, whether they had played before it,
which of the three times they took part); a group of fewer than five is left out as a whole. Choices are only
counted; a count under five is hidden, and never alone, so that no total gives it back. The codebook says what the
columns and numbers mean, in the items' own words.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.quiz.schema import Item, Option, Quiz

LEAST = 5
TIMES = ("before", "after", "later")
SCORES = ("knowledge", "hits", "false_alarms", "intention")
#: Stands for a count that is not told: under five, or hidden with one that is.
HIDDEN = "hidden"

#: One quiz: the taker's pseudonym, only to put one person's quizzes together, and its row.
Run = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Export:
    """Three tables as CSV, and how many people are in the first.

    `left_out`: people in groups that are too small; `other_items`: people who took another version of the quiz.
    Either is None when it is 1 to 4.
    """

    people_csv: str
    items_csv: str
    codebook_csv: str
    people: int
    left_out: int | None
    other_items: int | None


def export(runs: Sequence[Run], quiz: Quiz, shuffle: random.Random) -> Export:
    """The tables of these runs. `shuffle` orders the rows; practice runs are no part of it.

    Scores are compared between people only where they answered the very items of today.
    """
    kept = [(chat, row) for chat, row in runs if row["phase"] in TIMES]
    same = [(chat, row) for chat, row in kept if _asked_now(quiz, row)]
    people = _people(same)
    groups = Counter(_group(person) for person in people)
    shown = [person for person in people if groups[_group(person)] >= LEAST]
    shuffle.shuffle(shown)
    began = {chat for chat, row in kept if row["phase"] == "before"}
    return Export(
        _csv([*_GROUP, *(f"{time}_{name}" for time in TIMES for name in SCORES)], shown),
        _csv(["phase", "form", "item", "choice", "n"], _items(kept)),
        _csv(_CODEBOOK, _codebook(quiz)),
        len(shown),
        _told(len(people) - len(shown)),
        _told(len(began) - len(people)),
    )


_GROUP = ("band", "first_form", "played_before", "times")
_CODEBOOK = (
    "form",
    "number",
    "item",
    "aim",
    "kind",
    "honest",
    "difficulty",
    "flags",
    "choice",
    "counts",
    "text",
)


def _told(number: int) -> int | None:
    return number if number == 0 or number >= LEAST else None


def _asked_now(quiz: Quiz, row: Mapping[str, Any]) -> bool:
    form = quiz.forms.get(row["form"])
    return form is not None and {item.id for item in form.items} == set(row["answers"])


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
        plays = taken["before"]["plays"]
        person: dict[str, Any] = {
            "band": taken["before"]["band"],
            "first_form": taken["before"]["form"],
            "played_before": "" if plays is None else "yes" if plays else "no",
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


def _codebook(quiz: Quiz) -> list[dict[str, Any]]:
    """What each choice of each item says, and what it counts as; choice 0 is the question itself."""
    rows = []
    for form in quiz.forms.values():
        for number, item in enumerate(form.items, start=1):
            about = {
                "form": form.id,
                "number": number,
                "item": item.id,
                "aim": item.aim,
                "kind": item.kind,
                "honest": "yes" if item.honest else "no",
                "difficulty": item.difficulty,
                "flags": "+".join(item.flags),
            }
            rows.append({**about, "choice": 0, "counts": "", "text": item.text})
            for choice, option in enumerate(item.choices, start=1):
                counts = _counts(item, option)
                rows.append({**about, "choice": choice, "counts": counts, "text": option.text})
    return rows


def _counts(item: Item, option: Option) -> str:
    """The scores of `people.csv` that taking an option adds to."""
    if item.kind == "intention":
        return f"intention={option.value}"
    if option.alarm:
        return "false_alarms"
    if not option.right:
        return ""
    return "knowledge" if item.kind == "knowledge" else "" if item.honest else "hits"


def _csv(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
