"""Tables. Times are whole seconds since the epoch (UTC); a transcript knows its day only (design.md §5)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class SeenTurn(Base):  # type: ignore[misc, valid-type]
    """A turn that took effect. Kept 48 h: update ids restart at random after an idle week."""

    __tablename__ = "seen_turns"

    id = sa.Column(sa.String(64), primary_key=True)
    at = sa.Column(sa.Integer, nullable=False, index=True)


class LiveState(Base):  # type: ignore[misc, valid-type]
    """The slots of one chat: ids, counters and modes, never text. `version` catches a lost update."""

    __tablename__ = "live_states"

    chat = sa.Column(sa.String(64), primary_key=True)
    slots = sa.Column(sa.Text, nullable=False)
    version = sa.Column(sa.Integer, nullable=False)
    at = sa.Column(sa.Integer, nullable=False, index=True)


class OutboxRow(Base):  # type: ignore[misc, valid-type]
    """A bubble still to be sent: where to and what, both sealed; deleted once sent."""

    __tablename__ = "outbox"

    id = sa.Column(sa.Integer, primary_key=True)
    chat = sa.Column(sa.String(64), nullable=False, index=True)
    voice = sa.Column(sa.String(16), nullable=False)
    address = sa.Column(sa.LargeBinary, nullable=False)
    body = sa.Column(sa.LargeBinary, nullable=False)
    at = sa.Column(sa.Integer, nullable=False, index=True)

    __table_args__ = ({"sqlite_autoincrement": True},)


class DueMessage(Base):  # type: ignore[misc, valid-type]
    """A message that Vigie will send by itself: when, where to and what, sealed; deleted once it is in the outbox.

    `kind` is a key of content/replies/later.yml, never a theme of help. Past `expires_at` it is forgotten.
    """

    __tablename__ = "due"

    id = sa.Column(sa.Integer, primary_key=True)
    chat = sa.Column(sa.String(64), nullable=False, index=True)
    kind = sa.Column(sa.String(16), nullable=False)
    voice = sa.Column(sa.String(16), nullable=False)
    address = sa.Column(sa.LargeBinary, nullable=False)
    body = sa.Column(sa.LargeBinary, nullable=False)
    due_at = sa.Column(sa.Integer, nullable=False, index=True)
    expires_at = sa.Column(sa.Integer, nullable=False, index=True)


class ScreenMessage(Base):  # type: ignore[misc, valid-type]
    """A message on a teen's screen, theirs or ours, by its sealed id, for « Nettoyer l'écran »."""

    __tablename__ = "screen"

    id = sa.Column(sa.Integer, primary_key=True)
    chat = sa.Column(sa.String(64), nullable=False, index=True)
    message = sa.Column(sa.LargeBinary, nullable=False)
    at = sa.Column(sa.Integer, nullable=False, index=True)


class Play(Base):  # type: ignore[misc, valid-type]
    """One playing of a scenario: the head of a redacted transcript."""

    __tablename__ = "plays"

    id = sa.Column(sa.Integer, primary_key=True)
    chat = sa.Column(sa.String(64), nullable=False, index=True)
    play_id = sa.Column(sa.String(16), nullable=False)
    scenario = sa.Column(sa.String(64), nullable=False)
    version = sa.Column(sa.String(64), nullable=False)
    day = sa.Column(sa.Date, nullable=False, index=True)
    ending = sa.Column(sa.String(32))
    flags_seen = sa.Column(sa.JSON, nullable=False, default=list)
    flags_missed = sa.Column(sa.JSON, nullable=False, default=list)
    # The class that reads this play; null: nobody does. No foreign key: SQLite cannot add one in place.
    class_id = sa.Column(sa.Integer)
    reviewed = sa.Column(sa.Boolean, nullable=False, default=False, server_default=sa.false())

    lines = relationship("PlayLine", order_by="PlayLine.id", cascade="all, delete-orphan")

    # Both indexes hold every column that a list filters by, so that a page reads the index alone.
    __table_args__ = (
        sa.UniqueConstraint("chat", "play_id", name="uq_plays_chat_play_id"),
        sa.Index("ix_plays_of_class", "class_id", "day", "id", "scenario", "ending", "reviewed"),
        sa.Index(
            "ix_plays_shared",
            "day",
            "id",
            "class_id",
            "scenario",
            "ending",
            "reviewed",
            sqlite_where=sa.text("class_id IS NOT NULL"),
            postgresql_where=sa.text("class_id IS NOT NULL"),
        ),
    )


class PlayLine(Base):  # type: ignore[misc, valid-type]
    """One line of a transcript, redacted. `voice` teen, persona, coach, narrator, or « out » (hors-jeu)."""

    __tablename__ = "play_lines"

    id = sa.Column(sa.Integer, primary_key=True)
    play = sa.Column(sa.Integer, sa.ForeignKey("plays.id", ondelete="CASCADE"), nullable=False, index=True)
    voice = sa.Column(sa.String(16), nullable=False)
    speaker = sa.Column(sa.String(64))
    text = sa.Column(sa.Text, nullable=False)
    node = sa.Column(sa.String(64))
    move = sa.Column(sa.String(32))
    rating = sa.Column(sa.String(16))
    flags = sa.Column(sa.JSON, nullable=False, default=list)
    # Null: not yet re-read for sharing. A withheld line is shown exactly like « hors-jeu ».
    withheld = sa.Column(sa.Boolean)


class QuizTaken(Base):  # type: ignore[misc, valid-type]
    """A quiz taken to its end: `answers` item id → index of the choice, `score` as bot.quiz.run.Score.

    `study`: this person agreed that their scores may be counted with those of others. `plays`: how many finished scenes
    were kept by then; null where an earlier version did not count them.
    """

    __tablename__ = "quiz_runs"

    id = sa.Column(sa.Integer, primary_key=True)
    chat = sa.Column(sa.String(64), nullable=False, index=True)
    run_id = sa.Column(sa.String(16), nullable=False)
    day = sa.Column(sa.Date, nullable=False, index=True)
    phase = sa.Column(sa.String(16), nullable=False)
    form = sa.Column(sa.String(8), nullable=False)
    band = sa.Column(sa.String(16), nullable=False)
    answers = sa.Column(sa.JSON, nullable=False)
    score = sa.Column(sa.JSON, nullable=False)
    study = sa.Column(sa.Boolean, nullable=False, default=False)
    plays = sa.Column(sa.Integer)

    __table_args__ = (sa.UniqueConstraint("chat", "run_id", name="uq_quiz_runs_chat_run_id"),)


class Account(Base):  # type: ignore[misc, valid-type]
    """An adult who signs in: `role` educator or lead. `fs_uniquifier` is what a session names: new one, all out."""

    __tablename__ = "accounts"

    id = sa.Column(sa.Integer, primary_key=True)
    email = sa.Column(sa.String(254), nullable=False, unique=True)
    name = sa.Column(sa.String(60), nullable=False)
    role = sa.Column(sa.String(16), nullable=False)
    password = sa.Column(sa.String(255), nullable=False)
    active = sa.Column(sa.Boolean, nullable=False)
    fs_uniquifier = sa.Column(sa.String(64), nullable=False, unique=True)
    tf_primary_method = sa.Column(sa.String(64))
    tf_totp_secret = sa.Column(sa.String(255))
    # Encrypted one by one, and gone once used. Flask-Security changes the list in place.
    mf_recovery_codes = sa.Column(MutableList.as_mutable(sa.JSON(none_as_null=True)))
    created_on = sa.Column(sa.Date, nullable=False)


class Invitation(Base):  # type: ignore[misc, valid-type]
    """A link that works once, until `expires`: only a hash of its token is kept.

    `account`: the account whose password it renews; null: it opens a new one with `role`.
    """

    __tablename__ = "invitations"

    id = sa.Column(sa.Integer, primary_key=True)
    token_hash = sa.Column(sa.String(64), nullable=False, unique=True)
    role = sa.Column(sa.String(16), nullable=False)
    note = sa.Column(sa.String(60), nullable=False, default="")
    account = sa.Column(sa.Integer, sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    expires = sa.Column(sa.Integer, nullable=False, index=True)


class SchoolClass(Base):  # type: ignore[misc, valid-type]
    """A class: `status` open, closed (nobody joins, nothing more is shared) or archived (out of the lists)."""

    __tablename__ = "classes"

    id = sa.Column(sa.Integer, primary_key=True)
    code = sa.Column(sa.String(6), nullable=False, unique=True)
    name = sa.Column(sa.String(40), nullable=False)
    school = sa.Column(sa.String(60), nullable=False)
    teacher = sa.Column(sa.String(60), nullable=False)
    status = sa.Column(sa.String(16), nullable=False)
    since = sa.Column(sa.Date, nullable=False)  # of its status


class ClassStaff(Base):  # type: ignore[misc, valid-type]
    """Who reads a class: its educators."""

    __tablename__ = "class_staff"

    class_id = sa.Column(sa.Integer, sa.ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True)
    account_id = sa.Column(
        sa.Integer, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ClassScenario(Base):  # type: ignore[misc, valid-type]
    """A scene that a class was assigned: the only ones it reads."""

    __tablename__ = "class_scenarios"

    class_id = sa.Column(sa.Integer, sa.ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True)
    scenario = sa.Column(sa.String(64), primary_key=True)


class ClassMember(Base):  # type: ignore[misc, valid-type]
    """A pseudonym in a class, under a nickname. Kept after leaving while plays are still read under it.

    `quiz_total`: whether their quizzes are counted in the total of the class; null until they were asked.
    """

    __tablename__ = "class_members"

    id = sa.Column(sa.Integer, primary_key=True)
    class_id = sa.Column(sa.Integer, sa.ForeignKey("classes.id", ondelete="CASCADE"), nullable=False)
    chat = sa.Column(sa.String(64), nullable=False, index=True)
    nickname = sa.Column(sa.String(60), nullable=False)
    joined_on = sa.Column(sa.Date, nullable=False)
    left = sa.Column(sa.Boolean, nullable=False, default=False)
    quiz_total = sa.Column(sa.Boolean)

    __table_args__ = (
        sa.UniqueConstraint("class_id", "chat", name="uq_class_members_chat"),
        sa.UniqueConstraint("class_id", "nickname", name="uq_class_members_nickname"),
    )


class PlayComment(Base):  # type: ignore[misc, valid-type]
    """What an educator noted on a transcript, for colleagues; no teen ever reads it."""

    __tablename__ = "play_comments"

    id = sa.Column(sa.Integer, primary_key=True)
    play = sa.Column(sa.Integer, sa.ForeignKey("plays.id", ondelete="CASCADE"), nullable=False, index=True)
    account = sa.Column(sa.Integer, sa.ForeignKey("accounts.id", ondelete="SET NULL"))
    day = sa.Column(sa.Date, nullable=False)
    text = sa.Column(sa.Text, nullable=False)


class PlayLabel(Base):  # type: ignore[misc, valid-type]
    """A label on a transcript, from the fixed list of content/review.yml."""

    __tablename__ = "play_labels"

    play = sa.Column(sa.Integer, sa.ForeignKey("plays.id", ondelete="CASCADE"), primary_key=True)
    label = sa.Column(sa.String(32), primary_key=True, index=True)


class AuditEntry(Base):  # type: ignore[misc, valid-type]
    """Who did what, to the hour. Kept a year; what it points at may be gone before."""

    __tablename__ = "audit_log"

    id = sa.Column(sa.Integer, primary_key=True)
    day = sa.Column(sa.Date, nullable=False, index=True)
    hour = sa.Column(sa.Integer, nullable=False)
    account = sa.Column(sa.Integer, sa.ForeignKey("accounts.id", ondelete="SET NULL"))
    action = sa.Column(sa.String(32), nullable=False)
    play = sa.Column(sa.Integer, sa.ForeignKey("plays.id", ondelete="SET NULL"), index=True)
    class_id = sa.Column(sa.Integer, sa.ForeignKey("classes.id", ondelete="SET NULL"), index=True)
    about = sa.Column(sa.Integer, sa.ForeignKey("accounts.id", ondelete="SET NULL"))
