"""Families of words."""

from __future__ import annotations

import pytest

from bot.nlu.concepts import concepts_in, load_concepts
from bot.nlu.spelling import views


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("le mec de ma mère", "step_parent"),
        ("mon coach m'écrit", "authority"),
        ("il veut une tof", "picture"),
        ("il a 27 ans", "adult_age"),
        ("hors jeu", "real_mark"),
        ("dans le film", "fiction_mark"),
        ("g la dalle", "idiom"),
        ("ils se moquent", "insult"),
    ],
)
def test_a_family_is_found_whatever_the_spelling(text: str, concept: str) -> None:
    assert concept in concepts_in(views(text).standard)


def test_a_pattern_starts_at_a_word() -> None:
    assert "weapon" not in concepts_in(views("le charme").standard)


def test_every_family_compiles() -> None:
    assert len(load_concepts()) > 40
