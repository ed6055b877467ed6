"""Ids of the messages on screen, sealed, for « Nettoyer l'écran »."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "screen",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("chat", sa.String(64), nullable=False, index=True),
        sa.Column("message", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.Integer, nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("screen")
