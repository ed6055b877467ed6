from __future__ import annotations

from pathlib import Path

import pytest

from bot.quiz.schema import Quiz, load_quiz

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="session")
def quiz() -> Quiz:
    return load_quiz(CONTENT)
