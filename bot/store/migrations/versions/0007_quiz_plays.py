"""How many scenes were finished when a quiz was taken; null for those taken before this was kept."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("quiz_runs", sa.Column("plays", sa.Integer))


def downgrade() -> None:
    op.drop_column("quiz_runs", "plays")
