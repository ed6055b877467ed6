"""What expires in live slots (bot.expiry) is dropped for chats that fell silent; for others their turn does it."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.expiry import unexpired
from bot.store.models import LiveState


def purge_expired(connection: Connection, now: int) -> None:
    """Drop what has expired in every chat. A chat that takes a turn meanwhile does it itself."""
    found = connection.execute(
        sa.select(LiveState.chat, LiveState.slots, LiveState.version).where(
            LiveState.slots.contains('"until"', autoescape=True)
        )
    ).all()
    for row in found:
        slots = json.loads(row.slots)
        kept = unexpired(slots, now)
        if kept is not slots:
            connection.execute(
                sa.update(LiveState)
                .where(LiveState.chat == row.chat, LiveState.version == row.version)
                .values(slots=json.dumps(kept, ensure_ascii=False), version=row.version + 1)
            )
