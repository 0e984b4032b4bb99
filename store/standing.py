"""What somebody is to a collaboration, as the store knows it: one look, for every request."""

import dataclasses
import json
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from store.engine import one_look
from store.people import COMPANY
from store.tables.collaborations import charters, collaborations
from store.tables.company import people
from store.tables.suggestions import listed_approvers, listings


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """Of the brief who takes part; of the person where they are, and whether they are asked now.

    `is_head`: they are their department's first head. `charter` is the newest one's text, read only
    where nothing else says that they belong to it.
    """

    sponsor: str
    lead: str
    departments: tuple[str, ...]
    department: str | None
    is_head: bool
    is_asked: bool
    charter: str | None


async def standing(engine: AsyncEngine, collaboration: str, account: str) -> Standing | None:
    """Return it; None when the collaboration is not known."""
    who = {"collaboration": collaboration, "account": account}
    async with one_look(engine) as connection:
        row = (await connection.execute(_STANDING, who)).first()
    if row is None:
        return None
    found = _read(row, account)
    if found.department in found.departments:
        return found
    async with one_look(engine) as connection:
        charter = (await connection.execute(_CHARTER, who)).scalar_one_or_none()
    return dataclasses.replace(found, charter=charter)


async def standings(engine: AsyncEngine, account: str) -> dict[str, Standing]:
    """Return it for each collaboration, the oldest first, by two statements however many.

    Of charters only those are there that name the account at all.
    """
    who = {"account": account}
    async with one_look(engine) as connection:
        rows = (await connection.execute(_STANDINGS, who)).all()
    naming = _NEWEST.where(charters.c.body.contains(json.dumps(account), autoescape=True))
    async with one_look(engine) as connection:
        texts = {row.collaboration: row.body for row in await connection.execute(naming)}
    found = {row.id: _read(row, account) for row in rows}
    return {
        id: one
        if one.department in one.departments
        else dataclasses.replace(one, charter=texts.get(id))
        for id, one in found.items()
    }


def _read(row: Row[Any], account: str) -> Standing:
    brief = json.loads(row.body)  # as it was kept; every request would check all of it again
    department, first = row.department, row.head
    if department is None and not row.has_own_list:
        department, first = row.company_department, row.company_head
    return Standing(
        sponsor=brief["sponsor"],
        lead=brief["lead"],
        departments=tuple(brief["departments"]),
        department=department,
        is_head=department is not None and first == account,
        is_asked=row.is_asked,
        charter=None,
    )


def _place(scope: ColumnElement[str], account: ColumnElement[str]) -> tuple[Any, Any]:
    """Return a person's department in one list of people, and the first head that it names."""
    department = (
        select(people.c.department)
        .where(people.c.scope == scope, people.c.account == account)
        .scalar_subquery()
    )
    of_it = people.alias()
    head = (
        select(of_it.c.account)
        .where(of_it.c.scope == scope, of_it.c.department == department, of_it.c.head)
        .order_by(of_it.c.place)
        .limit(1)
        .scalar_subquery()
    )
    return department, head


def _standing(collaboration: ColumnElement[str]) -> Select[Any]:
    account = bindparam("account", type_=String)
    department, head = _place(collaboration, account)
    company_department, company_head = _place(literal(COMPANY), account)
    asked = (
        select(listed_approvers.c.suggestion)
        .join(listings, listings.c.suggestion == listed_approvers.c.suggestion)
        .where(listed_approvers.c.account == account, listings.c.collaboration == collaboration)
    )
    return select(
        collaborations.c.id,
        collaborations.c.body,
        department.label("department"),
        head.label("head"),
        exists().where(people.c.scope == collaboration).label("has_own_list"),
        company_department.label("company_department"),
        company_head.label("company_head"),
        asked.exists().label("is_asked"),
    )


_HERE = bindparam("collaboration", type_=String)
_STANDING = _standing(_HERE).where(collaborations.c.id == _HERE)
"""One statement, made once: every request waits for it."""
_STANDINGS = _standing(collaborations.c.id).order_by(
    collaborations.c.started_at, collaborations.c.id
)
_CHARTER = (
    select(charters.c.body)
    .where(charters.c.collaboration == bindparam("collaboration"))
    .order_by(charters.c.revision.desc())
    .limit(1)
)
_LAST = (
    select(charters.c.collaboration, func.max(charters.c.revision).label("revision"))
    .group_by(charters.c.collaboration)
    .subquery()
)
_NEWEST = select(charters.c.collaboration, charters.c.body).join(
    _LAST,
    and_(
        charters.c.collaboration == _LAST.c.collaboration, charters.c.revision == _LAST.c.revision
    ),
)
