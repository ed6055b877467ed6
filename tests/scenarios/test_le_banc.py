"""« Le banc » keeps to its brief: chosen, tender, and nobody has to say who they love to be helped."""

from __future__ import annotations

import pytest

from bot.scenarios.play import open_scene, play_turn
from bot.scenarios.schema import ANSWERED_MOVES
from tests.scenarios.conftest import CONTENT
from tests.scenarios.sample import NOW

TO_THE_MEETING = ("chat", "chat", "chat", "chat", "refuse", "refuse")


@pytest.fixture
def bench(library):
    return library.scenarios["le_banc"]


def played(scene, moves):
    step = open_scene(scene, "14-15", 1, NOW)
    for move in moves:
        step = play_turn(scene, step.state, move, None, 1, NOW)
    return step


def plays(scene, band, *, buttons_only):
    nodes = scene.file.version("theo_fake").nodes
    todo, seen, found = [open_scene(scene, band, 1, NOW).state], set(), set()
    while todo:
        state = todo.pop()
        for move in nodes[state.node].buttons if buttons_only else ANSWERED_MOVES:
            step = play_turn(scene, state, move, None, 1, NOW)
            if step.learnt.outcome:
                found.add((step.learnt.outcome.kind, step.state.turn))
            elif (key := (step.state.node, step.state.turn, state.node)) not in seen:
                seen.add(key)
                todo.append(step.state)
    return found


def test_it_is_chosen_never_imposed_from_14_and_names_no_theme(bench):
    assert bench.file.own_choice_only
    assert "11-13" not in bench.file.ages
    shown = f"{bench.file.title} {bench.file.summary}".lower()
    assert not any(word in shown for word in ("amour", "piège", "rendez-vous", "secret", "parents"))


@pytest.mark.parametrize("band", ["14-15", "16-18"])
def test_every_ending_is_reached_by_buttons_alone_in_nine_to_twelve_turns(bench, band):
    assert {kind for kind, _ in plays(bench, band, buttons_only=True)} == {"safe", "close", "helped"}
    assert {turns for _, turns in plays(bench, band, buttons_only=False)} <= set(range(9, 13))


def test_a_cafe_by_day_makes_theo_vanish_and_a_friend_nearby_sees_four(bench):
    by_day = (*TO_THE_MEETING, "set_condition")
    assert played(bench, (*by_day, "refuse", "chat")).learnt.outcome.kind == "safe"
    assert played(bench, (*by_day, "set_condition", "refuse", "accept")).learnt.outcome.kind == "close"


@pytest.mark.parametrize("way", [("delay", "chat"), ("accept", "refuse")])
def test_whoever_was_caught_hears_that_nobody_speaks_in_their_place(bench, way):
    step = played(bench, (*TO_THE_MEETING, *way))
    assert step.state.node == "line"
    assert any("Tu n'as rien à dire de toi" in line.text for line in step.lines)
    assert "threat" in {mark.flag for mark in step.state.flags}
    assert play_turn(bench, step.state, "chat", None, 1, NOW).learnt.outcome.kind == "helped"


def test_telling_is_never_telling_the_parents_and_nobody_is_told_to_hide(bench):
    for told in (n.answer_to("tell_adult") for n in bench.file.version("theo_fake").nodes.values()):
        said = " ".join([told.feedback, told.better, *(bubble.text for bubble in told.reply)]).lower()
        assert not any(word in said for word in ("parents", "ta mère", "ton père"))
    text = (CONTENT / "scenarios" / "le_banc.yml").read_text(encoding="utf-8").lower()
    assert not any(word in text for word in ("discret", "discrète", "frapp", "cache-toi"))
