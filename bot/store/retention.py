"""How long each table that grows is kept (design.md §8, « Data »), the purge, and what is left after erasing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.store.classes import unshare
from bot.store.database import Busy, in_line
from bot.store.live import purge_expired
from bot.store.models import (
    AuditEntry,
    ClassMember,
    DueMessage,
    Invitation,
    LiveState,
    OutboxRow,
    Play,
    PlayComment,
    PlayLabel,
    PlayLine,
    QuizTaken,
    SchoolClass,
    ScreenMessage,
    SeenTurn,
)

HOUR = 3600
DAY = 24 * HOUR

#: Seconds since the row was last written.
KEPT_SECONDS: dict[Any, int] = {
    SeenTurn: 48 * HOUR,
    OutboxRow: 48 * HOUR,
    # As long as Telegram lets a bot delete a message.
    ScreenMessage: 48 * HOUR,
    LiveState: 30 * DAY,
}
#: Transcripts know their day only; what is noted on one goes with it.
TRANSCRIPT_DAYS = 90
AUDIT_DAYS = 365
#: Long enough for the quiz of three months later, and for it to be compared.
QUIZ_DAYS = 180
#: An archived class goes with its members once its last transcripts are gone.
ARCHIVED_CLASS_DAYS = 365


def purge(connection: Connection, now: int) -> None:
    """Delete what is past its time. `now` in seconds since the epoch."""
    today = dt.datetime.fromtimestamp(now, dt.timezone.utc).date()
    for table, seconds in KEPT_SECONDS.items():
        connection.execute(sa.delete(table).where(table.at < now - seconds))
    purge_expired(connection, now)
    connection.execute(sa.delete(Invitation).where(Invitation.expires < now))
    connection.execute(sa.delete(DueMessage).where(DueMessage.expires_at <= now))
    connection.execute(sa.delete(AuditEntry).where(AuditEntry.day < today - dt.timedelta(days=AUDIT_DAYS)))
    connection.execute(sa.delete(QuizTaken).where(QuizTaken.day < today - dt.timedelta(days=QUIZ_DAYS)))
    _purge_transcripts(connection, today - dt.timedelta(days=TRANSCRIPT_DAYS))
    _purge_classes(connection, today - dt.timedelta(days=ARCHIVED_CLASS_DAYS))


def scrub(database: Engine) -> bool:
    """Leave no copy of what was deleted in SQLite's write-ahead log; False where somebody is using it just now: the
    storage thread tries again (bot/telegram/outbox.py).

    SQLite overwrites what it deletes (`secure_delete`), in the file; its log still holds the pages of before.
    PostgreSQL's own log is rotated by the server.
    """
    if database.dialect.name != "sqlite":
        return True
    try:
        with in_line(database):
            raw = database.raw_connection()
            try:
                (busy, _, _) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                raw.close()
    except Busy:
        return False
    return not busy


def _purge_transcripts(connection: Connection, last_day: dt.date) -> None:
    old = sa.select(Play.id).where(Play.day < last_day)
    for table in (PlayComment, PlayLabel, PlayLine):
        connection.execute(sa.delete(table).where(table.play.in_(old)))
    connection.execute(sa.delete(Play).where(Play.day < last_day))
    # Whoever left and is read no more leaves no pseudonym behind.
    read = sa.select(Play.id).where(Play.class_id == ClassMember.class_id, Play.chat == ClassMember.chat)
    connection.execute(sa.delete(ClassMember).where(ClassMember.left.is_(True), ~read.exists()))


def _purge_classes(connection: Connection, last_day: dt.date) -> None:
    old = sa.select(SchoolClass.id).where(SchoolClass.status == "archived", SchoolClass.since < last_day)
    unshare(connection, Play.class_id.in_(old))
    connection.execute(sa.delete(SchoolClass).where(SchoolClass.id.in_(old)))
