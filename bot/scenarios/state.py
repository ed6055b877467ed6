"""The state of a running scene and what one turn teaches. Ids only: nothing anybody typed ever enters a state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.lines import Line

Mark = Literal["open", "seen", "missed"]


@dataclass(frozen=True)
class Checkpoint:
    """Arrival at a key moment: how long each list of the state was, so that a replay can cut it there."""

    node: str
    history: int
    given: int
    flags: int


@dataclass(frozen=True)
class Played:
    """One answer: where, which move, and its rating at the time.

    « asked » instead of a rating: a question that the persona answered, which says neither yes nor no.
    """

    node: str
    move: str
    rating: str


@dataclass(frozen=True)
class FlagMark:
    """A flag planted at a node. `open` until something says seen or missed; still open at the end is missed.

    `given`: how many fields had been given by then, `history` how many moves made: what the node's lines knew.
    """

    flag: str
    node: str
    mark: Mark
    given: int = 0
    history: int = 0


@dataclass(frozen=True)
class SceneState:
    """A play in progress. Lists only grow, so that a checkpoint is four numbers.

    `first` is the history index from which a replay counts; `day` the ISO date of the last step. `left`: the game was
    left before the first answer, which the transcript says once there is one. `told`: marks of the replies that the
    persona gave to questions, so that none comes twice in a play (`conditions.next_reply`). `unrecorded`: the scene
    leaves no transcript.
    """

    scenario: str
    revision: str
    version: str
    band: str
    play_id: str
    node: str
    turn: int = 0
    given: tuple[str, ...] = ()
    history: tuple[Played, ...] = ()
    flags: tuple[FlagMark, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    hints: int = 0
    feedback: Literal["each", "end"] = "each"
    first: int = 0
    status: Literal["playing", "ended"] = "playing"
    ending: str | None = None
    day: str = ""
    left: bool = False
    told: tuple[str, ...] = ()
    unrecorded: bool = False

    def as_slot(self) -> dict[str, Any]:
        """JSON-ready form; `from_slot` reads it back."""
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            "left": self.left,
            "told": list(self.told),
            "unrecorded": self.unrecorded,
            "given": list(self.given),
            "history": [[item.node, item.move, item.rating] for item in self.history],
            "flags": [[item.flag, item.node, item.mark, item.given, item.history] for item in self.flags],
            "checkpoints": [[item.node, item.history, item.given, item.flags] for item in self.checkpoints],
        }

    @classmethod
    def from_slot(cls, slot: Mapping[str, Any]) -> SceneState:
        """Inverse of `as_slot`. Raises ValueError on anything else."""
        try:
            return cls(
                **{name: slot[name] for name in _PLAIN},
                left=bool(slot.get("left")),
                told=tuple(slot.get("told", ())),  # a state of before has none
                unrecorded=bool(slot.get("unrecorded")),
                given=tuple(slot["given"]),
                history=tuple(Played(*item) for item in slot["history"]),
                flags=tuple(FlagMark(*item) for item in slot["flags"]),
                checkpoints=tuple(Checkpoint(*item) for item in slot["checkpoints"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"not the state of a scene: {error!r}") from error

    def cut(self, checkpoint: Checkpoint) -> SceneState:
        """The state as it was on arriving at `checkpoint` (status, turn and play are the caller's to set)."""
        return replace(
            self,
            node=checkpoint.node,
            history=self.history[: checkpoint.history],
            given=self.given[: checkpoint.given],
            flags=self.flags[: checkpoint.flags],
            checkpoints=self.checkpoints[: self.checkpoints.index(checkpoint)],
        )


_PLAIN = (
    "scenario",
    "revision",
    "version",
    "band",
    "play_id",
    "node",
    "turn",
    "hints",
    "feedback",
    "first",
    "status",
    "ending",
    "day",
)


@dataclass(frozen=True)
class Outcome:
    """What a finished play shows: flags by name, key moments met and handled well, honest people accused."""

    ending: str
    kind: str
    flags_seen: tuple[str, ...]
    flags_missed: tuple[str, ...]
    key_moments: int
    hits: int
    false_alarms: int


@dataclass(frozen=True)
class Learnt:
    """What one turn teaches: ids for transcripts and figures, never words.

    `move` is None when nothing was answered (opening, resuming); `rating` is None for `quit` and `ask_coach`.
    """

    scenario: str
    version: str
    variant: str
    node: str
    stage: str | None = None
    move: str | None = None
    rating: str | None = None
    rubric: str | None = None
    key: bool = False
    hit: bool = False
    false_alarm: bool = False
    flags_seen: tuple[str, ...] = ()
    flags_missed: tuple[str, ...] = ()
    gave: tuple[str, ...] = ()
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Step:
    """One step of a scene: the new state, what is said, what was learnt."""

    state: SceneState
    lines: tuple[Line, ...]
    learnt: Learnt
