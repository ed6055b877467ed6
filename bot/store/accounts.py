"""Accounts of adults, the links that open them, and the audit log."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from bot.store.models import Account, AuditEntry, ClassMember, ClassStaff, Invitation, Play, SchoolClass

Role = Literal["educator", "lead"]
ROLES: tuple[Role, ...] = ("educator", "lead")

HOUR = 3600
INVITATION_SECONDS = 7 * 24 * HOUR
#: The first account's link, and one that renews a password, are used at once or made anew.
SHORT_LINK_SECONDS = 24 * HOUR


class EmailTaken(Exception):
    """Another account has this address."""


class LastLead(Exception):
    """Nobody would be left to look after accounts."""


@dataclass(frozen=True)
class AccountCard:
    """An account as colleagues see it."""

    id: int
    email: str
    name: str
    role: str
    active: bool
    totp: bool
    recovery_codes: int


@dataclass(frozen=True)
class Link:
    """A link still good: `account` is the account whose password it renews, None when it opens one."""

    id: int
    role: str
    note: str
    account: int | None
    expires: int


@dataclass(frozen=True)
class Moment:
    """When something is noted: its day and its hour, no finer."""

    day: dt.date
    hour: int


def plain_email(typed: str) -> str:
    """An address as it is stored and compared."""
    return typed.strip().lower()


def has_lead(connection: Connection) -> bool:
    """Whether somebody can look after accounts."""
    return _leads(connection) > 0


def list_accounts(connection: Connection) -> list[AccountCard]:
    """Every account, by name."""
    return [
        _card(row)
        for row in connection.execute(sa.select(Account.__table__).order_by(Account.name, Account.id))
    ]


def account_by_id(connection: Connection, account_id: int) -> AccountCard | None:
    """One account, or None."""
    row = connection.execute(sa.select(Account.__table__).where(Account.id == account_id)).first()
    return _card(row) if row else None


def account_by_email(connection: Connection, email: str) -> AccountCard | None:
    """The account of an address, or None."""
    row = connection.execute(sa.select(Account.__table__).where(Account.email == plain_email(email))).first()
    return _card(row) if row else None


def new_link(
    connection: Connection, role: Role, expires: int, note: str = "", account: int | None = None
) -> str:
    """Make a link's token: what goes in the address. Only its hash stays here."""
    token = secrets.token_urlsafe(32)
    if account is not None:  # one link at a time for one password
        connection.execute(sa.delete(Invitation).where(Invitation.account == account))
    connection.execute(
        sa.insert(Invitation).values(
            token_hash=_hash(token), role=role, note=note, account=account, expires=expires
        )
    )
    return token


def link_of(connection: Connection, token: str, now: int) -> Link | None:
    """The link of a token, None when it is forged, used, revoked or past its time."""
    row = connection.execute(
        sa.select(Invitation.__table__).where(Invitation.token_hash == _hash(token), Invitation.expires > now)
    ).first()
    return _link(row) if row else None


def open_links(connection: Connection, now: int) -> list[Link]:
    """Links not yet used, the first to end first."""
    found = connection.execute(
        sa.select(Invitation.__table__)
        .where(Invitation.expires > now)
        .order_by(Invitation.expires, Invitation.id)
    )
    return [_link(row) for row in found]


def revoke_link(connection: Connection, link_id: int) -> bool:
    """Make a link useless. False when there was none."""
    return bool(connection.execute(sa.delete(Invitation).where(Invitation.id == link_id)).rowcount)


def open_account(
    connection: Connection, link: Link, email: str, name: str, password_hash: str, day: dt.date
) -> int:
    """Use a link up and open its account; the account's id. Raises EmailTaken, LookupError for a used link."""
    if not revoke_link(connection, link.id):
        raise LookupError("the link was used meanwhile")
    if account_by_email(connection, email) is not None:
        raise EmailTaken
    if link.role == "lead" and not has_lead(connection):
        # The other links printed for a first account have lost their use.
        connection.execute(
            sa.delete(Invitation).where(Invitation.role == "lead", Invitation.account.is_(None))
        )
    return connection.execute(
        sa.insert(Account).values(
            email=plain_email(email),
            name=name,
            role=link.role,
            password=password_hash,
            active=True,
            fs_uniquifier=uuid.uuid4().hex,
            created_on=day,
        )
    ).inserted_primary_key[0]


