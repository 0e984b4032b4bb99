"""The cards of departments: how each is reached, what it needs, what its words mean."""

import sqlalchemy as sa
from alembic import op

from store.columns import JsonText, UtcTime

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLE = "department_cards"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        TABLE,
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", JsonText(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("department", "version", name="pk_department_cards"),
    )


def downgrade() -> None:
    """Drop it; nothing else rests on cards."""
    op.drop_table(TABLE)
