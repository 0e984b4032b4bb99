"""How each suggestion stands, what happened, who opened what, and requests by their key.

Suggestions that are pending already are listed with the next thing that happens to them.
"""

import sqlalchemy as sa
from alembic import op

from store.columns import JsonText, UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("listings", "listed_approvers", "happenings", "openings", "requests")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "listings",
        sa.Column("suggestion", sa.String(), nullable=False),
        sa.Column("collaboration", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("approvers", JsonText(), nullable=False),
        sa.Column("departments", JsonText(), nullable=False),
        sa.Column("since", UtcTime(), nullable=True),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("suggestion", name="pk_listings"),
    )
    op.create_index("ix_listings_collaboration", "listings", ["collaboration"])
    op.create_index(
        "ix_listings_state_due_at_suggestion", "listings", ["state", "due_at", "suggestion"]
    )
    op.create_table(
        "listed_approvers",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("suggestion", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account", "due_at", "suggestion", name="pk_listed_approvers"),
    )
    op.create_index("ix_listed_approvers_suggestion", "listed_approvers", ["suggestion"])
    op.create_table(
        "happenings",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("collaboration", sa.String(), nullable=False),
        sa.Column("suggestion", sa.String(), nullable=True),
        sa.Column("body", JsonText(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_happenings"),
    )
    op.create_index("ix_happenings_collaboration", "happenings", ["collaboration"])
    op.create_table(
        "openings",
        sa.Column("suggestion", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("suggestion", "revision", "account", name="pk_openings"),
    )
    op.create_table(
        "requests",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", JsonText(), nullable=True),
        sa.Column("body", JsonText(), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("account", "key", name="pk_requests"),
    )
    op.create_index("ix_requests_at", "requests", ["at"])


def downgrade() -> None:
    """Drop them; lists are made again by what happens, answers to earlier requests are lost."""
    for name in reversed(TABLES):
        op.drop_table(name)
