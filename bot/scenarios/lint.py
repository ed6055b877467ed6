"""What a scene must prove before it is played: every door opens, every answer is met, every word is within bounds.

Shapes are checked by the schema; here whole graphs are walked, with the very step functions that play them.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from bot.scenarios.conditions import visible
from bot.scenarios.library import Scenario
from bot.scenarios.phrasing import PLACEHOLDER
from bot.scenarios.play import ASKING_MOVES, advance, open_scene, play_turn
from bot.scenarios.schema import (
    ANSWERED_MOVES,
    FAKE_ENDINGS,
    GENUINE_ENDINGS,
    GIVEN_FIELDS,
    ID,
    Bubble,
    Node,
    Version,
    When,
)
from bot.scenarios.state import FlagMark, SceneState
from bot.scenarios.typed import ANY_OTHER, fold

#: How a draft marks what is missing.
UNWRITTEN = "À ÉCRIRE"
MAX_BUBBLE = 160
MAX_PERSONA_WORDS = 12
MAX_COACH_WORDS = 20
MAX_PERSONA_BUBBLES = 3
MAX_LABEL = 32
BUTTONS = range(3, 6)
NODES = range(12, 19)
MAX_TURNS = 40
RANDOM_PLAYS = 500
MAX_STATES = 20_000

#: Given words of a link, an e-mail, a handle, a phone: nothing in a scene may look like one.
_CONTACT = re.compile(
    r"https?:|www\.|\S@\S|(?<!\w)@\w|\b[\w-]+\.(?:com|fr|net|org|gg|io|app|me)\b|(?:\d[ .-]?){8,}"
)
_SENTENCE = re.compile(r"[.!?…]+|\n")
_WORD = re.compile(r"\w[\w'’·-]*")
_INFINITIVE = re.compile(r"(?:er|ir|re|oir)$")
_BEFORE_VERB = {
    "ne",
    "n'y",
    "se",
    "s'en",
    "en",
    "y",
    "lui",
    "leur",
    "le",
    "la",
    "les",
    "pas",
    "rien",
    "tout",
    "me",
}


@dataclass(frozen=True)
class Problem:
    """Something that keeps a scene off the shelf: `where` is a path a reader finds in the file."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


def _nothing_forbidden(_text: str) -> list[str]:
    return []


def lint(
    scenario: Scenario,
    *,
    forbidden: Callable[[str], list[str]] = _nothing_forbidden,
    resources: Iterable[str] | None = None,
    random_plays: int = RANDOM_PLAYS,
) -> list[Problem]:
    """All the problems of a scene, none when it may be played.

    `forbidden` names the phrases Vigie never says that stand in a text; `resources`, when given, are the help lines
    that exist; `random_plays` is how often each version is played at random.
    """
    return [
        *_of_the_scene(scenario, forbidden, resources),
        *(p for version in scenario.file.versions for p in _of_a_version(scenario, version, random_plays)),
        *_said_twice(scenario),
    ]


# --- the scene as a whole


