"""Classes as a teen meets them: a code, a nickname, what is shared, leaving, and the rights over what is held.

Every function runs in the caller's transaction; what an educator does with a class is in `bot.store.review`.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError

from bot.store import due, screen
from bot.store.models import (
    ClassMember,
    ClassScenario,
    DueMessage,
    LiveState,
    OutboxRow,
    Play,
    PlayComment,
    PlayLabel,
    PlayLine,
    QuizTaken,
    SchoolClass,
    ScreenMessage,
)
from bot.store.nicknames import nicknames, plain_code


class ClassNotOpen(Exception):
    """Nobody joins this class: it is closed, archived or gone."""


@dataclass(frozen=True)
class ClassCard:
    """A class before joining it. `status`: open, closed or archived; `scenarios`: ids of the assigned scenes."""

    id: int
    code: str
    name: str
    school: str
    teacher: str
    status: str
    scenarios: tuple[str, ...]


@dataclass(frozen=True)
class Membership:
    """Somebody in a class, as that somebody sees it. `left`: they went, and something of before is still read.

    `quiz_total`: whether its total counts their quizzes; None until they were asked.
    """

    id: int
    class_id: int
    class_name: str
    school: str
    teacher: str
    nickname: str
    scenarios: tuple[str, ...]
    left: bool = False
    quiz_total: bool | None = None


def class_by_code(connection: Connection, code: str) -> ClassCard | None:
    """The class of a code as typed, whatever its status; None when no class has it."""
    plain = plain_code(code)
    if plain is None:
        return None
    row = connection.execute(sa.select(SchoolClass.__table__).where(SchoolClass.code == plain)).first()
    if row is None:
        return None
    return ClassCard(
        row.id,
        row.code,
        row.name,
        row.school,
        row.teacher,
        row.status,
        assigned_scenarios(connection, row.id),
    )


def assigned_scenarios(connection: Connection, class_id: int) -> tuple[str, ...]:
    """Ids of the scenes a class was assigned, in alphabetical order."""
    found = connection.execute(
        sa.select(ClassScenario.scenario)
        .where(ClassScenario.class_id == class_id)
        .order_by(ClassScenario.scenario)
    )
    return tuple(found.scalars())


def join_class(connection: Connection, class_id: int, chat: str, seed: int, day: dt.date) -> Membership:
    """Join, and get a nickname that nobody has in this class; whoever joined before gets theirs back.

    Raises ClassNotOpen.
    """
    if _status(connection, class_id) != "open":
        raise ClassNotOpen(class_id)
    _take_back(connection, class_id, chat)
    for nickname in nicknames(seed):
        if (mine := _membership(connection, class_id, chat)) is not None:
            return mine
        if _is_taken(connection, class_id, nickname):
            continue
        try:
            # A savepoint: losing the race for a nickname must not lose the whole turn.
            with connection.begin_nested():
                connection.execute(
                    sa.insert(ClassMember).values(
                        class_id=class_id, chat=chat, nickname=nickname, joined_on=day, left=False
                    )
                )
        except IntegrityError:
            continue
    raise AssertionError("nicknames never end")


def memberships(connection: Connection, chat: str) -> list[Membership]:
    """The classes somebody is in, or that still read something of theirs; open or not, the latest joined last.

    A closed class can be left too, and what was shared taken back.
    """
    read = sa.select(Play.id).where(Play.class_id == ClassMember.class_id, Play.chat == ClassMember.chat)
    found = connection.execute(
        _members()
        .where(ClassMember.chat == chat, ClassMember.left.is_(False) | read.exists())
        .order_by(ClassMember.id)
    )
    return [_as_membership(connection, row) for row in found]


def class_for_play(connection: Connection, chat: str, scenario: str) -> int | None:
    """The class that reads a play of this scene about to start: the latest joined that was assigned it."""
    return connection.execute(_sharing(chat, scenario).order_by(ClassMember.id.desc()).limit(1)).scalar()


def still_shared(connection: Connection, chat: str, class_id: int, scenario: str) -> bool:
    """Whether a class still reads what somebody plays of a scene: it is open, assigned it, and they are in it."""
    reads = _sharing(chat, scenario).where(ClassMember.class_id == class_id)
    return connection.execute(reads).first() is not None


def leave_class(connection: Connection, chat: str, class_id: int, withdraw: bool) -> None:
    """Leave; nothing more is shared, and no quiz is counted.

    `withdraw`: nothing of before is shared either, staff notes on it included.
    """
    mine = (ClassMember.class_id == class_id) & (ClassMember.chat == chat)
    if not withdraw:
        connection.execute(sa.update(ClassMember).where(mine).values(left=True, quiz_total=None))
        return
    unshare(connection, (Play.class_id == class_id) & (Play.chat == chat))
    connection.execute(sa.delete(ClassMember).where(mine))


def unshare(connection: Connection, which: Any) -> None:
    """Take plays out of their class: no educator reads them again, and what was noted on them is deleted."""
    plays = sa.select(Play.id).where(which)
    for table in (PlayComment, PlayLabel):
        connection.execute(sa.delete(table).where(table.play.in_(plays)))
    connection.execute(sa.update(Play).where(which).values(class_id=None, reviewed=False))


def erase_chat(connection: Connection, chat: str) -> None:
    """Delete every row that belongs to a pseudonym. Follow with `bot.store.retention.scrub` once committed.

    Comments, labels and lines go with their plays; the audit log keeps that a reading took place, not of what.
    """
    plays = sa.select(Play.id).where(Play.chat == chat)
    for table in (PlayComment, PlayLabel, PlayLine):
        connection.execute(sa.delete(table).where(table.play.in_(plays)))
    for owned in (Play, QuizTaken, ClassMember, OutboxRow, DueMessage, ScreenMessage, LiveState):
        connection.execute(sa.delete(owned).where(owned.chat == chat))


def held_about(connection: Connection, chat: str) -> dict[str, Any]:
    """Everything held about a pseudonym, ready for JSON. Of staff notes: how many, not what they say."""
    live = connection.execute(sa.select(LiveState.slots).where(LiveState.chat == chat)).scalar()
    waiting = connection.execute(
        sa.select(sa.func.count(OutboxRow.id)).where(OutboxRow.chat == chat)
    ).scalar_one()
    plays = connection.execute(sa.select(Play.__table__).where(Play.chat == chat).order_by(Play.id)).all()
    notes = sum(
        connection.execute(
            sa.select(sa.func.count()).select_from(table).join(Play).where(Play.chat == chat)
        ).scalar_one()
        for table in (PlayComment, PlayLabel)
    )
    members = connection.execute(
        sa.select(
            ClassMember.nickname,
            ClassMember.joined_on,
            ClassMember.left,
            ClassMember.quiz_total,
            SchoolClass.name,
            SchoolClass.school,
            SchoolClass.teacher,
            SchoolClass.status,
        )
        .join(SchoolClass, SchoolClass.id == ClassMember.class_id)
        .where(ClassMember.chat == chat)
        .order_by(ClassMember.id)
    ).all()
    quizzes = connection.execute(
        sa.select(QuizTaken.__table__).where(QuizTaken.chat == chat).order_by(QuizTaken.id)
    ).all()
    return {
        "live": json.loads(live) if live else {},
        "waiting_messages": waiting,
        "messages_on_screen": screen.count_on_screen(connection, chat),
        "messages_asked_for": [asdict(one) for one in due.waiting(connection, chat)],
        "classes": [
            {
                "name": row.name,
                "school": row.school,
                "teacher": row.teacher,
                "nickname": row.nickname,
                "joined_on": row.joined_on.isoformat(),
                "left": row.left,
                "quizzes_counted_in_its_total": row.quiz_total,
                "status": row.status,
            }
            for row in members
        ],
        "plays": [_held_play(connection, play) for play in plays],
        "staff_notes": notes,
        "quizzes": [_held_quiz(row) for row in quizzes],
    }


def _held_quiz(row: Row) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "phase": row.phase,
        "form": row.form,
        "answers": row.answers,
        "score": row.score,
        "may_be_counted_in_a_study": row.study,
        "scenes_finished_by_then": row.plays,
    }


def _held_play(connection: Connection, play: Row) -> dict[str, Any]:
    lines = connection.execute(
        sa.select(PlayLine.__table__).where(PlayLine.play == play.id).order_by(PlayLine.id)
    ).all()
    return {
        "scenario": play.scenario,
        "version": play.version,
        "day": play.day.isoformat(),
        "ending": play.ending,
        "flags_seen": play.flags_seen,
        "flags_missed": play.flags_missed,
        "shared_with_a_class": play.class_id is not None,
        "reviewed": play.reviewed,
        "lines": [
            {
                "voice": line.voice,
                "speaker": line.speaker,
                "text": line.text,
                "node": line.node,
                "move": line.move,
                "rating": line.rating,
                "flags": line.flags,
            }
            for line in lines
        ],
    }


def _sharing(chat: str, scenario: str) -> Any:
    """Ids of the open classes somebody is in that were assigned a scene."""
    return (
        sa.select(ClassMember.class_id)
        .join(SchoolClass, SchoolClass.id == ClassMember.class_id)
        .join(ClassScenario, ClassScenario.class_id == ClassMember.class_id)
        .where(
            ClassMember.chat == chat,
            ClassMember.left.is_(False),
            SchoolClass.status == "open",
            ClassScenario.scenario == scenario,
        )
    )


def _status(connection: Connection, class_id: int) -> str | None:
    return connection.execute(sa.select(SchoolClass.status).where(SchoolClass.id == class_id)).scalar()


def _take_back(connection: Connection, class_id: int, chat: str) -> None:
    """Whoever left and kept what was shared comes back under the same nickname."""
    connection.execute(
        sa.update(ClassMember)
        .where(ClassMember.class_id == class_id, ClassMember.chat == chat)
        .values(left=False)
    )


def _membership(connection: Connection, class_id: int, chat: str) -> Membership | None:
    row = connection.execute(
        _members().where(ClassMember.class_id == class_id, ClassMember.chat == chat)
    ).first()
    return _as_membership(connection, row) if row else None


def _is_taken(connection: Connection, class_id: int, nickname: str) -> bool:
    taken = sa.select(ClassMember.id).where(
        ClassMember.class_id == class_id, ClassMember.nickname == nickname
    )
    return connection.execute(taken).first() is not None


def _members() -> Any:
    return sa.select(
        ClassMember.id,
        ClassMember.class_id,
        ClassMember.nickname,
        ClassMember.left,
        ClassMember.quiz_total,
        SchoolClass.name,
        SchoolClass.school,
        SchoolClass.teacher,
    ).join(SchoolClass, SchoolClass.id == ClassMember.class_id)


def _as_membership(connection: Connection, row: Row) -> Membership:
    return Membership(
        row.id,
        row.class_id,
        row.name,
        row.school,
        row.teacher,
        row.nickname,
        assigned_scenarios(connection, row.class_id),
        row.left,
        row.quiz_total,
    )
