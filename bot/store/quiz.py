"""Quizzes taken, and the finished plays they are compared with. Every function runs in the caller's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.models import ClassMember, Play, QuizTaken, SchoolClass


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


def class_to_ask(connection: Connection, chat: str) -> dict[str, Any] | None:
    """The open class, the latest joined, whose total this person was not asked about yet: `class_id`, `name`."""
    row = connection.execute(
        sa.select(ClassMember.class_id, SchoolClass.name)
        .join(SchoolClass, SchoolClass.id == ClassMember.class_id)
        .where(
            ClassMember.chat == chat,
            ClassMember.left.is_(False),
            ClassMember.quiz_total.is_(None),
            SchoolClass.status == "open",
        )
        .order_by(ClassMember.id.desc())
    ).first()
    return dict(row._mapping) if row else None


def count_in_class(connection: Connection, chat: str, class_id: int, agreed: bool) -> None:
    """Whether a class they are in may count this person's quizzes in its total; nothing changes for any other class."""
    mine = (ClassMember.chat == chat) & (ClassMember.class_id == class_id) & ClassMember.left.is_(False)
    connection.execute(sa.update(ClassMember).where(mine).values(quiz_total=agreed))


def pairs_of_class(connection: Connection, class_id: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The scores before and after of those who agreed, by their second quiz; none taken once the class was closed."""
    found = connection.execute(
        sa.select(QuizTaken.chat, QuizTaken.phase, QuizTaken.score)
        .join(ClassMember, ClassMember.chat == QuizTaken.chat)
        .join(SchoolClass, SchoolClass.id == ClassMember.class_id)
        .where(
            ClassMember.class_id == class_id,
            ClassMember.left.is_(False),
            ClassMember.quiz_total.is_(True),
            QuizTaken.phase.in_(("before", "after")),
            (SchoolClass.status == "open") | (QuizTaken.day <= SchoolClass.since),
        )
        .order_by(QuizTaken.id)
    )
    before: dict[str, dict[str, Any]] = {}
    pairs: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    for row in found:
        if row.phase == "before":
            before.setdefault(row.chat, row.score)
        elif row.chat in before:
            pairs.setdefault(row.chat, (before[row.chat], row.score))
    return list(pairs.values())


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
