"""The solver's answer for stage 2: the team, its proof, and other teams that would do."""

from typing import Literal

from domain.aims import Aims, Link
from domain.directory import Contact
from domain.granted import Granted
from domain.hand_off_map import TopFigures
from domain.promises import Promise
from domain.text import Bilingual, Frozen


class Placed(Frozen):
    """A person chosen by the solver, the hours a week asked of them, and the skills they cover.

    `promises` to other collaborations leave them `free` hours of those of a whole `week`; without
    any, these two say nothing. `sub_teams`: in which of them they sit, where the team is split.
    """

    account: str
    name: str
    department: str
    hours: int
    covers: tuple[str, ...]
    week: int = 0
    free: float = 0
    promises: tuple[Promise, ...] = ()
    sub_teams: tuple[int, ...] = ()


class OtherTeam(Frozen):
    """Another team that keeps every hard rule, clearly different, with its own objective."""

    objective: float
    members: tuple[Placed, ...]
    liaisons: tuple[Placed, ...]


class TeamFacts(Frozen):
    """Stage 2: the solver's answer with its proof. `status` as CP-SAT names it.

    `objective` and its proved `bound` are those of the first of the `aims`. `relaxations`: what
    would help where there is no team, the cheapest first. `links`: what it costs departments or
    people to work together, where an aim weighs that, and the `hand_offs` (either way, between two
    departments) that it was taken from, unless the brief gives it.
    `refused`: who is not released by their head; `kept`: accounts of the last draft that stay.
    `unsplit`: linked sub-teams were asked for, and the rules leave none. `granted`: what the
    sponsor stands for. `waits` is what the need that the team is for rests on.
    """

    type: Literal["team"] = "team"
    source: str
    status: str
    objective: float
    bound: float
    considered: int
    members: tuple[Placed, ...]
    liaisons: tuple[Placed, ...]
    lead: str
    unmet: tuple[str, ...]
    relaxations: tuple[Bilingual, ...] = ()
    granted: Granted | None = None
    waits: TopFigures | None = None
    aims: Aims = ("size",)
    alternatives: tuple[OtherTeam, ...] = ()
    links: tuple[Link, ...] = ()
    hand_offs: tuple[tuple[str, str, int], ...] = ()
    refused: tuple[Contact, ...] = ()
    kept: tuple[str, ...] = ()
    unsplit: bool = False

    @property
    def gap(self) -> float:
        """Return how far objective and bound are apart, as a share of the larger one."""
        largest = max(abs(self.objective), abs(self.bound), 1e-9)
        return abs(self.objective - self.bound) / largest
