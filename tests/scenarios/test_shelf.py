"""What holds for every scene on the shelf, the next one included."""

from __future__ import annotations

import pytest

from bot.safety.phrases import find_forbidden, load_forbidden
from bot.scenarios.library import load_library
from bot.scenarios.lint import lint
from bot.scenarios.play import open_version, play_turn
from tests.scenarios.conftest import CONTENT
from tests.scenarios.sample import NOW


@pytest.mark.parametrize("name", sorted(load_library(CONTENT).scenarios))
def test_it_passes_the_lint_and_the_coach_says_nothing_forbidden(library, name):
    phrases = load_forbidden(CONTENT / "forbidden.yml")
    problems = lint(
        library.get(name), forbidden=lambda text: [hit.id for hit in find_forbidden(text, phrases)]
    )
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize("name", ["la_photo", "prouve_le"])
def test_an_unforeseen_question_is_answered_in_character_and_not_twice_alike(library, name):
    scene = library.get(name)
    for version in scene.file.versions:
        replies = [reply.text for reply in version.persona.asks["other"].reply]
        for band in version.bands:
            step, said = open_version(scene, version, band, 1, NOW), []
            for _ in replies:
                step = play_turn(scene, step.state, "chat", "tu préfères les crêpes ou les gaufres ?", 1, NOW)
                said.append(step.lines[0].text)
            assert said == replies, (version.id, band)
