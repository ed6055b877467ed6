"""The quiz that is shipped is sound, and the lint sees what would make it unsound."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from bot.quiz.lint import lint_quiz
from bot.quiz.schema import Form, Item, Option
from bot.safety.phrases import find_forbidden, load_forbidden
from bot.scenarios.schema import read_content
from bot.scenarios.typed import says
from bot.scenarios.wording import Rubric
from tests.quiz.conftest import CONTENT


def forbidden(text):
    phrases = load_forbidden(CONTENT / "forbidden.yml")
    return [hit.id for hit in find_forbidden(text, phrases)]


def bent(quiz, index, **changes):
    """The quiz with one item of form B changed."""
    form = quiz.forms["b"]
    items = [item.copy(update=changes) if i == index else item for i, item in enumerate(form.items)]
    return replace(quiz, forms={**quiz.forms, "b": form.copy(update={"items": tuple(items)})})


def choices(right, *others):
    """Options: the first is right; the others are not, and accuse where they come as (text, True)."""
    rest = [one if isinstance(one, tuple) else (one, False) for one in others]
    return (Option(text=right, right=True), *(Option(text=text, alarm=alarm) for text, alarm in rest))


def problems(quiz):
    return [str(problem) for problem in lint_quiz(quiz, forbidden)]


def test_the_quiz_passes(quiz):
    assert problems(quiz) == []


def test_each_form_has_two_items_of_knowledge_three_of_what_one_would_do_one_intention(quiz):
    for form in quiz.forms.values():
        assert Counter(item.kind for item in form.items) == {"knowledge": 2, "action": 3, "intention": 1}


def test_a_third_of_the_situations_are_honest_and_two_of_each_form_are_traps_to_act_on(quiz):
    for form in quiz.forms.values():
        assert sum(item.honest for item in form.items) == 2
        assert sum(item.kind == "action" and not item.honest for item in form.items) == 2


def test_every_score_has_the_same_chance_to_be_guessed_in_both_forms(quiz):
    for form in quiz.forms.values():
        for item in form.items:
            if item.kind != "intention":
                assert len(item.choices) == 3
                assert sum(c.right for c in item.choices) == (
                    2 if item.honest and item.kind == "action" else 1
                )
                assert sum(c.alarm for c in item.choices) == item.honest


def test_no_brand_is_named(quiz):
    brands = read_content(CONTENT / "rubric.yml", Rubric).brands
    texts = [text for form in quiz.forms.values() for item in form.items for text in words_of(item)]
    assert brands
    assert [brand for brand in brands if says("\n".join(texts), [brand])] == []


def words_of(item):
    return [item.name, item.text, item.explain, *(choice.text for choice in item.choices)]


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
        (2, {"honest": False, "flags": ("threat",)}, "the plan has here"),
        (2, {"kind": "knowledge"}, "the plan has here"),
        (4, {"aim": "identity"}, "the plan has here"),
        (4, {"flags": ("threat", "meet_alone")}, "no item shows a flag of the family isolation"),
        (0, {"flags": ()}, "a trap shows at least one flag"),
        (1, {"flags": ("threat",)}, "no item shows a flag of the family identity"),
        (0, {"flags": ("secrecy",)}, "other families"),
        (1, {"text": "Court. Tu fais quoi ?"}, "the two questions have"),
        (1, {"choices": choices("Non", ("Oui", False), ("Un peu", False))}, "the two answers have"),
        (
            4,
            {"choices": choices("Je dis non et je le dis à une personne de confiance", "x", "y")},
            "apart, 10",
        ),
        (2, {"choices": choices(*"abc")}, "its answers are {'right': 1, 'other': 2}"),
        (3, {"choices": choices(*"abc")}, "not {'right': 1, 'alarm': 1, 'other': 1}"),
        (5, {"text": "Communiquer immédiatement certaines inquiétudes ? " * 8}, "the two forms read"),
        (5, {"text": "Communiquer immédiatement certaines inquiétudes, " * 12}, "hard to read"),
        (4, {"text": "a" * 200}, "200 characters"),
        (4, {"explain": "Tu aurais dû le voir."}, "forbidden phrase"),
        (5, {"id": "b_sign_new"}, "two items have this id"),
    ],
)
def test_what_would_make_it_unsound_is_said(quiz, index, changes, said):
    assert any(said in problem for problem in problems(bent(quiz, index, **changes)))


@pytest.mark.parametrize(("right", "end"), [("aaaaaaaa", "longest"), ("a", "shortest")])
def test_the_right_answer_is_not_given_away_by_its_length(quiz, right, end):
    given = quiz
    for index in (0, 1, 4):
        given = bent(given, index, choices=choices(right, "bbbb", "cccc"))
    assert any(f"the right answer is too often the {end}" in problem for problem in problems(given))


OPTIONS = [{"text": "oui", "right": True}, {"text": "non"}]
ITEM = {
    "id": "un",
    "name": "Un",
    "aim": "identity",
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
        ({"name": ""}, "at least 1 char"),
        ({"aim": "luck"}, "unexpected value"),
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
