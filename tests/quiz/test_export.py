"""The export names nobody, and no small group can be picked out of it."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.export import LEAST, export

SCORE = {"knowledge": 1, "hits": 2, "false_alarms": 0, "intention": 3}


def run(phase="before", band="11-13", form="a", choice=0, **score):
    return {
        "phase": phase,
        "form": form,
        "band": band,
        "answers": {"a_blackmail": choice},
        "score": {**SCORE, **score},
    }


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def made(runs, seed=1):
    return export(runs, random.Random(seed))


def test_a_group_of_five_is_there_without_a_pseudonym_or_a_day():
    got = made([(f"chat{n}", run(hits=n % 3)) for n in range(5)])
    assert got.people == len(rows(got.people_csv)) == 5
    assert got.left_out == 0
    assert "chat" not in got.people_csv + got.items_csv
    assert set(rows(got.people_csv)[0]) & {"day", "chat", "id"} == set()


def test_a_group_of_four_is_left_out_and_not_even_counted():
    got = made([(f"chat{n}", run(band="16-18" if n < 4 else "11-13")) for n in range(9)])
    assert {row["band"] for row in rows(got.people_csv)} == {"11-13"}
    assert got.left_out is None


def test_one_persons_quizzes_are_one_row():
    runs = [
        (f"c{n}", run(phase, form=form))
        for n in range(5)
        for phase, form in (("before", "a"), ("after", "b"))
    ]
    got = rows(made(runs).people_csv)
    assert len(got) == 5
    assert {row["times"] for row in got} == {"before+after"}
    assert all(row["after_hits"] == "2" and row["later_hits"] == "" for row in got)


def test_having_taken_part_once_more_makes_another_group():
    runs = [(f"c{n}", run()) for n in range(6)] + [("c0", run("after", form="b"))]
    got = made(runs)
    assert got.people == 5


def test_rows_come_in_no_order_of_their_takers():
    runs = [(f"c{n:02}", run(hits=n)) for n in range(30)]
    orders = {tuple(row["before_hits"] for row in rows(made(runs, seed).people_csv)) for seed in range(3)}
    assert len(orders) == 3
    assert tuple(str(n) for n in range(30)) not in orders


def test_a_small_count_is_hidden_and_never_alone():
    runs = [(f"c{n}", run(choice=0 if n < 9 else 1 if n < 15 else 2)) for n in range(17)]
    counts = {row["choice"]: row["n"] for row in rows(made(runs).items_csv)}
    assert counts == {"1": "9", "2": "<5", "3": "<5"}


def test_practice_is_no_part_of_it():
    got = made([(f"c{n}", run("extra")) for n in range(9)])
    assert (rows(got.people_csv), rows(got.items_csv)) == ([], [])


@given(
    st.lists(
        st.tuples(
            st.integers(0, 25),
            st.sampled_from(["before", "after", "later", "extra"]),
            st.sampled_from(["11-13", "14-15", "16-18"]),
            st.sampled_from(["a", "b"]),
            st.integers(0, 3),
        ),
        max_size=120,
    )
)
def test_whoever_took_part_no_group_and_no_count_is_under_five(drawn):
    got = made([(f"c{who}", run(phase, band, form, choice)) for who, phase, band, form, choice in drawn])
    groups = Counter((r["band"], r["first_form"], r["times"]) for r in rows(got.people_csv))
    assert all(n >= LEAST for n in groups.values())
    hidden: Counter[tuple[str, str, str]] = Counter()
    shown: Counter[tuple[str, str, str]] = Counter()
    for row in rows(got.items_csv):
        key = (row["phase"], row["form"], row["item"])
        assert row["n"] == "<5" or int(row["n"]) >= LEAST
        hidden[key] += row["n"] == "<5"
        shown[key] += row["n"] != "<5"
    assert all(hidden[key] != 1 or not shown[key] for key in hidden)
