"""Everything that is asked of a scene before it is played, in one readable report: `vigie scenario-check`.

The lint proves the graph and the words; here come the reading level, the ages, and a play by every strategy.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.scenarios.library import Scenario
from bot.scenarios.lint import MAX_TURNS, RANDOM_PLAYS, Problem, lint, open_scene_state, word_count
from bot.scenarios.play import advance
from bot.scenarios.reading import lix
from bot.scenarios.schema import ANSWERED_MOVES, Version
from bot.scenarios.state import SceneState
from bot.scenarios.typed import fold

#: Ages a band holds, and how many turns a play of it has (scenes.md, « Ages »): outside is a warning.
AGES = {"11-13": range(11, 14), "14-15": range(14, 16), "16-18": range(16, 19)}
TURNS = {"11-13": (6, 8), "14-15": (8, 10), "16-18": (10, 12)}
#: The hardest LIX for the youngest of a version's bands.
HARDEST = {"11-13": 30.0, "14-15": 35.0, "16-18": 35.0}
#: At 11–13 a video call shows a face and a room: no model sentence proposes one.
#: Fewer words have no level worth the name.
MEASURED_FROM = 100
_VIDEO = re.compile(r"(?<!\w)(visio|cam|camera|appel video|en video|facecam)(?!\w)")

NextMove = Callable[[SceneState], str]


@dataclass(frozen=True)
class Strategy:
    """How a play was led, and the endings and turns it came to."""

    name: str
    endings: tuple[tuple[str, int], ...]
    shortest: int
    longest: int


@dataclass(frozen=True)
class VersionReport:
    """One version: its size, its plays, and how hard its words are."""

    id: str
    bands: tuple[str, ...]
    variant: str
    nodes: int
    keys: int
    strategies: tuple[Strategy, ...]
    coach_lix: float | None
    persona_lix: float | None


@dataclass(frozen=True)
class Report:
    """A scene: what keeps it off the shelf, what to look at again, and its versions."""

    scenario: Scenario
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    versions: tuple[VersionReport, ...]


def check(
    scenario: Scenario,
    *,
    forbidden: Callable[[str], list[str]],
    resources: Iterable[str],
    random_plays: int = RANDOM_PLAYS,
) -> Report:
    """Check a scene. A graph that cannot be walked is not played: its report has no strategies."""
    found = lint(scenario, forbidden=forbidden, resources=resources, random_plays=random_plays)
    versions: list[VersionReport] = []
    warnings: list[Problem] = []
    for version in scenario.file.versions:
        found += _ages(scenario, version)
        report = _of_a_version(scenario, version, random_plays)
        versions.append(report)
        found += _reading(scenario, report)
        warnings += _lengths(scenario, version, report)
    return Report(scenario, tuple(found), tuple(warnings), tuple(versions))


def text_of(report: Report) -> str:
    """The report for a reader at a terminal."""
    file = report.scenario.file
    out = [f"{file.id}  « {file.title} »  {', '.join(file.ages)}  {file.minutes} min"]
    for one in report.versions:
        out.append(
            f"  {one.id} ({one.variant}; {', '.join(one.bands)}): {one.nodes} nodes, {one.keys} key moment(s)"
        )
        for strategy in one.strategies:
            total = sum(n for _, n in strategy.endings)
            endings = ", ".join(
                name if total == 1 else f"{name} {100 * n / total:.0f} %" for name, n in strategy.endings
            )
            turns = f"{strategy.shortest}" + ("" if total == 1 else f" to {strategy.longest}")
            out.append(f"    {strategy.name:<22}{endings}; {turns} turns")
        levels = {"coach": one.coach_lix, "persona": one.persona_lix}
        told = [f"{name} {'–' if level is None else round(level)}" for name, level in levels.items()]
        out.append(f"    {'reading (LIX)':<22}{', '.join(told)}")
    out += [f"  look again: {warning}" for warning in report.warnings]
    out += [f"  PROBLEM {problem}" for problem in report.problems]
    out.append(f"  {len(report.problems)} problem(s), {len(report.warnings)} to look at again")
    return "\n".join(out)


# --- plays


def _of_a_version(scenario: Scenario, version: Version, random_plays: int) -> VersionReport:
    coach = [
        text
        for node in version.nodes.values()
        for text in (*node.hints, *(t for answer in node.answers for t in (answer.feedback, answer.better)))
    ]
    persona = [b.clear or b.text for node in version.nodes.values() for b in node.lines]
    return VersionReport(
        version.id,
        version.bands,
        version.variant,
        len(version.nodes),
        sum(node.key for node in version.nodes.values()),
        tuple(_strategies(scenario, version, random_plays)) if _walkable(version) else (),
        _level(coach),
        _level(persona),
    )


def _level(texts: list[str]) -> float | None:
    return lix(texts) if sum(map(word_count, texts)) >= MEASURED_FROM else None


def _walkable(version: Version) -> bool:
    places = {*version.nodes, *version.endings}
    return version.start in version.nodes and all(
        branch.to in places
        for node in version.nodes.values()
        for answer in node.answers
        for branch in answer.to
    )


def _strategies(scenario: Scenario, version: Version, random_plays: int) -> Iterator[Strategy]:
    start = open_scene_state(scenario, version)
    for move in ANSWERED_MOVES:
        yield _played(version, start, f"always {move}", [lambda _state, m=move: m])  # type: ignore[misc]
    dice = random.Random(version.id)

    def by_button(state: SceneState) -> str:
        return dice.choice(list(version.nodes[state.node].buttons) or list(ANSWERED_MOVES))

    def by_text(_state: SceneState) -> str:
        return dice.choice(ANSWERED_MOVES)

    yield _played(version, start, f"buttons × {random_plays}", itertools.repeat(by_button, random_plays))
    yield _played(version, start, f"any move × {random_plays}", itertools.repeat(by_text, random_plays))


def _played(version: Version, start: SceneState, name: str, plays: Iterable[NextMove]) -> Strategy:
    endings: Counter[str] = Counter()
    turns = []
    for next_move in plays:
        state = start
        while state.status == "playing" and state.turn < MAX_TURNS:
            state, _ = advance(version, state, next_move(state))
        endings[version.endings[state.ending].kind if state.ending else "no ending"] += 1
        turns.append(state.turn)
    return Strategy(name, tuple(endings.most_common()), min(turns), max(turns))


# --- ages and words


def _ages(scenario: Scenario, version: Version) -> Iterator[Problem]:
    at = f"{scenario.id}.{version.id}"
    ages = {age for band in version.bands for age in AGES[band]}
    if version.role_card.age not in ages:
        yield Problem(
            f"{at}.role_card", f"{version.role_card.age} is not an age of {', '.join(version.bands)}"
        )
    if "11-13" in version.bands:
        if scenario.file.own_choice_only:
            yield Problem(at, "a scene of one's own choice only is played from 14")
        for name, node in version.nodes.items():
            for answer in node.answers:
                if answer.rating == "protective" and (found := _VIDEO.search(fold(answer.better))):
                    yield Problem(
                        f"{at}.{name}.{answer.moves[0]}",
                        f"at 11–13 no model sentence proposes a video call: « {found[0]} »",
                    )


def _reading(scenario: Scenario, report: VersionReport) -> Iterator[Problem]:
    hardest = HARDEST[min(report.bands)]
    for name, level in (("coach", report.coach_lix), ("persona", report.persona_lix)):
        if level is not None and level > hardest:
            yield Problem(
                f"{scenario.id}.{report.id}",
                f"the {name} reads at LIX {level:.0f}; {hardest:.0f} at most for {min(report.bands)}",
            )


def _lengths(scenario: Scenario, version: Version, report: VersionReport) -> Iterator[Problem]:
    low = min(TURNS[band][0] for band in version.bands)
    high = max(TURNS[band][1] for band in version.bands)
    for one in report.strategies:
        if one.name.startswith("buttons") and (one.shortest < low or one.longest > high):
            yield Problem(
                f"{scenario.id}.{version.id}",
                f"plays by buttons take {one.shortest} to {one.longest} turns; {low} to {high} at these ages",
            )
