"""A role matrix as people write it: rows, the people in them, gates and ways to escalate.

What a rule is about may be left out here, so that a finding can say so and name the row.
"""

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from domain.directory import Directory
from domain.errors import WrongValueError
from domain.problems import shown
from domain.role_rules import Row
from domain.team_people import Away, require_told_apart
from domain.team_request import Period
from domain.text import Account, Frozen, Line


def _several(written: Any) -> Any:
    """Take one name for a list of one, and nothing for an empty list."""
    if written is None:
        return ()
    return (written,) if isinstance(written, str) else written


Names = Annotated[
    tuple[Line, ...],
    BeforeValidator(_several, json_schema_input_type=tuple[Line, ...] | Line | None),
]
"""People, by account or by a name that only one has."""


def _waited(written: Any) -> Any:
    """Refuse a bare number, which pydantic takes for seconds."""
    if isinstance(written, int | float):
        raise WrongValueError(
            f"must be a length of time such as P2D or PT8H, not the number {shown(written)}",
            f"应为 P2D、PT8H 这样的时长，而不是数字 {shown(written)}",
        )
    return written


def _long_enough(wait: dt.timedelta) -> dt.timedelta:
    if not dt.timedelta(0) < wait <= dt.timedelta(days=366):
        raise WrongValueError(
            "must be longer than nothing and at most 366 days", "应大于零，且不超过 366 天"
        )
    return wait


Wait = Annotated[dt.timedelta, BeforeValidator(_waited), AfterValidator(_long_enough)]


class MatrixPerson(Frozen):
    """Somebody who may have a part. `away`: on leave now, whatever `absences` say."""

    name: Line
    department: Line
    account: Account | None = None
    head: bool = False
    superior: Line | None = None
    deputy: Line | None = None
    absences: tuple[Away, ...] = ()
    away: bool = False

    @property
    def key(self) -> str:
        """Return what tells this person from the others."""
        return self.account or self.name


class MatrixRow(Frozen):
    """One deliverable: who does it, who alone answers for it, who is asked, who is told.

    `period`: when it is in work, where that is not the period of the whole matrix.
    """

    deliverable: Line
    responsible: Names = ()
    accountable: Names = ()
    consulted: Names = ()
    informed: Names = ()
    period: Period | None = None


class Gate(Frozen):
    """A decision that work waits for.

    `on_timeout`: what happens when nobody has decided within `timeout`; `escalate` names `to`.
    `break_glass`: who may let it pass in an emergency.
    """

    name: Line
    decider: Names = ()
    timeout: Wait | None = None
    on_timeout: Literal["remind", "escalate", "expire", "proceed"] | None = None
    to: Line | None = None
    risk: Literal["low", "medium", "high"] | None = None
    break_glass: Line | None = None


class Rung(Frozen):
    """One step of an escalation: from one person, or from the sides of a conflict, to another.

    A side may be a department: then its head. `after`: how long the lower rung has.
    """

    sides: Annotated[Names, Field(alias="from", min_length=1)]
    to: Line
    after: Wait | None = None


class RoleMatrix(Frozen):
    """Rows and what belongs to them. `departments` are those that the work touches.

    `directory` is a file of people beside the matrix, instead of `people`. `period`: the days that
    the work takes; without it, the four weeks from the day of the check.
    """

    rows: tuple[MatrixRow, ...] = Field(max_length=2_000)
    departments: tuple[Line, ...] = ()
    people: tuple[MatrixPerson, ...] = Field(default=(), max_length=50_000)
    directory: Line | None = None
    gates: tuple[Gate, ...] = Field(default=(), max_length=2_000)
    escalation: tuple[Rung, ...] = Field(default=(), max_length=2_000)
    period: Period | None = None

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        require_told_apart(self.people, self.directory)
        return self

    def among(self, directory: Directory) -> "RoleMatrix":
        """Return the matrix with the people of `directory`."""
        people = tuple(
            MatrixPerson(
                name=one.name,
                department=one.department,
                account=one.account,
                head=one.head,
                superior=one.superior,
                deputy=one.deputy,
                absences=one.absences,
            )
            for one in directory.people
        )
        return self.model_copy(update={"people": people, "directory": None})

    @property
    def plain_rows(self) -> tuple[Row, ...]:
        """Return the rows as the rules see them; a finding names the deliverable."""
        return tuple(
            Row(
                id=one.deliverable,
                deliverable=one.deliverable,
                responsible=one.responsible,
                accountable=one.accountable,
                consulted=one.consulted,
                informed=one.informed,
                work=(one.period.start, one.period.end) if one.period else None,
            )
            for one in self.rows
        )
