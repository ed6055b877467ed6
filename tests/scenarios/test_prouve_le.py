"""« Prouve-le » keeps to its brief."""

from __future__ import annotations

import pytest

from bot.scenarios.play import open_scene, play_turn
from tests.scenarios.sample import NOW
from tests.scenarios.walks import plays

KINDS = {"fake": {"safe", "close", "helped"}, "genuine": {"well_seen", "careful", "hasty"}}
PLAYED = [(band, variant) for band in ("11-13", "14-15", "16-18") for variant in KINDS]
TURNS = {"11-13": (6, 8), "14-15": (8, 10), "16-18": (10, 12)}
TO_THE_RING = ("chat", "chat", "chat", "refuse", "refuse", "refuse")


@pytest.fixture
def proof(library):
    return library.scenarios["prouve_le"]


def played(scenario, moves, band="14-15", variant="fake"):
    step = open_scene(scenario, band, 1, NOW, variant=variant)
    for move in moves:
        step = play_turn(scenario, step.state, move, None, 1, NOW)
    return step


@pytest.mark.parametrize(("band", "variant"), PLAYED)
def test_every_ending_is_reached_by_buttons_and_every_play_takes_the_turns_of_the_age(proof, band, variant):
    assert {kind for kind, _ in plays(proof, band, variant, by_buttons=True)} == KINDS[variant]
    turns = {turns for _, turns in plays(proof, band, variant)}
    assert min(turns) >= TURNS[band][0]
    assert max(turns) <= TURNS[band][1]


@pytest.mark.parametrize(("variant", "more"), [("fake", {"heart", "parcel"}), ("genuine", {"aside", "loan"})])
def test_from_16_two_moments_more(proof, variant, more):
    for band in ("14-15", "16-18"):
        step = open_scene(proof, band, 1, NOW, variant=variant)
        while step.learnt.outcome is None:
            step = play_turn(proof, step.state, "chat", None, 1, NOW)
        crossed = {item.node for item in step.state.history}
        assert more & crossed == (more if band == "16-18" else set())


def test_the_opening_does_not_tell_the_two_apart(proof):
    for one, other in (("max_fake", "max_true"), ("sacha_fake", "sacha_true")):
        first, second = proof.file.version(one), proof.file.version(other)
        for shown in ("lines", "buttons", "hints", "recap"):
            assert getattr(first.nodes["hello"], shown) == getattr(second.nodes["hello"], shown)
        assert first.role_card == second.role_card
        assert (first.persona.name, first.persona.age) == (second.persona.name, second.persona.age)


@pytest.mark.parametrize("move", ["set_condition", "refuse", "ask_proof", "challenge", "tell_adult"])
def test_keeping_the_number_is_a_hit_and_the_number_stays_ungiven(proof, move):
    step = played(proof, (*TO_THE_RING, move))
    assert step.learnt.hit
    assert "number" not in step.state.given


def test_a_given_number_rings_until_an_adult_or_the_player_stops_it(proof):
    assert played(proof, (*TO_THE_RING, "accept")).state.node == "rings"
    for move, kind in (("block_report", "close"), ("chat", "helped"), ("accept", "helped")):
        assert played(proof, (*TO_THE_RING, "accept", move, "accept")).learnt.outcome.kind == kind


def test_no_camera_is_spoken_of_at_11_to_13(proof):
    for version in (v for v in proof.file.versions if "11-13" in v.bands):
        for node in version.nodes.values():
            said = " ".join(text for a in node.answers for text in (a.feedback, a.better)).lower()
            assert not any(word in said for word in ("caméra", "visio", "vidéo"))
