"""Who is let in, what they were permitted, and what they asked under which key."""

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from store.columns import JsonText, UtcTime
from store.tables.naming import metadata

accounts = Table(
    "accounts",
    metadata,
    Column("account", String, primary_key=True),
    Column("password", String, nullable=False),  # argon2id, with its parameters and salt
    Column("roles", JsonText, nullable=False),
    Column("password_set_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
)

invites = Table(
    "invites",
    metadata,
    Column("id", String, primary_key=True),  # SHA-256 of what the link carries
    Column("account", String, nullable=False, index=True),
    Column("roles", JsonText),  # NULL: those that the account has already
    Column("made_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    Column("revoked_at", UtcTime),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String, primary_key=True),  # SHA-256 of the cookie
    Column("account", String, nullable=False, index=True),
    Column("csrf", String, nullable=False),
    Column("device", String),  # SHA-256 of what this browser is known again by
    Column("made_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False, index=True),
)

service_accounts = Table(
    "service_accounts",
    metadata,
    Column("name", String, primary_key=True),
    Column("secret", String, nullable=False, unique=True),  # its SHA-256: 256 random bits
    Column("may", JsonText, nullable=False),
    Column("collaborations", JsonText),  # NULL: all
    Column("made_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("revoked_at", UtcTime),
)

permissions = Table(
    "permissions",
    metadata,
    Column("id", String, primary_key=True),
    Column("collaboration", String, nullable=False),
    Column("account", String, nullable=False),
    Column("action", String, nullable=False),
    Column("reason", Text),
    Column("by", String, nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("surface", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("until", UtcTime),  # NULL: until it is withdrawn
    Column("withdrawn_by", String),
    Column("withdrawn_at", UtcTime),
    Column("refused", String),  # why it was not given; such a row never counts
    Index("ix_permissions_account", "account", "collaboration"),
    Index("ix_permissions_collaboration", "collaboration", "at", "id"),
)

requests = Table(
    "requests",
    metadata,
    Column("account", String, nullable=False),
    Column("key", String, nullable=False),
    Column("content", String, nullable=False),
    Column("status", Integer),  # NULL: asked and never answered, the process died meanwhile
    Column("headers", JsonText),
    Column("body", JsonText),
    Column("at", UtcTime, nullable=False, index=True),
    PrimaryKeyConstraint("account", "key"),
)
