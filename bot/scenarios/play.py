"""The step of a scene, as pure functions: state and move in, new state, lines and what was learnt out.

Play, preview, lint and tests all go through here. The caller checks that a pressed button is not stale (`play_id`,
`turn`), redacts the text, and keeps the state; clock and seed come in.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.lines import Choice, Line
from bot.scenarios import debrief
from bot.scenarios.conditions import answer_of, false_alarms, holds, next_reply, visible
from bot.scenarios.glossary import MOST_TERMS, Term
from bot.scenarios.library import Scenario
from bot.scenarios.phrasing import card_values, fill, reading_pause
from bot.scenarios.profiles import profile_picture
from bot.scenarios.roles import roles_of
from bot.scenarios.schema import ANSWERED_MOVES, Answer, Bubble, Node, ScenarioFile, Version
from bot.scenarios.state import Checkpoint, FlagMark, Learnt, Mark, Outcome, Played, SceneState, Step
from bot.scenarios.typed import ANY_OTHER, asked, fields_given, is_question, masked, quote

Seed = int | str

#: What may follow a scene in the data of a button: another scene instead, or one of its roles.
OTHER, AS_ROLE = "other", "as"

#: Moves that may carry a question to the persona.
ASKING_MOVES = ("chat", "ask_proof", "challenge")

#: What an answer says of the flags its node planted; a neutral one leaves them open.
ASKED = "asked"
_MARKS: Mapping[str, Mark] = {"protective": "seen", "neutral": "open", "vulnerable": "missed", ASKED: "open"}


def open_scene(
    scenario: Scenario,
    band: str,
    seed: Seed,
    now: datetime,
    *,
    variant: str | None = None,
    role: str | None = None,
) -> Step:
    """Start a scene for an age band: content note and role card, then the first node.

    Without `variant`, a scene that has both draws fake or genuine from the seed, half and half. A role is never drawn:
    where there are several, `role` is the one that was chosen, and the note was read with the question
    (`role_question`). Raises LookupError when the scene has no version for that band (and variant, and role).
    """
    version = _draw_version(scenario.file, band, seed, variant, role)
    step = open_version(scenario, version, band, seed, now)
    return replace(step, lines=step.lines[1:]) if role else step


def open_version(scenario: Scenario, version: Version, band: str, seed: Seed, now: datetime) -> Step:
    """Start one version of a scene, nothing drawn."""
    state = _fresh(scenario, version, band, seed, now)
    return _opening(scenario, version, state, scenario.wording.opening.note)


def role_question(scenario: Scenario, roles: Sequence[Version]) -> tuple[Line, ...]:
    """Before a scene of several roles: the content note, and who to play. `roles`: one version of each."""
    words = scenario.wording
    note = fill(
        words.opening.note, {"note": scenario.file.content_note, "minutes": str(scenario.file.minutes)}
    )
    choices = (
        *(Choice(one.role or one.id, f"s:{scenario.id}:{AS_ROLE}:{one.id}") for one in roles),
        Choice(words.buttons.other, f"s:{scenario.id}:{OTHER}"),
        Choice(words.buttons.help, "c:help"),
    )
    return (Line(note, "narrator"), Line(words.opening.role, choices=choices))


def play_turn(
    scenario: Scenario, state: SceneState, move: str, text: str | None, seed: Seed, now: datetime
) -> Step:
    """Play one move. `text` is what was typed, redacted, or None for a button; `seed` varies the coach's phrasing.

    A move that is none of the twelve is taken for `chat`. An ended scene answers with its closing buttons; a scene
    edited meanwhile, whose node is gone, resumes at its start.
    """
    if state.status == "ended":
        return _closed(scenario, state)
    version, state, moved = _located(scenario, state, now)
    if moved:
        return _shown(scenario, version, state, [Line(scenario.wording.resume.changed, "coach")])
    state = replace(state, day=now.date().isoformat())
    node = version.nodes[state.node]
    if move == "quit":
        return _quit(scenario, version, state, node)
    if move == "ask_coach":
        return _hint(scenario, version, state, node)
    return _answer(scenario, version, state, move if move in ANSWERED_MOVES else "chat", text or "", seed)


def resume(scenario: Scenario, state: SceneState) -> Step:
    """After a pause: one line to remember by, then the same node with the same buttons (play and turn unchanged)."""
    if state.status == "ended":
        return _closed(scenario, state)
    version, state, moved = _located(scenario, state, None)
    words = scenario.wording.resume
    recap = words.changed if moved else fill(words.recap, {"recap": _recap(version, state)})
    return _shown(scenario, version, state, [Line(recap, "coach")])


def replay(scenario: Scenario, state: SceneState, seed: Seed, now: datetime, *, whole: bool = False) -> Step:
    """Play again, feedback kept for the end: from the first key moment missed; all of it if `whole` or none was."""
    version = scenario.file.version(state.version)
    words = scenario.wording.resume
    if version is not None and not whole:
        missed = next((c for c in state.checkpoints if _was_missed(version, state, c)), None)
        if missed is not None:
            cut = state.cut(missed)
            state = replace(
                _fresh(scenario, version, state.band, seed, now),
                given=cut.given,
                history=cut.history,
                flags=cut.flags,
                checkpoints=cut.checkpoints,
                feedback="end",
                first=len(cut.history),
            )
            state = _arrive(version, state, missed.node)
            line = Line(fill(words.replay, {"recap": _recap(version, state)}), "coach")
            return _shown(scenario, version, state, [line])
    version = version or _nearest_version(scenario, state)
    state = replace(_fresh(scenario, version, state.band, seed, now), feedback="end")
    return _opening(scenario, version, state, words.whole)


def meaning(scenario: Scenario, state: SceneState, terms: Sequence[Term] | None = None) -> Step:
    """« Ça veut dire ? »: the slang of the bubbles on screen, or of `terms`, explained. The turn does not move."""
    version, state, _ = _located(scenario, state, None)
    words = scenario.wording.meaning
    found = terms or _slang(scenario, version, state)
    told = [fill(words.term, {"term": term.term, "means": term.means}) for term in found[:MOST_TERMS]]
    text = "\n".join([words.title, *told]) if told else words.none
    line = Line(text, "coach", choices=_choices(scenario, version, state))
    return Step(state, (line,), _learnt(version, state))


def situation(scenario: Scenario, state: SceneState) -> str | None:
    """What the persona just did, for the reading of the next message; None when nothing runs."""
    version = scenario.file.version(state.version)
    if version is None or state.status == "ended" or state.node not in version.nodes:
        return None
    return version.nodes[state.node].situation


# --- the graph, without words: also what the lint walks


def advance(
    version: Version,
    state: SceneState,
    move: str,
    fields: Iterable[str] | None = None,
    *,
    question: bool = False,
) -> tuple[SceneState, Answer]:
    """Play a move on the graph: history, flags, what was given, and the next node, or the ending (status ended).

    `question`: the words were a question to the persona; it counts as « asked », unless asking was the right thing.

    `fields`: the role-card fields that the words gave; without any, what the answer declares with `gives` counts for
    `share_info`, and for `accept` where a contact or a photo was asked for.
    """
    node = version.nodes[state.node]
    answer = node.answer_to(move) or node.answer_to("chat") or node.answers[0]
    rating = ASKED if question and answer.rating != "protective" else answer.rating
    mark = _MARKS[rating]
    flags = tuple(
        replace(f, mark=mark) if f.node == state.node and f.mark == "open" else f for f in state.flags
    )
    gave = tuple(fields or ()) or (answer.gives if move in _giving(node) else ())
    state = replace(
        state,
        turn=state.turn + 1,
        history=(*state.history, Played(state.node, move, rating)),
        flags=flags,
        given=(*state.given, *(name for name in gave if name not in state.given)),
        hints=0,
    )
    target = next(b.to for b in answer.to if b.when is None or holds(b.when, version, state))
    if target in version.endings:
        return replace(state, status="ended", ending=target), answer
    return _arrive(version, state, target), answer


def outcome(version: Version, state: SceneState) -> Outcome | None:
    """What a finished play shows; None when it reached no ending. A flag nobody spotted counts as missed."""
    if state.ending is None or state.ending not in version.endings:
        return None
    seen = _names(f.flag for f in state.flags if f.mark == "seen")
    keys = [c for c in state.checkpoints if c.history < len(state.history)]
    return Outcome(
        ending=state.ending,
        kind=version.endings[state.ending].kind,
        flags_seen=seen,
        flags_missed=tuple(name for name in _names(f.flag for f in state.flags) if name not in seen),
        key_moments=len(keys),
        hits=sum(1 for c in keys if not _was_missed(version, state, c)),
        false_alarms=false_alarms(version, state),
    )


# --- inside


def _draw_version(
    file: ScenarioFile, band: str, seed: Seed, variant: str | None, role: str | None
) -> Version:
    fitting = [
        v
        for v in file.versions
        if band in v.bands and variant in (None, v.variant) and role in (None, v.role)
    ]
    if not fitting:
        wanted = ", ".join(filter(None, (band, variant, role)))
        raise LookupError(f"{file.id} has no version for {wanted}")
    if role is None and roles_of(file, band):
        raise LookupError(f"{file.id} has several roles at {band}: one is to be chosen")
    variants = sorted({v.variant for v in fitting})
    drawn = variants[_digest("variant", seed)[0] % len(variants)]
    return next(v for v in fitting if v.variant == drawn)


def _digest(purpose: str, seed: Seed) -> bytes:
    return hashlib.sha256(f"{purpose}:{seed}".encode()).digest()


def _fresh(scenario: Scenario, version: Version, band: str, seed: Seed, now: datetime) -> SceneState:
    state = SceneState(
        scenario=scenario.id,
        revision=scenario.revision,
        version=version.id,
        band=band,
        play_id=_digest("play", seed).hex()[:6],
        node=version.start,
        day=now.date().isoformat(),
        unrecorded=scenario.file.unrecorded,
    )
    return _arrive(version, state, version.start)


def _arrive(version: Version, state: SceneState, target: str) -> SceneState:
    """Enter a node: key moments leave a checkpoint, lines plant their flags."""
    node = version.nodes[target]
    if node.key:
        mark = Checkpoint(target, len(state.history), len(state.given), len(state.flags))
        state = replace(state, checkpoints=(*state.checkpoints, mark))
    planted = _names(flag for bubble in visible(node.lines, version, state) for flag in bubble.flags)
    marks = tuple(FlagMark(flag, target, "open", len(state.given), len(state.history)) for flag in planted)
    return replace(state, node=target, flags=(*state.flags, *marks), hints=0)


def _located(scenario: Scenario, state: SceneState, now: datetime | None) -> tuple[Version, SceneState, bool]:
    """The version and state to go on from. True when the file changed under the play and it restarts."""
    version = scenario.file.version(state.version)
    if version is not None and state.node in version.nodes:
        return version, replace(state, revision=scenario.revision, unrecorded=scenario.file.unrecorded), False
    version = version or _nearest_version(scenario, state)
    fresh = SceneState(
        scenario=scenario.id,
        revision=scenario.revision,
        version=version.id,
        band=state.band,
        play_id=state.play_id,
        node=version.start,
        turn=state.turn + 1,
        feedback=state.feedback,
        day=now.date().isoformat() if now else state.day,
        unrecorded=scenario.file.unrecorded,
    )
    return version, _arrive(version, fresh, version.start), True


def _nearest_version(scenario: Scenario, state: SceneState) -> Version:
    """For a version that is gone: the first one for the same age band, else the first of all."""
    versions = scenario.file.versions
    return next((v for v in versions if state.band in v.bands), versions[0])


def _was_missed(version: Version, state: SceneState, checkpoint: Checkpoint) -> bool:
    """A key moment is handled well by a protective answer or, with an honest person, by trust well placed."""
    if checkpoint.node not in version.nodes or checkpoint.history >= len(state.history):
        return False
    item = state.history[checkpoint.history]
    answer = answer_of(version, item)
    return item.rating != "protective" and not (answer is not None and answer.trust)


def _giving(node: Node) -> tuple[str, ...]:
    """The moves that give what an answer declares: saying it, and accepting when that is what was asked for."""
    return ("share_info", "accept") if node.situation in ("ask_contact", "ask_photo") else ("share_info",)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _recap(version: Version, state: SceneState) -> str:
    return fill(version.nodes[state.node].recap, card_values(version))


def _said(scenario: Scenario, bubbles: Iterable[Bubble], version: Version, state: SceneState) -> list[Line]:
    values = card_values(version)
    lines = []
    for bubble in visible(bubbles, version, state):
        text = fill(bubble.text, values)
        speaker = None if bubble.voice == "narrator" else bubble.speaker or version.persona.name
        clear = fill(bubble.clear, values) if bubble.clear else None
        shown = version.profiles.get(bubble.profile) if bubble.profile else None
        picture = (
            profile_picture(scenario.id, bubble.profile, shown, scenario.wording.profile)
            if shown and bubble.profile
            else None
        )
        lines.append(Line(text, bubble.voice, speaker, clear, pause=reading_pause(text), picture=picture))
    return lines


def _choices(scenario: Scenario, version: Version, state: SceneState) -> tuple[Choice, ...]:
    words = scenario.wording.buttons
    moves = [
        Choice(label, f"m:{state.play_id}:{state.turn}:{move}")
        for move, label in version.nodes[state.node].buttons.items()
    ]
    # Shuffled by play and turn: resuming shows the same order, another play another one.
    random.Random(f"{state.play_id}:{state.turn}").shuffle(moves)
    other = (Choice(words.other, f"s:{scenario.id}:{OTHER}"),) if not state.history else ()
    slang = (Choice(words.meaning, "c:meaning"),) if _slang(scenario, version, state) else ()
    return (*moves, *other, *slang, Choice(words.pause, "c:pause"), Choice(words.help, "c:help"))


def _slang(scenario: Scenario, version: Version, state: SceneState) -> tuple[Term, ...]:
    """The words to explain in the bubbles on screen: the answer to the last move, and the node's lines."""
    said = list(visible(version.nodes[state.node].lines, version, state))
    answer = answer_of(version, state.history[-1]) if state.history else None
    said = [*(visible(answer.reply, version, state) if answer else ()), *said]
    return scenario.glossary.found_in(bubble.text for bubble in said)


