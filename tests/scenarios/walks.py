"""Walks over whole scenes, for the tests of what every play of a scene keeps to."""

from __future__ import annotations

from bot.scenarios.library import Scenario
from bot.scenarios.play import open_scene
from bot.scenarios.situations import endings_of
from tests.scenarios.sample import NOW


def plays(
    scenario: Scenario, band: str, variant: str = "fake", role: str | None = None, *, by_buttons: bool = False
) -> set[tuple[str, int]]:
    """Every ending that plays of an age reach, and in how many turns: (kind, turns); by buttons, or by any words."""
    start = open_scene(scenario, band, 1, NOW, variant=variant, role=role).state
    version = scenario.file.version(start.version)
    assert version is not None
    found = endings_of(version, start, by_buttons=by_buttons)
    assert found is not None
    return {(version.endings[name].kind, turns) for name, turns in found}
