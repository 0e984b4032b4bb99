"""Insert rows once: the same business key again adds nothing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

CHUNK = 500
"""Rows a statement: below 32,766 bound values (SQLite) with any table here."""


async def add_new(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> int:
    """Insert the rows whose unique keys are new, and return how many were."""
    # What comes back is counted; a statement without values of its own is compiled only once.
    new = _insert(connection, table).on_conflict_do_nothing()
    statement = new.returning(*table.primary_key.columns)
    added = 0
    for chunk in _chunks(rows):
        added += len((await connection.execute(statement, chunk)).all())
    return added


async def add_or_correct(
    connection: AsyncConnection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    key: tuple[str, ...],
) -> int:
    """Insert rows, or correct those of the same `key`; return how many were new or changed."""
    changed = 0
    # PostgreSQL refuses a key twice in one statement; the later row is the correction.
    last = list({tuple(row[name] for name in key): row for row in rows}.values())
    for chunk in _chunks(last):
        insert = _insert(connection, table).values(chunk)
        fields = [name for name in chunk[0] if name not in key]
        statement = insert.on_conflict_do_update(
            index_elements=list(key),
            set_={name: insert.excluded[name] for name in fields},
            where=or_(*(table.c[name] != insert.excluded[name] for name in fields)),
        )
        changed += (await connection.execute(statement)).rowcount
    return changed


def _insert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _chunks(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), CHUNK):
        yield [dict(row) for row in rows[start : start + CHUNK]]
