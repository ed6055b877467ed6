"""The scenes on the shelf: every file of `content/scenarios/`, read once, with the wording and rubric they need."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.scenarios.glossary import NO_GLOSSARY, Glossary
from bot.scenarios.schema import ScenarioError, ScenarioFile, read_content
from bot.scenarios.wording import Rubric, SceneWording


@dataclass(frozen=True)
class Scenario:
    """A scene ready to be played: its file, the fixed wording around it, and a mark of its content."""

    file: ScenarioFile
    wording: SceneWording
    rubric: Rubric
    revision: str
    glossary: Glossary = NO_GLOSSARY

    @property
    def id(self) -> str:
        return self.file.id


@dataclass(frozen=True)
class Library:
    """All scenes by id."""

    scenarios: Mapping[str, Scenario]
    wording: SceneWording
    rubric: Rubric
    glossary: Glossary = NO_GLOSSARY

    def get(self, scenario_id: str) -> Scenario | None:
        """The scene of that id, or None (an old button may name one that is gone)."""
        return self.scenarios.get(scenario_id)

    def for_band(self, band: str) -> tuple[Scenario, ...]:
        """The scenes proposed to an age band, in their places; empty for a band that plays none."""
        fitting = (scenario for scenario in self.scenarios.values() if band in scenario.file.ages)
        return tuple(sorted(fitting, key=lambda scenario: scenario.file.place))

    def other_than(self, scenario_id: str, band: str) -> Scenario | None:
        """« Une autre »: the next scene on the shelf for that band, None when there is no other."""
        shelf = self.for_band(band)
        after = [s.id for s in shelf].index(scenario_id) + 1 if scenario_id in {s.id for s in shelf} else 0
        turned = (*shelf[after:], *shelf[:after])
        # A scene that must be the teen's own choice is never put in front of them.
        return next((s for s in turned if s.id != scenario_id and not s.file.own_choice_only), None)


def load_scenario(
    path: Path, wording: SceneWording, rubric: Rubric, glossary: Glossary = NO_GLOSSARY
) -> Scenario:
    """Read and check one scenario file. Raises ScenarioError."""
    file = read_content(path, ScenarioFile)
    if file.id != path.stem:
        raise ScenarioError(f"{path}: the id is {file.id!r}; it must be the file's name, {path.stem!r}")
    return Scenario(file, wording, rubric, hashlib.sha256(path.read_bytes()).hexdigest()[:8], glossary)


def load_scene(path: Path, content: Path) -> Scenario:
    """One scene, played or draft, with the wording of the content folder. Raises ScenarioError."""
    return load_scenario(
        path,
        read_content(content / "replies" / "scene.yml", SceneWording),
        read_content(content / "rubric.yml", Rubric),
        read_content(content / "glossary.yml", Glossary),
    )


def load_library(content: Path) -> Library:
    """Read `replies/scene.yml`, `rubric.yml`, `glossary.yml` and every `scenarios/*.yml` under the content folder.

    Raises ScenarioError for the first file that is wrong, OSError for one that is missing.
    """
    wording = read_content(content / "replies" / "scene.yml", SceneWording)
    rubric = read_content(content / "rubric.yml", Rubric)
    glossary = read_content(content / "glossary.yml", Glossary)
    scenarios = [
        load_scenario(path, wording, rubric, glossary)
        for path in sorted((content / "scenarios").glob("*.yml"))
    ]
    return Library({scenario.id: scenario for scenario in scenarios}, wording, rubric, glossary)
