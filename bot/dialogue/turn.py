"""One turn: read, understand, redact, answer, commit. Effects once, or none.

Nothing is written before the answer is complete, and then everything in one transaction: the update seen, the
live slots, the transcript, the outbox. An action that hangs therefore holds no lock.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Database
from sqlalchemy.exc import IntegrityError

from bot.dialogue.agent import CollectedReplies
from bot.dialogue.choices import Chosen, read_choice
from bot.dialogue.effects import apply_effects, facts_for
from bot.dialogue.engine import Ticket
from bot.dialogue.incoming import Command, Edited, Incoming, Media, Pressed, Text
from bot.dialogue.tracker_store import TRANSIENT_SLOTS, WORK_SHEET, WorkSheet
from bot.dialogue.understanding import understand
from bot.expiry import unexpired
from bot.lines import Line
from bot.privacy.crypto import seal, unseal
from bot.privacy.keys import Keys
from bot.privacy.redact import redact
from bot.safety.normalise import normalise
from bot.store import turns
from bot.store.classes import class_for_play
from bot.store.database import reading, writing
from bot.store.retention import scrub
from bot.store.screen import take_screen
from bot.store.transcripts import write_record
from bot.store.turns import LostUpdate, Sealed, Slots

PARIS = ZoneInfo("Europe/Paris")
#: A message that waited longer than this gets a recap instead of its effect in a scene (engine.md).
LATE_SECONDS = 3600
#: Score of the risk model from which a line of a scene is not shown to a class (safeguarding.md: re-read at a
#: lower threshold before sharing).
WITHHELD_FROM = 0.2
#: Confidence from which words in a scene count as an insult.
INSULT_FROM = 0.6
#: How much of a text is looked at for a class code.
LONGEST_CODE_TEXT = 100
#: Whatever is going on, these are answered by help.
READ_AT_ONCE = ("risk_alarm", "risk_check")
SERIOUSNESS = {"none": 0, "check": 1, "alarm": 2}


class NoAnswer(Exception):
    """The dialogue engine had nothing to say, or an action failed: the net must answer."""


@dataclass(frozen=True)
class Bubble:
    """A committed line and, where it waits in the outbox, its row."""

    line: Line
    row: int | None = None


@dataclass(frozen=True)
class Reply:
    """What a turn answers. A duplicate answers nothing: it already did. `erased`: nothing is held any more."""

    bubbles: tuple[Bubble, ...] = ()
    duplicate: bool = False
    erased: bool = False

    @property
    def cancels_persona(self) -> bool:
        """Help silences what the persona still had to say."""
        return any(bubble.line.voice == "help" for bubble in self.bubbles)


@dataclass(frozen=True)
class TurnRunner:
    """Takes turns with one agent on one database. `clock` gives seconds since the epoch, `dice` a seed.

    `safe_word` reads a whole message as sos, help, stop, pause or discreet; `commands` maps slash names to
    the names of `choices.COMMANDS`, `phrases` whole normalised messages. `as_pressed` gives the data of the button
    that a text stands for, word for word, with the chat's slots; None for nearly every text.
    """

    agent: Agent
    database: Database
    keys: Keys
    clock: Callable[[], int]
    dice: Callable[[], int]
    safe_word: Callable[[str], str | None]
    commands: dict[str, str]
    as_pressed: Callable[[Slots, str], str | None]
    phrases: Mapping[str, str] = field(default_factory=dict)

    async def take(self, ticket: Ticket[Reply], incoming: Incoming) -> Reply:
        """Take one turn. Raises NoAnswer, TurnOverran or a database error; nothing has then changed."""
        try:
            return await self._take(ticket, incoming)
        except LostUpdate:
            return await self._take(ticket, incoming)

    async def _take(self, ticket: Ticket[Reply], incoming: Incoming) -> Reply:
        with reading(self.database) as connection:
            if turns.was_seen(connection, incoming.turn_id):
                return Reply(duplicate=True)
            slots, version = turns.read_slots(connection, incoming.chat)
        slots = unexpired(slots, self.clock()) if slots else slots
        sheet = WorkSheet(slots)
        WORK_SHEET.set(sheet)
        parse = await self._understand(incoming, slots or {})
        if parse is not None:
            parse = self._with_facts(incoming, parse, slots or {})
            await self._processor.handle_message(
                UserMessage(parse["text"], CollectedReplies(), incoming.chat, parse_data=parse)
            )
            if sheet.failure is not None or not sheet.lines or sheet.saved is None:
                raise NoAnswer(parse["intent"]["name"]) from sheet.failure
        ticket.enter_commit()
        return self._commit(incoming, slots or {}, version, sheet, is_sensitive(parse))

    def _with_facts(self, incoming: Incoming, parse: dict[str, Any], slots: Slots) -> dict[str, Any]:
        """Add what the action must know of the database beyond the chat's slots."""
        intent, words = parse["intent"]["name"], " ".join(parse["facts"].get("arguments", ()))
        if intent == "answer_class":
            # The class that was shown, as it is now.
            words = (slots.get("pending_class") or {}).get("code", "")
        typed = isinstance(incoming.body, Text) and not intent.startswith("command_")
        if typed and intent not in READ_AT_ONCE:
            # What was asked for decides what the words answer; a command, typed or not, is itself.
            asked = {"class": "command_join_class", "quiz": "quiz_answer"}
            intent = asked.get(str(slots.get("mode")), intent)
        if not words and intent == "command_join_class" and isinstance(incoming.body, Text):
            words = incoming.body.text[:LONGEST_CODE_TEXT]
        with reading(self.database) as connection:
            facts = facts_for(connection, incoming.chat, intent, words)
        return {**parse, "facts": {**parse["facts"], **facts}} if facts else parse

    @property
    def _processor(self) -> MessageProcessor:
        processor = self.agent.processor
        if processor is None:
            raise NoAnswer("no model is loaded")
        return processor

    async def _understand(self, incoming: Incoming, slots: Slots) -> dict[str, Any] | None:
        """Rasa's parse data for this turn; None where there is nothing to answer (a harmless edit)."""
        body, now = incoming.body, self.clock()
        facts: dict[str, Any] = {
            "now": now,
            "seed": self.dice(),
            "reachable": incoming.address is not None,
        }
        if isinstance(body, Pressed):
            return self._chosen(read_choice(body.data), facts)
        if isinstance(body, Media) and not body.caption:
            return self._chosen(Chosen("send_media", (body.kind,)), facts)
        if isinstance(body, Command):
            name = self.commands.get(body.name)
            if name is not None:
                return self._chosen(Chosen(f"command_{name}", tuple(body.argument.split()[:4])), facts)
            # An unknown command is read as the words it is made of: it may be a cry for help.
            body = Text(f"{body.name} {body.argument}")
        typed = body.caption if isinstance(body, Media) else body.text
        word = self.safe_word(typed)
        if word is not None and not isinstance(body, Edited):
            return self._chosen(Chosen(f"command_{'help' if word == 'sos' else word}", (word,)), facts)
        asked = self.phrases.get(normalise(typed))
        if asked is not None and isinstance(body, Text):
            return self._chosen(Chosen(f"command_{asked}"), facts)
        late = incoming.sent_at is not None and now - incoming.sent_at > LATE_SECONDS
        if isinstance(body, Text) and not late and not incoming.skipped:
            # Only a message that stands for no other: what came with it may be serious.
            data = self.as_pressed(slots, typed)
            if data is not None:
                return self._chosen(read_choice(data), facts)
        text, parse = await self._most_serious(incoming, typed, slots)
        if parse["risk"]["decision"] == "none":
            if isinstance(body, Edited):
                return None
            if isinstance(body, Media):
                return self._chosen(Chosen("send_media", (body.kind,)), facts)
            if late:
                return self._chosen(Chosen("come_late"), facts)
            if slots.get("mode") == "scene" and parse.get("move") == "chat":
                facts["insult"] = await self._is_insult(text, incoming.chat)
        keep = slots.get("keep_words") or ()
        return {
            **parse,
            "text": redact(text, keep).text or "-",
            "flags": [
                {**found, "quote": redact(found["quote"], keep).text} for found in parse.get("flags", ())
            ],
            "facts": {**facts, "merged": len(incoming.skipped)},
        }

    async def _is_insult(self, text: str, chat: str) -> bool:
        """Whether words that play no move in a scene are an insult where no scene runs."""
        outside = await understand(self._processor, text, chat, {})
        intent = outside["intent"]
        return bool(intent["name"] == "insult" and intent["confidence"] >= INSULT_FROM)

    async def _most_serious(self, incoming: Incoming, text: str, slots: Slots) -> tuple[str, dict[str, Any]]:
        """The message to answer: the last one, unless one it stands for speaks of something real."""
        parse = await understand(self._processor, text, incoming.chat, slots)
        for _turn_id, skipped in incoming.skipped:
            if parse["risk"]["decision"] == "alarm":
                break
            other = await understand(self._processor, skipped, incoming.chat, slots)
            if SERIOUSNESS[other["risk"]["decision"]] > SERIOUSNESS[parse["risk"]["decision"]]:
                text, parse = skipped, other
        return text, parse

    @staticmethod
    def _chosen(chosen: Chosen, facts: dict[str, Any]) -> dict[str, Any]:
        return {
            "text": "-",
            "intent": {"name": chosen.intent, "confidence": 1.0},
            "entities": [],
            "facts": {**facts, "arguments": list(chosen.arguments)},
        }

    def _commit(
        self, incoming: Incoming, before: Slots, version: int, sheet: WorkSheet, sensitive: bool
    ) -> Reply:
        now = self.clock()
        day = dt.datetime.fromtimestamp(now, PARIS).date()
        after = dict(sheet.saved) if sheet.saved is not None else before
        effects = after.get("effects") or ()
        erased = any(effect["do"] == "erase" for effect in effects)
        lines = tuple(sheet.lines)
        rows: list[int | None] = [None] * len(lines)
        try:
            with writing(self.database) as connection:
                turns.mark_seen(
                    connection, (incoming.turn_id, *(skipped for skipped, _text in incoming.skipped)), now
                )
                values = apply_effects(
                    connection,
                    incoming.chat,
                    effects,
                    self.dice(),
                    day,
                    partial(self._seal, incoming.address),
                )
                lines = tuple(_filled(line, values) for line in lines)
                if any(effect["do"] == "clean" for effect in effects):
                    lines = self._cleaning(connection, incoming.chat, lines)
                if sheet.saved is not None and not erased:
                    kept = {name: value for name, value in after.items() if name not in TRANSIENT_SLOTS}
                    if left_early(before, after):
                        kept["scene"] = {**after["scene"], "left": True}
                    turns.write_slots(connection, incoming.chat, kept, version, now)
                    _write_transcript(connection, incoming.chat, before, after, day, sensitive)
                if any(line.voice == "help" for line in lines):
                    turns.drop_from_outbox(connection, incoming.chat, "persona")
                if incoming.address is not None:
                    sealed = [self._seal(incoming.address, line) for line in lines]
                    rows = [*turns.add_to_outbox(connection, incoming.chat, sealed, now)]
        except IntegrityError:
            # Another process took the very same update meanwhile: its effects stand, ours are rolled back.
            return Reply(duplicate=True)
        if erased:
            scrub(self.database)
        return Reply(tuple(map(Bubble, lines, rows)), erased=erased)

    def _cleaning(self, connection: Connection, chat: str, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """The last bubble takes what is on screen away with it; its ids wait in the outbox, sealed like the rest."""
        ids = tuple(int(unseal(self.keys, sealed)) for sealed in take_screen(connection, chat))
        return (*lines[:-1], replace(lines[-1], removes=ids))

    def _seal(self, address: bytes | None, line: Line) -> Sealed:
        """A bubble for the outbox, or for later. Raises ValueError where the caller itself carries replies back."""
        if address is None:
            raise ValueError("this chat cannot be written to")
        return Sealed(line.voice, address, seal(self.keys, json.dumps(line.as_dict(), ensure_ascii=False)))


def out_of_game(before: Slots) -> dict[str, Any] | None:
    """The one neutral mark for every way out of a running scene: pause, help, question, disclosure.

    A scene left before anything was answered leaves no trace at all, unless it is taken up again: see `left_early`.
    One that is not recorded never does.
    """
    scene = before.get("scene")
    if before.get("mode") != "scene" or not scene or not scene["history"] or scene.get("unrecorded"):
        return None
    head = {name: scene[name] for name in ("play_id", "scenario", "version")}
    return {"play": head, "lines": [{"voice": "out", "text": "hors-jeu"}]}


def left_early(before: Slots, after: Slots) -> bool:
    """Whether this turn left the open scene before anything was answered in it, and the scene still stands.

    Its transcript then starts with the mark, as it does when the first answer is withheld: a mark on the first
    answer would else say that something was *typed*.
    """
    scene, kept = before.get("scene"), after.get("scene")
    return bool(
        before.get("mode") == "scene"
        and scene
        and not scene.get("unrecorded")
        and not scene["history"]
        and kept
        and kept["status"] == "playing"
        and kept["play_id"] == scene["play_id"]
        and not kept["history"]
    )


def is_sensitive(parse: dict[str, Any] | None) -> bool:
    """Whether a played line may be about real life after all: it is then withheld from a class."""
    evidence = ((parse or {}).get("risk") or {}).get("evidence", ())
    scores = [float(found.partition(":")[2]) for found in evidence if found.startswith("model:")]
    return any(score >= WITHHELD_FROM for score in scores)


def _write_transcript(
    connection: Connection, chat: str, before: Slots, after: Slots, day: dt.date, sensitive: bool
) -> None:
    record = after.get("record") or out_of_game(before)
    if not record:
        return
    for line in record["lines"]:
        # The mark « hors-jeu » is the same whatever it hides; lines that are not withheld here are re-read, by
        # the lexicon, before anybody sees them (bot.review.shown).
        if sensitive and line["voice"] == "teen":
            line["withheld"] = True
    # What is not recorded is nobody's to read.
    shared = not record.get("unrecorded")
    class_id = class_for_play(connection, chat, record["play"]["scenario"]) if shared else None
    write_record(connection, chat, record, day, class_id)


def _filled(line: Line, values: dict[str, str]) -> Line:
    """A line with what only the commit knows (« {nickname} »)."""
    text = line.text
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return replace(line, text=text)
