"""What was imported: event logs, measures and feedback."""

from sqlalchemy import (
    Column,
    Date,
    Float,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from store.columns import JsonText, UtcTime
from store.tables.naming import metadata

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
