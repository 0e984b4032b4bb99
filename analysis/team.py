"""The team of a collaboration with its proof by OR-Tools CP-SAT, or which demands clash."""

from collections.abc import Mapping

from analysis.alternatives import best_first, others
from analysis.best_team import Found
from analysis.candidates import hard_rules
from analysis.clashing import unmet
from analysis.demands import LIMIT, Demand
from analysis.relaxing import relaxations
from analysis.relaxing_form import BRIEF, Outside
from analysis.team_choice import Choice, Wanted, choice_of, chosen, search
from analysis.team_placing import first_of, placed, refused_people
from analysis.team_split import split_facts, to_be_split
from domain.directory import Directory, Person
from domain.team_facts import OtherTeam, Placed, TeamFacts
from domain.text import Bilingual


def team_facts(directory: Directory, wanted: Wanted, source: str) -> TeamFacts:
    """Choose a team for `wanted.departments` from their own people, or say which demands clash.

    Considered are people with at least `rule.hours` free hours a week who are not absent on `on`,
    nor for more than half of the 28 days after it, and whom their head has not refused. Free is
    what absences in these days leave of their hours, less what is promised to other
    collaborations. Size, every skill at its level in its number, and one member of each department
    must hold; with more departments than `size_max`, one member of the lead department in the core
    team, and a liaison for each department without a member. A department whose able people are
    refused sends a liaison too.

    `objective` and `bound` are those of the first aim: of `size`, members. `lead` is of the lead
    department: not a head before a head, then most hours, then account. `hours` are the hours a
    week asked of a member, `rule.hours`, not all that they have free; of a liaison no more than
    they have. `covers`: every demanded skill that the person holds at its level.

    `unmet` is empty unless infeasible: labels such as `skill:legal>=4x2`, `department:法务部`,
    `size<=8`, `size>=5`, `hours>=4`. It is as small as deletion makes it: all of them together
    cannot hold, any one left out they could; `relaxations` say what would help. The order of the
    directory changes nothing.
    """
    choice = choice_of(directory, wanted)
    return split_facts(directory, choice, source) or _whole(directory, choice, source)


def _whole(directory: Directory, choice: Choice, source: str) -> TeamFacts:
    """Return the facts of one core team, with liaisons where there are more departments."""
    wanted, (found, held) = choice.wanted, chosen(choice)
    more = _others(choice, found, held) if found.chosen else ()
    found, rest = best_first(found, more, alone=False)  # hours count as well
    clash = found.status == "INFEASIBLE"
    core, ways = _clashes(choice) if clash else ((), ())
    members, lead = _members(choice, found)
    return TeamFacts(
        source=source,
        status=found.status,
        objective=found.objective,
        bound=found.bound,
        considered=len(choice.pool),
        members=members,
        liaisons=_liaisons(choice, found),
        lead=lead,
        unmet=core,
        relaxations=ways,
        aims=wanted.rule.aims,
        alternatives=tuple(
            OtherTeam(
                objective=other.objective,
                members=_members(choice, other)[0],
                liaisons=_liaisons(choice, other),
            )
            for other in rest
        ),
        links=wanted.links,
        hand_offs=wanted.hand_offs,
        refused=refused_people(directory, wanted),
        kept=_kept(choice, found) if found.chosen else (),
        unsplit=to_be_split(wanted),
    )


def _clashes(choice: Choice) -> tuple[tuple[str, ...], tuple[Bilingual, ...]]:
    """Return what cannot hold together, the hours too, and what would help."""
    people = choice.everybody
    demands = hard_rules(people, choice.require, choice.spoken)
    core = unmet(len(people), demands)
    outside = Outside(choice.spoken - choice.bereft, choice.bereft)
    found = relaxations(people, choice.require, demands, core, outside, BRIEF)
    return core, tuple(Bilingual(en=one.en, zh=one.zh) for one in found)


def _others(choice: Choice, found: Found, held: Mapping[str, Demand]) -> list[Found]:
    def another(more: Mapping[str, Demand]) -> Found:
        return search(choice, {**held, **more}, LIMIT / 4)

    by_size = choice.wanted.rule.aims[0] == "size"
    return others(found, len(choice.pool), by_size, another)


def _members(choice: Choice, found: Found) -> tuple[tuple[Placed, ...], str]:
    """Return the team: the lead first, then by department as in the brief; and who leads."""
    team = [choice.pool[place] for place in found.chosen]
    lead = first_of([one for one in team if one.department == choice.wanted.lead])
    order = choice.wanted.spoken_for

    def key(one: Person) -> tuple[bool, int, str]:
        return one != lead, order.index(one.department), one.account

    seats = tuple(placed(choice, one) for one in sorted(team, key=key))
    return seats, lead.account if lead else ""


def _liaisons(choice: Choice, found: Found) -> tuple[Placed, ...]:
    """Pick who speaks for each department without a member; few free hours are enough for that.

    Who spoke in the last draft goes on.
    """
    if not found.chosen:
        return ()
    inside = {choice.pool[place].department for place in found.chosen}
    before = set(choice.wanted.so_far.liaisons)
    picked = []
    for department in choice.wanted.spoken_for:
        if department in choice.spoken and department not in inside:
            home = [one for one in choice.present if one.department == department]
            picked.append(first_of([one for one in home if one.account in before] or home))
    return tuple(placed(choice, one) for one in picked if one)


def _kept(choice: Choice, found: Found) -> tuple[str, ...]:
    """Return who of the last draft is in this one, for the same part."""
    members = {choice.pool[place].account for place in found.chosen}
    speakers = {one.account for one in _liaisons(choice, found)}
    last = choice.wanted.so_far
    return (
        *(one for one in last.members if one in members),
        *(one for one in last.liaisons if one in speakers),
    )
