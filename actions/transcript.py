"""What a turn of a scene adds to its transcript (`bot.store.transcripts` writes it)."""

from __future__ import annotations

from typing import Any

from actions.door import Said
from bot.lines import Line
from bot.scenarios import play
from bot.scenarios.library import Scenario
from bot.scenarios.state import Outcome, SceneState, Step

#: Moves that answer nothing of the scene.
UNANSWERED = ("quit", "ask_coach")


def record_of(scenario: Scenario, before: SceneState, step: Step, said: Said) -> dict[str, Any] | None:
    """What this turn adds to the transcript: what the teen saw, what they answered, what it led to.

    None for what leaves no trace: a hint asked, or « stop » said, before anything was answered. Of a scene that is
    not recorded only that it ended, and how.
    """
    learnt = step.learnt
    if scenario.file.unrecorded:
        head = {"play_id": before.play_id, "scenario": before.scenario, "version": ""}
        return (
            {"play": head, "lines": [], "unrecorded": True, **_ended(learnt.outcome)}
            if learnt.outcome
            else None
        )
    lines: list[dict[str, Any]] = []
    if not before.history:
        if learnt.move in UNANSWERED:
            return None
        lines += [_line(line) for line in play.resume(scenario, before).lines[1:]]
        if before.left:
            lines.append({"voice": "out", "text": "hors-jeu"})
    if learnt.move is not None:
        lines.append(
            {
                "voice": "teen",
                "text": said.text or _label(scenario, before, learnt.move),
                "node": learnt.node,
                "move": learnt.move,
                "rating": learnt.rating,
                "flags": [*learnt.flags_seen, *learnt.flags_missed],
            }
        )
    lines += [_line(line) for line in step.lines]
    record: dict[str, Any] = {
        "play": {"play_id": before.play_id, "scenario": before.scenario, "version": before.version},
        "lines": lines,
    }
    if learnt.outcome is not None:
        record |= _ended(learnt.outcome)
    return record


def _ended(outcome: Outcome) -> dict[str, Any]:
    return {
        "ending": outcome.kind,
        "flags_seen": list(outcome.flags_seen),
        "flags_missed": list(outcome.flags_missed),
    }


def _line(line: Line) -> dict[str, Any]:
    text = f"{line.text}\n{line.picture.alt}" if line.picture else line.text
    return {"voice": line.voice, "speaker": line.speaker, "text": text}


def _label(scenario: Scenario, state: SceneState, move: str) -> str:
    """What the pressed button said."""
    version = scenario.file.version(state.version)
    labels = version.nodes[state.node].buttons if version and state.node in version.nodes else {}
    return labels.get(move, move)
