"""The company's strategic objectives; before, only briefs named any."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLE = "strategic_objectives"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        TABLE,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("measure", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", "id", name=op.f("pk_strategic_objectives")),
    )


def downgrade() -> None:
    """Drop it; briefs keep the objectives that they name."""
    op.drop_table(TABLE)
