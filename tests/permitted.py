"""Permissions put into the store as they stand, past the rules: old, ended, or made by hand."""

import itertools
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.granting import Permission
from store.engine import writing
from store.tables.access import permissions
from tests.store.samples import NOW

_NUMBERS = itertools.count(1)


def permission(account: str, action: str, **changes: Any) -> Permission:
    """A permission that the sponsor of the example gave for good."""
    fields: dict[str, Any] = {
        "id": f"pm_{next(_NUMBERS):024x}",
        "collaboration": "onboarding",
        "account": account,
        "action": action,
        "by": "zhao.min",
        "verified": True,
        "surface": "api",
        "at": NOW,
    }
    return Permission(**fields | changes)


async def keep(engine: AsyncEngine, *given: Permission) -> None:
    async with writing(engine) as connection:
        await connection.execute(insert(permissions), [one.model_dump() for one in given])
