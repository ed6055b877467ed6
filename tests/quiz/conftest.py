from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.quiz.run import QuizRun
from bot.quiz.schema import Item, Quiz, load_quiz

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="session")
def quiz() -> Quiz:
    return load_quiz(CONTENT)


def answering(quiz: Quiz, form: str, how: Callable[[Item], int], run_id: str = "abcdef") -> QuizRun:
    """A finished run: each item answered as `how` says."""
    answers = {item.id: how(item) for item in quiz.forms[form].items}
    return QuizRun(run_id, form, "before", answers)
