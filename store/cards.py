"""The cards of departments: every version stays, the newest holds."""

import datetime as dt
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.card import Card, CardGiven
from domain.errors import RefusedError
from domain.text import Bilingual
from store.engine import reading, writing
from store.postgresql import alone
from store.tables.company import department_cards as table


async def card(engine: AsyncEngine, department: str) -> Card:
    """Return the card as it holds now; version 0 without any before the first one."""
    async with reading(engine) as connection:
        return await _newest(connection, department)


async def cards(engine: AsyncEngine) -> list[Card]:
    """Return all cards as they hold now, by department."""
    newest = select(table.c.department, func.max(table.c.version).label("version"))
    newest_of = newest.group_by(table.c.department).subquery()
    same = (table.c.department == newest_of.c.department) & (table.c.version == newest_of.c.version)
    statement = select(table).join(newest_of, same).order_by(table.c.department)
    async with reading(engine) as connection:
        return [_card(row) for row in (await connection.execute(statement)).mappings()]


async def replace_card(
    engine: AsyncEngine,
    department: str,
    given: CardGiven,
    expected: int | None,
    by: str,
    at: dt.datetime,
) -> Card:
    """Put this card in the place of the earlier one.

    The same again changes nothing. Raises RefusedError (code "stale", with the version that holds)
    when that is not the one `expected`; None overwrites whatever holds.
    """
    async with writing(engine) as connection:
        await alone(connection, f"card:{department}")
        held = await _newest(connection, department)
        if expected is not None and expected != held.version:
            raise _stale(expected, held.version)
        if held.card == given:
            return held
        made = Card(department=department, version=held.version + 1, card=given, by=by, at=at)
        row = {"department": department, "version": made.version, "by": by, "at": at}
        body = given.model_dump(mode="json")
        await connection.execute(insert(table), [row | {"body": body}])
    return made


async def _newest(connection: AsyncConnection, department: str) -> Card:
    own = select(table).where(table.c.department == department)
    statement = own.order_by(table.c.version.desc()).limit(1)
    row = (await connection.execute(statement)).mappings().first()
    return Card(department=department) if row is None else _card(row)


def _card(row: Any) -> Card:
    return Card(
        department=row["department"],
        version=row["version"],
        card=CardGiven.model_validate(row["body"]),
        by=row["by"],
        at=row["at"],
    )


def _stale(expected: int, version: int) -> RefusedError:
    return RefusedError(
        Bilingual(
            en=f"the card has version {version} by now, not {expected}; read it again",
            zh=f"名片现为第 {version} 版，而不是第 {expected} 版；请重新读取",
        ),
        code="stale",
        version=version,
    )
