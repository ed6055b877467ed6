"""A scenario file says what is wrong with it, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.scenarios.schema import ANSWERED_MOVES, FLAGS, MOVES, ScenarioError, ScenarioFile, When, read_content

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture
def spoilt(tmp_path):
    """The real file with one text replaced."""

    def make(old: str, new: str) -> Path:
        text = (CONTENT / "scenarios" / "trop_pareil.yml").read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "trop_pareil.yml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return make


def faults(path: Path) -> str:
    with pytest.raises(ScenarioError) as raised:
        read_content(path, ScenarioFile)
    return str(raised.value)


def test_an_unknown_key_names_file_line_and_place(spoilt):
    said = faults(spoilt("        situation: chat\n", "        situatoin: chat\n"))
    assert "trop_pareil.yml" in said
    assert "line " in said
    assert "versions[0:lilou_fake].nodes.hello.situatoin" in said
    assert "extra fields" in said


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("rating: neutral", "rating: bof", "unexpected value"),
        ("flags: too_perfect", "flags: too_nice", "unexpected value"),
        ("moves: [chat, accept]", "moves: [chat, accept, refuse]", "answered twice: refuse"),
        ("moves: [chat, accept]", "moves: [chat, accept, quit]", "answered by the engine"),
        ("chat: Remercier Lilou", "hug: Remercier Lilou", "no button for 'hug'"),
        ("to: [{when: {visited: parents}, to: gone}, insist]", "to: [insist, gone]", "hides those after"),
        (
            "to: [{when: {visited: parents}, to: gone}, insist]",
            "to: [{when: {visited: x}, to: gone}]",
            "last branch",
        ),
        ("when: {given: town}", "when: {}", "empty condition"),
        ("when: {visited: age}", "when: {played: dance}", "unknown move 'dance'"),
        ("id: lilou_true", "id: lilou_fake", "same id"),
        ("too_perfect: Tout", "to_perfect: Tout", "unknown flag to_perfect"),
        ("call: [", "call: []\nold: [", "at least one item"),
        ("start: hello", "start: [", "not valid YAML"),
    ],
)
def test_each_fault_is_named(spoilt, old, new, expected):
    assert expected in faults(spoilt(old, new))


def test_a_reply_plants_no_flag(spoilt):
    said = faults(
        spoilt('clear: "Moi depuis toujours ! Je suis fan de ton style."}', 'clear: "x", flags: secrecy}')
    )
    assert "planted by the lines of a node" in said


def test_a_single_string_is_a_list_of_one():
    assert When(given="school").given == ("school",)


def test_twelve_moves_ten_of_them_answered_by_scenes():
    assert len(MOVES) == 12
    assert set(MOVES) - set(ANSWERED_MOVES) == {"quit", "ask_coach"}


def test_flags_are_those_of_the_design():
    assert len(FLAGS) == 19


def test_a_move_at_a_node_may_be_named_inside_braces(tmp_path):
    path = tmp_path / "when.yml"
    path.write_text("{played: school:accept}\n", encoding="utf-8")
    assert read_content(path, When).played == ("school:accept",)


def test_french_words_that_old_yaml_took_for_booleans_stay_words(tmp_path):
    path = tmp_path / "when.yml"
    path.write_text("visited: [on, no, oui]\n", encoding="utf-8")
    assert read_content(path, When).visited == ("on", "no", "oui")
