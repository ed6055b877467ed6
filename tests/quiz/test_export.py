"""The export names nobody, and no small group can be picked out of it."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.export import HIDDEN, LEAST, export
from bot.quiz.run import QuizRun, score
from bot.quiz.schema import load_quiz
from tests.quiz.conftest import CONTENT

QUIZ = load_quiz(CONTENT)
SCORE = {"knowledge": 1, "hits": 2, "false_alarms": 0, "intention": 3}


def run(phase="before", band="11-13", form="a", choice=0, plays=0, **score):
    return {
        "phase": phase,
        "form": form,
        "band": band,
        "answers": {item.id: choice for item in QUIZ.forms[form].items},
        "score": {**SCORE, **score},
        "plays": plays,
    }


def old_run(phase="before"):
    """A quiz of an earlier version: other items, one of them of knowledge, and plays not counted."""
    return {**run(phase), "answers": {"a_blackmail": 0, "a_prove": 1}, "plays": None}


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def made(runs, seed=1):
    return export(runs, QUIZ, random.Random(seed))


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
    counts = {
        row["choice"]: row["n"] for row in rows(made(runs).items_csv) if row["item"] == "a_rights_photo"
    }
    # The second was taken six times: what is hidden is not said to be under five.
    assert counts == {"1": "9", "2": HIDDEN, "3": HIDDEN}


def test_whoever_had_played_before_the_first_quiz_is_another_group():
    got = made([(f"c{n}", run(plays=n % 2 * 3)) for n in range(12)])
    assert Counter(row["played_before"] for row in rows(got.people_csv)) == {"yes": 6, "no": 6}


def test_scores_over_other_items_are_not_compared_but_their_answers_are_counted():
    got = made([(f"c{n}", run()) for n in range(5)] + [(f"old{n}", old_run()) for n in range(6)])
    assert (got.people, got.other_items) == (5, 6)
    assert {"a_blackmail", "a_rights_photo"} <= {row["item"] for row in rows(got.items_csv)}


def test_how_few_took_another_version_is_not_told():
    assert made([(f"c{n}", old_run()) for n in range(4)]).other_items is None


def test_the_codebook_has_every_choice_of_every_item_and_what_it_counts_as():
    book = rows(made([]).codebook_csv)
    assert len(book) == sum(1 + len(item.choices) for form in QUIZ.forms.values() for item in form.items)
    meant = {(row["item"], row["choice"]): row for row in book}
    assert meant["a_rights_photo", "0"]["text"].startswith("« Fais ce que je demande")
    assert meant["a_rights_photo", "1"]["counts"] == "knowledge"
    assert meant["b_sign_new", "2"]["counts"] == "false_alarms"
    assert meant["b_meetup_car", "1"]["counts"] == "hits"
    assert meant["a_honest_club", "1"]["counts"] == ""
    assert meant["a_telling", "4"]["counts"] == "intention=3"
    assert (meant["b_sign_new", "0"]["number"], meant["b_sign_new", "0"]["honest"]) == ("4", "yes")


@pytest.mark.parametrize("form", ["a", "b"])
@pytest.mark.parametrize("choice", [0, 1, 2])
def test_the_codebook_adds_up_to_the_scores(form, choice):
    run = QuizRun("abcdef", form, "before", {item.id: choice for item in QUIZ.forms[form].items})
    counted = Counter()
    for row in rows(made([]).codebook_csv):
        if row["form"] == form and row["choice"] == str(choice + 1) and row["counts"]:
            name, _, value = row["counts"].partition("=")
            counted[name] += int(value or 1)
    got = asdict(score(QUIZ.forms[form], run))
    assert {name: counted[name] for name in SCORE} == {name: got[name] for name in SCORE}


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
            st.integers(0, 2),
        ),
        max_size=120,
    )
)
def test_whoever_took_part_no_group_and_no_count_is_under_five(drawn):
    got = made([(f"c{who}", run(phase, band, form, choice)) for who, phase, band, form, choice in drawn])
    groups = Counter(
        (r["band"], r["first_form"], r["played_before"], r["times"]) for r in rows(got.people_csv)
    )
    assert all(n >= LEAST for n in groups.values())
    hidden: Counter[tuple[str, str, str]] = Counter()
    shown: Counter[tuple[str, str, str]] = Counter()
    for row in rows(got.items_csv):
        key = (row["phase"], row["form"], row["item"])
        assert row["n"] == HIDDEN or int(row["n"]) >= LEAST
        hidden[key] += row["n"] == HIDDEN
        shown[key] += row["n"] != HIDDEN
    assert all(hidden[key] != 1 or not shown[key] for key in hidden)
