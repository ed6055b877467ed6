"""Answers in words: what a teen may type instead of touching a button."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.redact import redact
from bot.quiz.run import QuizRun, in_order, order, question
from bot.quiz.schema import load_quiz
from bot.quiz.typed import as_pressed, read_answer
from tests.quiz.conftest import CONTENT

QUIZ = load_quiz(CONTENT)
ITEMS = [(form.id, item) for form in QUIZ.forms.values() for item in form.items]
by_item = pytest.mark.parametrize(("form", "item"), ITEMS, ids=[item.id for _form, item in ITEMS])


def at(form, item_id):
    """A run whose question of now is this one."""
    run = QuizRun("abcdef", form, "before")
    others = [one.id for one in in_order(QUIZ.forms[form], run) if one.id != item_id]
    run = QuizRun("abcdef", form, "before", dict.fromkeys(others, 0))
    assert question(QUIZ.forms[form], run).id == item_id
    return run


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a", 0),
        ("B", 1),
        ("la c", 2),
        ("2", 1),
        ("réponse B !", 1),
        ("(c)", 2),
        ("c'est a", 0),
        ("C'est C", 2),
        ("bah je dirais la b stp", 1),
        ("la première", 0),
        ("la dernière", 2),
        ("deux", 1),
        ("option 3", 2),
        ("d", None),
        ("4", None),
        ("a ou b", None),
        ("c'est quoi", None),
        ("je sais pas", None),
        ("non mais a quoi ça sert", None),
        ("", None),
    ],
)
def test_a_letter_or_a_number(text, place):
    run = at("a", "a_rights_photo")
    shown = order(question(QUIZ.forms["a"], run), run)
    assert read_answer(QUIZ, run, text) == (None if place is None else shown[place])


def test_the_last_of_four_is_the_fourth():
    assert read_answer(QUIZ, at("a", "a_telling"), "la dernière") == 3


@by_item
def test_the_words_of_a_choice(form, item):
    run = at(form, item.id)
    for index, choice in enumerate(item.choices):
        bare = choice.text.translate(str.maketrans("éèêàôûî'", "eeeaoui ")).replace(",", "").upper()
        for typed in (choice.text, bare, f"moi {choice.text.lower()} je pense"):
            assert read_answer(QUIZ, run, typed) == index, typed


@by_item
def test_redaction_leaves_the_words_of_a_choice_alone(form, item):
    for choice in item.choices:
        assert redact(choice.text).text == choice.text


@pytest.mark.parametrize(
    ("item", "text", "index"),
    [
        ("a_rights_photo", "celle qui menace", None),
        ("a_rights_photo", "qui menace", 0),
        ("a_rights_photo", "la personne", None),
        ("a_telling", "plutôt oui", 2),
        ("a_telling", "oui surement", 3),
        ("a_telling", "oui", None),
        ("a_telling", "surement", None),
        ("a_telling", "surement pas", 0),
        ("a_meetup_gym", "je préviens ma sœur", 0),
        ("a_meetup_gym", "j'y vais", None),
    ],
)
def test_a_piece_of_a_choice_if_no_other_has_it(item, text, index):
    assert read_answer(QUIZ, at("a", item), text) == index


# --- what is as good as a button


def slots(run, mode="quiz"):
    return {"mode": mode, "quiz": run.as_slot()}


@by_item
def test_a_choice_word_for_word_is_as_good_as_its_button(form, item):
    run = at(form, item.id)
    for index, choice in enumerate(item.choices):
        assert as_pressed(QUIZ, slots(run), choice.text.upper()) == f"q:abcdef:5:{index}"


@pytest.mark.parametrize("text", ["a", "La B.", "c'est 3"])
def test_so_is_a_place(text):
    assert as_pressed(QUIZ, slots(at("a", "a_meetup_gym")), text).startswith("q:abcdef:5:")


@pytest.mark.parametrize(
    "text", ["j'y vais", "je n'y vais pas, et je préviens ma sœur parce que j'ai peur", "d", "oui", ""]
)
def test_anything_more_or_less_is_left_to_whoever_reads_for_risk(text):
    assert as_pressed(QUIZ, slots(at("a", "a_meetup_gym")), text) is None


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"mode": "quiz"},
        {"mode": "quiz", "quiz": {"id": "x"}},
        slots(at("a", "a_telling"), mode="menu"),
        slots(QuizRun("abcdef", "a", "before", {item.id: 0 for item in QUIZ.forms["a"].items})),
    ],
)
def test_where_no_question_is_asked_nothing_is(state):
    assert as_pressed(QUIZ, state, "a") is None


@given(st.text(max_size=60), st.integers(0, 6))
def test_any_words_are_read(text, done):
    ids = [item.id for item in QUIZ.forms["b"].items]
    run = QuizRun("abcdef", "b", "after", dict.fromkeys(ids[:done], 0))
    item = question(QUIZ.forms["b"], run)
    read = read_answer(QUIZ, run, text)
    assert read is None or 0 <= read < len(item.choices)
