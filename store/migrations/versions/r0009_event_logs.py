"""Event logs that were imported, in place of files on a worker's disk."""

import sqlalchemy as sa
from alembic import op

from store.columns import JsonText, UtcTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "event_logs",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("columns", JsonText(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_event_logs"),
        sa.UniqueConstraint("scope", "name", name="uq_event_logs_scope_name"),
    )
    op.create_table(
        "logged_events",
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("log", "place", name="pk_logged_events"),
    )


def downgrade() -> None:
    """Drop them; what was computed from the logs is kept with its facts."""
    op.drop_table("logged_events")
    op.drop_table("event_logs")
