"""The ledger's rows: appended one at a time for each collaboration, never changed."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.errors import BadInputError
from domain.happening import DECISION
from domain.ledger import Entry, Row, chain, first_fault
from domain.ledger_signing import Signer, signed
from domain.text import Bilingual
from store.engine import one_look, reading, writing
from store.happenings import note
from store.postgresql import alone
from store.tables.suggestions import ledger as table

ATTEMPTS = 100
"""Each lost race means that another writer won one, so this bounds the writers at once."""


async def append(engine: AsyncEngine, entry: Entry, signer: Signer | None = None) -> Row:
    """Append an entry behind the last row of its collaboration, signed if there is a signer.

    Returns its row. The same key again in a collaboration adds nothing and returns the earlier row.
    One writer at a time appends to a collaboration. Should another one not keep to that, the
    primary key lets one of two have the place, and the loser tries again.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with writing(engine) as connection:
                return await _append(connection, entry, signer)
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


async def rows(engine: AsyncEngine, collaboration: str) -> list[Row]:
    """Return the rows of a collaboration in order.

    Raises BadInputError when one is no longer a row at all, such as with an unknown result.
    """
    statement = select(table).where(table.c.collaboration == collaboration)
    async with reading(engine) as connection:
        try:
            found = (await connection.execute(statement.order_by(table.c.sequence))).mappings()
            return [_row(row) for row in found]
        except ValueError as error:  # also what pydantic and JSON raise
            raise BadInputError(
                f"the ledger of {collaboration} has a row that cannot be read: {_short(error)}",
                f"协作「{collaboration}」的台账中有一行无法读取：{_short(error)}",
            ) from error


async def row(engine: AsyncEngine, collaboration: str, key: str) -> Row | None:
    """Return the row of this business key; None where there is none."""
    own = table.c.collaboration == collaboration, table.c.key == key
    async with one_look(engine) as connection:
        found = (await connection.execute(select(table).where(*own))).mappings().first()
    return _row(found) if found else None


async def has(engine: AsyncEngine, collaboration: str, key: str) -> bool:
    """Say whether there is a row of this business key."""
    own = table.c.collaboration == collaboration, table.c.key == key
    async with one_look(engine) as connection:
        return (await connection.execute(select(table.c.key).where(*own))).first() is not None


async def fault(
    engine: AsyncEngine, collaboration: str, count: int | None = None, head: str | None = None
) -> Bilingual | None:
    """Say what is wrong first with a collaboration's ledger (see `first_fault`), or None."""
    try:
        return first_fault(await rows(engine, collaboration), count, head)
    except BadInputError as error:
        return error.sentence


async def _append(connection: AsyncConnection, entry: Entry, signer: Signer | None) -> Row:
    await alone(connection, f"ledger:{entry.collaboration}")
    own = select(table).where(table.c.collaboration == entry.collaboration)
    earlier = (await connection.execute(own.where(table.c.key == entry.key))).mappings().first()
    if earlier is not None:
        return _row(earlier)
    newest = own.order_by(table.c.sequence.desc()).limit(1)
    last = (await connection.execute(newest)).mappings().first()
    row = chain(_row(last) if last else None, entry)
    row = signed(row, signer) if signer else row
    await connection.execute(insert(table).values(row.model_dump()))
    body = {"sequence": row.sequence, "verb": row.verb, "actor": row.actor}
    body |= {"verified": row.verified, "revision": row.revision}
    type, suggestion = f"{DECISION}{row.result}", row.suggestion or None
    await note(connection, type, row.collaboration, row.at, body, suggestion)
    return row


def _row(row: Mapping[Any, Any]) -> Row:
    return Row.model_validate(dict(row))


def _short(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return str(error)
