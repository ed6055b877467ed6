"""« Service rendu » keeps to its brief: a gift, a debt, and a way out at every step."""

from __future__ import annotations

import re

import pytest

from bot.scenarios.play import open_scene, play_turn
from tests.scenarios.sample import NOW
from tests.scenarios.walks import plays

#: Band, version, key moment, fewest and most turns, and the way to the key moment.
PLAYED = [
    ("14-15", "kev_sac", "ask", 8, 10, ("chat", "chat", "accept", "chat", "chat")),
    ("16-18", "kev_compte", "account", 10, 12, ("chat", "chat", "chat", "accept", "accept", "chat", "chat")),
]


@pytest.fixture
def favour(library):
    return library.scenarios["service_rendu"]


def played(scene, band, moves):
    step = open_scene(scene, band, 1, NOW)
    for move in moves:
        step = play_turn(scene, step.state, move, None, 1, NOW)
    return step


@pytest.mark.parametrize(("band", "version", "key", "least", "most", "way"), PLAYED)
def test_endings_length_and_the_debt_at_the_key_moment(favour, band, version, key, least, most, way):
    step = played(favour, band, way)
    assert (step.state.version, step.state.node) == (version, key)
    assert any("juste une fois, tu m'dois bien ça" in line.text for line in step.lines)
    assert {kind for kind, _ in plays(favour, band, by_buttons=True)} == {"safe", "close", "helped"}
    turns = {turns for _, turns in plays(favour, band)}
    assert least <= min(turns) <= max(turns) <= most
    for move in ("refuse", "challenge", "ask_proof", "set_condition", "tell_adult", "block_report"):
        assert played(favour, band, (*way, move)).learnt.hit


@pytest.mark.parametrize(("band", "way"), [(item[0], item[5]) for item in PLAYED])
def test_accepting_a_gift_is_no_fault_and_a_yes_is_taken_back_up_to_the_last_hour(favour, band, way):
    assert {v.nodes["gift"].answer_to("accept").rating for v in favour.file.versions} == {"neutral"}
    taken_back = played(favour, band, (*way, "accept", "refuse", "block_report", "tell_adult"))
    assert taken_back.learnt.outcome.kind == "close"
    assert played(favour, band, (*way, *["accept"] * 4)).learnt.outcome.kind == "helped"


def test_what_a_teen_may_read_holds_no_sum_no_jail_and_names_no_theme(favour):
    text = favour.file.json(ensure_ascii=False).lower()
    text = re.sub(r'"words": \[.*?\]', "", text)  # what teens ask is not what they read
    assert not any(word in text for word in ("€", "euro", "prison", "drogue", "amende", "wesh"))
    assert not any(
        word in favour.file.summary for word in ("cadeau", "dette", "sac", "argent", "piège", "menace")
    )


@pytest.mark.parametrize(("band", "way", "speaker"), [("14-15", 0, "Salomé"), ("16-18", 1, "Yann")])
def test_a_real_worry_is_answered_by_whoever_is_there(favour, band, way, speaker):
    told = played(favour, band, (*PLAYED[way][5], "tell_adult")).state
    for worry in ("je vais avoir des problèmes ?", "pk moi ?", "et ma mère ?", "t'as un chien ?"):
        assert play_turn(favour, told, "chat", worry, 1, NOW).lines[0].speaker == speaker
