"""Which message went out on which way, and webhooks with how far each has been told."""

import sqlalchemy as sa
from alembic import op

from store.columns import JsonText, UtcTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; messages from before are too old to be sent by the time they are seen."""
    op.add_column("outbox", sa.Column("planned_at", UtcTime(), nullable=True))
    op.create_index("ix_outbox_planned_at_number", "outbox", ["planned_at", "number"])
    op.create_table(
        "deliveries",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("reason", JsonText(), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "way", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"])
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("events", JsonText(), nullable=False),
        sa.Column("collaborations", JsonText(), nullable=True),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", UtcTime(), nullable=True),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("reason", JsonText(), nullable=True),
        sa.Column("disabled_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )


def downgrade() -> None:
    """Drop them; what was sent is forgotten, and so are the webhooks."""
    op.drop_table("webhooks")
    op.drop_table("deliveries")
    op.drop_index("ix_outbox_planned_at_number", "outbox")
    op.drop_column("outbox", "planned_at")
