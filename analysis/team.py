"""The smallest team that covers departments and skills, proved best by OR-Tools CP-SAT."""

import datetime as dt
from collections.abc import Mapping, Sequence

from analysis.candidates import DAYS_AHEAD, four_weeks, free_hours, hard_rules, listed
from analysis.demands import Wish, solve, unmet
from analysis.relaxing import relaxations
from domain.brief import TeamRule
from domain.directory import Directory, Person
from domain.facts import Placed, TeamFacts
from domain.team_request import Requirements, SizeRange, SkillNeed
from domain.text import Bilingual


def team_facts(
    directory: Directory,
    departments: Sequence[str],
    lead_department: str,
    rule: TeamRule,
    on: dt.date,
    source: str,
    promised: Mapping[str, float] | None = None,
) -> TeamFacts:
    """Choose a team for `departments` from their own people, or say which demands clash.

    Considered are people with at least `rule.hours` free hours a week who are not absent on `on`,
    nor for more than half of the 28 days after it. Free is what absences in these days leave of
    their hours, less what is `promised` to other collaborations. Size, every skill at its level in
    its number, and one member of each department must hold; with more departments than `size_max`,
    one member of the lead department in the core team, and a liaison for each department without
    a member.

    Best is the smallest team; then one with somebody of the lead department who is not a head,
    because heads decide and should not approve their own work; then the most free hours. The
    `objective` puts these three into one weighted number (see `demands.solve`). `lead` is of the
    lead department: not a head before a head, then most free hours, then account. `hours` are
    the hours a week asked of a member, `rule.hours`, not all that they have free; of a liaison no
    more than they have. `covers`: every demanded skill that the person holds at its level.

    `unmet` is empty unless infeasible: labels such as `skill:legal>=4x2`, `department:法务部`,
    `size<=8`, `size>=5`, `hours>=4`. It is as small as deletion makes it: all of them together
    cannot hold, any one left out they could; `relaxations` say what would help. The order of the
    directory changes nothing.
    """
    wanted = list(dict.fromkeys([*departments, lead_department]))
    present = sorted(
        (p for p in directory.people if p.department in wanted and _present(p, on)),
        key=lambda person: person.account,
    )
    free = {one.account: _free(one, on, (promised or {}).get(one.account, 0)) for one in present}
    pool = [person for person in present if free[person.account] >= rule.hours]
    by_liaison = wanted if len(wanted) > rule.size_max else []
    spoken = {p.department for p in present if p.department in by_liaison} - {lead_department}
    required = _required(rule, wanted)
    demands = hard_rules([listed(p, free[p.account]) for p in pool], required, spoken)
    leaders = tuple(i for i, p in enumerate(pool) if p.department == lead_department and not p.head)
    wish = Wish(tuple(int(free[p.account]) for p in pool), leaders, rule.size_max)
    found = solve(len(pool), demands, wish)
    clash = found.status == "INFEASIBLE"
    core, ways = _clashes(present, free, required, spoken) if clash else ((), ())
    team = [pool[place] for place in found.chosen]
    lead = _first([person for person in team if person.department == lead_department])
    speakers = _liaisons(present, by_liaison, team) if team else []
    return TeamFacts(
        source=source,
        status=found.status,
        objective=found.objective,
        bound=found.bound,
        considered=len(pool),
        members=tuple(_placed(p, rule) for p in _in_order(team, wanted, lead)),
        liaisons=tuple(_placed(person, rule) for person in speakers),
        lead=lead.account if lead else "",
        unmet=core,
        relaxations=ways,
    )


def _clashes(
    present: Sequence[Person], free: Mapping[str, float], required: Requirements, spoken: set[str]
) -> tuple[tuple[str, ...], tuple[Bilingual, ...]]:
    """Return what cannot hold together, the hours too, and what would help."""
    people = [listed(person, free[person.account]) for person in present]
    demands = hard_rules(people, required, spoken)
    core = unmet(len(people), demands)
    found = relaxations(people, required, demands, core)
    return core, tuple(Bilingual(en=one.en, zh=one.zh) for one in found)


def _required(rule: TeamRule, departments: Sequence[str]) -> Requirements:
    """Return the rule of a brief as requirements."""
    skills = {skill: SkillNeed(level=n.level, count=n.count) for skill, n in rule.skills.items()}
    return Requirements(
        skills=skills,
        departments=tuple(departments),
        size=SizeRange(min=rule.size_min, max=rule.size_max),
        hours=rule.hours,
    )


def _present(person: Person, on: dt.date) -> bool:
    def away(day: dt.date) -> bool:
        return any(absence.start <= day <= absence.end for absence in person.absences)

    ahead = [on + dt.timedelta(days=days) for days in range(1, DAYS_AHEAD + 1)]
    return not away(on) and 2 * sum(away(day) for day in ahead) <= DAYS_AHEAD


def _free(person: Person, on: dt.date, promised: float) -> float:
    period = four_weeks(on + dt.timedelta(days=1))
    return free_hours(person.hours, person.absences, promised, period)


def _liaisons(
    present: Sequence[Person], departments: Sequence[str], team: Sequence[Person]
) -> list[Person]:
    """Pick who speaks for each department without a member; few free hours are enough for that."""
    inside = {person.department for person in team}
    outside = [department for department in departments if department not in inside]
    picked = (_first([p for p in present if p.department == name]) for name in outside)
    return [person for person in picked if person]


def _first(people: Sequence[Person]) -> Person | None:
    return min(people, key=lambda p: (p.head, -p.hours, p.account), default=None)


def _in_order(
    team: Sequence[Person], departments: Sequence[str], lead: Person | None
) -> list[Person]:
    """Put the lead first, then the departments in the order of the brief, then accounts."""
    return sorted(team, key=lambda p: (p != lead, departments.index(p.department), p.account))


def _placed(person: Person, rule: TeamRule) -> Placed:
    covers = [s for s, need in rule.skills.items() if person.skills.get(s, 0) >= need.level]
    return Placed(
        account=person.account,
        name=person.name,
        department=person.department,
        hours=min(person.hours, rule.hours),
        covers=tuple(covers),
    )