def _of_the_scene(
    scenario: Scenario, forbidden: Callable[[str], list[str]], resources: Iterable[str] | None
) -> Iterator[Problem]:
    file = scenario.file
    for stage, after in file.stages.items():
        for name in after:
            if name not in file.stages:
                yield Problem(f"{file.id}.stages.{stage}", f"unknown stage {name!r}")
    used = {node.stage for version in file.versions for node in version.nodes.values()}
    for stage in file.stages:
        if stage not in used:
            yield Problem(f"{file.id}.stages.{stage}", "no node is at this stage")
    planted = {
        flag
        for version in file.versions
        for node in version.nodes.values()
        for bubble in node.lines
        for flag in bubble.flags
    }
    for name in sorted(planted - set(file.red_flags)):
        yield Problem(f"{file.id}.red_flags", f"{name} is planted and never explained")
    for name in sorted(set(file.red_flags) - planted):
        yield Problem(f"{file.id}.red_flags", f"{name} is explained and never planted")
    bands = {band for version in file.versions for band in version.bands}
    for band in sorted(set(file.ages) ^ bands):
        yield Problem(f"{file.id}.ages", f"{band} is in `ages` or in a version, not in both")
    for name in file.call:
        if name not in scenario.wording.debrief.calls:
            yield Problem(f"{file.id}.call", f"{name} has no name in replies/scene.yml")
        if resources is not None and name not in set(resources):
            yield Problem(f"{file.id}.call", f"{name} is not a help line of content/resources")
    if scenario.rubric.brands:
        brands = re.compile("|".join(rf"(?<!\w){re.escape(fold(b))}(?!\w)" for b in scenario.rubric.brands))
        for where, text in _every_text(scenario):
            if found := brands.search(fold(text)):
                yield Problem(where, f"names a brand: {found[0]}")
    for where, text in _every_text(scenario):
        if found := _CONTACT.search(text):
            yield Problem(where, f"looks like a link, an address or a number: {found[0]!r}")
    missing = [where for where, text in (*_every_text(scenario), *_for_adults(scenario)) if UNWRITTEN in text]
    for where, count in Counter(missing).items():
        yield Problem(where, f"still to be written ({UNWRITTEN})" + (f", {count} times" if count > 1 else ""))
    for where, text in _own_voice(scenario):
        for phrase in forbidden(text):
            yield Problem(where, f"forbidden phrase: {phrase}")
        yield from _bounds(where, text, MAX_COACH_WORDS)
        yield from _only_emoji(where, text)
    data = (f"s:{file.id}:other", f"m:abcdef:999:{max(ANSWERED_MOVES, key=len)}")
    for item in data:
        if len(item.encode()) > 64:
            yield Problem(file.id, f"button data over 64 bytes: {item}")


def _said_twice(scenario: Scenario) -> Iterator[Problem]:
    """No sentence of feedback comes back, within a version or in another."""
    said: Counter[str] = Counter()
    where: dict[str, str] = {}
    for path, text in _texts_of(scenario, "feedback"):
        for sentence in sentences(text):
            key = fold(sentence)
            if len(key.split()) < 3:
                continue
            said[key] += 1
            if said[key] == 2:
                yield Problem(path, f"feedback said already at {where[key]}: « {sentence} »")
            where.setdefault(key, path)


# --- one version


def _of_a_version(scenario: Scenario, version: Version, random_plays: int) -> Iterator[Problem]:
    at = f"{scenario.id}.{version.id}"
    dangling = list(_dangling(scenario, version, at))
    yield from dangling
    yield from _size_and_endings(version, at)
    for name, node in version.nodes.items():
        yield from _of_a_node(scenario, version, node, f"{at}.{name}")
    for name, ending in version.endings.items():
        yield from _bubbles(ending.lines, f"{at}.{name}")
        if version.variant == "fake" and ending.kind not in FAKE_ENDINGS:
            yield Problem(f"{at}.{name}", f"a fake scene does not end {ending.kind}")
        if version.variant == "genuine" and ending.kind not in GENUINE_ENDINGS:
            yield Problem(f"{at}.{name}", f"a genuine scene does not end {ending.kind}")
    if dangling:
        return  # a graph with missing doors cannot be walked
    walked = list(_walk(scenario, version, at))
    yield from walked
    if not walked:
        yield from _played_through(scenario, version, at, random_plays)


