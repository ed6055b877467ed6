"""Doors to classes: a code, what the class will and will not see, joining, leaving, withdrawing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions.content import library
from actions.door import Door, Said, Shown, idle_mode
from bot.lines import Choice, Line
from bot.replies import dialogue_replies


class ActionJoinClass(Door):
    """`/classe CODE`, or the code in words: the class is shown before anything is joined."""

    action = "action_join_class"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        replies = dialogue_replies()
        card = said.facts.get("class")
        if card is not None:
            return class_shown(card)
        typed = bool(said.arguments) or tracker.get_slot("mode") == "class"
        lines = [*replies.lines("class_unknown" if typed else "class_ask")]
        lines += [_mine(one) for one in said.facts.get("memberships", ())]
        return Shown(tuple(lines), {"mode": "class", "situation": None, "help": None})


class ActionClassChoice(Door):
    """Yes or no to a class; leaving one, with or without what was shared."""

    action = "action_class_choice"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        replies = dialogue_replies()
        chosen, number = said.arguments[0], "".join(said.arguments[1:])
        back: dict[str, Any] = {"mode": idle_mode(tracker), "situation": None}
        if chosen == "yes" and number.isdigit():
            pending = tracker.get_slot("pending_class") or {}
            card = said.facts.get("class")
            if pending.get("id") != int(number) or card is None:
                return Shown(replies.lines("class_stale"), back)
            if card["status"] != "open":
                return Shown(replies.lines("class_closed"), {**back, "pending_class": None})
            slots = {**back, "pending_class": None, "effects": [{"do": "join", "class_id": int(number)}]}
            return Shown(replies.lines("class_joined", nickname="{nickname}"), slots)
        if chosen in ("leave", "withdraw") and number.isdigit():
            effect = {"do": "leave", "class_id": int(number), "withdraw": chosen == "withdraw"}
            *first, last = replies.lines(f"class_{chosen}")
            if chosen == "leave":
                last = replace(last, choices=(_take_back(number), *last.choices))
            return Shown((*first, last), {**back, "effects": [effect]})
        return Shown(replies.lines("class_declined"), {**back, "pending_class": None})


def class_shown(card: dict[str, Any]) -> Shown:
    """What joining means, and the two buttons; a kind word for a class that is closed."""
    replies = dialogue_replies()
    if card["status"] != "open":
        return Shown(replies.lines("class_closed"), {"situation": None})
    assigned = [scenario.file for one in card["scenarios"] if (scenario := library().get(one))]
    scenes = [file.title for file in assigned if not file.unrecorded]
    values = {name: card[name] for name in ("name", "school", "teacher")}
    *first, last = replies.lines("class_card", scenes=", ".join(scenes) or "—", **values)
    choices = (
        Choice(replies.label("class_yes"), f"j:yes:{card['id']}"),
        Choice(replies.label("class_no"), "j:no"),
    )
    kept = {"id": card["id"], "code": card["code"]}
    return Shown(
        (*first, Line(last.text, choices=choices)), {"pending_class": kept, "situation": None, "help": None}
    )


def _mine(membership: dict[str, Any]) -> Line:
    replies = dialogue_replies()
    number = membership["class_id"]
    [line] = replies.lines(
        "class_left_mine" if membership["left"] else "class_mine",
        name=membership["class_name"],
        teacher=membership["teacher"],
        nickname=membership["nickname"],
    )
    if membership["left"]:
        return Line(line.text, choices=(_take_back(number),))
    return Line(
        line.text,
        choices=(
            Choice(replies.label("class_leave_label"), f"j:leave:{number}"),
            Choice(replies.label("class_withdraw_label"), f"j:withdraw:{number}"),
            *_quiz_total(membership),
        ),
    )


def _quiz_total(membership: dict[str, Any]) -> tuple[Choice, ...]:
    """The other answer to whether the class's total counts one's quizzes, once it was asked (actions.quiz)."""
    counted = membership["quiz_total"]
    if counted is None:
        return ()
    label = dialogue_replies().label("class_quiz_out_label" if counted else "class_quiz_in_label")
    return (Choice(label, f"q:class:{membership['class_id']}:{'no' if counted else 'yes'}"),)


def _take_back(number: int | str) -> Choice:
    return Choice(dialogue_replies().label("class_take_back_label"), f"j:withdraw:{number}")
