"""People as they are placed in a team, and the first among equals."""

from collections.abc import Sequence

from analysis.team_choice import Choice, Wanted
from domain.directory import Contact, Directory, Person
from domain.team_facts import Placed


def first_of(people: Sequence[Person]) -> Person | None:
    """Return who comes first: not a head, then with most hours, then by account."""
    return min(people, key=lambda p: (p.head, -p.hours, p.account), default=None)


def placed(choice: Choice, person: Person, sub_teams: tuple[int, ...] = ()) -> Placed:
    """Return a person with what is asked of them: the hours of the rule for each sub-team."""
    rule, promises = choice.wanted.rule, choice.wanted.promises.get(person.account, ())
    covers = [s for s, need in rule.skills.items() if person.skills.get(s, 0) >= need.level]
    return Placed(
        account=person.account,
        name=person.name,
        department=person.department,
        hours=min(person.hours, rule.hours * max(1, len(sub_teams))),
        covers=tuple(covers),
        week=person.hours if promises else 0,
        free=choice.free[person.account] if promises else 0,
        promises=tuple(promises),
        sub_teams=sub_teams,
    )


def refused_people(directory: Directory, wanted: Wanted) -> tuple[Contact, ...]:
    """Return whom their heads do not release."""
    people = [one for name in wanted.so_far.refused if (one := directory.person(name))]
    return tuple(Contact(account=p.account, name=p.name, department=p.department) for p in people)