def _dangling(scenario: Scenario, version: Version, at: str) -> Iterator[Problem]:
    """Names that lead nowhere."""
    places = {*version.nodes, *version.endings}
    for name in places:
        if not re.match(ID, name):
            yield Problem(f"{at}.{name}", "an id is 2 to 32 small letters, digits or _")
    for name in set(version.nodes) & set(version.endings):
        yield Problem(f"{at}.{name}", "is both a node and an ending")
    if version.start not in version.nodes:
        yield Problem(f"{at}.start", f"no node {version.start!r}")
    for name, node in version.nodes.items():
        if node.stage not in scenario.file.stages:
            yield Problem(f"{at}.{name}.stage", f"unknown stage {node.stage!r}")
        if not any(bubble.when is None for bubble in node.lines):
            yield Problem(f"{at}.{name}.lines", "every line has a condition: somebody may see none")
        for move in ANSWERED_MOVES:
            if node.answer_to(move) is None:
                yield Problem(f"{at}.{name}.answers", f"{move} is not answered")
        for answer in node.answers:
            for branch in answer.to:
                if branch.to not in places:
                    yield Problem(
                        f"{at}.{name}.{answer.moves[0]}", f"leads to {branch.to!r}, which does not exist"
                    )
    shown = {b.profile for node in version.nodes.values() for b in node.lines if b.profile}
    for name in sorted(shown - set(version.profiles)):
        yield Problem(f"{at}.profiles", f"a bubble shows {name!r}, which does not exist")
    for name in sorted(set(version.profiles) - shown):
        yield Problem(f"{at}.profiles.{name}", "is never shown")
    for where, when in _conditions(version):
        for atom in (*when.played, *when.not_played):
            node_name = atom.rpartition(":")[0]
            if node_name and node_name not in version.nodes:
                yield Problem(f"{at}.{where}", f"a condition names {node_name!r}, which does not exist")
        for node_name in (*when.visited, *when.not_visited):
            if node_name not in version.nodes:
                yield Problem(f"{at}.{where}", f"a condition names {node_name!r}, which does not exist")


def _size_and_endings(version: Version, at: str) -> Iterator[Problem]:
    if len(version.nodes) not in NODES:
        yield Problem(at, f"{len(version.nodes)} nodes; {NODES.start} to {NODES.stop - 1} make a scene")
    kinds = FAKE_ENDINGS if version.variant == "fake" else GENUINE_ENDINGS
    for kind in kinds:
        if kind not in {ending.kind for ending in version.endings.values()}:
            yield Problem(at, f"no ending {kind}")
    if not any(node.key for node in version.nodes.values()):
        yield Problem(at, "no key moment")
    if version.debrief.gave_away and all(bubble.when for bubble in version.debrief.gave_away):
        yield Problem(f"{at}.debrief.gave_away", "every line has a condition: somebody may see none")


def _of_a_node(scenario: Scenario, version: Version, node: Node, at: str) -> Iterator[Problem]:
    yield from _bubbles(node.lines, at)
    if len(node.buttons) not in BUTTONS:
        yield Problem(f"{at}.buttons", f"{len(node.buttons)} buttons; 3 to 5")
    for move, label in node.buttons.items():
        yield from _label(f"{at}.buttons.{move}", label)
    ratings = {a.rating for move in node.buttons if (a := node.answer_to(move))}
    if version.variant == "fake" and len(ratings) == 1:
        yield Problem(f"{at}.buttons", "all buttons are worth the same: nothing to choose")
    if version.variant == "genuine":
        for bubble in node.lines:
            if bubble.flags:
                yield Problem(at, "an honest person plants no red flag")
    for name, ask in node.asks.items():
        if not ask.words and name != ANY_OTHER and name not in version.persona.asks:
            yield Problem(f"{at}.asks.{name}", "has no words, and the persona has no question of that name")
        yield from _bubbles([ask.reply], f"{at}.asks.{name}")
    for answer in node.answers:
        where = f"{at}.{answer.moves[0]}"
        yield from _bubbles(answer.reply, where)
        kind = scenario.rubric.types.get(answer.rubric or "")
        if answer.rubric and kind is None:
            yield Problem(where, f"unknown rubric type {answer.rubric!r}")
        if (answer.rating == "neutral") == bool(answer.rubric):
            yield Problem(
                where, "a protective or vulnerable answer has a rubric type, a neutral one has none"
            )
        if kind and kind.rating != answer.rating:
            yield Problem(where, f"{answer.rubric} is a {kind.rating} type, the answer is {answer.rating}")
        if version.variant == "fake" and (answer.false_alarm or answer.trust):
            yield Problem(where, "false_alarm and trust belong to genuine variants")
        if "share_info" in answer.moves and not answer.gives:
            yield Problem(where, "share_info says with `gives` what the persona learns from the button")
    if not any(node.answer_to(m) for m in node.buttons):
        yield Problem(f"{at}.buttons", "no button is answered")


