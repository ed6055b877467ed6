"""Seen turns, live states, outbox, transcripts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seen_turns",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("at", sa.Integer, nullable=False, index=True),
    )
    op.create_table(
        "live_states",
        sa.Column("chat", sa.String(64), primary_key=True),
        sa.Column("slots", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", sa.Integer, nullable=False, index=True),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("chat", sa.String(64), nullable=False, index=True),
        sa.Column("voice", sa.String(16), nullable=False),
        sa.Column("address", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.Integer, nullable=False, index=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "plays",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("chat", sa.String(64), nullable=False, index=True),
        sa.Column("play_id", sa.String(16), nullable=False),
        sa.Column("scenario", sa.String(64), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("day", sa.Date, nullable=False, index=True),
        sa.Column("ending", sa.String(32)),
        sa.Column("flags_seen", sa.JSON, nullable=False),
        sa.Column("flags_missed", sa.JSON, nullable=False),
        sa.UniqueConstraint("chat", "play_id", name="uq_plays_chat_play_id"),
    )
    op.create_table(
        "play_lines",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "play", sa.Integer, sa.ForeignKey("plays.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("voice", sa.String(16), nullable=False),
        sa.Column("speaker", sa.String(64)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("node", sa.String(64)),
        sa.Column("move", sa.String(32)),
        sa.Column("rating", sa.String(16)),
        sa.Column("flags", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    for table in ("play_lines", "plays", "outbox", "live_states", "seen_turns"):
        op.drop_table(table)
