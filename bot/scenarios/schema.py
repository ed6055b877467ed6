"""What a scenario file may say: one role-play, in as many playable versions as ages and variants ask for.

The author's guide is `docs/scenario-author.md`. Shapes are checked here; what spans a whole graph is proved by
`bot.scenarios.lint`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar, get_args

from pydantic import BaseModel, Extra, Field, ValidationError, root_validator, validator
from pydantic.fields import ModelField
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

Band = Literal["11-13", "14-15", "16-18"]
Variant = Literal["fake", "genuine"]
Rating = Literal["protective", "neutral", "vulnerable"]
Move = Literal[
    "refuse",
    "accept",
    "ask_proof",
    "delay",
    "set_condition",
    "tell_adult",
    "block_report",
    "share_info",
    "challenge",
    "chat",
    "quit",
    "ask_coach",
]
Situation = Literal[
    "ask_photo",
    "ask_meet",
    "ask_secret",
    "ask_contact",
    "refuse_video",
    "pressure",
    "gift",
    "rumour",
    "chat",
]
Flag = Literal[
    "no_video",
    "too_perfect",
    "fast_love",
    "secrecy",
    "isolation",
    "move_app",
    "asks_photo",
    "asks_info",
    "meet_alone",
    "gift_money",
    "age_doubt",
    "threat",
    "verify_reversal",
    "unmoderated_place",
    "illicit",
    "urgency",
    "inconsistent",
    "unverified_claim",
    "share_pressure",
]
#: What the persona may learn of the role card; a scene remembers which, never the words.
GivenField = Literal["first_name", "age", "school", "town", "number", "photo"]
EndingKind = Literal["safe", "close", "helped", "well_seen", "careful", "hasty"]

#: Moves that every decision point answers; `quit` and `ask_coach` are the engine's.
ANSWERED_MOVES: tuple[str, ...] = (
    "refuse",
    "accept",
    "ask_proof",
    "delay",
    "set_condition",
    "tell_adult",
    "block_report",
    "share_info",
    "challenge",
    "chat",
)
FLAGS: tuple[str, ...] = get_args(Flag)
VARIANTS: tuple[str, ...] = get_args(Variant)
MOVES: tuple[str, ...] = (*ANSWERED_MOVES, "quit", "ask_coach")
GIVEN_FIELDS: tuple[str, ...] = get_args(GivenField)
FAKE_ENDINGS: tuple[str, ...] = ("safe", "close", "helped")
GENUINE_ENDINGS: tuple[str, ...] = ("well_seen", "careful", "hasty")

#: Identifiers travel in button data and slots: short, ASCII.
ID = r"^[a-z][a-z0-9_]{1,31}$"


class ScenarioError(ValueError):
    """A content file that cannot be read: the message names the file, the place in it and what is wrong."""


class ContentModel(BaseModel):
    """Frozen, and strict about unknown keys: a misspelt key is an error, not a silence.

    `filled`: the lists of a model that may not be empty.
    """

    filled: ClassVar[tuple[str, ...]] = ()

    class Config:
        extra = Extra.forbid
        frozen = True

    @validator("*")
    def _not_empty(cls, value: Any, field: ModelField) -> Any:
        if field.name in cls.filled and not value:
            raise ValueError("needs at least one item")
        return value


class When(ContentModel):
    """A condition on what happened so far. Every clause given must hold; inside a list, one item is enough."""

    given: tuple[GivenField, ...] = ()
    not_given: tuple[GivenField, ...] = ()  # none of them was given
    played: tuple[str, ...] = ()  # "accept" anywhere, or "node:accept" there
    not_played: tuple[str, ...] = ()  # none of them was played
    visited: tuple[str, ...] = ()
    not_visited: tuple[str, ...] = ()
    band: tuple[Band, ...] = ()  # the age band of whoever plays
    protective: int | None = Field(None, ge=1)  # at least so many protective answers
    vulnerable: int | None = Field(None, ge=1)
    false_alarms: int | None = Field(None, ge=1)

    @validator("given", "not_given", "played", "not_played", "visited", "not_visited", "band", pre=True)
    def _one_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @validator("played", "not_played", each_item=True)
    def _move_named(cls, value: str) -> str:
        move = value.rpartition(":")[2]
        if move not in ANSWERED_MOVES:
            raise ValueError(f"unknown move {move!r}; one of {', '.join(ANSWERED_MOVES)}")
        return value

    @root_validator
    def _says_something(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not any(values.values()):
            raise ValueError("an empty condition: leave `when` out")
        return values


class Bubble(ContentModel):
    """One bubble of the scene. A bare string in the YAML is a bubble of the persona."""

    text: str = Field(min_length=1)
    clear: str | None = None
    when: When | None = None
    flags: tuple[Flag, ...] = ()
    voice: Literal["persona", "narrator"] = "persona"
    speaker: str | None = None  # somebody else than the persona: a friend, an adult
    profile: str | None = None  # a profile of the version, shown as a picture with this bubble

    @validator("flags", pre=True)
    def _one_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


def _bubbles(value: Any) -> Any:
    items = [value] if isinstance(value, (str, Mapping)) else value
    if isinstance(items, (list, tuple)):
        return [{"text": item} if isinstance(item, str) else item for item in items]
    return items


def _no_line(reply: Bubble) -> Bubble:
    if reply.flags:
        raise ValueError("flags are planted by the lines of a node, not by a reply")
    if reply.profile:
        raise ValueError("profiles are shown by the lines of a node, not by a reply")
    return reply


class Branch(ContentModel):
    """Where an answer leads, and under which condition. A bare string is a branch without condition."""

    to: str
    when: When | None = None


class Answer(ContentModel):
    """What some moves lead to at a decision point, and what the coach says of them."""

    filled: ClassVar[tuple[str, ...]] = ("moves", "to")

    moves: tuple[Move, ...]
    rating: Rating
    rubric: str | None = None
    false_alarm: bool = False  # an honest person was accused (genuine variants only)
    trust: bool = False  # trust well placed (genuine variants only)
    reply: tuple[Bubble, ...] = ()
    feedback: str = Field(min_length=1)
    better: str = Field(min_length=1)
    to: tuple[Branch, ...]
    gives: tuple[GivenField, ...] = ()  # by share_info; by accept too where contact or photo is asked

    @validator("moves", "gives", pre=True)
    def _one_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @validator("moves", each_item=True)
    def _not_the_engines(cls, value: str) -> str:
        if value not in ANSWERED_MOVES:
            raise ValueError(f"{value} is answered by the engine, not by a scene")
        return value

    @validator("reply", pre=True)
    def _as_bubbles(cls, value: Any) -> Any:
        return _bubbles(value)

    @validator("reply", each_item=True)
    def _plants_nothing(cls, value: Bubble) -> Bubble:
        return _no_line(value)

    @validator("to", pre=True)
    def _as_branches(cls, value: Any) -> Any:
        items = [value] if isinstance(value, (str, Mapping)) else value
        if isinstance(items, (list, tuple)):
            return [{"to": item} if isinstance(item, str) else item for item in items]
        return items

    @validator("to")
    def _last_is_free(cls, value: tuple[Branch, ...]) -> tuple[Branch, ...]:
        if value[-1].when is not None:
            raise ValueError("the last branch must have no condition: somebody always gets there")
        if any(branch.when is None for branch in value[:-1]):
            raise ValueError("a branch without condition hides those after it")
        return value


class Ask(ContentModel):
    """A common question to the persona (age, school, call …) and the answer in character.

    Several replies are given one after another, each time the question comes back.
    """

    filled: ClassVar[tuple[str, ...]] = ("reply",)

    words: tuple[str, ...] = ()
    reply: tuple[Bubble, ...]

    @validator("words", pre=True)
    def _one_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @validator("reply", pre=True)
    def _as_bubbles(cls, value: Any) -> Any:
        return _bubbles(value)

    @validator("reply", each_item=True)
    def _plants_nothing(cls, value: Bubble) -> Bubble:
        return _no_line(value)


class Node(ContentModel):
    """A decision point: what is said, what may be answered, where it leads."""

    filled: ClassVar[tuple[str, ...]] = ("lines", "answers")

    stage: str
    situation: Situation = "chat"
    key: bool = False
    recap: str = Field(min_length=1)
    lines: tuple[Bubble, ...]
    buttons: Mapping[str, str]  # in the order written; shown shuffled
    answers: tuple[Answer, ...]
    asks: Mapping[str, Ask] = Field(default_factory=dict)
    hints: tuple[str, str, str]

    @validator("lines", pre=True)
    def _as_bubbles(cls, value: Any) -> Any:
        return _bubbles(value)

    @validator("buttons")
    def _moves_only(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        for move in value:
            if move not in ANSWERED_MOVES:
                raise ValueError(f"no button for {move!r}; one of {', '.join(ANSWERED_MOVES)}")
        return value

    @validator("answers")
    def _answered_once(cls, value: tuple[Answer, ...]) -> tuple[Answer, ...]:
        moves = [move for answer in value for move in answer.moves]
        twice = sorted({move for move in moves if moves.count(move) > 1})
        if twice:
            raise ValueError(f"answered twice: {', '.join(twice)}")
        return value

    def answer_to(self, move: str) -> Answer | None:
        """The answer that handles `move`, or None."""
        return next((answer for answer in self.answers if move in answer.moves), None)


class Ending(ContentModel):
    """How a play ends. `well`: the one thing done well when the answers show none."""

    filled: ClassVar[tuple[str, ...]] = ("lines",)

    kind: EndingKind
    lines: tuple[Bubble, ...]
    well: str = Field(min_length=1)

    @validator("lines", pre=True)
    def _as_bubbles(cls, value: Any) -> Any:
        return _bubbles(value)


class RoleCard(ContentModel):
    """Who the player is in the scene: all invented."""

    first_name: str
    age: int = Field(ge=11, le=18)
    school: str
    town: str
    about: str


class Persona(ContentModel):
    """Who speaks. `truth` and `voice` are for authors and the debrief sheet, never shown during the play."""

    name: str
    age: int | None = Field(None, ge=10, le=99)
    claims: str
    truth: str
    voice: str
    asks: Mapping[str, Ask] = Field(default_factory=dict)


class Profile(ContentModel):
    """What an invented site shows of somebody: drawn as a card, told in words beside it. Counts are whole numbers."""

    name: str = Field(min_length=1)
    joined: str = Field(min_length=1)  # « il y a 3 jours », « mars 2024 »
    friends: int = Field(ge=0, le=99_999)
    posts: int = Field(ge=0, le=99_999)
    bio: str = ""
    badges: tuple[str, ...] = ()


class Law(ContentModel):
    """One sentence, no amounts; `source` is the article it comes from."""

    text: str
    source: str


class Debrief(ContentModel):
    """What is said at the end; what is left out is taken from the scenario."""

    filled: ClassVar[tuple[str, ...]] = ("gave_away",)

    truth: str
    gave_away: tuple[Bubble, ...]
    law: Law | None = None
    reflexes: tuple[str, ...] = ()
    lesson: str | None = None
    model_answer: str | None = None

    @validator("gave_away", pre=True)
    def _as_bubbles(cls, value: Any) -> Any:
        return _bubbles(value)


class Version(ContentModel):
    """One playable graph: for some age bands, one variant."""

    filled: ClassVar[tuple[str, ...]] = ("bands",)

    id: str = Field(regex=ID)
    bands: tuple[Band, ...]
    variant: Variant
    role: str | None = Field(
        None, min_length=1
    )  # who one plays; versions of several roles are chosen, not drawn
    role_card: RoleCard
    persona: Persona
    start: str
    nodes: Mapping[str, Node]
    endings: Mapping[str, Ending]
    debrief: Debrief
    profiles: Mapping[str, Profile] = Field(default_factory=dict)


class Competences(ContentModel):
    """Codes of the French school frameworks."""

    filled: ClassVar[tuple[str, ...]] = ("crcn",)

    crcn: tuple[str, ...]
    emi: tuple[str, ...] = ()
    evars: tuple[str, ...] = ()


class ScenarioFile(ContentModel):
    """One file of `content/scenarios/`."""

    filled: ClassVar[tuple[str, ...]] = ("ages", "tactics", "reflexes", "call", "versions")

    id: str = Field(regex=ID)
    title: str = Field(min_length=1)
    summary: str = Field(min_length=1)
    ages: tuple[Band, ...]
    place: int = Field(99, ge=1)  # where it stands on the shelf: the first are the ones to begin with
    minutes: int = Field(ge=1, le=15)
    content_note: str = Field(min_length=1)
    own_choice_only: bool = False
    unrecorded: bool = False  # nothing is kept of a play but that it ended, and how; no class reads it
    threat: str
    tactics: tuple[str, ...]
    stages: Mapping[str, tuple[str, ...]]
    competences: Competences
    law: Law
    reflexes: tuple[str, ...]
    call: tuple[str, ...]
    lesson: str
    model_answer: str
    red_flags: Mapping[str, str]
    versions: tuple[Version, ...]

    @validator("red_flags")
    def _flags_only(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        unknown = [name for name in value if name not in FLAGS]
        if unknown:
            raise ValueError(f"unknown flag {', '.join(unknown)}; one of {', '.join(FLAGS)}")
        return value

    @validator("call", pre=True)
    def _numbers_are_names(cls, value: Any) -> Any:
        return [str(item) for item in value] if isinstance(value, list) else value

    @validator("versions")
    def _named_once(cls, value: tuple[Version, ...]) -> tuple[Version, ...]:
        names = [version.id for version in value]
        if len(set(names)) != len(names):
            raise ValueError("two versions have the same id")
        return value

    def version(self, version_id: str) -> Version | None:
        """The version of that id, or None."""
        return next((version for version in self.versions if version.id == version_id), None)


Model = TypeVar("Model", bound=ContentModel)


def read_content(path: Path, model: type[Model]) -> Model:
    """Read one YAML file as `model`.

    Raises ScenarioError, which names the file and, for each fault, its line and its place
    (`versions[2:lilou_fake].nodes.school.answers[1].to`).
    """
    text = path.read_text(encoding="utf-8")
    try:
        data = _parsed(text)
    except YAMLError as error:
        raise ScenarioError(f"{path}: not valid YAML: {error}") from error
    try:
        return model.parse_obj(data)
    except ValidationError as error:
        placed = YAML(typ="rt").load(text)
        faults = [f"  {_place(placed, fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        raise ScenarioError("\n".join([f"{path}:", *faults])) from error


def _parsed(text: str) -> Any:
    """The YAML of a file, as YAML 1.2: « on » and « 12:30 » stay words. Raises YAMLError."""
    try:
        return YAML(typ="safe").load(text)  # through the C parser where there is one: ten times as fast
    except YAMLError:
        # The C parser refuses some good YAML (`{played: node:accept}`); the other is right, and says faults better.
        return YAML(typ="safe", pure=True).load(text)


def _place(data: Any, loc: tuple[int | str, ...]) -> str:
    """A fault's place for a reader: the nearest line, and the path with the ids of what it goes through."""
    line, trail = None, ""
    for step in loc:
        if step == "__root__":
            continue
        inside = None
        if isinstance(data, Mapping) and step in data:
            line, inside = data.lc.key(step)[0] + 1, data[step]  # type: ignore[attr-defined]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            line, inside = data.lc.item(step)[0] + 1, data[step]  # type: ignore[attr-defined]
        if isinstance(step, int):
            name = inside.get("id") if isinstance(inside, Mapping) else None
            trail += f"[{step}:{name}]" if name else f"[{step}]"
        else:
            trail += f".{step}" if trail else str(step)
        data = inside
    return f"line {line}, {trail}" if line else trail or "file"
