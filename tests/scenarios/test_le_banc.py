"""« Le banc » keeps to its brief: chosen, tender, two roles, and nobody has to say who they love to be helped."""

from __future__ import annotations

import pytest

from bot.scenarios.play import open_scene, open_version, play_turn, role_question
from bot.scenarios.roles import roles_of
from tests.scenarios.conftest import CONTENT
from tests.scenarios.sample import NOW
from tests.scenarios.walks import plays

SAM, FRIEND = "theo_fake", "sam_friend_fake"
ROLES = [SAM, FRIEND]
TO_THE_MEETING = ("chat", "chat", "chat", "refuse", "refuse")
TO_THE_OATH = ("chat", "chat", "chat", "chat", "ask_proof")


@pytest.fixture
def bench(library):
    return library.scenarios["le_banc"]


def played(scene, moves, version=SAM):
    step = open_version(scene, scene.file.version(version), "14-15", 1, NOW)
    for move in moves:
        step = play_turn(scene, step.state, move, None, 1, NOW)
    return step


def said_about(scene, version, move):
    for node in scene.file.version(version).nodes.values():
        told = node.answer_to(move)
        yield told, " ".join([told.feedback, told.better, *(bubble.text for bubble in told.reply)]).lower()


def test_it_is_chosen_never_imposed_from_14_and_names_no_theme(bench):
    assert bench.file.own_choice_only
    assert "11-13" not in bench.file.ages
    shown = f"{bench.file.title} {bench.file.summary}".lower()
    assert not any(word in shown for word in ("amour", "piège", "rendez-vous", "secret", "parents"))


@pytest.mark.parametrize("band", ["14-15", "16-18"])
def test_one_chooses_to_be_sam_or_sams_friend_and_nothing_is_kept(bench, band):
    assert bench.file.unrecorded
    roles = roles_of(bench.file, band)
    assert [one.id for one in roles] == ROLES
    asked = role_question(bench, roles)[-1]
    assert [choice.label for choice in asked.choices][:2] == ["Sam", "L'ami·e de Sam"]
    for one in roles:
        step = open_scene(bench, band, 1, NOW, role=one.role)
        assert step.state.version == one.id
        assert step.state.unrecorded


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("band", "least", "most"), [("14-15", 8, 10), ("16-18", 10, 12)])
def test_every_ending_is_reached_by_buttons_alone_in_the_turns_of_the_age(bench, role, band, least, most):
    label = bench.file.version(role).role
    kinds = {kind for kind, _ in plays(bench, band, role=label, by_buttons=True)}
    assert kinds == {"safe", "close", "helped"}
    turns = {turns for _, turns in plays(bench, band, role=label)}
    assert (min(turns), max(turns)) == (least, most)


def test_a_cafe_by_day_makes_theo_vanish_and_somebody_nearby_sees_four(bench):
    by_day = (*TO_THE_MEETING, "set_condition")
    assert played(bench, (*by_day, "refuse", "chat")).learnt.outcome.kind == "safe"
    assert played(bench, (*by_day, "set_condition", "refuse", "accept")).learnt.outcome.kind == "close"
    friend = (*TO_THE_OATH, "set_condition")
    assert played(bench, (*friend, "refuse", "chat"), FRIEND).learnt.outcome.kind == "safe"
    near = (*friend, "set_condition", "refuse", "share_info")
    assert played(bench, near, FRIEND).learnt.outcome.kind == "close"


@pytest.mark.parametrize("way", [("delay", "chat"), ("accept", "refuse")])
def test_whoever_was_caught_hears_that_nobody_speaks_in_their_place(bench, way):
    step = played(bench, (*TO_THE_MEETING, *way))
    assert step.state.node == "line"
    assert any("Tu n'as rien à dire de toi" in line.text for line in step.lines)
    assert "threat" in {mark.flag for mark in step.state.flags}
    assert play_turn(bench, step.state, "chat", None, 1, NOW).learnt.outcome.kind == "helped"


def test_the_friend_who_swore_finds_sam_and_a_line_answers(bench):
    step = played(bench, (*TO_THE_OATH, "accept", "accept", "accept"), FRIEND)
    assert step.state.node == "line"
    assert any("pas à dire qui on aime" in line.text for line in step.lines)
    assert play_turn(bench, step.state, "chat", None, 1, NOW).learnt.outcome.kind == "helped"


def test_telling_is_never_telling_the_parents_and_nobody_is_told_to_hide(bench):
    for told, words in said_about(bench, SAM, "tell_adult"):
        assert not any(word in words for word in ("parents", "ta mère", "ton père")), told
    text = (CONTENT / "scenarios" / "le_banc.yml").read_text(encoding="utf-8").lower()
    assert not any(word in text for word in ("discret", "discrète", "frapp", "cache-toi"))


def test_the_friend_tells_nobody_at_home_without_sam(bench):
    """Speaking to Sam's parents in Sam's place is a risk wherever it is a button, and never the advice."""
    nodes = bench.file.version(FRIEND).nodes
    for name in ("bench", "threat"):
        assert "share_info" in nodes[name].buttons
        assert nodes[name].answer_to("share_info").rating == "vulnerable"
    for told, words in said_about(bench, FRIEND, "tell_adult"):
        assert "préviens ses parents" not in words
        assert "sa mère" not in words, told
