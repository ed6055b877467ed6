"""Everything that is asked of a scene before it is played, in one readable report: `vigie scenario-check`.

The lint proves the graph and the words; here come the reading level, the ages, and a play by every strategy.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from bot.scenarios.library import Scenario
from bot.scenarios.lint import RANDOM_PLAYS, Problem, lint, word_count
from bot.scenarios.play import advance
from bot.scenarios.reading import lix
from bot.scenarios.schema import ANSWERED_MOVES, Version
from bot.scenarios.situations import MAX_TURNS, playing_alike, start_of, turns_by_buttons
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
    """How a play was led, at which ages, and the endings and turns it came to."""

    name: str
    bands: tuple[str, ...]
    endings: tuple[tuple[str, int], ...]
    shortest: int
    longest: int


@dataclass(frozen=True)
class VersionReport:
    """One version: its size, its plays, and how hard its words are.

    `turns`: by age band, the fewest and the most over all plays by buttons; a band where they cannot be told is left
    out.
    """

    id: str
    bands: tuple[str, ...]
    variant: str
    role: str | None
    nodes: int
    keys: int
    strategies: tuple[Strategy, ...]
    turns: Mapping[str, tuple[int, int]]
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
        warnings += _lengths(scenario, report)
    return Report(scenario, tuple(found), tuple(warnings), tuple(versions))


def text_of(report: Report) -> str:
    """The report for a reader at a terminal."""
    file = report.scenario.file
    out = [f"{file.id}  « {file.title} »  {', '.join(file.ages)}  {file.minutes} min"]
    for one in report.versions:
        told = [one.variant, ", ".join(one.bands), *filter(None, [one.role])]
        out.append(f"  {one.id} ({'; '.join(told)}): {one.nodes} nodes, {one.keys} key moment(s)")
        told_of = one.bands
        for strategy in one.strategies:
            if strategy.bands != told_of:
                told_of = strategy.bands
                out.append(f"    at {', '.join(told_of)}")
            total = sum(n for _, n in strategy.endings)
            endings = ", ".join(
                name if total == 1 else f"{name} {100 * n / total:.0f} %" for name, n in strategy.endings
            )
            turns = f"{strategy.shortest}" + ("" if total == 1 else f" to {strategy.longest}")
            out.append(f"    {strategy.name:<22}{endings}; {turns} turns")
        if one.turns:
            lengths = [f"{band}: {least} to {most}" for band, (least, most) in one.turns.items()]
            out.append(f"    {'turns by buttons':<22}{'; '.join(lengths)}")
        levels = {"coach": one.coach_lix, "persona": one.persona_lix}
        read = [f"{name} {'–' if level is None else round(level)}" for name, level in levels.items()]
        out.append(f"    {'reading (LIX)':<22}{', '.join(read)}")
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
        version.role,
        len(version.nodes),
        sum(node.key for node in version.nodes.values()),
        tuple(_strategies(scenario, version, random_plays)) if _walkable(version) else (),
        dict(_turns(scenario, version)) if _walkable(version) else {},
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
    dice = random.Random(version.id)

    def by_button(state: SceneState) -> str:
        return dice.choice(list(version.nodes[state.node].buttons) or list(ANSWERED_MOVES))

    def by_text(_state: SceneState) -> str:
        return dice.choice(ANSWERED_MOVES)

    for bands in playing_alike(version):
        played = partial(_played, version, start_of(scenario, version, bands[0]), bands)
        for move in ANSWERED_MOVES:
            yield played(f"always {move}", [partial(_always, move)])
        yield played(f"buttons × {random_plays}", itertools.repeat(by_button, random_plays))
        yield played(f"any move × {random_plays}", itertools.repeat(by_text, random_plays))


def _always(move: str, _state: SceneState) -> str:
    return move


def _turns(scenario: Scenario, version: Version) -> Iterator[tuple[str, tuple[int, int]]]:
    for bands in playing_alike(version):
        found = turns_by_buttons(version, start_of(scenario, version, bands[0]))
        yield from ((band, found) for band in bands if found)


def _played(
    version: Version, start: SceneState, bands: tuple[str, ...], name: str, plays: Iterable[NextMove]
) -> Strategy:
    endings: Counter[str] = Counter()
    turns = []
    for next_move in plays:
        state = start
        while state.status == "playing" and state.turn < MAX_TURNS:
            state, _ = advance(version, state, next_move(state))
        endings[version.endings[state.ending].kind if state.ending else "no ending"] += 1
        turns.append(state.turn)
    return Strategy(name, bands, tuple(endings.most_common()), min(turns), max(turns))


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


def _lengths(scenario: Scenario, report: VersionReport) -> Iterator[Problem]:
    for band, (least, most) in report.turns.items():
        low, high = TURNS[band]
        if least < low or most > high:
            yield Problem(
                f"{scenario.id}.{report.id}",
                f"at {band} plays by buttons take {least} to {most} turns; {low} to {high} at this age",
            )