def _end_choices(scenario: Scenario, state: SceneState) -> tuple[Choice, ...]:
    words = scenario.wording.buttons
    version = scenario.file.version(state.version)
    missed = version is not None and any(_was_missed(version, state, c) for c in state.checkpoints)
    key = (Choice(words.replay_key, f"r:{state.play_id}:key"),) if missed else ()
    return (
        *key,
        Choice(words.replay_all, f"r:{state.play_id}:all"),
        Choice(words.another, "c:scenes"),
        Choice(words.menu, "c:menu"),
        Choice(words.help, "c:help"),
    )


def _learnt(version: Version, state: SceneState) -> Learnt:
    node = version.nodes.get(state.node)
    return Learnt(state.scenario, version.id, version.variant, state.node, node.stage if node else None)


def _with_choices(lines: list[Line], choices: tuple[Choice, ...]) -> tuple[Line, ...]:
    return (*lines[:-1], replace(lines[-1], choices=choices))


def _shown(scenario: Scenario, version: Version, state: SceneState, before: list[Line]) -> Step:
    """The current node, with something said before it."""
    lines = [*before, *_said(scenario, version.nodes[state.node].lines, version, state)]
    return Step(state, _with_choices(lines, _choices(scenario, version, state)), _learnt(version, state))


def _opening(scenario: Scenario, version: Version, state: SceneState, note: str) -> Step:
    words = scenario.wording.opening
    values = {
        **card_values(version),
        "note": scenario.file.content_note,
        "minutes": str(scenario.file.minutes),
    }
    before = [Line(fill(note, values), "narrator"), Line(fill(words.card, values), "narrator", pause=1.0)]
    return _shown(scenario, version, state, before)


