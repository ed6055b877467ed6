"""Longer training messages made of the voices' own lines."""

from __future__ import annotations

import pytest

from bot.nlu.corpus import Example
from bot.nlu.long_talk import made_longer


@pytest.fixture
def lines() -> list[Example]:
    calm = [
        Example(f"ligne calme numéro {index}", "chatter", voice, kind="chatter")
        for voice in ("v1", "v2")
        for index in range(30)
    ]
    risks = [
        Example(
            f"il me suit depuis le collège et je sais pas quoi faire ni où aller {index}",
            "risk_danger",
            "v1",
            level="urgent",
        )
        for index in range(25)
    ]
    said = [Example("non j'envoie rien", "refuse", "v2", situation="ask_photo")]
    return [*calm, *risks, *said]


def test_harmless_lines_are_put_end_to_end_within_one_voice(lines: list[Example]) -> None:
    long = [line for line in made_longer(lines) if line.kind == "long"]
    assert {line.voice for line in long} == {"v1", "v2"}
    assert all(line.category is None and len(line.text.split()) >= 8 for line in long)


def test_a_risk_beside_a_harmless_line_stays_that_risk(lines: list[Example]) -> None:
    mixed = [line for line in made_longer(lines) if line.kind == "mixed"]
    assert len(mixed) == 3
    assert {(line.category, line.level, line.voice) for line in mixed} == {("danger", "urgent", "v1")}
    assert all("il me suit" in line.text and "ligne calme" in line.text for line in mixed)


def test_what_is_said_to_the_persona_is_ordinary_talk_outside(lines: list[Example]) -> None:
    said = [line for line in made_longer(lines) if line.kind == "said"]
    assert [(line.text, line.intent, line.in_scene) for line in said] == [
        ("non j'envoie rien", "chatter", False)
    ]


def test_the_same_lines_make_the_same_messages(lines: list[Example]) -> None:
    assert made_longer(lines) == made_longer(lines)


def test_a_voice_with_too_few_harmless_lines_makes_none(lines: list[Example]) -> None:
    few = [line for line in lines if line.category or line.voice == "v2"][:15]
    assert [line for line in made_longer(few) if line.kind == "long"] == []
