"""One taking of the quiz: which form at which time, what the answers show, and what typed words name."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.run import (
    QuizRun,
    Score,
    Taken,
    answered,
    form_for,
    next_phase,
    open_run,
    order,
    question,
    score,
)
from bot.quiz.schema import load_quiz
from bot.quiz.telling import ask, letters, read_answer, result
from tests.quiz.conftest import CONTENT

DAY = dt.date(2026, 11, 23)
NONE = Score(0, 1, 0, 2, 0, 2, 0)
BEFORE = Taken("before", "a", DAY, NONE)
AFTER = Taken("after", "b", DAY + dt.timedelta(days=3), NONE)
QUIZ = load_quiz(CONTENT)


def later(days):
    return DAY + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("taken", "scene_days", "today", "phase"),
    [
        ([], [], DAY, "before"),
        ([BEFORE], [], later(1), "extra"),
        ([BEFORE], [later(-1)], later(1), "extra"),
        ([BEFORE], [later(1)], later(2), "after"),
        ([BEFORE, AFTER], [later(1)], later(30), "extra"),
        ([BEFORE, AFTER], [later(1)], later(82), "extra"),
        ([BEFORE, AFTER], [], later(83), "later"),
        ([BEFORE], [later(1)], later(85), "later"),
        ([BEFORE, AFTER, Taken("later", "a", later(90), NONE)], [later(100)], later(180), "extra"),
    ],
)
def test_which_time_it_is(taken, scene_days, today, phase):
    assert next_phase(taken, scene_days, today) == phase


@pytest.mark.parametrize("seed", [0, 1])
def test_the_forms_cross_over_and_the_first_comes_back_after_three_months(seed):
    first = form_for("before", [], seed)
    taken = [Taken("before", first, DAY, NONE)]
    assert form_for("after", taken, seed) != first
    assert form_for("later", [*taken, AFTER], seed) == first


def test_half_begin_with_either_form():
    assert {form_for("before", [], seed) for seed in range(4)} == {"a", "b"}


@pytest.mark.parametrize("form", ["a", "b"])
def test_the_same_good_answers_have_the_same_score_in_both_forms(quiz, form):
    run = QuizRun("abcdef", form, "before")
    while (item := question(quiz.forms[form], run)) is not None:
        best = next((i for i, c in enumerate(item.choices) if c.right or c.value == 3), 0)
        run = answered(run, best)
    assert score(quiz.forms[form], run) == Score(1, 1, 2, 2, 0, 2, 3)


@pytest.mark.parametrize("form", ["a", "b"])
def test_suspecting_everybody_is_no_good_score(quiz, form):
    run = QuizRun("abcdef", form, "before")
    while (item := question(quiz.forms[form], run)) is not None:
        best = next((i for i, c in enumerate(item.choices) if c.alarm), 0)
        run = answered(run, best)
    got = score(quiz.forms[form], run)
    assert got.false_alarms == 2
    assert got.trusted == 0


@given(st.lists(st.integers(0, 9), max_size=8), st.sampled_from(["a", "b"]))
def test_any_answers_have_a_score_within_bounds(answers, form):
    got = score(QUIZ.forms[form], QuizRun("abcdef", form, "before", tuple(answers)))
    assert 0 <= got.hits <= got.dangers <= 2
    assert 0 <= got.false_alarms <= got.honest <= 2
    assert 0 <= got.intention <= 3


def test_a_run_comes_back_from_its_slot():
    run = answered(open_run("before", [], 7), 2)
    assert QuizRun.from_slot(run.as_slot()) == run


@pytest.mark.parametrize(
    "slot", [{}, {"id": "a"}, {"id": "a", "form": "z", "phase": "before", "answers": []}]
)
def test_anything_else_is_no_run(slot):
    with pytest.raises(ValueError, match="not a quiz"):
        QuizRun.from_slot(slot)


def test_choices_are_shuffled_by_run_but_a_scale_keeps_its_order(quiz):
    form = quiz.forms["a"]
    orders = {order(form.items[0], QuizRun(str(n), "a", "before")) for n in range(20)}
    assert len(orders) == len(list(itertools.permutations(range(3))))
    assert order(form.items[5], QuizRun("x", "a", "before")) == (0, 1, 2, 3)


def test_a_question_lists_its_choices_and_the_buttons_name_them(quiz):
    line = ask(quiz, QuizRun("abcdef", "a", "before"))
    assert line.text.startswith("❓ 1 sur 6\n")
    assert [choice.label for choice in line.choices[:3]] == ["A", "B", "C"]
    for choice in line.choices[:3]:
        option = quiz.forms["a"].items[0].choices[int(choice.data.rpartition(":")[2])]
        assert f"{choice.label}. {option.text}" in line.text
    assert [choice.data for choice in line.choices[3:]] == ["c:pause", "c:help"]


@pytest.mark.parametrize(
    ("text", "place"),
    [("a", 0), ("B", 1), ("la c", 2), ("2", 1), ("réponse B !", 1), ("(c)", 2), ("d", None), ("4", None)],
)
def test_an_answer_is_typed_as_a_letter_or_a_number(quiz, text, place):
    run = QuizRun("abcdef", "a", "before")
    shown = order(quiz.forms["a"].items[0], run)
    assert read_answer(quiz, run, text) == (None if place is None else shown[place])


def test_or_as_the_words_of_a_choice(quiz):
    run = QuizRun("abcdef", "a", "before")
    assert read_answer(quiz, run, "la personne qui menace") == 0
    assert read_answer(quiz, run, "celle qui a envoyé la photo je pense") == 1
    assert read_answer(quiz, run, "je sais pas") is None
    sure = QuizRun("abcdef", "a", "before", (0,) * 5)
    assert read_answer(quiz, sure, "peut-être") == 2
    assert read_answer(quiz, sure, "surement pas") == 0


@given(st.text(max_size=60), st.integers(0, 6))
def test_any_words_are_read(text, done):
    run = QuizRun("abcdef", "b", "after", (0,) * done)
    read_answer(QUIZ, run, text)
    assert (letters(QUIZ, run) == "") == (done == 6)


def test_the_result_says_in_words_all_that_the_picture_shows(quiz):
    run = QuizRun("abcdef", "a", "after", (0, 0, 2, 0, 0, 3))
    first, *explained = result(quiz, run, score(quiz.forms["a"], run), BEFORE)
    alt = first.picture.alt
    for part in (
        "Pièges vus : 2 sur 2 (la première fois : 0)",
        "Personnes honnêtes reconnues : 1 sur 2 (la première fois : 2)",
        "Ce que dit la loi : 1 sur 1",
        "En parler à quelqu'un : 3 sur 3",
    ):
        assert part in alt
    told = "\n".join(line.text for line in explained)
    for item in quiz.forms["a"].items:
        assert item.explain in told


def test_the_first_time_there_is_nothing_to_compare_with(quiz):
    run = QuizRun("abcdef", "a", "before", (0,) * 6)
    first, *_ = result(quiz, run, score(quiz.forms["a"], run), None)
    assert "la première fois" not in first.picture.alt
    assert first.picture.facts["note"] == ""
