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
from domain.work import FOUR_WEEKS, Work


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

    def stands(self, name: str) -> bool:
        """Say whether somebody is called so, or a department that has a head."""
        return self.person(name) is not None or name in self.heads

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
    period = matrix.period
    work = Work(max(on, period.start), period.end) if period else Work(on, on + FOUR_WEEKS)
    found = [
        *check_rows(matrix.plain_rows, departments, departments, roster, work),
        *gates(matrix, roster),
        *escalations(matrix, roster),
    ]
    return tuple(sorted(found, key=lambda one: one.severity == "warning"))


def check_rows(
    rows: Sequence[Row],
    departments: Sequence[str],
    reachable: Collection[str],
    roster: Roster,
    work: Work | None,
) -> Findings:
    """Yield what is wrong with rows: the one set of rules, for a file and for a suggestion.

    A department that is in no row is an error where it is `reachable`: where somebody of it could
    be named. Without days of `work`, nothing is said of who is away.
    """
    yield from role_rules.counted(rows)
    keyed = [_with_keys(row, roster) for row in rows]
    yield from role_rules.one_accountable(keyed)
    yield from role_rules.peopled(keyed)
    yield from _departments(departments, reachable, roster, rows)
    yield from _strangers(rows, roster)
    if work is not None:
        yield from _deputies(roster, rows, work)


def _with_keys(row: Row, roster: Roster) -> Row:
    """Return the row with one name for each person, so that two names do not hide one person."""
    accountable = dict.fromkeys(map(roster.key, row.accountable))
    consulted = dict.fromkeys(map(roster.key, row.consulted))
    return row._replace(accountable=tuple(accountable), consulted=tuple(consulted))


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


def _deputies(roster: Roster, rows: Sequence[Row], work: Work) -> Findings:
    """Whoever does or answers for a row has a deputy who is there, if they will be away."""
    for row in rows:
        own = work if row.work is None else Work(max(work.first, row.work[0]), row.work[1])
        for name in dict.fromkeys((*row.accountable, *row.responsible)):
            person = roster.person(name)
            if person and own.first <= own.last and (said := uncovered(person, roster, own)):
                yield said._replace(item=row.id)


def uncovered(person: MatrixPerson, roster: Roster, work: Work) -> Finding | None:
    """Say that nobody is there for a person who is away; None when somebody is.

    While the work goes on that is an error; later, should it run late, a warning.
    """
    if said := _unfilled(person, roster, work):
        return said
    said = _unfilled(person, roster, Work(work.first)) if work.last < dt.date.max else None
    return said and warning(
        said.rule,
        f"{said.said.en} That is after {work.last}, when this should be done.",
        f"{said.said.zh}这在 {work.last} 之后，届时此项应已完成。",
    )


def _unfilled(person: MatrixPerson, roster: Roster, work: Work) -> Finding | None:
    """Say that some day of the work finds neither a person nor their deputy there."""
    gone = _days_away(person, work)
    if not gone:
        return None
    deputy = roster.person(person.deputy)
    if deputy is None or deputy == person:
        return error(
            "roles.no_deputy",
            f"{person.name} is away or will be, and has no deputy among the people.",
            f"{person.name}正在或即将离岗，但没有可用的代理人。",
        )
    if any(a[0] <= b[1] and b[0] <= a[1] for a in gone for b in _days_away(deputy, work)):
        return error(
            "roles.deputy_away",
            f"{deputy.name}, the deputy of {person.name}, is away at the same time.",
            f"{person.name}的代理人{deputy.name}同时离岗。",
        )
    return None


def _days_away(person: MatrixPerson, work: Work) -> list[tuple[dt.date, dt.date]]:
    """Return the days of the work on which somebody is not there, as first and last days."""
    away = [(max(a.start, work.first), min(a.end, work.last)) for a in person.absences]
    return [(work.first, work.last)] * person.away + [days for days in away if days[0] <= days[1]]
