"""The answer to a team request: the team with its proof, or what clashes and how to loosen it."""

from typing import Literal

from domain.text import Bilingual, Frozen

PlanStatus = Literal["optimal", "feasible", "infeasible", "unknown"]
"""`unknown`: the solver ran out of time before it found a team or proved that there is none."""


class Seat(Frozen):
    """A member. `hours` a week are asked of them; where nothing is asked, what they have free."""

    name: str
    department: str
    covers: tuple[str, ...]
    hours: int | float
    lead: bool = False


class Speaker(Frozen):
    """A liaison (对接人): speaks for a department that has nobody in the core team."""

    name: str
    department: str


class Clash(Frozen):
    """One of the requirements that cannot hold together, as a label and in words."""

    requirement: str
    en: str
    zh: str


class Loosening(Frozen):
    """One change of the request: what stands at `field` now, and what would stand there."""

    field: str
    before: int | float | str
    after: int | float | str | None


class Relaxation(Frozen):
    """Changes that together let a team be found; `cost` as the documents count it."""

    cost: int
    changes: tuple[Loosening, ...]
    en: str
    zh: str


class Alternative(Frozen):
    """Another team that keeps every hard rule, clearly different, with its own objective."""

    objective: int | float
    team: tuple[Seat, ...]
    liaisons: tuple[Speaker, ...]


class TeamPlan(Frozen):
    """What the solver answers. `objective`, `bound` and `gap` are those of the first aim.

    `optimal`: every aim, in its order, is proved best. The lead stands first in the team.
    """

    status: PlanStatus
    objective: int | float | None = None
    bound: int | float | None = None
    gap: float | None = None
    seconds: float = 0.0
    team: tuple[Seat, ...] = ()
    liaisons: tuple[Speaker, ...] = ()
    unmet: tuple[Clash, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


def joined(parts: tuple[Bilingual, ...]) -> Bilingual:
    """Return several things that go together as one sentence."""
    return Bilingual(
        en=", and ".join(part.en for part in parts), zh="，并".join(part.zh for part in parts)
    )


def plain(number: float) -> int | float:
    """Return a number as people write it: 5, not 5.0."""
    return int(number) if number == int(number) else round(number, 6)
