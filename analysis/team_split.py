"""The team of a collaboration as linked sub-teams, where its brief asks for them."""

from collections.abc import Iterator

from analysis.sub_teams import Linked, Seats, linked
from analysis.team_choice import Choice, Wanted
from analysis.team_placing import first_of, placed, refused_people
from domain.directory import Directory
from domain.team_facts import Placed, TeamFacts


def to_be_split(wanted: Wanted) -> bool:
    """Say whether linked sub-teams are asked for, and one team would be too large."""
    rule = wanted.rule
    return rule.split == "sub_teams" and len(wanted.spoken_for) > rule.size_max


def split_facts(directory: Directory, choice: Choice, source: str) -> TeamFacts | None:
    """Return linked sub-teams; None where none are asked for, or the rules leave none."""
    wanted = choice.wanted
    found = _found(choice) if to_be_split(wanted) else None
    if found is None:
        return None
    members = _members(choice, found.seats)
    inside = {one.account: one.sub_teams for one in members}
    return TeamFacts(
        source=source,
        status=found.status,
        objective=found.objective,
        bound=found.bound,
        considered=len(choice.pool),
        members=members,
        liaisons=(),
        lead=members[0].account,
        unmet=(),
        hand_offs=wanted.hand_offs,
        refused=refused_people(directory, wanted),
        kept=tuple(a for a, teams in wanted.so_far.sub_teams.items() if inside.get(a) == teams),
    )


def _found(choice: Choice) -> Linked | None:
    for stays in _stays(choice):
        found = linked(choice, choice.wanted.hand_offs, stays)
        if found.seats:
            return found
    return None


def _stays(choice: Choice) -> Iterator[Seats]:
    """Yield who of the last draft sits where they sat, the most first; at last nobody."""
    last, before = choice.wanted.so_far, dict[int, tuple[int, ...]]()
    for accounts in (last.members, last.released):
        seats = {
            place: last.sub_teams[one.account]
            for place, one in enumerate(choice.pool)
            if one.account in accounts and one.account in last.sub_teams
        }
        if seats and seats != before:
            yield seats
        before = seats
    yield {}


def _members(choice: Choice, seats: Seats) -> tuple[Placed, ...]:
    """Return everybody by sub-team, the lead of the core team first."""
    wanted = choice.wanted
    home = [choice.pool[n] for n, teams in seats.items() if 1 in teams]
    lead = first_of([one for one in home if one.department == wanted.lead])
    order = wanted.spoken_for

    def key(seat: tuple[int, tuple[int, ...]]) -> tuple[bool, tuple[int, ...], int, str]:
        one = choice.pool[seat[0]]
        return one != lead, seat[1], order.index(one.department), one.account

    return tuple(
        placed(choice, choice.pool[place], teams) for place, teams in sorted(seats.items(), key=key)
    )