def _walk(scenario: Scenario, version: Version, at: str) -> Iterator[Problem]:
    """Every situation a play can reach, conditions included: stages, bubbles a turn, loops, places never reached."""
    stages = scenario.file.stages
    atoms = _Atoms(version)
    start = open_scene_state(scenario, version)
    todo, known = [start], {atoms.key(start)}
    edges: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
    reached: set[str] = {start.node}
    told: set[Problem] = set()
    while todo and len(known) <= MAX_STATES:
        state = todo.pop()
        node = version.nodes[state.node]
        edges[atoms.key(state)] = after = set()
        for move in ANSWERED_MOVES:
            options: list[tuple[str, ...] | None] = [None]
            if move == "share_info":
                options += [(name,) for name in GIVEN_FIELDS]
            for fields in options:
                new, answer = advance(version, state, move, fields)
                target = new.ending or new.node
                reached.add(target)
                asks = move in ASKING_MOVES and bool(node.asks or version.persona.asks)
                replies = max(len(visible(answer.reply, version, new)), int(asks))
                place = version.endings[target] if new.ending else version.nodes[target]
                bubbles = replies + len(visible(place.lines, version, new))
                if bubbles > MAX_PERSONA_BUBBLES:
                    told.add(Problem(f"{at}.{state.node}.{move}", f"{bubbles} bubbles in a turn; 3 at most"))
                if new.ending:
                    continue
                stage = version.nodes[target].stage
                if stage != node.stage and stage not in stages[node.stage]:
                    told.add(Problem(f"{at}.{state.node}.{move}", f"goes from {node.stage} to {stage}"))
                key = atoms.key(new)
                after.add(key)
                if key not in known:
                    known.add(key)
                    todo.append(new)
    yield from sorted(told, key=str)
    if todo:
        yield Problem(at, "too many situations to walk: fewer conditions")
        return
    for name in sorted({*version.nodes, *version.endings} - reached):
        yield Problem(f"{at}.{name}", "is never reached")
    if loop := _loop(edges):
        yield Problem(f"{at}.{loop}", "can come back for ever")


def open_scene_state(scenario: Scenario, version: Version) -> SceneState:
    """A state at the start of that very version (a version is never drawn here: two may share band and variant)."""
    now = datetime(2026, 1, 1, tzinfo=timezone.utc)
    state = open_scene(scenario, version.bands[0], 0, now, variant=version.variant).state
    planted = dict.fromkeys(flag for bubble in version.nodes[version.start].lines for flag in bubble.flags)
    marks = tuple(FlagMark(flag, version.start, "open") for flag in planted)
    return replace(state, version=version.id, node=version.start, flags=marks, checkpoints=())


class _Atoms:
    """What of a state the conditions of a version can see: states alike in that are one situation."""

    def __init__(self, version: Version) -> None:
        conditions = [when for _, when in _conditions(version)]
        self.given = {name for when in conditions for name in (*when.given, *when.not_given)}
        self.moves = {name for when in conditions for name in (*when.played, *when.not_played)}
        self.nodes = {name for when in conditions for name in (*when.visited, *when.not_visited)}
        self.counts = {
            rating: max((getattr(when, rating) or 0 for when in conditions), default=0)
            for rating in ("protective", "vulnerable", "false_alarms")
        }
        self.version = version

    def key(self, state: SceneState) -> tuple[object, ...]:
        moves = {p.move for p in state.history} | {f"{p.node}:{p.move}" for p in state.history}
        ratings = [p.rating for p in state.history]
        alarms = 0
        for played in state.history:
            answer = self.version.nodes[played.node].answer_to(played.move)
            alarms += bool(answer and answer.false_alarm)
        return (
            state.node,
            frozenset(self.given & set(state.given)),
            frozenset(self.moves & moves),
            frozenset(self.nodes & {p.node for p in state.history}),
            min(ratings.count("protective"), self.counts["protective"]),
            min(ratings.count("vulnerable"), self.counts["vulnerable"]),
            min(alarms, self.counts["false_alarms"]),
        )


