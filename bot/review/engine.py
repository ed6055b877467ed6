"""The chat page's conversation over the engine: same turn, same safety net as Telegram."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.dialogue import incoming as dialogue
from bot.dialogue.service import DialogueService
from bot.lines import Line
from bot.privacy.keys import Keys
from bot.privacy.pseudonyms import pseudonym
from bot.review.conversation import ConversationUnavailable, Incoming, Pressed

logger = logging.getLogger(__name__)


class SafetyNet(Protocol):
    """Answers when the engine cannot."""

    def answer(self, text: str) -> Sequence[Line]:
        """At least one line, whatever the text."""
        ...


@dataclass(frozen=True)
class EngineConversation:
    """Implements bot.review.conversation.Conversation."""

    service: DialogueService
    keys: Keys
    net: SafetyNet

    def say(self, visitor: str, incoming: Incoming) -> list[Line]:
        """Take one turn for a visitor. Raises ConversationUnavailable with the net's lines."""
        body: dialogue.Body
        if isinstance(incoming, Pressed):
            body, words = dialogue.Pressed(incoming.data), ""
        else:
            body, words = dialogue.read_text(incoming.text), incoming.text
        turn = dialogue.Incoming(
            turn_id=f"web:{uuid.uuid4().hex}", chat=pseudonym(self.keys, visitor, channel="web"), body=body
        )
        try:
            reply = self.service.take_blocking(turn)
        except Exception as error:  # whatever failed, the teen gets an answer
            logger.error("a turn failed (%s): the net answers", type(error).__name__, exc_info=True)
            raise ConversationUnavailable(self.net.answer(words)) from None
        return [bubble.line for bubble in reply.bubbles]
