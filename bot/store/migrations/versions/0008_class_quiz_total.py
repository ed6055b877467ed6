"""Whether somebody's quizzes are counted in the total of a class: null until they were asked."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("class_members", sa.Column("quiz_total", sa.Boolean))


def downgrade() -> None:
    op.drop_column("class_members", "quiz_total")
