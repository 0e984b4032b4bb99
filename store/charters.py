"""Charters by revision; an approved suggestion makes one revision, once."""

import dataclasses
import datetime as dt

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.errors import BadInputError
from domain.happening import CHARTER
from store.columns import MOST
from store.engine import reading, writing
from store.happenings import note
from store.inserting import add_new
from store.tables.collaborations import charters as table


@dataclasses.dataclass(frozen=True, slots=True)
class CharterRow:
    """One revision of a charter. `body` is its JSON text, `made_by` the approved suggestion."""

    collaboration: str
    revision: int
    made_by: str
    fingerprint: str
    body: str
    at: dt.datetime


async def keep_charter(
    engine: AsyncEngine,
    collaboration: str,
    revision: int,
    charter: str,
    fingerprint: str,
    made_by: str,
    at: dt.datetime,
) -> int:
    """Keep one revision as JSON text; the same suggestion again gives its earlier revision.

    Raises BadInputError when another suggestion made this revision already.
    """
    row = CharterRow(collaboration, revision, made_by, fingerprint, charter, at)
    async with writing(engine) as connection:
        if await add_new(connection, table, [dataclasses.asdict(row)]):
            await note(connection, CHARTER, collaboration, at, {"revision": revision}, made_by)
            return revision
        earlier = await _newest(
            connection, table.c.collaboration == collaboration, table.c.made_by == made_by
        )
    if earlier is None:
        raise BadInputError(
            f"charter revision {revision} of {collaboration} was made by another suggestion",
            f"协作「{collaboration}」的章程第 {revision} 版已由另一份建议稿生成",
        )
    return earlier.revision


async def charter(
    engine: AsyncEngine, collaboration: str, revision: int | None = None
) -> CharterRow | None:
    """Return one revision of a charter, the newest by default; None when it is not there."""
    if revision is not None and revision > MOST:
        return None
    wanted = [table.c.collaboration == collaboration]
    if revision is not None:
        wanted.append(table.c.revision == revision)
    async with reading(engine) as connection:
        return await _newest(connection, *wanted)


async def _newest(connection: AsyncConnection, *wanted: ColumnElement[bool]) -> CharterRow | None:
    statement = select(table).where(*wanted).order_by(table.c.revision.desc()).limit(1)
    row = (await connection.execute(statement)).mappings().first()
    return None if row is None else CharterRow(**row)
