"""Doors that leave no trace on a screen: cleaning it, and no more messages that Vigie sends first."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.door import Door, Said, Shown
from bot.later import cancel
from bot.replies import dialogue_replies


class ActionClean(Door):
    """« 🧹 Nettoyer l'écran »: what goes, what may serve as proof, and the question."""

    action = "action_clean"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        return Shown(dialogue_replies().lines("clean_ask" if said.reachable else "clean_cannot"))


class ActionCleanChoice(Door):
    """Second tap: the turn hands the ids over, the sender deletes and says what Telegram refused."""

    action = "action_clean_choice"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        replies = dialogue_replies()
        if not said.reachable:
            return Shown(replies.lines("clean_cannot"))
        if said.arguments != ("yes",):
            return Shown(replies.lines("clean_kept"))
        return Shown(replies.lines("cleaned"), {"effects": [{"do": "clean"}]})


class ActionNoMessages(Door):
    """Everything that Vigie was asked to send later is forgotten."""

    action = "action_no_messages"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        return Shown(dialogue_replies().lines("no_messages"), {"effects": [cancel()]})
