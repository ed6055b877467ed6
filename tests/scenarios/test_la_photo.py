"""« La photo » keeps to its brief: whatever was answered, the threat comes, and help comes after it."""

from __future__ import annotations

import re

import pytest

from bot.scenarios.play import open_scene, play_turn
from bot.scenarios.schema import ANSWERED_MOVES
from tests.scenarios.conftest import CONTENT
from tests.scenarios.sample import NOW

LENGTHS = {"11-13": (6, 8), "14-15": (8, 10), "16-18": (10, 12)}
THREATS = {"real", "bluff"}
NEVER = re.compile(
    r"\b(nue?s?|corps|sexy|intimes?|lingerie|virement|coupon|carte cadeau|crypto|mourir|suicid\w*)\b", re.I
)


@pytest.fixture
def photo(library):
    return library.scenarios["la_photo"]


def plays(scene, band, moves_of):
    """What plays reach, one per situation: (kind, turns, places crossed)."""
    start = open_scene(scene, band, 1, NOW).state
    nodes = scene.file.version(start.version).nodes
    todo, seen, found = [start], set(), []
    while todo:
        state = todo.pop()
        for move in moves_of(nodes[state.node]):
            step = play_turn(scene, state, move, None, 1, NOW)
            crossed = [item.node for item in step.state.history]
            if step.learnt.outcome:
                found.append((step.learnt.outcome.kind, step.state.turn, crossed))
                continue
            paid = any(i.move == "accept" and i.node in THREATS for i in step.state.history)
            key = (step.state.node, step.state.turn, "photo" in step.state.given, paid)
            if key not in seen:
                seen.add(key)
                todo.append(step.state)
    return found


@pytest.mark.parametrize("band", LENGTHS)
def test_three_endings_by_buttons_in_the_turns_of_that_age_and_the_threat_for_everyone(photo, band):
    by_buttons = plays(photo, band, lambda node: node.buttons)
    assert {kind for kind, *_ in by_buttons} == {"safe", "close", "helped"}
    for _, turns, crossed in plays(photo, band, lambda _: ANSWERED_MOVES):
        assert LENGTHS[band][0] <= turns <= LENGTHS[band][1]
        assert THREATS & set(crossed)


def test_a_photo_that_was_never_sent_is_only_claimed(photo):
    for _, _, crossed in plays(photo, "14-15", lambda node: [m for m in node.buttons if m != "accept"]):
        assert "real" not in crossed


def test_nothing_is_described_no_means_of_payment_and_two_lines_to_call(photo):
    text = (CONTENT / "scenarios" / "la_photo.yml").read_text(encoding="utf-8")
    assert not NEVER.search(text)
    assert photo.file.call == ("3018", "3114")
    assert "photo" not in f"{photo.file.title} {photo.file.summary}".lower()


def test_the_picture_is_never_passed_on_as_proof_and_sent_is_not_too_late(photo):
    version = photo.file.version("enzo_private")
    lines = [bubble.text for bubble in version.nodes["line"].lines]
    assert "La photo, tu ne l'envoies à personne, même pas à nous." in lines
    assert photo.file.lesson == "Même envoyé, ce n'est pas trop tard : ne paie pas, garde les traces, 3018."


@pytest.mark.parametrize(("band", "more"), [("14-15", set()), ("16-18", {"couple", "sulk"})])
def test_from_16_two_moments_more(photo, band, more):
    crossed = {name for *_, names in plays(photo, band, lambda _: ["refuse"]) for name in names}
    assert crossed & {"couple", "sulk"} == more


def test_a_helper_answers_in_their_own_voice(photo):
    step = open_scene(photo, "11-13", 1, NOW)
    while step.state.node != "sister":
        step = play_turn(photo, step.state, "tell_adult", None, 1, NOW)
    step = play_turn(photo, step.state, "chat", "t'as mangé quoi ?", 1, NOW)
    assert step.lines[0].speaker == "Ambre"