def _closed(scenario: Scenario, state: SceneState) -> Step:
    version = scenario.file.version(state.version) or _nearest_version(scenario, state)
    line = Line(scenario.wording.resume.ended, "coach", choices=_end_choices(scenario, state))
    return Step(state, (line,), _learnt(version, state))


def _quit(scenario: Scenario, version: Version, state: SceneState, node: Node) -> Step:
    words = scenario.wording.leaving
    ended = replace(state, status="ended", hints=0)
    lesson = version.debrief.lesson or scenario.file.lesson
    lines = [Line(words.leave, "coach"), Line(fill(words.offer, {"lesson": lesson}), "coach")]
    learnt = replace(_learnt(version, state), move="quit", key=node.key)
    return Step(ended, _with_choices(lines, _end_choices(scenario, ended)), learnt)


def _hint(scenario: Scenario, version: Version, state: SceneState, node: Node) -> Step:
    """Three levels: look, name, say. Then the third again. The turn does not move: earlier buttons stay good."""
    level = min(state.hints, 2)
    frame = scenario.wording.coach.hints[level]
    text = fill(frame, {"hint": fill(node.hints[level], card_values(version))})
    state = replace(state, hints=state.hints + 1)
    line = Line(text, "coach", choices=_choices(scenario, version, state))
    return Step(state, (line,), replace(_learnt(version, state), move="ask_coach", key=node.key))


