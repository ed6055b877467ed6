"""Callback data comes back from anybody: what we made is understood, the rest is an answerable unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.choices import UNKNOWN, Chosen, read_choice


@pytest.mark.parametrize(
    ("data", "chosen"),
    [
        ("c:play", Chosen("command_play")),
        ("a:11-13", Chosen("choose_age", ("11-13",))),
        ("s:trop_pareil", Chosen("choose_scene", ("trop_pareil",))),
        ("s:trop_pareil:other", Chosen("choose_scene", ("trop_pareil", "other"))),
        ("m:ab12cd:3:refuse", Chosen("press_move", ("ab12cd", "3", "refuse"))),
        ("r:ab12cd:key", Chosen("debrief_choice", ("ab12cd", "key"))),
        ("k:real", Chosen("check_in_answer", ("real",))),
        ("h:safe_no", Chosen("help_answer", ("safe_no",))),
    ],
)
def test_our_own_buttons_are_understood(data, chosen):
    assert read_choice(data) == chosen


@pytest.mark.parametrize(
    "data",
    [
        "",
        ":",
        "c:",
        "c:drop_tables",
        "m:ab12cd:3:fly",
        "m:ab12cd:3",
        "m:a:1:refuse:x",
        "x:y",
        "é",
        "c:play" * 20,
    ],
)
def test_forged_data_is_unknown(data):
    assert read_choice(data) == Chosen(UNKNOWN)


@given(st.text(max_size=80))
def test_any_data_gives_an_intent(data):
    assert read_choice(data).intent


def test_a_role_of_a_scene_is_understood():
    assert read_choice("s:le_banc:as:theo_fake") == Chosen("choose_scene", ("le_banc", "as", "theo_fake"))
    assert read_choice("s:le_banc:as:theo_fake:x") == Chosen(UNKNOWN)
