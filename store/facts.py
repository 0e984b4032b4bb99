"""Computed facts, kept by reference, so that a workflow's history carries only the reference."""

from typing import Annotated

from pydantic import Field, TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import BadInputError
from domain.facts import Facts
from domain.need_facts import NeedFacts
from domain.resolution_facts import ResolutionFacts
from store.engine import reading, writing
from store.inserting import add_new
from store.tables.suggestions import facts as table

_FACTS: TypeAdapter[Facts] = TypeAdapter(Annotated[Facts, Field(discriminator="type")])


async def keep_facts(engine: AsyncEngine, reference: str, facts: Facts) -> bool:
    """Keep facts; False when `reference` holds facts already, which then stay as they are.

    Raises ValueError for what could not be read back, such as an infinite number.
    """
    body = facts.model_dump_json()
    _FACTS.validate_json(body)
    row = {"reference": reference, "type": facts.type, "body": body}
    async with writing(engine) as connection:
        return await add_new(connection, table, [row]) == 1


async def facts(engine: AsyncEngine, reference: str) -> Facts:
    """Return the facts kept under `reference`; BadInputError when there are none."""
    async with reading(engine) as connection:
        found = await connection.execute(select(table.c.body).where(table.c.reference == reference))
        body = found.scalar_one_or_none()
    if body is None:
        raise BadInputError(
            f"no facts are kept under {reference}", f"没有以「{reference}」为引用的依据数据"
        )
    return _FACTS.validate_json(body)


async def newest_need(engine: AsyncEngine, collaboration: str) -> NeedFacts | None:
    """Return the facts of the newest need of a collaboration; None before there are any."""
    own = table.c.reference.startswith(f"{collaboration}:need:", autoescape=True)
    async with reading(engine) as connection:
        rows = (await connection.execute(select(table.c.reference, table.c.body).where(own))).all()
    numbered = [(row.reference.rpartition(":")[2], row.body) for row in rows]
    newest = max((one for one in numbered if one[0].isdigit()), key=_number, default=None)
    found = _FACTS.validate_json(newest[1]) if newest else None
    return found if isinstance(found, NeedFacts) else None


def _number(row: tuple[str, str]) -> int:
    return int(row[0])


async def resolutions(engine: AsyncEngine, collaboration: str) -> list[tuple[str, ResolutionFacts]]:
    """Return the facts of each conflict of a collaboration under their references, in order."""
    own = table.c.reference.startswith(f"{collaboration}:conflict:", autoescape=True)
    async with reading(engine) as connection:
        rows = (await connection.execute(select(table.c.reference, table.c.body).where(own))).all()
    found = [(row.reference, _FACTS.validate_json(row.body)) for row in rows]
    kept = [(name, one) for name, one in found if isinstance(one, ResolutionFacts)]
    return sorted(kept, key=lambda pair: pair[1].number)
