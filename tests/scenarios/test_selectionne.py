"""« Sélectionné·e ! » keeps to its brief: a real project can stand being read by one's parents."""

from __future__ import annotations

import re

import pytest

from bot.scenarios.play import open_scene, play_turn
from tests.scenarios.conftest import CONTENT
from tests.scenarios.sample import NOW
from tests.scenarios.walks import plays

BANDS = {"11-13": "dax", "14-15": "lumen", "16-18": "lumen"}
PLAYED = [(band, variant) for band in BANDS for variant in ("fake", "genuine")]
KINDS = {"fake": {"safe", "close", "helped"}, "genuine": {"well_seen", "careful", "hasty"}}
TURNS = {"11-13": (6, 8), "14-15": (8, 10), "16-18": (10, 12)}


@pytest.fixture
def selected(library):
    return library.scenarios["selectionne"]


@pytest.mark.parametrize(("band", "variant"), PLAYED)
def test_every_ending_is_reached_by_buttons_alone(selected, band, variant):
    assert {kind for kind, _ in plays(selected, band, variant, by_buttons=True)} == KINDS[variant]


@pytest.mark.parametrize(("band", "variant"), PLAYED)
def test_a_play_lasts_as_long_as_its_age_asks_whatever_is_answered(selected, band, variant):
    lengths = {turns for _, turns in plays(selected, band, variant)}
    assert TURNS[band][0] <= min(lengths) <= max(lengths) <= TURNS[band][1]
    assert band == "11-13" or (min(lengths), max(lengths)) == TURNS[band]


@pytest.mark.parametrize("variant", ["fake", "genuine"])
def test_an_odd_question_gets_an_answer_each_time_another(selected, variant):
    for band in BANDS:
        state = open_scene(selected, band, 1, NOW, variant=variant).state
        said = []
        while state.status == "playing":
            step = play_turn(selected, state, "chat", "t'as un poisson rouge ?", 1, NOW)
            state = step.state
            said.append(step.lines[0].text)
        assert len(set(said)) == len(said)


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
