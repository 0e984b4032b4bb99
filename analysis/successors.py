"""Who could take over from somebody who is lost: deputies first, then skills, then free hours."""

import datetime as dt
from collections.abc import Iterator

from domain.absences import away
from domain.brief import Brief
from domain.charter import Charter
from domain.departure import Departure
from domain.directory import Contact, Directory, Person
from domain.items import Liaison, Member, Role
from domain.losses import cause_of
from domain.role_gap_facts import Candidate, Gap, Ground, RoleGapFacts
from domain.rosters import contacts, uncovered_among
from domain.succession import Place, holders, home_of, peopled, places
from domain.work import Work

MOST = 8
"""Candidates for one place: each new draft goes to the next, and there are at most five."""


def role_gap_facts(
    charter: Charter, directory: Directory, departure: Departure, brief: Brief, on: dt.date
) -> RoleGapFacts:
    """Return what somebody held and who could take it over; no gaps when they held nothing.

    Who does a row or answers for it must be there, or a deputy be: of others, only who is.
    """
    held = places(charter, departure.account)
    home = home_of(charter, departure.account, directory) or brief.lead
    gone = _gone(charter, directory, departure.account, home)
    found = (
        list(_candidates(charter, directory, departure.account, home, brief, on)) if held else []
    )
    everybody = {one.account: one for one in contacts(directory, on)}
    known = [everybody[one.account] for one in found]
    without = set(uncovered_among(known, directory, Work.due(on, brief.due)))
    covered = [one.account for one in found if one.account not in without]
    gaps = (_gap(place, charter, directory, home, found, covered) for place in held)
    standing = {account for item in charter.roles for account, _ in holders(item.body)}
    return RoleGapFacts(
        lost=gone,
        cause=departure.cause,
        said=departure.said,
        reported_by=departure.by,
        gaps=tuple(gaps),
        candidates=tuple(found),
        rows=charter.roles,
        people=tuple(
            one for key, one in everybody.items() if key in standing | {c.account for c in found}
        ),
        on=on,
        due=brief.due,
    )


def _gone(charter: Charter, directory: Directory, account: str, home: str) -> Contact:
    """Return who is lost; the name of who has gone from the directory may be in the team."""
    bodies = [item.body for item in charter.team]
    team = (b for b in bodies if isinstance(b, Member | Liaison) and b.account == account)
    person = directory.person(account) or next(team, None)
    return Contact(account=account, name=person.name if person else account, department=home)


def _gap(
    place: Place,
    charter: Charter,
    directory: Directory,
    home: str,
    found: list[Candidate],
    covered: list[str],
) -> Gap:
    """Return a place with its candidates: in the team's places, those who are not in it first."""
    every = [one.account for one in found]
    if place.part in ("accountable", "responsible"):
        every = covered
    if place.part in ("member", "liaison"):
        inside = {account for item in charter.team for account, _ in holders(item.body)}
        every.sort(key=lambda account: account in inside)
    item = next(one for one in peopled(charter) if one.id == place.target)
    body = item.body
    answers = directory.person(body.accountable) if isinstance(body, Role) else None
    sides = (home, *([answers.department] if answers else []))
    return Gap(
        target=place.target,
        part=place.part,
        about=place.about,
        departments=tuple(dict.fromkeys(sides)),
        candidates=tuple(every[:MOST]),
    )


def _candidates(
    charter: Charter, directory: Directory, lost: str, home: str, brief: Brief, on: dt.date
) -> Iterator[Candidate]:
    """Yield who could take over, each once: the deputy, colleagues, and who answers for them."""
    gone = directory.person(lost)
    skills = _skills(charter, directory, lost)
    seen = {lost}
    for person, ground in _grounds(charter, directory, gone, home, brief, skills, on):
        if person.account in seen or cause_of(person.account, directory, on):
            continue
        seen.add(person.account)
        shared = tuple(skill for skill in sorted(skills) if person.skills.get(skill))
        yield Candidate(
            account=person.account,
            name=person.name,
            department=person.department,
            ground="skills" if ground == "colleague" and shared else ground,
            shared=shared,
            hours=person.hours,
        )


def _skills(charter: Charter, directory: Directory, account: str) -> set[str]:
    """Return what somebody is good at, and what they cover in the team."""
    person = directory.person(account)
    bodies = [item.body for item in charter.team]
    covers = [b.covers for b in bodies if isinstance(b, Member) and b.account == account]
    return {*(person.skills if person else ()), *(skill for own in covers for skill in own)}


def _grounds(
    charter: Charter,
    directory: Directory,
    gone: Person | None,
    home: str,
    brief: Brief,
    skills: set[str],
    on: dt.date,
) -> Iterator[tuple[Person, Ground]]:
    deputy = directory.person(gone.deputy) if gone and gone.deputy else None
    if deputy:
        yield deputy, "deputy"
    head = directory.head_of(home)
    colleagues = [p for p in directory.people if p.department == home and p != head]
    colleagues.sort(
        key=lambda p: (bool(away(p, on)), -len(skills & set(p.skills)), -p.hours, p.account)
    )
    yield from ((person, "colleague") for person in colleagues)
    lead = (i.body for i in charter.team if isinstance(i.body, Member) and i.body.lead)
    above: list[tuple[Person | None, Ground]] = [
        (head, "head"),
        *((directory.person(one.account), "team_lead") for one in lead),
        (directory.head_of(brief.lead), "lead_head"),
        (directory.person(brief.sponsor), "sponsor"),
    ]
    yield from ((person, ground) for person, ground in above if person)
