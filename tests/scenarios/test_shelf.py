"""What holds for every scene on the shelf, the next one included."""

from __future__ import annotations

import pytest

from bot.safety.phrases import find_forbidden, load_forbidden
from bot.scenarios.library import load_library
from bot.scenarios.lint import lint
from tests.scenarios.conftest import CONTENT


@pytest.mark.parametrize("name", sorted(load_library(CONTENT).scenarios))
def test_it_passes_the_lint_and_the_coach_says_nothing_forbidden(library, name):
    phrases = load_forbidden(CONTENT / "forbidden.yml")
    problems = lint(
        library.get(name), forbidden=lambda text: [hit.id for hit in find_forbidden(text, phrases)]
    )
    assert [str(problem) for problem in problems] == []
