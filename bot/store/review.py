"""What educators ask of the database: their classes, transcripts page by page, notes, figures.

A `Scope` says which classes the asker may read at all; every query that touches a class or a play takes one, so
that a forged id finds nothing. Who gets which scope is decided in `bot.review.access`.
"""

from __future__ import annotations

import datetime as dt
import heapq
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.store.classes import ClassCard, assigned_scenarios
from bot.store.models import (
    Account,
    ClassMember,
    ClassScenario,
    ClassStaff,
    Play,
    PlayComment,
    PlayLabel,
    PlayLine,
    SchoolClass,
)
from bot.store.nicknames import new_code

#: Fewer people than this, and a figure would be somebody's portrait.
FEWEST_PEOPLE = 5
STATUSES = ("open", "closed", "archived")
#: As a filter, a play that did not reach its end.
UNFINISHED = "none"


@dataclass(frozen=True)
class Scope:
    """Classes that may be read: those of one account, or all (None)."""

    account: int | None


@dataclass(frozen=True)
class ClassFields:
    """What an educator writes about a class; the teen who joins reads it."""

    name: str
    school: str
    teacher: str


@dataclass(frozen=True)
class ListedClass:
    """A class in a list: how many are in it, how many transcripts wait."""

    id: int
    name: str
    school: str
    teacher: str
    status: str
    code: str
    members: int
    unreviewed: int


@dataclass(frozen=True)
class PlayFilter:
    """Which transcripts: None does not choose. `ending`: a kind, or « none » for a play not finished."""

    class_id: int | None = None
    scenario: str | None = None
    ending: str | None = None
    label: str | None = None
    unreviewed: bool = False


@dataclass(frozen=True)
class Place:
    """Where a page starts: a play's day and id."""

    day: dt.date
    id: int


@dataclass(frozen=True)
class ListedPlay:
    """A transcript in a list. `nickname` is None when its owner left and took the name along."""

    id: int
    day: dt.date
    scenario: str
    ending: str | None
    reviewed: bool
    class_id: int
    class_name: str
    nickname: str | None
    comments: int
    labels: tuple[str, ...]


@dataclass(frozen=True)
class StoredLine:
    """One line of a transcript as it is kept."""

    id: int
    voice: str
    speaker: str | None
    text: str
    node: str | None
    move: str | None
    rating: str | None
    flags: tuple[str, ...]
    withheld: bool | None


@dataclass(frozen=True)
class Comment:
    """A colleague's note; `author` None when the account is gone."""

    id: int
    author_id: int | None
    author: str | None
    day: dt.date
    text: str


@dataclass(frozen=True)
class PlayPage:
    """Everything one transcript's page is made of."""

    play: ListedPlay
    version: str
    flags_seen: tuple[str, ...]
    flags_missed: tuple[str, ...]
    lines: tuple[StoredLine, ...]
    comments: tuple[Comment, ...]


@dataclass(frozen=True)
class Figures:
    """What a class shows, from five people on: finished plays by ending, flags missed most often first."""

    people: int
    finished: int
    endings: tuple[tuple[str, int], ...]
    missed: tuple[tuple[str, int], ...]


# --- classes -------------------------------------------------------------------------------------------------


def create_class(
    connection: Connection, account: int, fields: ClassFields, scenarios: Iterable[str], day: dt.date
) -> int:
    """Open a class read by `account`; its id."""
    class_id = None
    while class_id is None:
        try:
            with connection.begin_nested():
                class_id = connection.execute(
                    sa.insert(SchoolClass).values(code=new_code(), status="open", since=day, **vars(fields))
                ).inserted_primary_key[0]
        except IntegrityError:  # somebody has this code
            continue
    connection.execute(sa.insert(ClassStaff).values(class_id=class_id, account_id=account))
    assign(connection, class_id, scenarios)
    return class_id


def edit_class(connection: Connection, class_id: int, fields: ClassFields) -> None:
    """Rewrite what is said of a class."""
    connection.execute(sa.update(SchoolClass).where(SchoolClass.id == class_id).values(**vars(fields)))


