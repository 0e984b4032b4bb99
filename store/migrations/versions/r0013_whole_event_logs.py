"""Imported event logs with all that needs are computed from; earlier ones stay as they were."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "event_logs"


def upgrade() -> None:
    """Make room for the working hours, and for how many cases there are."""
    op.add_column(TABLE, sa.Column("cases", sa.Integer(), nullable=True))
    op.add_column(TABLE, sa.Column("calendars", sa.String(), nullable=True))
    op.add_column(TABLE, sa.Column("hours", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop them, and the logs that an earlier version cannot read: they are imported again."""
    op.execute(
        "DELETE FROM logged_events WHERE log IN "
        "(SELECT number FROM event_logs WHERE cases IS NOT NULL)"
    )
    op.execute("DELETE FROM event_logs WHERE cases IS NOT NULL")
    for name in ("hours", "calendars", "cases"):
        op.drop_column(TABLE, name)
