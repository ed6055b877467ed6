"""« Fais tourner » keeps to its brief: who asks, who stops, who repairs, and nothing said of the dead."""

from __future__ import annotations

import pytest

from bot.scenarios.play import open_scene, play_turn
from bot.scenarios.schema import ANSWERED_MOVES
from tests.scenarios.conftest import CONTENT
from tests.scenarios.sample import NOW

LENGTHS = {"11-13": (6, 8), "14-15": (8, 11), "16-18": (8, 11)}
TO_TOM = {"11-13": ("chat", "refuse", "refuse"), "14-15": ("chat", "refuse", "refuse", "refuse", "refuse")}
SEEN_LATER = frozenset({"turn:accept", "two:accept", "later:accept", "sent:refuse", "pile:accept"})


@pytest.fixture
def rumour(library):
    return library.scenarios["fais_tourner"]


def played(scene, band, moves, then="chat"):
    step, todo = open_scene(scene, band, 1, NOW), list(moves)
    while step.state.status == "playing":
        step = play_turn(scene, step.state, todo.pop(0) if todo else then, None, 1, NOW)
    return step


def plays(scene, band, *, buttons_only):
    start = open_scene(scene, band, 1, NOW).state
    nodes = scene.file.version(start.version).nodes
    todo, seen, found = [start], set(), set()
    while todo:
        state = todo.pop()
        for move in nodes[state.node].buttons if buttons_only else ANSWERED_MOVES:
            step = play_turn(scene, state, move, None, 1, NOW)
            if step.learnt.outcome:
                found.add((step.learnt.outcome.kind, step.state.turn))
                continue
            did = frozenset(f"{item.node}:{item.move}" for item in step.state.history) & SEEN_LATER
            key = (step.state.node, step.state.turn, did)
            if key not in seen:
                seen.add(key)
                todo.append(step.state)
    return found


@pytest.mark.parametrize("band", LENGTHS)
def test_every_ending_is_reached_by_buttons_alone_in_the_turns_of_the_age(rumour, band):
    assert {kind for kind, _ in plays(rumour, band, buttons_only=True)} == {"safe", "close", "helped"}
    turns = {turns for _, turns in plays(rumour, band, buttons_only=False)}
    assert turns <= set(range(LENGTHS[band][0], LENGTHS[band][1] + 1))


@pytest.mark.parametrize("band", ["11-13", "14-15"])
def test_passing_it_on_and_leaving_it_there_reaches_the_family_and_ends_helped(rumour, band):
    step = played(rumour, band, [], "accept")
    assert step.learnt.outcome.kind == "helped"
    assert {item.node for item in step.state.history} & {"clara", "agathe"}


@pytest.mark.parametrize("band", TO_TOM)
def test_saying_stop_is_followed_and_tom_gives_the_name(rumour, band):
    step = played(rumour, band, TO_TOM[band])
    assert step.learnt.outcome.kind == "safe"
    nodes = rumour.file.version(step.state.version).nodes
    assert nodes["turn"].answer_to("refuse").reply[0].speaker == "Zélie"
    assert nodes["cousin"].answer_to("chat").reply[0].text in ("Rémi.", "Adrien.")


def test_nothing_is_said_of_the_death_or_of_what_he_is_accused_of(rumour):
    text = (CONTENT / "scenarios" / "fais_tourner.yml").read_text(encoding="utf-8").lower()
    for word in ("tué", "frapp", "couteau", "accident", "suicid", "agress", "meurtre", "battu"):
        assert word not in text