def set_status(connection: Connection, class_id: int, status: str, day: dt.date) -> None:
    """Open, close or archive a class."""
    connection.execute(
        sa.update(SchoolClass).where(SchoolClass.id == class_id).values(status=status, since=day)
    )


def assign(connection: Connection, class_id: int, scenarios: Iterable[str]) -> None:
    """Replace the scenes of a class. What was played of a scene no longer assigned stays readable."""
    connection.execute(sa.delete(ClassScenario).where(ClassScenario.class_id == class_id))
    for scenario in sorted(set(scenarios)):
        connection.execute(sa.insert(ClassScenario).values(class_id=class_id, scenario=scenario))


def add_staff(connection: Connection, class_id: int, account: int) -> None:
    """Let an account read a class; nothing changes when it already does."""
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(ClassStaff).values(class_id=class_id, account_id=account))
    except IntegrityError:
        return


def remove_staff(connection: Connection, class_id: int, account: int) -> None:
    """An account reads this class no more."""
    connection.execute(
        sa.delete(ClassStaff).where(ClassStaff.class_id == class_id, ClassStaff.account_id == account)
    )


def class_in_scope(connection: Connection, scope: Scope, class_id: int) -> ClassCard | None:
    """One class, None when it is not there or not the asker's."""
    row = connection.execute(
        sa.select(SchoolClass.__table__).where(SchoolClass.id == class_id, _readable(scope))
    ).first()
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


def list_classes(connection: Connection, scope: Scope, archived: bool = False) -> list[ListedClass]:
    """The classes of a scope: those still in use, or the archived ones."""
    members = (
        sa.select(sa.func.count(ClassMember.id))
        .where(ClassMember.class_id == SchoolClass.id, ClassMember.left.is_(False))
        .scalar_subquery()
    )
    unreviewed = (
        sa.select(sa.func.count(Play.id))
        .where(Play.class_id == SchoolClass.id, Play.reviewed.is_(False))
        .scalar_subquery()
    )
    found = connection.execute(
        sa.select(SchoolClass.__table__, members.label("members"), unreviewed.label("unreviewed"))
        .where(_readable(scope), (SchoolClass.status == "archived") == sa.literal(archived))
        .order_by(SchoolClass.status.desc(), SchoolClass.school, SchoolClass.name, SchoolClass.id)
    )
    return [
        ListedClass(
            row.id, row.name, row.school, row.teacher, row.status, row.code, row.members, row.unreviewed
        )
        for row in found
    ]


def nicknames_of(connection: Connection, class_id: int) -> list[str]:
    """Who is in a class, as it may be known: nicknames in alphabetical order."""
    found = connection.execute(
        sa.select(ClassMember.nickname).where(ClassMember.class_id == class_id, ClassMember.left.is_(False))
    )
    return sorted(found.scalars(), key=lambda name: unicodedata.normalize("NFKD", name.casefold()))


def figures(connection: Connection, class_id: int) -> Figures | None:
    """The figures of a class; None below five people with a finished play."""
    plays = connection.execute(
        sa.select(Play.chat, Play.ending, Play.flags_missed).where(
            Play.class_id == class_id, Play.ending.is_not(None)
        )
    ).all()
    people = len({play.chat for play in plays})
    if people < FEWEST_PEOPLE:
        return None
    endings = Counter(play.ending for play in plays)
    missed = Counter(flag for play in plays for flag in play.flags_missed)
    return Figures(people, len(plays), tuple(endings.most_common()), tuple(missed.most_common(5)))


# --- transcripts ---------------------------------------------------------------------------------------------


def newer_first(
    connection: Connection, scope: Scope, wanted: PlayFilter, after: Place | None, size: int
) -> list[ListedPlay]:
    """Up to `size` transcripts that come after `after` in the list: newest day first."""
    return _listed(connection, _keys(connection, scope, wanted, after, size, newest_first=True))


