"""What somebody is to a collaboration, as the store knows it: one look, for every request."""

import dataclasses
import json
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, exists, literal, select
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
    brief = json.loads(row.body)  # as it was kept; every request would check all of it again
    departments = tuple(brief["departments"])
    department, first = row.department, row.head
    if department is None and not row.has_own_list:
        department, first = row.company_department, row.company_head
    charter = None
    if department not in departments:
        async with one_look(engine) as connection:
            charter = (await connection.execute(_CHARTER, who)).scalar_one_or_none()
    is_head = department is not None and first == account
    return Standing(
        sponsor=brief["sponsor"],
        lead=brief["lead"],
        departments=departments,
        department=department,
        is_head=is_head,
        is_asked=row.is_asked,
        charter=charter,
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


def _standing() -> Select[Any]:
    collaboration, account = (
        bindparam("collaboration", type_=String),
        bindparam("account", type_=String),
    )
    department, head = _place(collaboration, account)
    company_department, company_head = _place(literal(COMPANY), account)
    asked = (
        select(listed_approvers.c.suggestion)
        .join(listings, listings.c.suggestion == listed_approvers.c.suggestion)
        .where(listed_approvers.c.account == account, listings.c.collaboration == collaboration)
    )
    return select(
        collaborations.c.body,
        department.label("department"),
        head.label("head"),
        exists().where(people.c.scope == collaboration).label("has_own_list"),
        company_department.label("company_department"),
        company_head.label("company_head"),
        asked.exists().label("is_asked"),
    ).where(collaborations.c.id == collaboration)


_STANDING = _standing()
"""One statement, made once: every request waits for it."""
_CHARTER = (
    select(charters.c.body)
    .where(charters.c.collaboration == bindparam("collaboration"))
    .order_by(charters.c.revision.desc())
    .limit(1)
)
