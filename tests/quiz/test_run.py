"""One taking of the quiz: which form at which time, in which order, what the answers show and how it is told."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.run import (
    QuizRun,
    Score,
    Taken,
    answered,
    form_for,
    in_order,
    next_phase,
    open_run,
    order,
    question,
    score,
)
from bot.quiz.schema import load_quiz
from bot.quiz.telling import ask, letters, result
from tests.quiz.conftest import CONTENT, answering

DAY = dt.date(2026, 11, 23)
NONE = Score(0, 2, 0, 2, 0, 2, 0)
BEFORE = Taken("before", "a", DAY, NONE, plays=0)
AFTER = Taken("after", "b", DAY + dt.timedelta(days=3), NONE)
QUIZ = load_quiz(CONTENT)


def later(days):
    return DAY + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("taken", "scene_days", "today", "phase"),
    [
        ([], [], DAY, "before"),
        ([BEFORE], [], later(1), "extra"),
        ([Taken("before", "a", DAY, NONE, plays=1)], [later(-1)], later(1), "extra"),
        ([BEFORE], [later(1)], later(2), "after"),
        ([BEFORE, AFTER], [later(1)], later(30), "extra"),
        ([BEFORE, AFTER], [later(1)], later(82), "extra"),
        ([BEFORE, AFTER], [], later(83), "later"),
        ([BEFORE], [later(1)], later(85), "later"),
        ([BEFORE, AFTER, Taken("later", "a", later(90), NONE)], [later(100)], later(180), "extra"),
        # The quiz of before is purged: nothing to compare with.
        ([AFTER], [later(1)], later(181), "extra"),
    ],
)
def test_which_time_it_is(taken, scene_days, today, phase):
    assert next_phase(taken, scene_days, today) == phase


@pytest.mark.parametrize(
    ("plays", "scene_days", "phase"),
    [
        (0, [DAY], "after"),
        (1, [DAY], "extra"),
        (1, [DAY, DAY], "after"),
        (2, [later(-3), DAY], "extra"),
        # Kept before plays were counted: the day is all there is.
        (None, [DAY], "after"),
        (None, [later(-1)], "extra"),
    ],
)
def test_a_scene_of_the_same_day_counts_only_if_it_ended_after_the_quiz(plays, scene_days, phase):
    assert next_phase([Taken("before", "a", DAY, NONE, plays)], scene_days, DAY) == phase


@pytest.mark.parametrize("seed", [0, 1])
def test_the_forms_cross_over_and_the_first_comes_back_after_three_months(seed):
    first = form_for("before", [], seed)
    taken = [Taken("before", first, DAY, NONE)]
    assert form_for("after", taken, seed) != first
    assert form_for("later", [*taken, AFTER], seed) == first


def test_practice_leaves_the_other_form_unseen_until_it_is_needed():
    again = Taken("extra", "a", later(1), NONE)
    assert form_for("extra", [BEFORE], 0) == form_for("extra", [BEFORE, again], 0) == "a"
    assert form_for("after", [BEFORE, again], 0) == "b"
    assert form_for("extra", [BEFORE, AFTER], 0) == "a"
    assert form_for("extra", [AFTER], 0) == "a"


def test_half_begin_with_either_form():
    assert {form_for("before", [], seed) for seed in range(4)} == {"a", "b"}


def best(item):
    return next(i for i, choice in enumerate(item.choices) if choice.right or choice.value == 3)


def suspicious(item):
    """The answer of somebody who suspects everybody."""
    return next((i for i, choice in enumerate(item.choices) if choice.alarm), best(item))


def trustful(item):
    """The answer of somebody who trusts everybody."""
    wrong = [i for i, choice in enumerate(item.choices) if not choice.right and not choice.alarm]
    return wrong[-1] if wrong and item.kind != "intention" else best(item)


@pytest.mark.parametrize("form", ["a", "b"])
@pytest.mark.parametrize(
    ("how", "shown"),
    [
        (best, Score(2, 2, 2, 2, 0, 2, 3)),
        (suspicious, Score(1, 2, 2, 2, 2, 2, 3)),
        (trustful, Score(0, 2, 0, 2, 0, 2, 3)),
    ],
)
def test_the_same_way_of_answering_has_the_same_score_in_both_forms(quiz, form, how, shown):
    assert score(quiz.forms[form], answering(quiz, form, how)) == shown


@given(st.lists(st.integers(0, 9), max_size=6), st.sampled_from(["a", "b"]))
def test_any_answers_have_a_score_within_bounds(answers, form):
    ids = [item.id for item in QUIZ.forms[form].items]
    run = QuizRun("abcdef", form, "before", dict(zip(ids, answers, strict=False)))
    got = score(QUIZ.forms[form], run)
    assert 0 <= got.knowledge <= got.knowledge_of <= 2
    assert 0 <= got.hits <= got.dangers <= 2
    assert 0 <= got.false_alarms <= got.honest <= 2
    assert 0 <= got.intention <= 3


@pytest.mark.parametrize(
    "stored",
    [{}, {"knowledge": 1, "hits": 2}, {"knowledge": 1, "knowledge_of": 1, "a_score_of_before": 3}],
)
def test_a_score_of_another_version_is_still_read(stored):
    assert Score.from_stored(stored).knowledge == stored.get("knowledge", 0)


def test_a_run_comes_back_from_its_slot():
    run = open_run("before", [], 7)
    run = answered(QUIZ.forms[run.form], run, 2)
    assert QuizRun.from_slot(run.as_slot()) == run


def test_an_item_rewritten_meanwhile_is_asked(quiz):
    form = quiz.forms["a"]
    run = answering(quiz, "a", best)
    assert question(form, run) is None
    kept = dict(list(run.answers.items())[:-1]) | {"a_blackmail": 0}
    assert question(form, QuizRun("abcdef", "a", "before", kept)).id not in kept


@pytest.mark.parametrize(
    "slot",
    [
        {},
        {"id": "a"},
        {"id": "a", "form": "z", "phase": "before", "answers": {}},
        {"id": "a", "form": "a", "phase": "before", "answers": [0, 1]},
    ],
)
def test_anything_else_is_no_run(slot):
    with pytest.raises(ValueError, match="not a quiz"):
        QuizRun.from_slot(slot)


def test_questions_are_shuffled_by_run_and_the_intention_comes_last(quiz):
    form = quiz.forms["a"]
    orders = {tuple(item.id for item in in_order(form, QuizRun(str(n), "a", "before"))) for n in range(40)}
    assert len({one[0] for one in orders}) == 5
    assert {one[-1] for one in orders} == {"a_telling"}
    assert all(set(one) == {item.id for item in form.items} for one in orders)


def test_choices_are_shuffled_by_run_but_a_scale_keeps_its_order(quiz):
    form = quiz.forms["a"]
    orders = {order(form.items[0], QuizRun(str(n), "a", "before")) for n in range(20)}
    assert len(orders) == len(list(itertools.permutations(range(3))))
    assert order(form.items[5], QuizRun("x", "a", "before")) == (0, 1, 2, 3)


def test_a_question_lists_its_choices_and_the_buttons_name_them(quiz):
    run = QuizRun("abcdef", "a", "before")
    line = ask(quiz, run)
    item = question(quiz.forms["a"], run)
    assert line.text.startswith(f"❓ 1 sur 6\n{item.text}")
    assert [choice.label for choice in line.choices[:3]] == ["A", "B", "C"]
    for choice in line.choices[:3]:
        option = item.choices[int(choice.data.rpartition(":")[2])]
        assert f"{choice.label}. {option.text}" in line.text
    assert [choice.data for choice in line.choices[3:]] == ["c:pause", "c:help"]


def test_when_all_is_answered_there_is_nothing_to_type(quiz):
    assert letters(quiz, answering(quiz, "a", best)) == ""
    assert letters(quiz, QuizRun("abcdef", "a", "before")) == "A, B, C"


def told(quiz, run, first=None):
    return result(quiz, run, score(quiz.forms[run.form], run), first)


def test_the_result_says_in_words_all_that_the_picture_shows(quiz):
    first, *explained = told(quiz, replace(answering(quiz, "a", suspicious), phase="after"), BEFORE)
    for part in (
        "Pièges vus : 2 sur 2 (la première fois : 0)",
        "Personnes honnêtes reconnues : 0 sur 2 (la première fois : 2)",
        "Ce que tu sais : 1 sur 2 (la première fois : 0)",
    ):
        assert part in first.picture.alt
    said = "\n".join(line.text for line in explained)
    for item in quiz.forms["a"].items:
        assert f"{item.name} · {item.explain}" in said


@pytest.mark.parametrize(("how", "key"), [(best, "all"), (suspicious, "careful"), (trustful, "trusting")])
def test_hits_and_false_alarms_are_told_kindly(quiz, how, key):
    first, *_ = told(quiz, answering(quiz, "a", how))
    assert quiz.words.praise[key] in first.text


def test_a_score_out_of_another_total_is_not_compared(quiz):
    old = replace(BEFORE, score=Score.from_stored({**asdict(NONE), "knowledge": 1, "knowledge_of": 1}))
    first, *_ = told(quiz, replace(answering(quiz, "a", best), phase="after"), old)
    assert "Ce que tu sais : 2 sur 2." in first.picture.alt
    assert "Pièges vus : 2 sur 2 (la première fois : 0)" in first.picture.alt
    unread = replace(BEFORE, score=Score.from_stored({}))
    first, *_ = told(quiz, replace(answering(quiz, "a", best), phase="later"), unread)
    assert first.picture.facts["note"] == ""


def test_whether_one_would_tell_somebody_gets_no_mark(quiz):
    first, *explained = told(quiz, answering(quiz, "a", best))
    assert "parler" not in first.picture.alt.lower()
    assert f"{quiz.words.marks['intention']} En parler" in explained[-1].text


def test_the_first_time_there_is_nothing_to_compare_with(quiz):
    first, *_ = told(quiz, answering(quiz, "a", best))
    assert "la première fois" not in first.picture.alt
    assert first.picture.facts["note"] == ""
