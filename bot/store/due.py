"""Messages that Vigie sends by itself: each waits here, sealed, until it is due, and then goes to the outbox.

A row says what kind of message it is and when, never what was talked about. Callers outside the store: actions ask with
`bot.later`, the turn writes, `bot.telegram.outbox` moves what is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.quiet_hours import is_quiet
from bot.store.models import DueMessage
from bot.store.turns import Pending, Sealed, add_to_outbox

DAY = 24 * 3600
#: A message that could not leave (we were down) is still welcome this long after its hour, then it is forgotten.
#: One asked for today and due tomorrow is thus kept less than 7 days (design.md §8, « Data »).
KEPT_AFTER_DUE = 5 * DAY
#: Rows moved in one transaction.
AT_ONCE = 200


@dataclass(frozen=True)
class Waiting:
    """A message that waits: its kind and its hour, in seconds since the epoch."""

    kind: str
    due_at: int


def add_due(connection: Connection, chat: str, kind: str, sealed: Sealed, due_at: int) -> None:
    """Let a sealed bubble wait until `due_at`."""
    connection.execute(
        sa.insert(DueMessage).values(
            chat=chat,
            kind=kind,
            voice=sealed.voice,
            address=sealed.address,
            body=sealed.body,
            due_at=due_at,
            expires_at=due_at + KEPT_AFTER_DUE,
        )
    )


def cancel_due(connection: Connection, chat: str, kind: str | None = None) -> None:
    """Forget what waits in a chat: of a kind, or all of it."""
    waits = sa.delete(DueMessage).where(DueMessage.chat == chat)
    connection.execute(waits if kind is None else waits.where(DueMessage.kind == kind))


def waiting(connection: Connection, chat: str) -> list[Waiting]:
    """What waits in a chat, next one first."""
    found = connection.execute(
        sa.select(DueMessage.kind, DueMessage.due_at)
        .where(DueMessage.chat == chat)
        .order_by(DueMessage.due_at, DueMessage.id)
    )
    return [Waiting(row.kind, row.due_at) for row in found]


def move_due(connection: Connection, now: int) -> list[Pending]:
    """Move what is due into the outbox, within the caller's transaction; the outbox rows, to be sent once it commits.

    Nothing moves in the quiet hours. Rows that another process is moving are left to it.
    """
    if is_quiet(now):
        return []
    found = connection.execute(
        sa.select(DueMessage.id, DueMessage.chat, DueMessage.voice, DueMessage.address, DueMessage.body)
        .where(DueMessage.due_at <= now, DueMessage.expires_at > now)
        .order_by(DueMessage.due_at, DueMessage.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    moved: list[Pending] = []
    for row in found:
        sealed = Sealed(row.voice, row.address, row.body)
        [outbox_row] = add_to_outbox(connection, row.chat, [sealed], now)
        moved.append(Pending(outbox_row, row.chat, sealed))
    _delete(connection, [row.id for row in found])
    return moved


def next_due(connection: Connection) -> int | None:
    """When the next message is due, in seconds since the epoch; None when nothing waits."""
    return connection.execute(sa.select(sa.func.min(DueMessage.due_at))).scalar()


def _delete(connection: Connection, ids: Sequence[int]) -> None:
    if ids:
        connection.execute(sa.delete(DueMessage).where(DueMessage.id.in_(ids)))
