"""The content that actions speak from, read once, at first use."""

from __future__ import annotations

from functools import lru_cache

from bot.progress import ProgressWords, load_progress
from bot.quiz.schema import Quiz, load_quiz
from bot.reminders import Reminders, load_reminders
from bot.scenarios.library import Library, load_library
from bot.scenarios.resting import Resting, load_resting
from bot.settings import ROOT


@lru_cache(maxsize=1)
def library() -> Library:
    """Every scene. Raises ScenarioError when a file is wrong."""
    return load_library(ROOT / "content")


@lru_cache(maxsize=1)
def quiz() -> Quiz:
    """Both forms of the quiz and their wording. Raises ScenarioError when a file is wrong."""
    return load_quiz(ROOT / "content")


@lru_cache(maxsize=1)
def reminders() -> Reminders:
    """The reminders and how they are offered. Raises ScenarioError when the file is wrong."""
    return load_reminders(ROOT / "content")


@lru_cache(maxsize=1)
def progress_words() -> ProgressWords:
    """How progress is told. Raises ScenarioError when the file is wrong."""
    return load_progress(ROOT / "content")


@lru_cache(maxsize=1)
def resting_table() -> Resting:
    """Which scenes rest after something real. Raises RestingError when the file is wrong."""
    return load_resting(ROOT / "content" / "resting.yml")
