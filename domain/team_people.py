"""A person as a team request lists them: skills, hours a week, and when they are away."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator, Field

from domain.directory import Absence
from domain.errors import WrongValueError
from domain.text import Account, Frozen, Line
from domain.values import NUMBER

Hours = Annotated[float, Field(ge=0, le=168, allow_inf_nan=False), NUMBER]
Level = Annotated[int, Field(ge=0, le=5), NUMBER]


def _absence(written: Any) -> Any:
    """Take ``2026-12-01/2026-12-05`` and a single day for an absence too."""
    if isinstance(written, str) and written.count("/") == 1:
        start, end = (day.strip() for day in written.split("/"))
        return {"start": start, "end": end}
    return {"start": written, "end": written} if isinstance(written, str | dt.date) else written


Away = Annotated[Absence, BeforeValidator(_absence, json_schema_input_type=Absence | str | dt.date)]


class RequestedPerson(Frozen):
    """A candidate. `hours` are those of a week; `promised` of them go to other collaborations.

    `authority`: may lead a team that spans departments; a head may too.
    """

    name: Line
    department: Line
    account: Account | None = None
    skills: dict[Line, Level] = Field(default_factory=dict)
    hours: Hours = 8
    promised: Hours = 0
    absences: tuple[Away, ...] = ()
    head: bool = False
    authority: bool = False

    @property
    def key(self) -> str:
        """Return what tells this person from the others."""
        return self.account or self.name


class Listed(Protocol):
    """Somebody in a file of people."""

    @property
    def account(self) -> str | None:
        """Return their account, if they are listed with one."""

    @property
    def key(self) -> str:
        """Return what tells this person from the others."""


def require_told_apart(people: Iterable[Listed], directory: str | None) -> None:
    """Refuse people beside a directory of them, and two who cannot be told apart.

    Raises WrongValueError.
    """
    first: dict[str, int] = {}
    for place, person in enumerate(people):
        if directory:
            raise WrongValueError(
                "goes instead of people, not with them", "与 people 只能填一项", at=("directory",)
            )
        if first.setdefault(person.key, place) != place:
            raise WrongValueError(
                f"“{person.key}” is people[{first[person.key]}] already; "
                "give each an account of their own",
                f"「{person.key}」与 people[{first[person.key]}] 重复，请为各人填写不同的账号",
                at=("people", place, "account" if person.account else "name"),
            )
