"""Effects on what is stored beyond the chat's own slots: a class, a quiz, a message for later, erasing everything.

Actions are pure: they *ask* in the transient slot `effects`, the turn runner does it in its transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.engine import Connection

from bot.lines import Line
from bot.store import classes, due, quiz
from bot.store.turns import Sealed

Effect = Mapping[str, Any]


def facts_for(connection: Connection, chat: str, intent: str, words: str) -> dict[str, Any]:
    """What an action must know of the database before it answers; {} for nearly every intent."""
    if intent == "command_start" and words:
        return {"class": _card(connection, words)}
    if intent in ("command_join_class", "answer_class"):
        return {
            "class": _card(connection, words),
            "memberships": [asdict(one) for one in classes.memberships(connection, chat)],
        }
    if intent in ("command_my_data", "command_my_data_file"):
        return {"held": classes.held_about(connection, chat)}
    if intent in ("command_quiz", "quiz_answer", "command_progress", "choose_age"):
        return {
            "quizzes": quiz.quizzes_of(connection, chat),
            "finished": quiz.finished_plays(connection, chat),
            "waiting": [asdict(one) for one in due.waiting(connection, chat)],
            "class_to_ask": quiz.class_to_ask(connection, chat),
        }
    return {}


def apply_effects(
    connection: Connection,
    chat: str,
    effects: Sequence[Effect],
    seed: int,
    day: dt.date,
    seal_line: Callable[[Line], Sealed],
) -> dict[str, str]:
    """Do what was asked; the values that lines still need (« {nickname} »).

    `seal_line` seals a bubble for this chat. Raises ClassNotOpen; what `seal_line` raises where the chat cannot be
    written to; ValueError for an effect nobody knows.
    """
    values: dict[str, str] = {}
    for effect in effects:
        if effect["do"] == "join":
            # Closing in this very instant: the transaction fails, the net answers, nothing is half done.
            membership = classes.join_class(connection, effect["class_id"], chat, seed, day)
            values["nickname"] = membership.nickname
        elif effect["do"] == "leave":
            classes.leave_class(connection, chat, effect["class_id"], withdraw=effect["withdraw"])
        elif effect["do"] == "later":
            sealed = seal_line(Line.from_dict(effect["line"]))
            due.add_due(connection, chat, effect["kind"], sealed, effect["due_at"])
        elif effect["do"] == "cancel_later":
            due.cancel_due(connection, chat, effect.get("kind"))
        elif effect["do"] == "keep_quiz":
            quiz.keep_quiz(connection, chat, effect["run"], day)
        elif effect["do"] == "agree_to_study":
            quiz.agree_to_study(connection, chat, effect["agreed"])
        elif effect["do"] == "count_in_class":
            quiz.count_in_class(connection, chat, effect["class_id"], effect["agreed"])
        elif effect["do"] == "clean":
            continue  # the turn fills the last bubble with what it takes away
        elif effect["do"] == "erase":
            classes.erase_chat(connection, chat)
        else:
            raise ValueError(f"unknown effect {effect['do']!r}")
    return values


def _card(connection: Connection, words: str) -> dict[str, Any] | None:
    """The class whose code stands in the words: alone, or as one of them."""
    for candidate in (words, *words.split()):
        card = classes.class_by_code(connection, candidate)
        if card is not None:
            return asdict(card)
    return None
