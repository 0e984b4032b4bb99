"""Collaborations, from the brief through the charter's revisions to the evaluations."""

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, String, Table, Text, UniqueConstraint

from store.columns import JsonText, UtcTime
from store.tables.naming import metadata

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