def _answer(
    scenario: Scenario, version: Version, before: SceneState, move: str, text: str, seed: Seed
) -> Step:
    node = version.nodes[before.node]
    given = scenario.wording.given
    fields = fields_given(text, version.role_card, given) if move == "share_info" else ()
    question = (
        asked(text, node.asks, version.persona.asks, any_other=move == "chat")
        if move in ASKING_MOVES and text
        else None
    )
    asking = move == "chat" and (question is not None or is_question(text))
    state, answer = advance(version, before, move, fields, question=asking)
    told = next_reply(question[1], version, state, once=question[0] == ANY_OTHER) if question else None
    if told is not None:
        state = replace(state, told=(*state.told, told[1]))

    lines = _said(scenario, [told[0]] if told else answer.reply, version, state)
    if masked(text, given):
        lines.append(Line(fill(scenario.wording.coach.masked, card_values(version)), "coach"))
    if state.feedback == "each":
        # What the scene says of small talk would not fit a question.
        comment = (
            _of_a_question(scenario, before, text, question[0] if told and question else ANY_OTHER)
            if asking
            else _feedback(scenario, version, node, answer, move, text, seed)
        )
        lines += [Line(comment, "coach")] if comment else []

    learnt = Learnt(
        scenario=scenario.id,
        version=version.id,
        variant=version.variant,
        node=before.node,
        stage=node.stage,
        move=move,
        rating="neutral" if state.history[-1].rating == ASKED else answer.rating,
        rubric=None if state.history[-1].rating == ASKED else answer.rubric,
        key=node.key,
        hit=node.key and (answer.rating == "protective" or answer.trust),
        false_alarm=answer.false_alarm,
        flags_seen=_turned(before, state, "seen"),
        flags_missed=_turned(before, state, "missed"),
        gave=tuple(name for name in state.given if name not in before.given),
        outcome=outcome(version, state),
    )
    if learnt.outcome is None:
        lines += _said(scenario, version.nodes[state.node].lines, version, state)
        return Step(state, _with_choices(lines, _choices(scenario, version, state)), learnt)
    ending = version.endings[learnt.outcome.ending]
    lines += _said(scenario, ending.lines, version, state)
    lines += debrief.lines(
        scenario, version, state, learnt.outcome, gave_away=visible(version.debrief.gave_away, version, state)
    )
    return Step(state, _with_choices(lines, _end_choices(scenario, state)), learnt)


