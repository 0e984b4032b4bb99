"""A person as a team request lists them: skills, hours a week, and when they are away."""

import datetime as dt
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from domain.directory import Absence
from domain.text import Account, Frozen, Line

Hours = Annotated[float, Field(ge=0, le=168, allow_inf_nan=False)]
Level = Annotated[int, Field(ge=0, le=5)]


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
