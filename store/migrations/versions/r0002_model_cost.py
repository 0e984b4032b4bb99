"""What a model call cost, what it reserved of the budget, and the answer until it is used.

Calls from before cost an unknown amount. One that never ended reserved nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLE = "model_usage"
INDEXES = (("host", "model", "at", "outcome"), ("at",), ("suggestion", "request"))


def _columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("request", sa.String(), nullable=False, server_default=""),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("tokens_cached", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("tokens_reasoning", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("tokens_reserved", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("estimated", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("cost", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
    )


def upgrade() -> None:
    """Add the columns and the indexes."""
    for column in _columns():
        op.add_column(TABLE, column)
    for columns in INDEXES:
        op.create_index(_name(columns), TABLE, list(columns), unique=False)


def downgrade() -> None:
    """Drop them; what calls cost is forgotten."""
    for columns in INDEXES:
        op.drop_index(_name(columns), TABLE)
    for column in reversed(_columns()):
        op.drop_column(TABLE, column.name)


def _name(columns: tuple[str, ...]) -> str:
    return op.f(f"ix_{TABLE}_{'_'.join(columns)}")