def _loop(edges: dict[tuple[object, ...], set[tuple[object, ...]]]) -> str | None:
    """A node on a cycle, by peeling off what leads nowhere further."""
    left = {key: set(after) for key, after in edges.items()}
    while True:
        leaves = {key for key, after in left.items() if not after}
        if not leaves:
            return str(next(iter(left))[0]) if left else None
        left = {key: after - leaves for key, after in left.items() if key not in leaves}


def _played_through(scenario: Scenario, version: Version, at: str, random_plays: int) -> Iterator[Problem]:
    """Always refusing, always accepting, and at random, by the real step: each ends in a debrief within 40 turns."""
    now = datetime(2026, 1, 1, tzinfo=timezone.utc)
    start = open_scene_state(scenario, version)

    def ends(moves: Iterator[str]) -> bool:
        state = start
        for _ in range(MAX_TURNS):
            step = play_turn(scenario, state, next(moves), None, 0, now)
            state = step.state
            if state.status == "ended":
                return any(choice.data.startswith("r:") for choice in step.lines[-1].choices)
        return False

    for move in ("refuse", "accept"):
        if not ends(itertools.repeat(move)):
            yield Problem(at, f"always {move}: no debrief within {MAX_TURNS} turns")
    draw = random.Random(version.id)
    stuck = sum(not ends(iter(lambda: draw.choice(ANSWERED_MOVES), None)) for _ in range(random_plays))
    if stuck:
        yield Problem(at, f"{stuck} random plays in {random_plays} reach no debrief within {MAX_TURNS} turns")


# --- words


def _bubbles(bubbles: Iterable[Bubble], at: str) -> Iterator[Problem]:
    for bubble in bubbles:
        for text in filter(None, (bubble.text, bubble.clear)):
            yield from _bounds(at, text, MAX_PERSONA_WORDS)
            yield from _only_emoji(at, text)


def _bounds(at: str, text: str, most_words: int) -> Iterator[Problem]:
    if len(text) > MAX_BUBBLE:
        yield Problem(at, f"{len(text)} characters, {MAX_BUBBLE} at most: « {text[:40]}… »")
    for sentence in sentences(text):
        words = word_count(sentence)
        if words > most_words:
            yield Problem(at, f"a sentence of {words} words, {most_words} at most: « {sentence.strip()} »")
    for name in PLACEHOLDER.findall(text):
        if name != "quote" and name not in _VALUES:
            yield Problem(at, f"unknown placeholder {{{name}}}")


_VALUES = {
    "card.first_name",
    "card.age",
    "card.school",
    "card.town",
    "card.about",
    "persona.name",
}


def sentences(text: str) -> list[str]:
    """The sentences of a text, empty ones left out."""
    return [part for part in _SENTENCE.split(text) if part.strip()]


