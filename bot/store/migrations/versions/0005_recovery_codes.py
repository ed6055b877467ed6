"""Codes that stand in for a lost telephone."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("mf_recovery_codes", sa.JSON))


def downgrade() -> None:
    op.drop_column("accounts", "mf_recovery_codes")
