"""« Le verre » keeps to its brief: never imposed, stay and call the 15, nobody blamed for a drink."""

from __future__ import annotations

import re

import pytest

from bot.scenarios.play import open_scene, play_turn
from tests.scenarios.conftest import CONTENT
from tests.scenarios.sample import NOW
from tests.scenarios.walks import plays

LENGTHS = {"14-15": (8, 10), "16-18": (10, 12)}
NEVER = re.compile(
    r"\b(ghb|drogue\w*|alcool\w*|ivre|saoule|bière|vodka|vin|viols?|agress\w*|vomi\w*|évanou\w*|tête qui tourne)\b",
    re.I,
)


@pytest.fixture
def glass(library):
    return library.scenarios["le_verre"]


def ended_by(scene, band, move):
    step = open_scene(scene, band, 1, NOW)
    while step.state.status == "playing":
        step = play_turn(scene, step.state, move, None, 1, NOW)
    return step


def test_it_is_always_chosen_and_names_no_substance_no_symptom_no_assault(glass):
    assert glass.file.own_choice_only
    text = (CONTENT / "scenarios" / "le_verre.yml").read_text(encoding="utf-8")
    assert not NEVER.search(re.sub(r"words: \[.*?\]", "", text))  # what teens ask is not what they read
    assert "verre" not in f"{glass.file.title} {glass.file.summary}".lower()


@pytest.mark.parametrize("band", LENGTHS)
def test_three_endings_by_buttons_in_the_turns_of_that_age(glass, band):
    assert {kind for kind, _ in plays(glass, band, by_buttons=True)} == {"safe", "close", "helped"}
    turns = {turns for _, turns in plays(glass, band)}
    assert (min(turns), max(turns)) == LENGTHS[band]


@pytest.mark.parametrize("band", LENGTHS)
def test_yes_to_everything_ends_believed_and_no_to_everything_safe(glass, band):
    said = "\n".join(line.text for line in ended_by(glass, band, "accept").lines)
    assert "piégé·e — et aidé·e" in said
    assert "responsable" in said
    assert "soumission chimique possible" in said
    assert ended_by(glass, band, "refuse").learnt.outcome.kind == "safe"


@pytest.mark.parametrize("version", ["nico_party", "nico_soda"])
def test_once_a_friend_is_unwell_every_answer_beside_her_reaches_the_15(glass, version):
    nodes = glass.file.version(version).nodes
    assert {branch.to for answer in nodes["stay"].answers for branch in answer.to} == {"call"}
    assert all(nodes[name].key for name in ("ride", "glass"))


@pytest.mark.parametrize(("band", "before"), [("14-15", 8), ("16-18", 9)])
def test_no_joke_of_the_party_is_told_again_the_morning_after(glass, band, before):
    step = open_scene(glass, band, 1, NOW)
    for _ in range(before):
        step = play_turn(glass, step.state, "accept", None, 1, NOW)
    assert step.state.node == "morning"
    for question in ("ta quel age ?", "t'es un robot ?", "t'as bu quoi ?", "t'as un chien ?"):
        said = play_turn(glass, step.state, "chat", question, 1, NOW).lines[0]
        assert not re.search(r"chap|ep \d|mémoire|danse|paillettes", said.text)
