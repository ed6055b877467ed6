"""Quizzes taken, and the finished plays they are compared with. Every function runs in the caller's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.models import Play, QuizTaken


def keep_quiz(connection: Connection, chat: str, run: Mapping[str, Any], day: dt.date) -> None:
    """Keep a finished quiz: `run_id`, `phase`, `form`, `band`, `answers`, `score`, `plays`.

    The consent of before holds on.
    """
    agreed = connection.execute(
        sa.select(QuizTaken.id).where(QuizTaken.chat == chat, QuizTaken.study.is_(True))
    ).first()
    connection.execute(sa.insert(QuizTaken).values(chat=chat, day=day, study=agreed is not None, **run))


def agree_to_study(connection: Connection, chat: str, agreed: bool) -> None:
    """Whether this person's scores may be counted with those of others: all of them, or none."""
    connection.execute(sa.update(QuizTaken).where(QuizTaken.chat == chat).values(study=agreed))


def quizzes_of(connection: Connection, chat: str) -> list[dict[str, Any]]:
    """The quizzes of a chat, oldest first: phase, form, day (ISO), score, study consent, scenes finished by then."""
    found = connection.execute(
        sa.select(
            QuizTaken.phase,
            QuizTaken.form,
            QuizTaken.day,
            QuizTaken.score,
            QuizTaken.study,
            QuizTaken.plays,
        )
        .where(QuizTaken.chat == chat)
        .order_by(QuizTaken.id)
    )
    return [
        {
            "phase": row.phase,
            "form": row.form,
            "day": row.day.isoformat(),
            "score": row.score,
            "study": row.study,
            "plays": row.plays,
        }
        for row in found
    ]


def finished_plays(connection: Connection, chat: str) -> list[dict[str, Any]]:
    """The plays of a chat that reached an ending, oldest first: ids and flags, no line of them."""
    found = connection.execute(
        sa.select(Play.scenario, Play.day, Play.ending, Play.flags_seen, Play.flags_missed)
        .where(Play.chat == chat, Play.ending.isnot(None))
        .order_by(Play.id)
    )
    return [
        {
            "scenario": row.scenario,
            "day": row.day.isoformat(),
            "ending": row.ending,
            "seen": list(row.flags_seen),
            "missed": list(row.flags_missed),
        }
        for row in found
    ]


def runs_for_a_study(connection: Connection) -> list[tuple[str, dict[str, Any]]]:
    """Every quiz whose taker agreed: the pseudonym, only to put one person's quizzes together, and the row."""
    found = connection.execute(
        sa.select(QuizTaken.__table__).where(QuizTaken.study.is_(True)).order_by(QuizTaken.id)
    )
    return [
        (
            row.chat,
            {name: getattr(row, name) for name in ("phase", "form", "band", "answers", "score", "plays")},
        )
        for row in found
    ]
