"""The people of an example organisation."""

import datetime as dt
import random
from collections.abc import Iterator

from domain.directory import Absence, Directory, Person
from domain.text import Language
from examples.plan import Plan

SMALL = 4
_FREE = 3  # in each department these have the skill, the time and no absence: a team exists


def cast(plan: Plan) -> Directory:
    """Return 36 to 48 people: a sponsor and an assistant, then each department with its head."""
    rng = plan.rng("people")
    names = _names(plan, rng)
    sponsor = _person(plan, names, plan.board, head=True, hours=4, groups=("board",))
    assistant = _person(plan, names, plan.board, superior=sponsor.account, hours=8)
    people = [_changed(sponsor, deputy=assistant.account), assistant]
    for index, size in _sizes(plan, rng).items():
        people += _department(plan, rng, names, index, size, sponsor.account)
    return Directory(people=tuple(_travelled(plan, rng, people)))


def _names(plan: Plan, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Return endless (name, account), none of them twice."""
    seen: set[str] = set()
    gap = "" if plan.language == "zh" else " "
    while True:
        given, family = rng.choice(plan.voice.given), rng.choice(plan.voice.family)
        account = f"{given[1]}.{family[1]}"
        if account not in seen:
            seen.add(account)
            first, last = (family, given) if plan.language == "zh" else (given, family)
            yield f"{first[0]}{gap}{last[0]}", account


def _sizes(plan: Plan, rng: random.Random) -> dict[int, int]:
    """Share 36 to 44 people out, the small department aside as evenly as they go."""
    others = [index for index in plan.names if index != plan.small]
    total = rng.randint(36, 44) - SMALL
    sizes = {index: total // len(others) for index in others}
    for index in rng.sample(others, total % len(others)):
        sizes[index] += 1
    return {index: sizes.get(index, SMALL) for index in plan.names}


def _department(
    plan: Plan,
    rng: random.Random,
    names: Iterator[tuple[str, str]],
    index: int,
    size: int,
    sponsor: str,
) -> list[Person]:
    zone = plan.voice.zones[index % len(plan.voice.zones)]
    members: list[Person] = []
    for place in range(size):
        free = place < _FREE
        members.append(
            _person(
                plan,
                names,
                plan.names[index],
                head=place == 0,
                superior=members[0].account if members else sponsor,
                time_zone=zone if free or rng.random() < 0.8 else rng.choice(plan.voice.zones),
                skills=_skills(plan, rng, index, free),
                hours=rng.randint(5, 10) if free else rng.randint(2, 12),
                groups=(plan.setting.key,) if rng.random() < 0.3 else (),
                absences=() if free or rng.random() < 0.8 else (_absence(rng),),
            )
        )
    members[0] = _changed(members[0], deputy=members[1].account)
    members[-1] = _changed(members[-1], deputy=members[1].account)
    return members


def _skills(plan: Plan, rng: random.Random, index: int, free: bool) -> dict[str, int]:
    skills = {plan.desk(index).skill: rng.randint(3, 5) if free else rng.randint(1, 4)}
    for other in rng.sample(list(plan.names), rng.randint(0, 2)):
        skills.setdefault(plan.desk(other).skill, rng.randint(1, 3))
    return skills


def _absence(rng: random.Random) -> Absence:
    start = dt.date(2026, 11, 30) + dt.timedelta(days=7 * rng.randint(0, 6))
    return Absence(start=start, end=start + dt.timedelta(days=rng.choice((1, 4, 11))))


def _person(
    plan: Plan, names: Iterator[tuple[str, str]], department: str, **fields: object
) -> Person:
    name, account = next(names)
    known = {"language": plan.language, "time_zone": plan.voice.zones[0]} | fields
    return Person.model_validate(
        {"account": account, "name": name, "department": department} | known
    )


def _changed(person: Person, **fields: object) -> Person:
    return Person.model_validate(person.model_dump() | fields)


def _travelled(plan: Plan, rng: random.Random, people: list[Person]) -> list[Person]:
    """Let two people prefer the other language, as in any company that works abroad."""
    other: Language = "en" if plan.language == "zh" else "zh"
    chosen = set(rng.sample([p.account for p in people if not p.head], 2))
    return [_changed(p, language=other) if p.account in chosen else p for p in people]
