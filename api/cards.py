"""Who may write the card of a department: its head in the company's directory, or an admin."""

from sqlalchemy.ext.asyncio import AsyncEngine

from api.callers import Caller, ForbiddenError
from domain.directory import Directory
from domain.errors import BadInputError
from domain.permissions import allowed
from domain.problems import shown
from domain.shape import nearest
from store.people import COMPANY, directory


async def require_card(engine: AsyncEngine, caller: Caller, department: str) -> None:
    """Let the caller write this card. An administrator may only for a department that there is.

    Raises:
        ForbiddenError: they may not.
        BadInputError: the company's directory has people, and nobody of this department.
    """
    people = await directory(engine, COMPANY)
    if not may_write(people, caller, department):
        raise ForbiddenError("card_write", caller.account)
    if people.people and department not in people.departments:
        raise _unknown(department, people.departments)


def may_write(people: Directory, caller: Caller, department: str) -> bool:
    """Say whether the card of this department is the caller's to write, by the directory."""
    head = people.head_of(department)
    is_head = head is not None and head.account == caller.account and caller.scopes is None
    return is_head or allowed("card_write", frozenset(caller.roles), caller.scopes)


def _unknown(department: str, known: tuple[str, ...]) -> BadInputError:
    name, near = shown(department), nearest(department, known)
    return BadInputError(
        f"department: the directory has nobody in “{name}”"
        + (f"; did you mean “{near}”?" if near else ""),
        f"department：人员名录中没有「{name}」" + (f"，是不是「{near}」？" if near else ""),
    )
