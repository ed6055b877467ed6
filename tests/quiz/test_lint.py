"""The quiz that is shipped is sound, and the lint sees what would make it unsound."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.quiz.lint import lint_quiz
from bot.quiz.schema import Form, Item
from bot.safety.phrases import find_forbidden, load_forbidden
from tests.quiz.conftest import CONTENT


def forbidden(text):
    phrases = load_forbidden(CONTENT / "forbidden.yml")
    return [hit.id for hit in find_forbidden(text, phrases)]


def bent(quiz, index, **changes):
    """The quiz with one item of form B changed."""
    form = quiz.forms["b"]
    items = [item.copy(update=changes) if i == index else item for i, item in enumerate(form.items)]
    return replace(quiz, forms={**quiz.forms, "b": form.copy(update={"items": tuple(items)})})


def problems(quiz):
    return [str(problem) for problem in lint_quiz(quiz, forbidden)]


def test_the_quiz_passes(quiz):
    assert problems(quiz) == []


def test_twelve_items_a_third_of_them_honest_and_three_kinds(quiz):
    items = [item for form in quiz.forms.values() for item in form.items]
    assert len(items) == 12
    assert sum(item.honest for item in items) == 4
    assert {item.kind for item in items} == {"knowledge", "action", "intention"}


def test_nothing_around_the_quiz_is_forbidden(quiz):
    for text in (
        quiz.words.study_ask,
        quiz.words.kept,
        *quiz.words.praise.values(),
        *quiz.words.intro.values(),
    ):
        assert forbidden(text) == []


@pytest.mark.parametrize(
    ("index", "changes", "said"),
    [
        (1, {"difficulty": 3}, "differ in difficulty"),
        (2, {"honest": False, "flags": ("threat",)}, "2 items of 6 are honest"),
        (3, {"flags": ("threat",)}, "no item shows a flag of the family isolation"),
        (0, {"flags": ()}, "a trap shows at least one flag"),
        (1, {"flags": ("threat",)}, "no item shows a flag of the family identity"),
        (0, {"flags": ("secrecy",)}, "share no family"),
        (4, {"text": "a" * 200}, "200 characters"),
        (4, {"explain": "Tu aurais dû le voir."}, "forbidden phrase"),
        (5, {"id": "b_film"}, "two items have this id"),
    ],
)
def test_what_would_make_it_unsound_is_said(quiz, index, changes, said):
    assert any(said in problem for problem in problems(bent(quiz, index, **changes)))


OPTIONS = [{"text": "oui", "right": True}, {"text": "non"}]
ITEM = {
    "id": "un",
    "kind": "action",
    "difficulty": 1,
    "flags": ["threat"],
    "text": "?",
    "choices": OPTIONS,
    "explain": "!",
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "knowledge"}, "names its source"),
        ({"kind": "intention"}, "values 0 to 3"),
        ({"choices": [{"text": "a"}, {"text": "b"}]}, "some choices are right"),
        ({"choices": [*OPTIONS, {"text": "c", "alarm": True}]}, "only an honest one"),
        ({"honest": True, "choices": [*OPTIONS, {"text": "c", "alarm": True}]}, "without flags"),
        ({"choices": OPTIONS[:1]}, "two to four"),
        ({"difficulty": 4}, "less than or equal to 3"),
    ],
)
def test_an_item_that_contradicts_itself_is_refused(changes, said):
    with pytest.raises(ValueError, match=said):
        Item.parse_obj(ITEM | changes)


def test_a_form_has_six_items():
    with pytest.raises(ValueError, match="six items, not 1"):
        Form.parse_obj({"id": "a", "items": [ITEM]})
