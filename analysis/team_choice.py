"""Choosing the team of a collaboration: who can be in it, what must hold, and the best of all."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.best_team import Found, best
from analysis.candidates import DAYS_AHEAD, Candidate, four_weeks, free_hours, hard_rules, listed
from analysis.demands import LIMIT, Demand, Solution, Wish, solve
from analysis.smallest_team import at_once, fewest
from domain.aims import Link
from domain.directory import Directory, Person
from domain.promises import Promises, promised_hours
from domain.releasing import TeamSoFar
from domain.team_request import Requirements, SizeRange, SkillNeed, TeamRequest
from domain.team_rule import TeamRule


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a team is wanted for. `links`: what it costs departments to work together.
    `hand_offs` are those between two departments, either way.

    `so_far` is what people have said to earlier drafts.
    """

    departments: tuple[str, ...]
    lead: str
    rule: TeamRule
    on: dt.date
    promises: Promises = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    hand_offs: tuple[tuple[str, str, int], ...] = ()
    so_far: TeamSoFar = TeamSoFar()

    @property
    def spoken_for(self) -> tuple[str, ...]:
        """Return every department that must be spoken for, each once."""
        return tuple(dict.fromkeys([*self.departments, self.lead]))


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is there (`present`), who of them can be a member (`pool`), and the hard rules.

    `spoken`: departments for which a liaison may speak; of those in `bereft` on any size, since
    whoever could be a member is refused.
    """

    wanted: Wanted
    present: tuple[Person, ...]
    free: Mapping[str, float]
    pool: tuple[Person, ...]
    spoken: frozenset[str]
    bereft: frozenset[str]
    require: Requirements

    @property
    def everybody(self) -> list[Candidate]:
        """Return all who are there as candidates, however few hours they have."""
        return [listed(one, self.free[one.account]) for one in self.present]

    @property
    def candidates(self) -> list[Candidate]:
        """Return the pool as candidates."""
        return [listed(one, self.free[one.account]) for one in self.pool]


def choice_of(directory: Directory, wanted: Wanted) -> Choice:
    """Return who can be chosen; whoever is refused by their head is not there at all."""
    refused, rule = set(wanted.so_far.refused), wanted.rule
    home = set(wanted.spoken_for)
    present = tuple(
        sorted(
            (
                one
                for one in directory.people
                if one.department in home and one.account not in refused and _there(one, wanted.on)
            ),
            key=lambda person: person.account,
        )
    )
    free = {one.account: _free(one, wanted) for one in present}
    pool = tuple(person for person in present if free[person.account] >= rule.hours)
    here = frozenset(one.department for one in present) - {wanted.lead}
    bereft = here & _bereft(directory, wanted, pool)
    spoken = here if len(wanted.spoken_for) > rule.size_max else bereft
    return Choice(wanted, present, free, pool, spoken, bereft, _required(wanted))


def chosen(choice: Choice) -> tuple[Found, Mapping[str, Demand]]:
    """Return the best team, and what of the last draft it was held to, as far as that can be.

    First all of the last draft whom nobody refused stay, then those whose release is signed,
    then nobody need.
    """
    found = Found("UNKNOWN", 0, 0, ())
    for held in _stays(choice):
        found = search(choice, held, LIMIT)
        if found.chosen:
            return found, held
    return found, {}


def search(choice: Choice, more: Mapping[str, Demand], limit: float) -> Found:
    """Return the best team that keeps the hard rules and `more`.

    A smallest team is best with somebody of the lead department in it who is not a head, and then
    with the most free hours. Other aims are taken one after another.
    """
    demands = {**hard_rules(choice.candidates, choice.require, choice.spoken), **more}
    rule = choice.wanted.rule
    if rule.aims != ("size",):
        return best(choice.candidates, demands, _request(choice), limit)
    leaders = tuple(
        place
        for place, one in enumerate(choice.pool)
        if one.department == choice.wanted.lead and not one.head
    )
    hours = tuple(int(choice.free[one.account]) for one in choice.pool)
    wish = Wish(hours, leaders, rule.size_max)
    found = solve(len(choice.pool), demands, wish, limit=limit)
    if found.status == "UNKNOWN" and (team := at_once(len(choice.pool), demands)):
        return Found("FEASIBLE", len(team), fewest(len(choice.pool), demands), team)
    return _in_members(found, wish)


def _in_members(found: Solution, wish: Wish) -> Found:
    """Return number and proved least number of members in place of the weighted cost.

    A team of n costs at most (2n + 1) x w, so no team is smaller than its proved cost allows.
    """
    w = sum(sorted(wish.hours, reverse=True)[: wish.largest]) + 1
    least = math.ceil(round((found.bound / w - 1) / 2, 6))
    size = len(found.chosen)
    bound = size if found.status == "OPTIMAL" else min(size, max(0, least))
    return Found(found.status, size, bound, found.chosen)


def _stays(choice: Choice) -> Iterator[dict[str, Demand]]:
    """Yield what of the last draft the next one is held to, the most first; at last nothing."""
    last, before = choice.wanted.so_far, dict[str, Demand]()
    for accounts in ((*last.members, *last.liaisons), last.released):
        held = _held(choice, set(accounts))
        if held and held != before:
            yield held
        before = held
    yield {}


def _held(choice: Choice, accounts: set[str]) -> dict[str, Demand]:
    last = choice.wanted.so_far
    members, speaking = accounts & set(last.members), accounts & set(last.liaisons)
    home = {one.department for one in choice.present if one.account in speaking} & choice.spoken
    held = {
        f"stays:{one.account}": Demand((place,), 1)
        for place, one in enumerate(choice.pool)
        if one.account in members
    }
    for department in sorted(home):
        places = tuple(n for n, one in enumerate(choice.pool) if one.department == department)
        held[f"speaks:{department}"] = Demand(places, 0, "at most")
    return held


def _bereft(directory: Directory, wanted: Wanted, pool: Sequence[Person]) -> set[str]:
    """Return where nobody is left: those who could be members are refused by their head."""
    people = map(directory.person, wanted.so_far.refused)
    return {one.department for one in people if one} - {one.department for one in pool}


def _required(wanted: Wanted) -> Requirements:
    """Return the rule of a brief as requirements."""
    rule = wanted.rule
    skills = {skill: SkillNeed(level=n.level, count=n.count) for skill, n in rule.skills.items()}
    return Requirements(
        skills=skills,
        departments=wanted.spoken_for,
        size=SizeRange(min=rule.size_min, max=rule.size_max),
        hours=rule.hours,
        lead=wanted.lead,
    )


def _request(choice: Choice) -> TeamRequest:
    rule = choice.wanted.rule
    return TeamRequest(
        require=choice.require,
        communication=choice.wanted.links,
        minimise=rule.aims,
        previous=rule.previous,
    )


def _there(person: Person, on: dt.date) -> bool:
    def away(day: dt.date) -> bool:
        return any(absence.start <= day <= absence.end for absence in person.absences)

    ahead = [on + dt.timedelta(days=days) for days in range(1, DAYS_AHEAD + 1)]
    return not away(on) and 2 * sum(away(day) for day in ahead) <= DAYS_AHEAD


def _free(person: Person, wanted: Wanted) -> float:
    period = four_weeks(wanted.on + dt.timedelta(days=1))
    promised = promised_hours(wanted.promises.get(person.account, ()))
    return free_hours(person.hours, person.absences, promised, period)
