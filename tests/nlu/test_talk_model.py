"""Moves need the situation; commands inside a scene must be clear."""

from __future__ import annotations

import pytest

from bot.nlu.corpus import MOVES
from bot.nlu.reader import Reader


def test_no_scene_no_move(reader: Reader) -> None:
    assert reader.read("non j'envoie pas ma photo").move is None


@pytest.mark.parametrize(
    ("text", "situation", "move"),
    [
        ("non j'envoie rien", "ask_photo", "refuse"),
        ("je te bloque", "pressure", "block_report"),
        ("jvais le dire a ma mere", "ask_secret", "tell_adult"),
        ("fais un vocal pour voir", "refuse_video", "ask_proof"),
    ],
)
def test_a_scene_gives_a_move(reader: Reader, text: str, situation: str, move: str) -> None:
    assert reader.read(text, situation).move == move


def test_a_refusal_that_begins_with_stop_is_no_command(reader: Reader) -> None:
    assert reader.read("stop jtai dit non", "pressure").move in MOVES


@pytest.mark.parametrize(
    ("text", "intent"), [("salut", "greet"), ("menu", "command_menu"), ("merci", "thanks")]
)
def test_small_talk_and_commands_are_read_outside_scenes(reader: Reader, text: str, intent: str) -> None:
    assert reader.read(text).ranking[0][0] == intent


def test_a_ranking_is_sorted_and_of_probabilities(reader: Reader) -> None:
    for situation in (None, "ask_meet"):
        chances = [chance for _, chance in reader.read("ok samedi", situation).ranking]
        assert chances == sorted(chances, reverse=True)
        assert 0.0 < chances[0] <= 1.0
