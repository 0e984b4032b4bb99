"""Suggestions: the facts they rest on, how they stand, who opened them, and the ledger."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from store.columns import JsonText, UtcTime
from store.tables.naming import metadata

facts = Table(
    "facts",
    metadata,
    Column("reference", String, primary_key=True),  # `cause:` and a key: what led to that message
    Column("type", String, nullable=False),
    Column("body", Text, nullable=False),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("collaboration", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("id", "revision"),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("suggestion", String, primary_key=True),
    Column("collaboration", String, nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("at", UtcTime, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("collaboration", String, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("key", String, nullable=False),
    Column("suggestion", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("result", String, nullable=False),
    Column("actor", String),
    Column("verified", Boolean, nullable=False),
    Column("surface", String, nullable=False),
    Column("revision", Integer),
    Column("fingerprints", JsonText, nullable=False),
    Column("comment", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("kid", String),  # NULL: written without the ledger's key
    Column("signature", String),
    PrimaryKeyConstraint("collaboration", "sequence"),
    UniqueConstraint("collaboration", "key"),
)

listings = Table(
    "listings",
    metadata,
    Column("suggestion", String, primary_key=True),
    Column("collaboration", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("title", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("approvers", JsonText, nullable=False),
    Column("departments", JsonText, nullable=False),
    Column("since", UtcTime),
    Column("due_at", UtcTime, nullable=False),  # `listings.NEVER` where there is no deadline
    Column("at", UtcTime, nullable=False),
    Index(None, "state", "due_at", "suggestion"),
)

listed_approvers = Table(
    "listed_approvers",
    metadata,
    Column("account", String, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("suggestion", String, nullable=False, index=True),
    PrimaryKeyConstraint("account", "due_at", "suggestion"),
)

openings = Table(
    "openings",
    metadata,
    Column("suggestion", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("account", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("suggestion", "revision", "account"),
)
