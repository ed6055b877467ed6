"""The queries of one turn: what was seen, the live slots, the outbox."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.models import LiveState, OutboxRow, SeenTurn

Slots = dict[str, Any]


class LostUpdate(Exception):
    """Another process changed this chat's live state since it was read."""


@dataclass(frozen=True)
class Sealed:
    """An outbox bubble: `address` and `body` are sealed by privacy.crypto before they come here."""

    voice: str
    address: bytes
    body: bytes


@dataclass(frozen=True)
class Pending:
    """A sealed bubble with its row id, oldest first."""

    id: int
    chat: str
    sealed: Sealed


def was_seen(connection: Connection, turn_id: str) -> bool:
    """Whether this turn already took effect."""
    return connection.execute(sa.select(SeenTurn.id).where(SeenTurn.id == turn_id)).first() is not None


def mark_seen(connection: Connection, turn_ids: Iterable[str], at: int) -> None:
    """Remember turns. Raises sqlalchemy.exc.IntegrityError when one took effect meanwhile."""
    connection.execute(sa.insert(SeenTurn), [{"id": turn_id, "at": at} for turn_id in turn_ids])


def read_slots(connection: Connection, chat: str) -> tuple[Slots | None, int]:
    """The live slots of a chat and their version; (None, 0) for a chat never met or erased."""
    row = connection.execute(
        sa.select(LiveState.slots, LiveState.version).where(LiveState.chat == chat)
    ).first()
    return (json.loads(row.slots), row.version) if row else (None, 0)


def write_slots(connection: Connection, chat: str, slots: Slots, version: int, at: int) -> None:
    """Replace the live slots read at `version`. Raises LostUpdate when they changed meanwhile."""
    values = {"slots": json.dumps(slots, ensure_ascii=False), "version": version + 1, "at": at}
    if version == 0:
        connection.execute(sa.insert(LiveState).values(chat=chat, **values))
        return
    changed = connection.execute(
        sa.update(LiveState).where(LiveState.chat == chat, LiveState.version == version).values(**values)
    )
    if changed.rowcount != 1:
        raise LostUpdate(chat)


def add_to_outbox(connection: Connection, chat: str, bubbles: Sequence[Sealed], at: int) -> list[int]:
    """Queue bubbles in order; their row ids come back in the same order."""
    return [
        connection.execute(
            sa.insert(OutboxRow).values(
                chat=chat, voice=bubble.voice, address=bubble.address, body=bubble.body, at=at
            )
        ).inserted_primary_key[0]
        for bubble in bubbles
    ]


def drop_from_outbox(connection: Connection, chat: str, voice: str) -> None:
    """Forget what one voice still had to say in a chat: help cancels the persona."""
    connection.execute(sa.delete(OutboxRow).where(OutboxRow.chat == chat, OutboxRow.voice == voice))


def pending_bubbles(connection: Connection, not_before: int) -> list[Pending]:
    """What a stopped process left unsent, oldest first, no older than `not_before`."""
    found = connection.execute(
        sa.select(OutboxRow.id, OutboxRow.chat, OutboxRow.voice, OutboxRow.address, OutboxRow.body)
        .where(OutboxRow.at >= not_before)
        .order_by(OutboxRow.id)
    )
    return [Pending(row.id, row.chat, Sealed(row.voice, row.address, row.body)) for row in found]


def delete_sent(connection: Connection, ids: Sequence[int]) -> None:
    """Delete bubbles that arrived, or that Telegram refuses for good."""
    connection.execute(sa.delete(OutboxRow).where(OutboxRow.id.in_(ids)))
