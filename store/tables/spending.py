"""What was spent: by a collaboration of what was granted, and on the model."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from store.columns import UtcTime
from store.tables.naming import metadata

spending = Table(
    "spending",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("collaboration", String, nullable=False),
    Column("key", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("collaboration", "key"),
)

model_usage = Table(
    "model_usage",
    metadata,
    Column("key", String, primary_key=True),
    Column("collaboration", String, nullable=False),
    Column("suggestion", String),
    Column("prompt", String, nullable=False),
    Column("model", String, nullable=False),
    Column("host", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("outcome", String),  # NULL: begun and never ended, the worker died in the call
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("seconds", Float),
    Column("request", String, nullable=False, server_default=""),  # SHA-256 of what was asked
    Column("answer", Text),  # an answer that is paid for, until its suggestion is kept
    Column("answered_by", String),
    Column("tokens_cached", Integer, nullable=False, server_default="0"),
    Column("tokens_reasoning", Integer, nullable=False, server_default="0"),
    Column("tokens_reserved", Integer, nullable=False, server_default="0"),
    Column("estimated", Boolean, nullable=False, server_default=false()),
    Column("cost", String),  # a decimal as text: an exact amount of `currency`; NULL is unknown
    Column("currency", String),
    Index(None, "collaboration", "outcome"),
    Index(None, "host", "model", "at", "outcome"),
    Index(None, "at"),
    Index(None, "suggestion", "request"),
)
