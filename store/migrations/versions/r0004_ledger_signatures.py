"""Who signed a row of the ledger, and how. Rows from before stay unsigned: nobody signs them now.

A signature is not part of a row's hash, so the chains written before stay valid.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = "ledger"
COLUMNS = ("kid", "signature")


def upgrade() -> None:
    """Add the columns."""
    for name in COLUMNS:
        op.add_column(TABLE, sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    """Drop them; who signed is forgotten, the chains stay."""
    for name in reversed(COLUMNS):
        op.drop_column(TABLE, name)