def _turned(before: SceneState, after: SceneState, mark: str) -> tuple[str, ...]:
    return _names(
        new.flag for old, new in zip(before.flags, after.flags, strict=False) if old.mark != new.mark == mark
    )


def _of_a_question(scenario: Scenario, before: SceneState, text: str, name: str) -> str | None:
    """The coach's short line about a question of that name (see `asks`), none of them twice in a play.

    Only what helps to know who is there is praised as checking; about other foreseen questions (whom somebody
    loves, their cat) the coach says nothing.
    """
    words = scenario.wording.coach
    if name != ANY_OTHER and name not in words.checking:
        return None
    frames = words.other_questions if name == ANY_OTHER else words.questions
    # Where asking is the right thing a question is marked protective: counting those too may skip a line.
    number = sum(1 for item in before.history if item.move == "chat" and item.rating in (ASKED, "protective"))
    if number >= len(frames):
        return None
    return fill(frames[number], {"quote": quote(text, scenario.wording.longest_quote)})


def _feedback(
    scenario: Scenario,
    version: Version,
    node: Node,
    answer: Answer,
    move: str,
    text: str,
    seed: Seed,
) -> str:
    """What was said, what it did, one other sentence."""
    words = scenario.wording
    typed = quote(text, words.longest_quote)
    values: Mapping[str, str] = {
        **card_values(version),
        "quote": typed or node.buttons.get(move) or scenario.rubric.moves[move],
    }
    said = fill(answer.feedback, values)
    if typed and "{quote}" not in answer.feedback:
        said = fill(words.coach.quoted, {"quote": typed, "feedback": said})
    frames = words.coach.better
    frame = frames[_digest(f"better:{node.recap}", seed)[0] % len(frames)]
    return f"{said}\n{fill(frame, {'better': fill(answer.better, values)})}"
