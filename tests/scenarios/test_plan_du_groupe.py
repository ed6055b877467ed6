"""« Le plan du groupe » keeps to its brief: one may leave at any step, and nobody is trapped to check a rumour."""

from __future__ import annotations

import pytest

from bot.scenarios.play import open_scene, play_turn
from tests.scenarios.conftest import CONTENT
from tests.scenarios.sample import NOW
from tests.scenarios.walks import plays

TO_THE_ROLE = ("chat", "chat", "chat", "chat")


@pytest.fixture
def plan(library):
    return library.scenarios["plan_du_groupe"]


def played(scene, moves, band="14-15"):
    step = open_scene(scene, band, 1, NOW)
    for move in moves:
        step = play_turn(scene, step.state, move, None, 1, NOW)
    return step


@pytest.mark.parametrize(("band", "least", "most"), [("14-15", 8, 10), ("16-18", 10, 12)])
def test_every_ending_is_reached_by_buttons_alone_in_the_turns_of_the_age(plan, band, least, most):
    assert {kind for kind, _ in plays(plan, band, by_buttons=True)} == {"safe", "close", "helped"}
    turns = {turns for _, turns in plays(plan, band)}
    assert (min(turns), max(turns)) == (least, most)


def test_it_is_not_for_the_youngest(plan):
    with pytest.raises(LookupError):
        open_scene(plan, "11-13", 1, NOW)


@pytest.mark.parametrize("move", ["refuse", "challenge", "tell_adult", "block_report"])
def test_a_no_at_the_key_moment_holds_and_a_friend_follows(plan, move):
    assert played(plan, (*TO_THE_ROLE, move)).learnt.hit
    step = played(plan, (*TO_THE_ROLE, move, "refuse"))
    assert "Merci d'avoir commencé" in step.lines[-2].text + step.lines[-1].text


def test_the_older_meet_a_party_paid_for_and_somebody_they_love(plan):
    party = played(plan, TO_THE_ROLE, "16-18")
    assert party.state.node == "treat"
    loved = played(plan, (*TO_THE_ROLE, "refuse", "refuse", "refuse"), "16-18")
    assert loved.state.node == "alix"
    assert played(plan, TO_THE_ROLE).state.node == "role"


def test_a_yes_can_be_taken_back_and_a_late_call_is_still_an_ending(plan):
    yes = (*TO_THE_ROLE, "accept")
    assert played(plan, (*yes, "refuse", "tell_adult", "accept")).learnt.outcome.kind == "safe"
    late = played(plan, (*yes, "accept", "accept", "block_report", "share_info"))
    assert late.learnt.outcome.kind == "close"


def test_who_took_part_is_heard_and_never_told_it_is_not_their_fault(plan):
    step = played(plan, (*TO_THE_ROLE, "accept", "accept", "accept", "accept", "tell_adult"))
    assert any("C'est grave. En parler maintenant" in line.text for line in step.lines)
    text = (CONTENT / "scenarios" / "plan_du_groupe.yml").read_text(encoding="utf-8").lower()
    told = text.split("versions:")[1]
    assert not any(word in told for word in ("pas ta faute", "frapp", "coup de", "couteau", "hôpital"))
