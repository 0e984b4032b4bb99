"""Every rule of a role matrix, in a file or in a suggestion alike: its rows and its people.

A file may have gates and an escalation as well.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from domain import role_rules
from domain.escalation_rules import escalations, gates
from domain.findings import Finding, Findings, error, warning
from domain.role_matrix import MatrixPerson, RoleMatrix
from domain.role_rules import Row


class Roster:
    """The people of a matrix by the names that it calls them."""

    def __init__(self, people: Sequence[MatrixPerson]) -> None:
        often = Counter(one.name for one in people)
        self._named = {one.name: one for one in people if often[one.name] == 1}
        self._named |= {one.key: one for one in people}
        self.heads = {one.department: one for one in people if one.head}
        self.known = bool(people)

    def person(self, name: str | None) -> MatrixPerson | None:
        """Return who is called so, if there is one."""
        return self._named.get(name) if name else None

    def key(self, name: str) -> str:
        """Return the one name that stands for a person, or for the head of a department."""
        found = self.person(name) or self.heads.get(name)
        return found.key if found else name

    def above(self, name: str) -> Iterator[str]:
        """Yield the superiors of somebody, nearest first; the department's head is one."""
        seen = {self.key(name)}
        here = self.person(self.key(name))
        while here:
            head = self.heads.get(here.department)
            upper = self.person(here.superior) or (head if head and head != here else None)
            if upper is None or upper.key in seen:
                return
            seen.add(upper.key)
            yield upper.key
            here = upper


def check_matrix(matrix: RoleMatrix, on: dt.date) -> tuple[Finding, ...]:
    """Return what is wrong with a matrix on a day, errors first; `item` names row or gate."""
    roster = Roster(matrix.people)
    departments = matrix.departments if roster.known else ()
    found = [
        *check_rows(matrix.plain_rows, departments, departments, roster, on),
        *gates(matrix, roster),
        *escalations(matrix, roster),
    ]
    return tuple(sorted(found, key=lambda one: one.severity == "warning"))


def check_rows(
    rows: Sequence[Row],
    departments: Sequence[str],
    reachable: Collection[str],
    roster: Roster,
    on: dt.date | None,
) -> Findings:
    """Yield what is wrong with rows: the one set of rules, for a file and for a suggestion.

    A department that is in no row is an error where it is `reachable`: where somebody of it could
    be named. Without a day, nothing is said of who is away.
    """
    yield from role_rules.counted(rows)
    yield from role_rules.one_accountable(rows)
    yield from role_rules.peopled([_with_keys(row, roster) for row in rows])
    yield from _departments(departments, reachable, roster, rows)
    yield from _strangers(rows, roster)
    if on is not None:
        yield from _deputies(roster, rows, on)


def _with_keys(row: Row, roster: Roster) -> Row:
    """Return the row with one name for each person, so that two names do not hide one person."""
    return row._replace(accountable=tuple(sorted({roster.key(name) for name in row.accountable})))


def _departments(
    departments: Sequence[str], reachable: Collection[str], roster: Roster, rows: Sequence[Row]
) -> Findings:
    """Say which affected department is in no row (error), or only asked or told (warning)."""
    doing = {name for row in rows for name in row.departments}
    doing |= _homes((name for row in rows for name in (*row.responsible, *row.accountable)), roster)
    there = doing | _homes((name for row in rows for name in row.people), roster)
    nowhere = [name for name in departments if name not in there and name in reachable]
    others = [name for name in departments if name not in nowhere]
    yield from role_rules.departments_taken(nowhere, doing, error)
    yield from role_rules.departments_taken(others, doing, warning)


def _homes(names: Iterable[str], roster: Roster) -> set[str]:
    return {one.department for name in names if (one := roster.person(name))}


def _strangers(rows: Sequence[Row], roster: Roster) -> Findings:
    for row in rows if roster.known else ():
        for name in row.people:
            if roster.person(name) is None:
                yield error(
                    "roles.unknown_person",
                    f"Nobody among the people is called {name}.",
                    f"人员中没有「{name}」。",
                    row.id,
                )


def _deputies(roster: Roster, rows: Sequence[Row], on: dt.date) -> Findings:
    """Whoever does or answers for a row has a deputy who is there, if they will be away."""
    for row in rows:
        for name in dict.fromkeys((*row.accountable, *row.responsible)):
            person = roster.person(name)
            if person and (said := uncovered(person, roster, on)):
                yield said._replace(item=row.id)


def uncovered(person: MatrixPerson, roster: Roster, on: dt.date) -> Finding | None:
    """Say that nobody is there for a person who is away, or will be; None when somebody is."""
    if not (person.away or _coming(person, on)):
        return None
    deputy = roster.person(person.deputy)
    if deputy is None or deputy == person:
        return error(
            "roles.no_deputy",
            f"{person.name} is away or will be, and has no deputy among the people.",
            f"{person.name}正在或即将离岗，但没有可用的代理人。",
        )
    if _both_away(person, deputy, on):
        return error(
            "roles.deputy_away",
            f"{deputy.name}, the deputy of {person.name}, is away at the same time.",
            f"{person.name}的代理人{deputy.name}同时离岗。",
        )
    return None


def _coming(person: MatrixPerson, on: dt.date) -> bool:
    return any(absence.end >= on for absence in person.absences)


def _both_away(person: MatrixPerson, deputy: MatrixPerson, on: dt.date) -> bool:
    """Say whether some day from `on` finds neither of them there."""
    always = (dt.date.min, dt.date.max)
    mine = [always] * person.away + [(a.start, a.end) for a in person.absences if a.end >= on]
    theirs = [always] * deputy.away + [(a.start, a.end) for a in deputy.absences if a.end >= on]
    return any(a[0] <= b[1] and b[0] <= a[1] for a in mine for b in theirs)
