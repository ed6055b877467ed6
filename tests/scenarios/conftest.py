from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.scenarios.library import Library, Scenario, load_library
from tests.scenarios.sample import scene_data, scene_from

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(CONTENT)


@pytest.fixture
def data() -> dict[str, Any]:
    """The YAML of the sample scene, to be bent."""
    return scene_data()


@pytest.fixture
def sample(library: Library) -> Scenario:
    return scene_from(scene_data(), library)


@pytest.fixture
def alike(library: Library) -> Scenario:
    """« Trop pareil », the real one."""
    return library.scenarios["trop_pareil"]
