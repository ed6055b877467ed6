"""The content that actions speak from, read once, at first use."""

from __future__ import annotations

from functools import lru_cache

from bot.scenarios.library import Library, load_library
from bot.settings import ROOT


@lru_cache(maxsize=1)
def library() -> Library:
    """Every scene. Raises ScenarioError when a file is wrong."""
    return load_library(ROOT / "content")