def renew_password(connection: Connection, link: Link, password_hash: str) -> int:
    """Use a link up and set a new password; every session of the account ends. Raises LookupError."""
    if link.account is None or not revoke_link(connection, link.id):
        raise LookupError("the link was used meanwhile")
    _change(connection, link.account, password=password_hash, fs_uniquifier=uuid.uuid4().hex)
    return link.account


def set_role(connection: Connection, account_id: int, role: Role) -> None:
    """Change a role. Raises LastLead."""
    if role != "lead":
        _keep_a_lead(connection, account_id)
    _change(connection, account_id, role=role)


def set_active(connection: Connection, account_id: int, active: bool) -> None:
    """Open or close an account; a closed one is signed out everywhere at once. Raises LastLead."""
    if not active:
        _keep_a_lead(connection, account_id)
        connection.execute(sa.delete(Invitation).where(Invitation.account == account_id))
    _change(connection, account_id, active=active, fs_uniquifier=uuid.uuid4().hex)


def reset_totp(connection: Connection, account_id: int) -> None:
    """Take the second factor away, and the codes that stand in for it: its phone is lost."""
    _change(connection, account_id, tf_primary_method=None, tf_totp_secret=None, mf_recovery_codes=sa.null())


def note(
    connection: Connection, account: int | None, moment: Moment, action: str, **about: int | None
) -> None:
    """Write one line of the audit log. `about`: play, class_id, about (an account)."""
    connection.execute(
        sa.insert(AuditEntry).values(
            day=moment.day, hour=moment.hour, account=account, action=action, **about
        )
    )


def audit_page(connection: Connection, before: int | None, size: int) -> list[dict[str, Any]]:
    """The newest lines of the audit log older than line `before`, with the names of what is still there."""
    about = aliased(Account)
    query = (
        sa.select(
            AuditEntry.id,
            AuditEntry.day,
            AuditEntry.hour,
            AuditEntry.action,
            Account.name.label("who"),
            about.name.label("about"),
            SchoolClass.name.label("class_name"),
            Play.id.label("play"),
            Play.scenario,
            ClassMember.nickname,
        )
        .outerjoin(Account, Account.id == AuditEntry.account)
        .outerjoin(about, about.id == AuditEntry.about)
        .outerjoin(SchoolClass, SchoolClass.id == AuditEntry.class_id)
        # A play withdrawn from its class is told as one that is gone.
        .outerjoin(Play, (Play.id == AuditEntry.play) & (Play.class_id == AuditEntry.class_id))
        .outerjoin(ClassMember, (ClassMember.class_id == Play.class_id) & (ClassMember.chat == Play.chat))
        .order_by(AuditEntry.id.desc())
        .limit(size)
    )
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return [dict(row) for row in connection.execute(query).mappings()]


def staff_of(connection: Connection, class_id: int) -> list[AccountCard]:
    """Who reads a class, by name."""
    found = connection.execute(
        sa.select(Account.__table__)
        .join(ClassStaff, ClassStaff.account_id == Account.id)
        .where(ClassStaff.class_id == class_id)
        .order_by(Account.name, Account.id)
    )
    return [_card(row) for row in found]


def _keep_a_lead(connection: Connection, account_id: int) -> None:
    account = account_by_id(connection, account_id)
    if account and account.active and account.role == "lead" and _leads(connection, lock=True) == 1:
        raise LastLead


def _leads(connection: Connection, lock: bool = False) -> int:
    found = sa.select(Account.id).where(Account.role == "lead", Account.active.is_(True))
    # PostgreSQL: two leads who close each other's account at once must wait for one another.
    return len(connection.execute(found.with_for_update() if lock else found).all())


def _change(connection: Connection, account_id: int, **values: Any) -> None:
    connection.execute(sa.update(Account).where(Account.id == account_id).values(**values))


def _hash(token: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _link(row: Any) -> Link:
    return Link(row.id, row.role, row.note, row.account, row.expires)


def _card(row: Any) -> AccountCard:
    return AccountCard(
        row.id,
        row.email,
        row.name,
        row.role,
        row.active,
        bool(row.tf_totp_secret and row.tf_primary_method),
        len(row.mf_recovery_codes or ()),
    )
