"""Quizzes taken: indices of choices and scores, by pseudonym."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quiz_runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("chat", sa.String(64), nullable=False, index=True),
        sa.Column("run_id", sa.String(16), nullable=False),
        sa.Column("day", sa.Date, nullable=False, index=True),
        sa.Column("phase", sa.String(16), nullable=False),
        sa.Column("form", sa.String(8), nullable=False),
        sa.Column("band", sa.String(16), nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("score", sa.JSON, nullable=False),
        sa.Column("study", sa.Boolean, nullable=False),
        sa.UniqueConstraint("chat", "run_id", name="uq_quiz_runs_chat_run_id"),
    )


def downgrade() -> None:
    op.drop_table("quiz_runs")
