"""What is told to people and to other systems, and how far it has come."""

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from store.columns import JsonText, UtcTime
from store.tables.naming import metadata

outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("key", String, nullable=False, unique=True),
    Column("collaboration", String, nullable=False, index=True),
    Column("recipient", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("planned_at", UtcTime),  # NULL: nobody has worked out yet where it goes
    Index(None, "planned_at", "number"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("topic", String, nullable=False),  # the message's key; without its recipient if shared
    Column("way", String, nullable=False),  # where in the configuration the address stands
    Column("message", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcTime, nullable=False),  # the next attempt, or the end of the lease
    Column("holder", String),
    Column("reason", JsonText),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("topic", "way"),
    Index(None, "state", "due_at"),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String, primary_key=True),
    Column("url", String, nullable=False),
    Column("events", JsonText, nullable=False),
    Column("collaborations", JsonText),
    Column("secret", String, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("cursor", Integer, nullable=False),  # the number of the last happening told
    Column("failures", Integer, nullable=False),
    Column("failing_since", UtcTime),
    Column("due_at", UtcTime, nullable=False),  # the next call, or the end of the lease
    Column("holder", String),
    Column("reason", JsonText),
    Column("disabled_at", UtcTime),
)

happenings = Table(
    "happenings",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("type", String, nullable=False),
    Column("collaboration", String, nullable=False, index=True),
    Column("suggestion", String),
    Column("body", JsonText, nullable=False),
    Column("at", UtcTime, nullable=False),
)
