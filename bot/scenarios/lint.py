"""What a scene must prove before it is played: every door opens, every answer is met, every word is within bounds.

Shapes are checked by the schema; here whole graphs are walked, with the very step functions that play them.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.scenarios.conditions import certain, visible
from bot.scenarios.library import Scenario
from bot.scenarios.phrasing import PLACEHOLDER
from bot.scenarios.play import AS_ROLE, ASKING_MOVES, OTHER, advance, play_turn
from bot.scenarios.roles import spellings
from bot.scenarios.schema import (
    ANSWERED_MOVES,
    FAKE_ENDINGS,
    GENUINE_ENDINGS,
    ID,
    VARIANTS,
    Answer,
    Ask,
    Bubble,
    Node,
    Version,
)
from bot.scenarios.situations import (
    ANY_DAY,
    MAX_STATES,
    MAX_TURNS,
    Situation,
    Situations,
    conditions_of,
    playing_alike,
    start_of,
    steps,
)
from bot.scenarios.state import SceneState
from bot.scenarios.typed import ANY_OTHER, fold

#: How a draft marks what is missing.
UNWRITTEN = "À ÉCRIRE"
MAX_BUBBLE = 160
MAX_PERSONA_WORDS = 12
MAX_COACH_WORDS = 20
MAX_PERSONA_BUBBLES = 3
MAX_LABEL = 32
MAX_ROLE = 24
BUTTONS = range(3, 6)
NODES = range(12, 19)
RANDOM_PLAYS = 500

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
    yield from _roles(scenario)
    data = [f"s:{file.id}:{OTHER}", f"m:abcdef:999:{max(ANSWERED_MOVES, key=len)}"]
    data += [f"s:{file.id}:{AS_ROLE}:{version.id}" for version in file.versions if version.role]
    for item in data:
        if len(item.encode()) > 64:
            yield Problem(file.id, f"button data over 64 bytes: {item}")


def _roles(scenario: Scenario) -> Iterator[Problem]:
    """Versions of one band and variant are told apart by their role; each variant of a band has the same roles."""
    file = scenario.file
    for version in file.versions:
        if len(version.role or "") > MAX_ROLE:
            yield Problem(
                f"{file.id}.{version.id}.role", f"{len(version.role or '')} characters, {MAX_ROLE} at most"
            )
    for band in file.ages:
        fitting = [version for version in file.versions if band in version.bands]
        taken: dict[tuple[str, str], str] = {}
        for version in fitting:
            for label in spellings(version.role) if version.role else ("",):
                if (other := taken.setdefault((version.variant, label), version.id)) != version.id:
                    said = (
                        f"have the role « {version.role} »"
                        if version.role
                        else "have no role: one is never played"
                    )
                    yield Problem(f"{file.id}.{version.id}", f"at {band}, {other} and this version {said}")
                    break
        named = {variant: frozenset(v.role for v in fitting if v.variant == variant) for variant in VARIANTS}
        sets = {roles for roles in named.values() if roles}
        if len(sets) > 1 or any(None in roles and len(roles) > 1 for roles in sets):
            yield Problem(
                file.id, f"at {band}, all versions have a role or none, and each variant the same roles"
            )


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
    yield from _endings(version, at)
    for name, ask in version.persona.asks.items():
        yield from _of_an_ask(ask, f"{at}.persona.asks.{name}")
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
        if not _somebody_speaks(node.lines, version):
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
    for where, when in conditions_of(version):
        for atom in (*when.played, *when.not_played):
            node_name = atom.rpartition(":")[0]
            if node_name and node_name not in version.nodes:
                yield Problem(f"{at}.{where}", f"a condition names {node_name!r}, which does not exist")
        for node_name in (*when.visited, *when.not_visited):
            if node_name not in version.nodes:
                yield Problem(f"{at}.{where}", f"a condition names {node_name!r}, which does not exist")
        for band in when.band:
            if band not in version.bands:
                yield Problem(f"{at}.{where}", f"a condition names {band}, an age this version is not for")


def _somebody_speaks(bubbles: Iterable[Bubble], version: Version) -> bool:
    """Whether each age band reads one of the bubbles at least, whatever happened."""
    return all(any(certain(bubble.when, band) for bubble in bubbles) for band in version.bands)


def _endings(version: Version, at: str) -> Iterator[Problem]:
    kinds = FAKE_ENDINGS if version.variant == "fake" else GENUINE_ENDINGS
    for kind in kinds:
        if kind not in {ending.kind for ending in version.endings.values()}:
            yield Problem(at, f"no ending {kind}")
    if not any(node.key for node in version.nodes.values()):
        yield Problem(at, "no key moment")
    if not _somebody_speaks(version.debrief.gave_away, version):
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
        yield from _of_an_ask(ask, f"{at}.asks.{name}")
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


def _of_an_ask(ask: Ask, at: str) -> Iterator[Problem]:
    yield from _bubbles(ask.reply, at)
    for text, count in Counter(fold(reply.text) for reply in ask.reply).items():
        if count > 1:
            yield Problem(at, f"the same reply {count} times: « {text} »")


def _walk(scenario: Scenario, version: Version, at: str) -> Iterator[Problem]:
    """Every situation a play can reach, in each age band: stages, bubbles, loops, sizes, what is never reached."""
    groups = playing_alike(version)
    told: set[Problem] = set()
    reached: set[str] = set()
    for bands in groups:
        places: set[str] = {version.start}
        edges = _edges(scenario, version, bands[0], at, places, told)
        if edges is None:
            yield Problem(at, "too many situations to walk: fewer conditions")
            return
        told.update(_of_a_band(version, places, at, f" at {', '.join(bands)}" if len(groups) > 1 else ""))
        if loop := _loop(edges):
            told.add(Problem(f"{at}.{loop}", "can come back for ever"))
        reached |= places
    yield from sorted(told, key=str)
    for name in sorted({*version.nodes, *version.endings} - reached):
        yield Problem(f"{at}.{name}", "is never reached")


Edges = dict[Situation, set[Situation]]


def _edges(
    scenario: Scenario, version: Version, band: str, at: str, places: set[str], told: set[Problem]
) -> Edges | None:
    """What each situation of a band leads to, None when they are too many; adds to `places` and `told` on the way."""
    situations = Situations(version)
    start = start_of(scenario, version, band)
    todo, known = [start], {situations.key(start)}
    edges: Edges = {}
    while todo and len(known) <= MAX_STATES:
        state = todo.pop()
        edges[situations.key(state)] = after = set()
        for move, new, answer in steps(version, state, by_buttons=False):
            places.add(new.ending or new.node)
            told.update(_of_a_turn(scenario, version, state, move, new, answer, at))
            if new.ending:
                continue
            key = situations.key(new)
            after.add(key)
            if key not in known:
                known.add(key)
                todo.append(new)
    return None if todo else edges


def _of_a_turn(
    scenario: Scenario,
    version: Version,
    state: SceneState,
    move: str,
    new: SceneState,
    answer: Answer,
    at: str,
) -> Iterator[Problem]:
    """How many bubbles a turn shows, and whether it may go to where it goes."""
    node = version.nodes[state.node]
    asks = move in ASKING_MOVES and bool(node.asks or version.persona.asks)
    replies = max(len(visible(answer.reply, version, new)), int(asks))
    place = version.endings[new.ending] if new.ending else version.nodes[new.node]
    bubbles = replies + len(visible(place.lines, version, new))
    if bubbles > MAX_PERSONA_BUBBLES:
        yield Problem(f"{at}.{state.node}.{move}", f"{bubbles} bubbles in a turn; 3 at most")
    near = (node.stage, *scenario.file.stages[node.stage])
    if isinstance(place, Node) and place.stage not in near:
        yield Problem(f"{at}.{state.node}.{move}", f"goes from {node.stage} to {place.stage}")


def _of_a_band(version: Version, places: set[str], at: str, where: str) -> Iterator[Problem]:
    """What each age band must find in a version: enough nodes, a key moment, an ending of each kind."""
    nodes = [version.nodes[name] for name in places if name in version.nodes]
    if len(nodes) not in NODES:
        yield Problem(at, f"{len(nodes)} nodes{where}; {NODES.start} to {NODES.stop - 1} make a scene")
    if not where:
        return  # said of the whole version already
    if not any(node.key for node in nodes):
        yield Problem(at, f"no key moment{where}")
    kinds = {version.endings[name].kind for name in places if name in version.endings}
    for kind in sorted({ending.kind for ending in version.endings.values()} - kinds):
        yield Problem(at, f"no ending {kind}{where}")


def _loop(edges: Edges) -> str | None:
    """A node on a cycle, by peeling off what leads nowhere further."""
    left = {key: set(after) for key, after in edges.items()}
    while True:
        leaves = {key for key, after in left.items() if not after}
        if not leaves:
            return str(next(iter(left))[0]) if left else None
        left = {key: after - leaves for key, after in left.items() if key not in leaves}


def _played_through(scenario: Scenario, version: Version, at: str, random_plays: int) -> Iterator[Problem]:
    """Always refusing, always accepting, and at random: each ends in a debrief within 40 turns.

    Random plays go over the graph alone; the first that reaches an ending is then played by the real step.
    """

    def ends(start: SceneState, moves: Iterable[str]) -> bool:
        state = start
        for move in itertools.islice(moves, MAX_TURNS):
            step = play_turn(scenario, state, move, None, 0, ANY_DAY)
            state = step.state
            if state.status == "ended":
                return any(choice.data.startswith("r:") for choice in step.lines[-1].choices)
        return False

    groups = playing_alike(version)
    for bands in groups:
        start = start_of(scenario, version, bands[0])
        where = f" at {', '.join(bands)}" if len(groups) > 1 else ""
        for move in ("refuse", "accept"):
            if not ends(start, itertools.repeat(move)):
                yield Problem(at, f"always {move}{where}: no debrief within {MAX_TURNS} turns")
        dice = random.Random(version.id)
        plays = [_played_at_random(version, start, dice) for _ in range(random_plays)]
        stuck = sum(ending is None for ending, _ in plays)
        if stuck:
            yield Problem(
                at, f"{stuck} random plays in {random_plays}{where} reach no debrief within {MAX_TURNS} turns"
            )
        first_to = {ending: moves for ending, moves in reversed(plays) if ending}
        for ending, moves in first_to.items():
            if not ends(start, moves):
                yield Problem(f"{at}.{ending}", f"no debrief after {', '.join(moves)}{where}")


def _played_at_random(
    version: Version, start: SceneState, dice: random.Random
) -> tuple[str | None, list[str]]:
    """The ending that a random play reaches, None where it reaches none in time, and its moves."""
    state, moves = start, list[str]()
    while state.ending is None and len(moves) < MAX_TURNS:
        moves.append(dice.choice(ANSWERED_MOVES))
        state, _ = advance(version, state, moves[-1])
    return state.ending, moves


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
        if version.role:
            yield f"{at}.role", version.role
        yield from (
            (f"{at}.role_card", text) for text in (card.first_name, card.school, card.town, card.about)
        )
        for name, profile in version.profiles.items():
            told = (profile.name, profile.joined, profile.bio, *profile.badges)
            yield from ((f"{at}.profiles.{name}", text) for text in told if text)
        yield from (
            (f"{at}.persona.asks", text)
            for text in _read(b for a in version.persona.asks.values() for b in a.reply)
        )
        for name, node in version.nodes.items():
            bubbles = [*node.lines, *(b for answer in node.answers for b in answer.reply)]
            bubbles += [b for ask in node.asks.values() for b in ask.reply]
            yield from ((f"{at}.{name}", text) for text in (*_read(bubbles), *node.buttons.values()))
        for name, ending in version.endings.items():
            yield from ((f"{at}.{name}", text) for text in _read(ending.lines))


def _read(bubbles: Iterable[Bubble]) -> Iterator[str]:
    for bubble in bubbles:
        yield from filter(None, (bubble.text, bubble.clear))
