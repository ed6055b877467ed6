"""« Sans inscription » keeps to its brief: three sites, no villain, and a small cousin who asks."""

from __future__ import annotations

import pytest

from bot.scenarios.play import open_scene, play_turn
from bot.scenarios.schema import ANSWERED_MOVES
from tests.scenarios.sample import NOW

#: Band, version, fewest and most turns, and the way to the cousin's message.
PLAYED = [
    ("11-13", "sites_college", 7, 8, ("ask_proof", "refuse", "ask_proof", "block_report", "refuse")),
    ("14-15", "sites_lycee", 8, 12, ("ask_proof", "refuse", "ask_proof", "accept", "refuse", "delay")),
    ("16-18", "sites_lycee", 8, 12, ("ask_proof", "refuse", "ask_proof", "accept", "refuse", "delay")),
]


@pytest.fixture
def sites(library):
    return library.scenarios["sans_inscription"]


def played(scene, band, moves):
    step = open_scene(scene, band, 1, NOW)
    for move in moves:
        step = play_turn(scene, step.state, move, None, 1, NOW)
    return step


def ends(scene, band, *, buttons_only):
    """The kind and the length of every play that differs by the nodes it goes through."""
    todo, seen, found = [played(scene, band, ()).state], set(), set()
    nodes = scene.file.version(todo[0].version).nodes
    while todo:
        state = todo.pop()
        for move in nodes[state.node].buttons if buttons_only else ANSWERED_MOVES:
            after = play_turn(scene, state, move, None, 1, NOW)
            faulty = any(item.rating == "vulnerable" for item in after.state.history)
            key = (after.state.node, faulty, frozenset(item.node for item in after.state.history))
            if after.learnt.outcome:
                found.add((after.learnt.outcome.kind, after.state.turn))
            elif key not in seen:
                seen.add(key)
                todo.append(after.state)
    return found


@pytest.mark.parametrize(("band", "version", "least", "most", "way"), PLAYED)
def test_endings_length_and_the_cousin_at_the_key_moment(sites, band, version, least, most, way):
    step = played(sites, band, way)
    assert (step.state.version, step.state.node) == (version, "cousin")
    assert {kind for kind, _ in ends(sites, band, buttons_only=True)} == {"safe", "close", "helped"}
    turns = {turns for _, turns in ends(sites, band, buttons_only=False)}
    assert least <= min(turns) <= max(turns) <= most
    for move in ("refuse", "challenge", "ask_proof", "set_condition", "tell_adult", "block_report"):
        assert played(sites, band, (*way, move)).learnt.hit
    assert played(sites, band, (*way, "accept", "accept")).learnt.outcome.kind == "helped"


def test_the_dull_site_plants_nothing_and_signing_in_there_is_no_fault(sites):
    for version in sites.file.versions:
        for name in ("clubo", "clubo_in"):
            assert not any(bubble.flags for bubble in version.nodes[name].lines)
            assert version.nodes[name].answer_to("accept").rating == "neutral"
        assert version.nodes["verdict"].answer_to("refuse").rating == "neutral"
        assert len(version.profiles) == 3


def test_it_names_no_real_case(sites):
    text = sites.file.json(ensure_ascii=False).lower()
    assert not any(word in text for word in ("coco", "€", "prison", "violé"))
