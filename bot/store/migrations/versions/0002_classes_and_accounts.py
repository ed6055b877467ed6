"""Classes, accounts, what educators note on a play, the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SHARED = sa.text("class_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.String(255), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("fs_uniquifier", sa.String(64), nullable=False, unique=True),
        sa.Column("tf_primary_method", sa.String(64)),
        sa.Column("tf_totp_secret", sa.String(255)),
        sa.Column("created_on", sa.Date, nullable=False),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("note", sa.String(60), nullable=False),
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True),
        sa.Column("expires", sa.Integer, nullable=False, index=True),
    )
    op.create_table(
        "classes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(6), nullable=False, unique=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("school", sa.String(60), nullable=False),
        sa.Column("teacher", sa.String(60), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
    )
    op.create_table(
        "class_staff",
        _class_key(),
        sa.Column(
            "account_id",
            sa.Integer,
            sa.ForeignKey("accounts.id", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
    )
    op.create_table("class_scenarios", _class_key(), sa.Column("scenario", sa.String(64), primary_key=True))
    op.create_table(
        "class_members",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("class_id", sa.Integer, sa.ForeignKey("classes.id", ondelete="CASCADE"), nullable=False),
        sa.Column("chat", sa.String(64), nullable=False, index=True),
        sa.Column("nickname", sa.String(60), nullable=False),
        sa.Column("joined_on", sa.Date, nullable=False),
        sa.Column("left", sa.Boolean, nullable=False),
        sa.UniqueConstraint("class_id", "chat", name="uq_class_members_chat"),
        sa.UniqueConstraint("class_id", "nickname", name="uq_class_members_nickname"),
    )
    op.add_column("plays", sa.Column("class_id", sa.Integer))
    op.add_column("plays", sa.Column("reviewed", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index("ix_plays_of_class", "plays", ["class_id", "day", "id", "scenario", "ending", "reviewed"])
    op.create_index(
        "ix_plays_shared",
        "plays",
        ["day", "id", "class_id", "scenario", "ending", "reviewed"],
        sqlite_where=SHARED,
        postgresql_where=SHARED,
    )
    op.add_column("play_lines", sa.Column("withheld", sa.Boolean))
    op.create_table(
        "play_comments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "play", sa.Integer, sa.ForeignKey("plays.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id", ondelete="SET NULL")),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "play_labels",
        sa.Column("play", sa.Integer, sa.ForeignKey("plays.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("label", sa.String(32), primary_key=True, index=True),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Date, nullable=False, index=True),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id", ondelete="SET NULL")),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("play", sa.Integer, sa.ForeignKey("plays.id", ondelete="SET NULL"), index=True),
        sa.Column("class_id", sa.Integer, sa.ForeignKey("classes.id", ondelete="SET NULL"), index=True),
        sa.Column("about", sa.Integer, sa.ForeignKey("accounts.id", ondelete="SET NULL")),
    )


def downgrade() -> None:
    for table in ("audit_log", "play_labels", "play_comments"):
        op.drop_table(table)
    op.drop_column("play_lines", "withheld")
    op.drop_index("ix_plays_shared", "plays")
    op.drop_index("ix_plays_of_class", "plays")
    op.drop_column("plays", "reviewed")
    op.drop_column("plays", "class_id")
    for table in ("class_members", "class_scenarios", "class_staff", "classes", "invitations", "accounts"):
        op.drop_table(table)


def _class_key() -> sa.Column[int]:
    return sa.Column(
        "class_id", sa.Integer, sa.ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True
    )
