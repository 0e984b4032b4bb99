"""Somebody is lost to the charter: what they held, and who could take it over on what grounds."""

import datetime as dt
from typing import Literal

from domain.directory import Contact
from domain.items import Part
from domain.suggestion import Item
from domain.text import Frozen

Cause = Literal["reported", "gone", "away"]
"""Why somebody is lost: reported by a person, gone from the directory, or away for long."""
Ground = Literal["deputy", "skills", "colleague", "head", "team_lead", "lead_head", "sponsor"]
"""Why somebody could take over from another."""


class Candidate(Frozen):
    """Who could take over, and on what grounds; `shared` are skills that both have."""

    account: str
    name: str
    department: str
    ground: Ground
    shared: tuple[str, ...] = ()
    hours: int = 0


class Gap(Frozen):
    """One place of the lost person: `departments` decide, `candidates` come the best first."""

    target: str
    part: Part
    about: str
    departments: tuple[str, ...]
    candidates: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return what names this place in evidence and items."""
        return f"{self.target}:{self.part}"


class RoleGapFacts(Frozen):
    """Somebody is lost to the charter: what they held, and who could take it over.

    `rows` are the charter's rows of roles and `people` whoever stands in them or could, so that the
    rules of roles can be asked about the day after. `turn` counts how often others were asked for.
    """

    type: Literal["role_gap"] = "role_gap"
    lost: Contact
    cause: Cause
    said: str
    reported_by: str | None
    gaps: tuple[Gap, ...]
    candidates: tuple[Candidate, ...]
    rows: tuple[Item, ...]
    people: tuple[Contact, ...]
    on: dt.date
    turn: int = 0
    due: dt.date | None = None

    @property
    def targets(self) -> dict[str, tuple[str, ...]]:
        """Return, per place, the departments whose heads decide who takes it over."""
        return {gap.key: gap.departments for gap in self.gaps}
