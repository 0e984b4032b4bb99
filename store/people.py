"""The directory, by scope: '' is the whole company, a collaboration's id is its own list."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.directory import Directory, Person
from domain.errors import BadInputError
from store.engine import reading, writing
from store.inserting import add_new
from store.postgresql import alone
from store.tables.company import people
from store.tables.suggestions import listed_approvers

COMPANY = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Named:
    """Somebody by account and, where a directory has them, name; how much waits for them."""

    account: str
    name: str
    waiting: int


async def keep_directory(engine: AsyncEngine, scope: str, directory: Directory) -> None:
    """Replace the people of `scope`, so that those who left are gone as well.

    Raises BadInputError when one account stands twice; the earlier list then stays.
    """
    rows = [
        {"scope": scope, "place": place, **person.model_dump(mode="json")}
        for place, person in enumerate(directory.people)
    ]
    async with writing(engine) as connection:
        await alone(connection, f"people:{scope}")
        await connection.execute(delete(people).where(people.c.scope == scope))
        if await add_new(connection, people, rows) < len(rows):
            raise _twice(directory)


async def directory(engine: AsyncEngine, scope: str) -> Directory:
    """Return the people of `scope`, or the company's when it has no list of its own."""
    async with reading(engine) as connection:
        found = await _people(connection, scope) or await _people(connection, COMPANY)
    return Directory(people=found)


async def those(engine: AsyncEngine, scope: str, accounts: Sequence[str]) -> Directory:
    """Return those of these people whom the directory of `scope` has, without reading the rest."""
    own = select(people.c.account).where(people.c.scope == scope).limit(1)
    wanted = select(people).where(people.c.account.in_(accounts)).order_by(people.c.place)
    async with reading(engine) as connection:
        place = scope if (await connection.execute(own)).first() else COMPANY
        rows = (await connection.execute(wanted.where(people.c.scope == place))).mappings()
        return Directory(people=tuple(_person(dict(row)) for row in rows))


async def is_listed(engine: AsyncEngine, account: str) -> bool:
    """Say whether any directory has this account."""
    async with reading(engine) as connection:
        own = select(people.c.account).where(people.c.account == account).limit(1)
        return (await connection.execute(own)).first() is not None


async def named(engine: AsyncEngine, most: int) -> list[Named]:
    """Return people of any directory and whoever is asked now, those first for whom most waits."""
    known = select(people.c.account, func.min(people.c.name)).group_by(people.c.account)
    asked = select(listed_approvers.c.account, func.count()).group_by(listed_approvers.c.account)
    async with reading(engine) as connection:
        names = {row[0]: row[1] for row in await connection.execute(known)}
        waits = {row[0]: row[1] for row in await connection.execute(asked)}
    found = [
        Named(account, names.get(account, ""), waits.get(account, 0))
        for account in names.keys() | waits.keys()
    ]
    return sorted(found, key=lambda one: (-one.waiting, one.account))[:most]


async def _people(connection: AsyncConnection, scope: str) -> tuple[Person, ...]:
    statement = select(people).where(people.c.scope == scope).order_by(people.c.place)
    rows = (await connection.execute(statement)).mappings()
    return tuple(_person(dict(row)) for row in rows)


def _person(row: dict[str, Any]) -> Person:
    return Person.model_validate({name: row[name] for name in Person.model_fields})


def _twice(directory: Directory) -> BadInputError:
    accounts = [person.account for person in directory.people]
    account = next(a for a in accounts if accounts.count(a) > 1)
    return BadInputError(
        f"the directory has the account {account} more than once",
        f"人员名录中账号「{account}」重复出现",
    )
