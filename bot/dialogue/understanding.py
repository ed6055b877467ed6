"""Understanding one text: the one path that turns, batch tools and benches share."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor

from bot.dialogue.tracker_store import listening_tracker
from bot.store.turns import Slots


async def understand(processor: MessageProcessor, text: str, chat: str, slots: Slots) -> dict[str, Any]:
    """Rasa's parse of a raw text in the light of a chat's slots: intent, move, risk, flags.

    A leading slash goes first: Rasa would obey it as an intent (« /restart », « /risk_alarm{…} »).
    """
    clean = text.lstrip("/ \n\t") or "-"
    tracker = listening_tracker(chat, slots, processor.domain.slots)
    return await processor.parse_message(UserMessage(clean, sender_id=chat), tracker)
