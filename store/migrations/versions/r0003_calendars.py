"""The country whose holidays a person has; nobody named one before."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; empty means the country of the time zone."""
    op.add_column("people", sa.Column("calendar", sa.String(), nullable=True))


def downgrade() -> None:
    """Drop it; everybody has the holidays of their time zone's country again."""
    op.drop_column("people", "calendar")
