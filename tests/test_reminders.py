"""Reminders: short, a third honest, nothing forbidden, and offers that say what will happen."""

from __future__ import annotations

import pytest

from bot.reminders import HOURS, Reminder, load_reminders, offer, shown, told
from bot.safety.phrases import find_forbidden, load_forbidden
from bot.scenarios.library import load_library
from bot.scenarios.lint import sentences, word_count
from bot.settings import ROOT

CONTENT = ROOT / "content"
WORDS = load_reminders(CONTENT)
ITEMS = [pytest.param(item, id=item.id) for item in WORDS.items]


@pytest.mark.parametrize("item", ITEMS)
def test_a_reminder_is_short_and_says_nothing_forbidden(item):
    phrases = load_forbidden(CONTENT / "forbidden.yml")
    for choice in item.choices:
        assert not find_forbidden(choice.feedback, phrases)
        assert all(word_count(sentence) <= 20 for sentence in sentences(choice.feedback)), choice.feedback
        assert len(choice.feedback) <= 160
    assert len(shown(WORDS, item).text) <= 300


def test_a_third_of_them_are_honest_people():
    assert sum(item.honest for item in WORDS.items) * 3 == len(WORDS.items)


def test_no_surface_is_that_of_a_scene():
    library = load_library(CONTENT)
    told_in_scenes = " ".join(
        bubble.text.lower()
        for scenario in library.scenarios.values()
        for version in scenario.file.versions
        for bubble in version.nodes[version.start].lines
    )
    for item in WORDS.items:
        assert item.surface.lower().rstrip(".") not in told_in_scenes


def test_no_brand_is_named():
    brands = [brand.lower() for brand in load_library(CONTENT).rubric.brands]
    for item in WORDS.items:
        words = f"{item.surface} {item.text} {item.speaker}".lower().split()
        assert not set(words) & set(brands)


def test_each_choice_has_its_own_answer_and_the_way_on():
    for item in WORDS.items:
        answers = [told(WORDS, item, place) for place in range(len(item.choices))]
        assert len({line.text for line in answers}) == len(answers)
        assert all("n:play:no" in [choice.data for choice in line.choices] for line in answers)


@pytest.mark.parametrize("what", ["play", "quiz"])
def test_an_offer_can_be_declined_and_names_the_hours(what):
    assert [choice.data for choice in offer(WORDS, what).choices] == [
        *(f"n:{what}:{hour}" for hour in HOURS),
        f"n:{what}:no",
    ]


def test_a_reminder_without_a_choice_to_make_is_refused():
    with pytest.raises(ValueError, match="some choices are right"):
        Reminder.parse_obj(
            {
                "id": "un",
                "surface": "a",
                "speaker": "b",
                "text": "c",
                "choices": [{"label": "d", "right": True, "feedback": "e"}],
            }
        )
