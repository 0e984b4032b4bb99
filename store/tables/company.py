"""The company: its people, the cards of its departments, and its strategic objectives."""

from sqlalchemy import Boolean, Column, Integer, PrimaryKeyConstraint, String, Table, Text

from store.columns import JsonText, UtcTime
from store.tables.naming import metadata

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

department_cards = Table(
    "department_cards",
    metadata,
    Column("department", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", JsonText, nullable=False),
    Column("by", String, nullable=False),
    Column("at", UtcTime, nullable=False),
)