def word_count(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


def _only_emoji(at: str, text: str) -> Iterator[Problem]:
    if not _WORD.search(text):
        yield Problem(at, f"says nothing without its emoji: {text!r}")


def _label(at: str, label: str) -> Iterator[Problem]:
    words = _WORD.findall(label.lower())
    if len(label) > MAX_LABEL:
        yield Problem(at, f"{len(label)} characters, {MAX_LABEL} at most")
    if not words or len(words) > 4:
        yield Problem(at, f"a verb and at most three words more: « {label} »")
    verbs = words[: 1 + sum(word in _BEFORE_VERB for word in words[:2])]
    if not any(_INFINITIVE.search(re.split("['’]", word)[-1]) for word in verbs):
        yield Problem(at, f"begins with a verb: « {label} »")


def _conditions(version: Version) -> Iterator[tuple[str, When]]:
    for name, node in version.nodes.items():
        bubbles = [*node.lines, *(b for answer in node.answers for b in answer.reply)]
        bubbles += [ask.reply for ask in (*node.asks.values(), *version.persona.asks.values())]
        yield from ((name, bubble.when) for bubble in bubbles if bubble.when)
        yield from ((name, b.when) for answer in node.answers for b in answer.to if b.when)
    for name, ending in version.endings.items():
        yield from ((name, bubble.when) for bubble in ending.lines if bubble.when)
    yield from (("debrief", bubble.when) for bubble in version.debrief.gave_away if bubble.when)


def _texts_of(scenario: Scenario, field: str) -> Iterator[tuple[str, str]]:
    for version in scenario.file.versions:
        for name, node in version.nodes.items():
            for answer in node.answers:
                yield f"{scenario.id}.{version.id}.{name}.{answer.moves[0]}", getattr(answer, field)


def _own_voice(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """What the coach and the debrief say: Vigie's own voice."""
    file = scenario.file
    yield from ((f"{file.id}.{name}", getattr(file, name)) for name in ("title", "summary", "content_note"))
    yield from _texts_of(scenario, "feedback")
    yield from _texts_of(scenario, "better")
    yield from ((f"{file.id}.reflexes", reflex) for reflex in file.reflexes)
    yield from ((f"{file.id}.red_flags.{name}", text) for name, text in file.red_flags.items())
    yield from ((f"{file.id}.{name}", getattr(file, name)) for name in ("lesson", "model_answer"))
    yield f"{file.id}.law", file.law.text
    for version in file.versions:
        at = f"{file.id}.{version.id}"
        said = version.debrief
        for name, node in version.nodes.items():
            yield from ((f"{at}.{name}.hints", hint) for hint in node.hints)
            yield f"{at}.{name}.recap", node.recap
        yield from ((f"{at}.{name}.well", ending.well) for name, ending in version.endings.items())
        yield f"{at}.debrief.truth", said.truth
        yield from ((f"{at}.debrief.gave_away", bubble.text) for bubble in said.gave_away)
        yield from ((f"{at}.debrief.reflexes", reflex) for reflex in said.reflexes)
        yield from ((f"{at}.debrief", text) for text in (said.lesson, said.model_answer) if text)
        if said.law:
            yield f"{at}.debrief.law", said.law.text


def _for_adults(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """What only authors and educators read."""
    file = scenario.file
    yield f"{file.id}.threat", file.threat
    yield from ((f"{file.id}.tactics", text) for text in file.tactics)
    yield f"{file.id}.law.source", file.law.source
    for version in file.versions:
        said = (version.persona.claims, version.persona.truth, version.persona.voice)
        yield from ((f"{file.id}.{version.id}.persona", text) for text in said)


def _every_text(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Whatever a teen may read in a scene."""
    yield from _own_voice(scenario)
    for version in scenario.file.versions:
        at = f"{scenario.id}.{version.id}"
        card = version.role_card
        yield from (
            (f"{at}.role_card", text) for text in (card.first_name, card.school, card.town, card.about)
        )
        for name, profile in version.profiles.items():
            told = (profile.name, profile.joined, profile.bio, *profile.badges)
            yield from ((f"{at}.profiles.{name}", text) for text in told if text)
        yield from (
            (f"{at}.persona.asks", text) for text in _read(a.reply for a in version.persona.asks.values())
        )
        for name, node in version.nodes.items():
            bubbles = [*node.lines, *(b for answer in node.answers for b in answer.reply)]
            bubbles += [ask.reply for ask in node.asks.values()]
            yield from ((f"{at}.{name}", text) for text in (*_read(bubbles), *node.buttons.values()))
        for name, ending in version.endings.items():
            yield from ((f"{at}.{name}", text) for text in _read(ending.lines))


def _read(bubbles: Iterable[Bubble]) -> Iterator[str]:
    for bubble in bubbles:
        yield from filter(None, (bubble.text, bubble.clear))