def before_place(
    connection: Connection, scope: Scope, wanted: PlayFilter, place: Place, size: int
) -> list[ListedPlay]:
    """Up to `size` transcripts that come just before `place` in the list, in list order."""
    return _listed(connection, _keys(connection, scope, wanted, place, size, newest_first=False)[::-1])


def neighbours(
    connection: Connection, scope: Scope, wanted: PlayFilter, place: Place
) -> tuple[int | None, int | None]:
    """Ids of the transcripts before and after `place` in the list."""
    before = _keys(connection, scope, wanted, place, 1, newest_first=False)
    after = _keys(connection, scope, wanted, place, 1, newest_first=True)
    return (before[0] if before else None, after[0] if after else None)


def play_page(connection: Connection, scope: Scope, play_id: int) -> PlayPage | None:
    """One transcript; None when it is not there, solo, or of a class that is not the asker's."""
    head = connection.execute(
        sa.select(Play.version, Play.flags_seen, Play.flags_missed)
        .join(SchoolClass, SchoolClass.id == Play.class_id)
        .where(Play.id == play_id, _readable(scope))
    ).first()
    if head is None:
        return None
    [play] = _listed(connection, [play_id])
    lines = connection.execute(
        sa.select(PlayLine.__table__).where(PlayLine.play == play_id).order_by(PlayLine.id)
    )
    comments = connection.execute(
        sa.select(PlayComment.__table__, Account.name)
        .outerjoin(Account, Account.id == PlayComment.account)
        .where(PlayComment.play == play_id)
        .order_by(PlayComment.id)
    )
    return PlayPage(
        play,
        head.version,
        tuple(head.flags_seen),
        tuple(head.flags_missed),
        tuple(
            StoredLine(
                line.id,
                line.voice,
                line.speaker,
                line.text,
                line.node,
                line.move,
                line.rating,
                tuple(line.flags),
                line.withheld,
            )
            for line in lines
        ),
        tuple(Comment(row.id, row.account, row.name, row.day, row.text) for row in comments),
    )


def class_of_play(connection: Connection, scope: Scope, play_id: int) -> int | None:
    """The class that reads a play; None when it is not there, solo, or not the asker's."""
    return connection.execute(
        sa.select(Play.class_id)
        .join(SchoolClass, SchoolClass.id == Play.class_id)
        .where(Play.id == play_id, _readable(scope))
    ).scalar()


def mark_reread(connection: Connection, verdicts: Iterable[tuple[int, bool]]) -> None:
    """Remember what re-reading said of lines: (line id, withheld)."""
    for line, withheld in verdicts:
        connection.execute(sa.update(PlayLine).where(PlayLine.id == line).values(withheld=withheld))


def set_reviewed(connection: Connection, play_id: int, reviewed: bool) -> None:
    """Mark a transcript as read, or as still to read."""
    connection.execute(sa.update(Play).where(Play.id == play_id).values(reviewed=reviewed))


def add_comment(connection: Connection, play_id: int, account: int, text: str, day: dt.date) -> None:
    """Note something on a transcript."""
    connection.execute(sa.insert(PlayComment).values(play=play_id, account=account, text=text, day=day))


def delete_comment(connection: Connection, play_id: int, comment_id: int, author: int | None) -> bool:
    """Delete a comment of `author` (None: of anybody). False when there is none such."""
    which = (PlayComment.id == comment_id) & (PlayComment.play == play_id)
    if author is not None:
        which &= PlayComment.account == author
    return bool(connection.execute(sa.delete(PlayComment).where(which)).rowcount)


def set_labels(connection: Connection, play_id: int, labels: Iterable[str]) -> None:
    """Replace the labels of a transcript."""
    connection.execute(sa.delete(PlayLabel).where(PlayLabel.play == play_id))
    for label in sorted(set(labels)):
        connection.execute(sa.insert(PlayLabel).values(play=play_id, label=label))


