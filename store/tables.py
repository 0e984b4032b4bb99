"""What is remembered: every table, by the words of the design.

Rows name their collaboration without a foreign key. A refusal, a usage row or an import may belong
to a collaboration that the store has not seen (yet), and must be kept all the same.
`body` columns hold the JSON text of a domain model. `number` columns keep the order of arrival.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from store.columns import JsonText, UtcTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

people = Table(
    "people",
    metadata,
    Column("scope", String, nullable=False),  # a collaboration's id, or '' for the whole company
    Column("account", String, nullable=False),
    Column("place", Integer, nullable=False),  # departments are listed by first appearance
    Column("name", String, nullable=False),
    Column("department", String, nullable=False),
    Column("head", Boolean, nullable=False),
    Column("superior", String),
    Column("groups", JsonText, nullable=False),
    Column("language", String, nullable=False),
    Column("time_zone", String, nullable=False),
    Column("skills", JsonText, nullable=False),
    Column("hours", Integer, nullable=False),
    Column("absences", JsonText, nullable=False),
    Column("deputy", String),
    Column("calendar", String),  # a country's holidays; null: those of the time zone's country
    PrimaryKeyConstraint("scope", "account"),
)

collaborations = Table(
    "collaborations",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("language", String, nullable=False),
    Column("sponsor", String, nullable=False),
    Column("body", Text, nullable=False),  # the brief
    Column("started_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("outcome", JsonText),
    Column("summary", JsonText),  # the last known state, for lists
)

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

charters = Table(
    "charters",
    metadata,
    Column("collaboration", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("made_by", String, nullable=False),  # the approved suggestion
    Column("fingerprint", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("collaboration", "revision"),
    UniqueConstraint("collaboration", "made_by"),
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

feedback = Table(
    "feedback",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("collaboration", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("item", String, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("collaboration", "round", "item"),
)

event_logs = Table(
    "event_logs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("scope", String, nullable=False),  # a collaboration's id, or '' for the whole company
    Column("name", String, nullable=False),
    Column("columns", JsonText, nullable=False),
    Column("file", String, nullable=False),
    Column("fingerprint", String, nullable=False),  # SHA-256 of the file
    Column("rows", Integer, nullable=False),
    Column("by", String),  # NULL: nobody said who
    Column("at", UtcTime, nullable=False),
    Column("cases", Integer),  # NULL: imported when not all was kept that needs rest on
    Column("calendars", String),  # SHA-256 of the hours
    Column("hours", Text),  # who works when
    UniqueConstraint("scope", "name"),
)

logged_events = Table(
    "logged_events",
    metadata,
    Column("log", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("body", Text, nullable=False),  # the texts of thousands of events, as in the file
    PrimaryKeyConstraint("log", "place"),
)

measure_points = Table(
    "measure_points",
    metadata,
    Column("collaboration", String, nullable=False),
    Column("measure", String, nullable=False),
    Column("at", Date, nullable=False),
    Column("value", Float, nullable=False),
    PrimaryKeyConstraint("collaboration", "measure", "at"),
)

measure_meanings = Table(
    "measure_meanings",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("collaboration", String, nullable=False),
    Column("measure", String, nullable=False),
    Column("label", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("better", String, nullable=False),
    Column("source", String, nullable=False),
    UniqueConstraint("collaboration", "measure"),
)

evaluations = Table(
    "evaluations",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("collaboration", String, nullable=False),
    Column("id", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("facts_reference", String, nullable=False),
    Column("evidence_key", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("collaboration", "id"),
)

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

openings = Table(
    "openings",
    metadata,
    Column("suggestion", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("account", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("suggestion", "revision", "account"),
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

strategic_objectives = Table(
    "strategic_objectives",
    metadata,
    Column("version", Integer, nullable=False),
    Column("id", String, nullable=False),
    Column("place", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("measure", String),
    Column("by", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("version", "id"),
)

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

department_cards = Table(
    "department_cards",
    metadata,
    Column("department", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", JsonText, nullable=False),
    Column("by", String, nullable=False),
    Column("at", UtcTime, nullable=False),
)
