"""« Sélectionné·e ! » keeps to its brief: a real project can stand being read by one's parents."""

from __future__ import annotations

import re

import pytest

from bot.scenarios.play import open_scene, play_turn
from tests.scenarios.conftest import CONTENT
from tests.scenarios.sample import NOW

BANDS = {"11-13": "dax", "14-15": "lumen", "16-18": "lumen"}
PLAYED = [(band, variant) for band in BANDS for variant in ("fake", "genuine")]
KINDS = {"fake": {"safe", "close", "helped"}, "genuine": {"well_seen", "careful", "hasty"}}
TURNS = {"11-13": (6, 8), "14-15": (7, 11), "16-18": (7, 11)}


@pytest.fixture
def selected(library):
    return library.scenarios["selectionne"]


@pytest.mark.parametrize(("band", "variant"), PLAYED)
def test_every_ending_is_reached_by_buttons_alone_in_the_turns_of_the_age(selected, band, variant):
    start = open_scene(selected, band, 1, NOW, variant=variant).state
    nodes = selected.file.version(start.version).nodes
    todo, seen, kinds, turns = [start], set(), set(), set()
    while todo:
        state = todo.pop()
        for move in nodes[state.node].buttons:
            step = play_turn(selected, state, move, None, 1, NOW)
            if step.learnt.outcome:
                kinds.add(step.learnt.outcome.kind)
                turns.add(step.state.turn)
                continue
            alarms = sum(nodes[p.node].answer_to(p.move).false_alarm for p in step.state.history)
            key = (step.state.node, frozenset(p.node for p in step.state.history), min(alarms, 2))
            if key not in seen:
                seen.add(key)
                todo.append(step.state)
    assert kinds == KINDS[variant]
    assert TURNS[band][0] <= min(turns) <= max(turns) <= TURNS[band][1]


@pytest.mark.parametrize("name", ["dax", "lumen"])
def test_the_opening_does_not_tell_the_two_apart(selected, name):
    fake, genuine = (selected.file.version(f"{name}_{variant}") for variant in ("fake", "true"))
    assert fake.persona.name == genuine.persona.name
    assert fake.role_card == genuine.role_card
    assert fake.nodes["hello"].lines == genuine.nodes["hello"].lines
    assert fake.nodes["hello"].buttons == genuine.nodes["hello"].buttons


@pytest.mark.parametrize(("band", "name"), BANDS.items())
def test_see_with_my_parents_is_answered_by_silence(selected, band, name):
    nodes = selected.file.version(f"{name}_fake").nodes
    assert any("parents comprendraient pas" in line.text for line in nodes["file"].lines)
    answer = nodes["file"].answer_to("set_condition")
    assert all(bubble.voice == "narrator" for bubble in answer.reply)
    assert [branch.to for branch in answer.to] == ["gone"]


def test_words_that_have_no_place_here_do_not_occur(selected):
    text = (CONTENT / "scenarios" / "selectionne.yml").read_text(encoding="utf-8").lower()
    assert not re.search(r"€|\b(euros?|robes?|tailles?|maillots?|beauté|corps|poids)\b", text)
