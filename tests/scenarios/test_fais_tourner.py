"""« Fais tourner » keeps to its brief: who asks, who stops, who repairs, and nothing said of the dead."""

from __future__ import annotations

import pytest

from bot.scenarios.play import open_scene, play_turn
from tests.scenarios.conftest import CONTENT
from tests.scenarios.sample import NOW
from tests.scenarios.walks import plays

LENGTHS = {"11-13": (7, 8), "14-15": (8, 10), "16-18": (10, 12)}
#: Saying stop all the way to Tom's private message.
TO_TOM = {
    "11-13": ("chat", *["refuse"] * 3),
    "14-15": ("chat", *["refuse"] * 4),
    "16-18": ("chat", *["refuse"] * 6),
}
#: Where somebody else than Jade is spoken to.
SPEAKERS = {
    "jade_lycee": {"sent": "Ilan", "owe": "Ilan", "cousin": "Tom", "clara": "Clara", "maud": "Maud"},
    "jade_college": {"sent": "Lise", "owe": "Lise", "cousin": "Tom", "agathe": "Agathe", "mamie": "Mamie Jo"},
}


@pytest.fixture
def rumour(library):
    return library.scenarios["fais_tourner"]


def played(scene, band, moves, then="chat"):
    step, todo = open_scene(scene, band, 1, NOW), list(moves)
    while step.state.status == "playing":
        step = play_turn(scene, step.state, todo.pop(0) if todo else then, None, 1, NOW)
    return step


def play_up_to(scene, band, moves):
    step = open_scene(scene, band, 1, NOW)
    for move in moves:
        step = play_turn(scene, step.state, move, None, 1, NOW)
    return step.state


@pytest.mark.parametrize("band", LENGTHS)
def test_every_ending_is_reached_by_buttons_alone_in_the_turns_of_the_age(rumour, band):
    assert {kind for kind, _ in plays(rumour, band, by_buttons=True)} == {"safe", "close", "helped"}
    turns = {turns for _, turns in plays(rumour, band)}
    assert (min(turns), max(turns)) == LENGTHS[band]


@pytest.mark.parametrize("band", LENGTHS)
def test_passing_it_on_and_leaving_it_there_reaches_the_family_and_ends_helped(rumour, band):
    step = played(rumour, band, [], "accept")
    assert step.learnt.outcome.kind == "helped"
    assert {item.node for item in step.state.history} & {"clara", "agathe"}


@pytest.mark.parametrize("band", TO_TOM)
def test_saying_stop_is_followed_and_tom_gives_the_name(rumour, band):
    assert play_up_to(rumour, band, TO_TOM[band]).node == "cousin"
    step = played(rumour, band, TO_TOM[band])
    assert step.learnt.outcome.kind == "safe"
    nodes = rumour.file.version(step.state.version).nodes
    assert nodes["turn"].answer_to("refuse").reply[0].speaker == "Zélie"
    assert nodes["cousin"].answer_to("chat").reply[0].text in ("Rémi.", "Adrien.")


def test_the_party_is_held_out_to_the_oldest_only_and_keeping_quiet_for_it_ends_close(rumour):
    start = ("chat", "refuse", "refuse")
    assert play_up_to(rumour, "16-18", (*start, "refuse")).node == "party"
    assert play_up_to(rumour, "14-15", (*start, "refuse")).node == "pile"
    step = played(rumour, "16-18", (*start, "refuse", "accept"), "refuse")
    assert step.learnt.outcome.kind == "close"
    assert any("à cause d'une soirée" in line.text for line in step.lines)


def test_any_question_is_answered_by_whoever_is_there(rumour):
    for version in rumour.file.versions:
        assert len(version.persona.asks["other"].reply) == 4
        for name, speaker in SPEAKERS[version.id].items():
            for ask in version.persona.asks:
                assert version.nodes[name].asks[ask].reply[0].speaker == speaker, (name, ask)


def test_nothing_is_said_of_the_death_or_of_what_he_is_accused_of(rumour):
    text = (CONTENT / "scenarios" / "fais_tourner.yml").read_text(encoding="utf-8").lower()
    for word in ("tué", "frapp", "couteau", "accident", "suicid", "agress", "meurtre", "battu"):
        assert word not in text
