"""The situations a play can be in: states alike in all that the conditions of a version can see.

The lint walks them; the check measures with them. Nothing here is needed to play.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

from bot.scenarios.library import Scenario
from bot.scenarios.play import advance, open_version
from bot.scenarios.schema import ANSWERED_MOVES, GIVEN_FIELDS, Answer, Version, When
from bot.scenarios.state import SceneState

#: A play longer than this goes nowhere; more situations than that cannot be walked.
MAX_TURNS = 40
MAX_STATES = 20_000
#: For steps whose day does not matter.
ANY_DAY = datetime(2026, 1, 1, tzinfo=timezone.utc)

Situation = tuple[object, ...]


def conditions_of(version: Version) -> Iterator[tuple[str, When]]:
    """Every condition of a version, and the node it is found at."""
    for name, node in version.nodes.items():
        bubbles = [*node.lines, *(b for answer in node.answers for b in answer.reply)]
        bubbles += [b for ask in (*node.asks.values(), *version.persona.asks.values()) for b in ask.reply]
        yield from ((name, bubble.when) for bubble in bubbles if bubble.when)
        yield from ((name, b.when) for answer in node.answers for b in answer.to if b.when)
    for name, ending in version.endings.items():
        yield from ((name, bubble.when) for bubble in ending.lines if bubble.when)
    yield from (("debrief", bubble.when) for bubble in version.debrief.gave_away if bubble.when)


def playing_alike(version: Version) -> tuple[tuple[str, ...], ...]:
    """The age bands of a version, those together that no condition tells apart."""
    named = {band for _, when in conditions_of(version) for band in when.band}
    groups: dict[str, list[str]] = {}
    for band in version.bands:
        groups.setdefault(band if band in named else "", []).append(band)
    return tuple(map(tuple, groups.values()))


def start_of(scenario: Scenario, version: Version, band: str) -> SceneState:
    """The state in which a play of a version begins for an age band."""
    return open_version(scenario, version, band, 0, ANY_DAY).state


class Situations:
    """What of a state the conditions of a version can see."""

    def __init__(self, version: Version) -> None:
        conditions = [when for _, when in conditions_of(version)]
        self.given = {name for when in conditions for name in (*when.given, *when.not_given)}
        self.moves = {name for when in conditions for name in (*when.played, *when.not_played)}
        self.nodes = {name for when in conditions for name in (*when.visited, *when.not_visited)}
        self.bands = {band for when in conditions for band in when.band}
        self.counts = {
            rating: max((getattr(when, rating) or 0 for when in conditions), default=0)
            for rating in ("protective", "vulnerable", "false_alarms")
        }
        self.version = version

    def key(self, state: SceneState) -> Situation:
        """The same for two states exactly when no condition will ever tell them apart."""
        moves = {p.move for p in state.history} | {f"{p.node}:{p.move}" for p in state.history}
        ratings = [p.rating for p in state.history]
        alarms = 0
        for played in state.history:
            answer = self.version.nodes[played.node].answer_to(played.move)
            alarms += bool(answer and answer.false_alarm)
        return (
            state.node,
            state.band if state.band in self.bands else None,
            frozenset(self.given & set(state.given)),
            frozenset(self.moves & moves),
            frozenset(self.nodes & {p.node for p in state.history}),
            min(ratings.count("protective"), self.counts["protective"]),
            min(ratings.count("vulnerable"), self.counts["vulnerable"]),
            min(alarms, self.counts["false_alarms"]),
        )


def steps(
    version: Version, state: SceneState, *, by_buttons: bool
) -> Iterator[tuple[str, SceneState, Answer]]:
    """What may be answered in a state, and what it leads to: by its buttons, or by any words, giving any field."""
    ways: list[tuple[str, tuple[str, ...] | None]]
    if by_buttons:
        ways = [(move, None) for move in version.nodes[state.node].buttons]
    else:
        ways = [(move, None) for move in ANSWERED_MOVES]
        ways += [("share_info", (name,)) for name in GIVEN_FIELDS]
    for move, fields in ways:
        new, answer = advance(version, state, move, fields)
        yield move, new, answer


def endings_of(version: Version, start: SceneState, *, by_buttons: bool) -> set[tuple[str, int]] | None:
    """Every ending that plays from `start` reach, with the turns it takes: (ending, turns).

    None where some play goes on for ever, or there are too many situations: the lint says so.
    """
    situations = Situations(version)
    found: set[tuple[str, int]] = set()
    running = {situations.key(start): start}
    for turn in range(1, MAX_TURNS + 1):
        after: dict[Situation, SceneState] = {}
        for state in running.values():
            for _, new, _ in steps(version, state, by_buttons=by_buttons):
                if new.ending:
                    found.add((new.ending, turn))
                else:
                    after.setdefault(situations.key(new), new)
        if not after:
            return found
        if len(after) > MAX_STATES:
            return None
        running = after
    return None


def turns_by_buttons(version: Version, start: SceneState) -> tuple[int, int] | None:
    """The fewest and the most turns from `start` to an ending, over all plays by buttons; None as `endings_of`."""
    turns = [turn for _, turn in endings_of(version, start, by_buttons=True) or ()]
    return (min(turns), max(turns)) if turns else None
