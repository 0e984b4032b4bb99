"""Spending: what people reported that a collaboration has cost."""

import sqlalchemy as sa
from alembic import op

from store.columns import UtcTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "spending",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("collaboration", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_spending"),
        sa.UniqueConstraint("collaboration", "key", name="uq_spending_collaboration_key"),
    )


def downgrade() -> None:
    """Drop it: what was reported is lost; what was granted stays in the charter."""
    op.drop_table("spending")
