"""Conditions of a scene: what of it is said, given what has happened so far."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from bot.scenarios.schema import Answer, Ask, Bubble, Version, When
from bot.scenarios.state import Played, SceneState


def holds(when: When, version: Version, state: SceneState) -> bool:
    """Whether a condition is met by what has happened so far."""
    moves = {item.move for item in state.history} | {f"{item.node}:{item.move}" for item in state.history}
    nodes = {item.node for item in state.history}
    given = set(state.given)
    ratings = [item.rating for item in state.history]
    return (
        (not when.given or bool(given & set(when.given)))
        and not given & set(when.not_given)
        and (not when.played or bool(moves & set(when.played)))
        and not moves & set(when.not_played)
        and (not when.visited or bool(nodes & set(when.visited)))
        and not nodes & set(when.not_visited)
        and (not when.band or state.band in when.band)
        and ratings.count("protective") >= (when.protective or 0)
        and ratings.count("vulnerable") >= (when.vulnerable or 0)
        and false_alarms(version, state) >= (when.false_alarms or 0)
    )


def certain(when: When | None, band: str) -> bool:
    """Whether a condition holds in every play of an age band: there is none, or it asks for that band only."""
    return when is None or (band in when.band and not when.dict(exclude={"band"}, exclude_defaults=True))


def false_alarms(version: Version, state: SceneState) -> int:
    """How often an honest person was accused."""
    return sum(1 for item in state.history if (a := answer_of(version, item)) and a.false_alarm)


def visible(bubbles: Iterable[Bubble], version: Version, state: SceneState) -> list[Bubble]:
    """The bubbles whose condition is met."""
    return [b for b in bubbles if b.when is None or holds(b.when, version, state)]


def next_reply(ask: Ask, version: Version, state: SceneState, *, once: bool) -> tuple[Bubble, str] | None:
    """The first reply to a question that was not given in this play, and its mark for `told`; None when all were.

    A sole reply is a fact that may be asked again, unless `once`.
    """
    fitting = [(reply, _mark(reply)) for reply in visible(ask.reply, version, state)]
    if len(ask.reply) == 1 and not once:
        return next(iter(fitting), None)
    return next((found for found in fitting if found[1] not in state.told), None)


def _mark(reply: Bubble) -> str:
    """Names a reply by its words: nodes may share one, and a file edited meanwhile shifts nothing."""
    return hashlib.sha256(reply.text.encode()).hexdigest()[:8]


def answer_of(version: Version, item: Played) -> Answer | None:
    """The answer that a move of the past got, or None when the file was edited since."""
    node = version.nodes.get(item.node)
    return node.answer_to(item.move) if node else None