def _readable(scope: Scope) -> Any:
    """The condition on SchoolClass that a scope puts."""
    if scope.account is None:
        return sa.true()
    return SchoolClass.id.in_(sa.select(ClassStaff.class_id).where(ClassStaff.account_id == scope.account))


def _keys(
    connection: Connection,
    scope: Scope,
    wanted: PlayFilter,
    place: Place | None,
    size: int,
    *,
    newest_first: bool,
) -> list[int]:
    """Ids of plays from `place` on, in one direction, found in an index alone."""
    if scope.account is None and wanted.class_id is None:
        chosen = Play.class_id.in_(sa.select(SchoolClass.id).where(SchoolClass.status != "archived"))
        runs = [_run(connection, Play.class_id.is_not(None) & chosen, wanted, place, size, newest_first)]
    else:
        # One short run per class, each in the order of its index, then merged: no sort over all their plays.
        runs = [
            _run(connection, Play.class_id == class_id, wanted, place, size, newest_first)
            for class_id in _class_ids(connection, scope, wanted.class_id)
        ]
    merged = heapq.merge(*runs, reverse=newest_first)
    return [play_id for _day, play_id in list(merged)[:size]]


def _class_ids(connection: Connection, scope: Scope, class_id: int | None) -> Sequence[int]:
    query = sa.select(SchoolClass.id).where(_readable(scope))
    if class_id is not None:
        query = query.where(SchoolClass.id == class_id)
    else:
        query = query.where(SchoolClass.status != "archived")
    return connection.execute(query).scalars().all()


def _run(
    connection: Connection,
    chosen: Any,
    wanted: PlayFilter,
    place: Place | None,
    size: int,
    newest_first: bool,
) -> list[tuple[dt.date, int]]:
    query = sa.select(Play.day, Play.id).where(chosen)
    if wanted.scenario is not None:
        query = query.where(Play.scenario == wanted.scenario)
    if wanted.ending == UNFINISHED:
        query = query.where(Play.ending.is_(None))
    elif wanted.ending is not None:
        query = query.where(Play.ending == wanted.ending)
    if wanted.unreviewed:
        query = query.where(Play.reviewed.is_(False))
    if wanted.label is not None:
        query = query.where(Play.id.in_(sa.select(PlayLabel.play).where(PlayLabel.label == wanted.label)))
    key = sa.tuple_(Play.day, Play.id)
    if place is not None:
        here = sa.tuple_(sa.literal(place.day), sa.literal(place.id))
        query = query.where(key < here if newest_first else key > here)
    order = (Play.day.desc(), Play.id.desc()) if newest_first else (Play.day, Play.id)
    found = connection.execute(query.order_by(*order).limit(size))
    return [(row.day, row.id) for row in found]


def _listed(connection: Connection, ids: Sequence[int]) -> list[ListedPlay]:
    """The plays of these ids, in this order."""
    if not ids:
        return []
    comments = sa.select(sa.func.count(PlayComment.id)).where(PlayComment.play == Play.id).scalar_subquery()
    found = connection.execute(
        sa.select(
            Play.id,
            Play.day,
            Play.scenario,
            Play.ending,
            Play.reviewed,
            Play.class_id,
            SchoolClass.name.label("class_name"),
            ClassMember.nickname,
            comments.label("comments"),
        )
        .join(SchoolClass, SchoolClass.id == Play.class_id)
        .outerjoin(ClassMember, (ClassMember.class_id == Play.class_id) & (ClassMember.chat == Play.chat))
        .where(Play.id.in_(ids))
    ).all()
    labels: dict[int, list[str]] = {}
    for row in connection.execute(
        sa.select(PlayLabel.play, PlayLabel.label).where(PlayLabel.play.in_(ids)).order_by(PlayLabel.label)
    ):
        labels.setdefault(row.play, []).append(row.label)
    by_id = {row.id: ListedPlay(**dict(row._mapping), labels=tuple(labels.get(row.id, ()))) for row in found}
    return [by_id[play_id] for play_id in ids if play_id in by_id]
