"""The papers of an example organisation: its brief, a conflict and an idea."""

import datetime as dt

from domain.brief import Brief, Objective
from domain.conflict import Conflict, Interest, Option, Position
from domain.directory import Directory
from domain.sources import EventLog, Sources
from domain.team_rule import Demand, TeamRule
from examples.log import FIRST_DAY
from examples.numbers import goals
from examples.plan import Plan
from examples.setting import Side

PEOPLE = {"zh": "people.yaml", "en": "people.csv"}


def brief(plan: Plan, directory: Directory, folder: str) -> Brief:
    """Return the brief; its sources lie in a folder called `folder`."""
    rng = plan.rng("brief")
    colon = "：" if plan.language == "zh" else ": "
    chosen = sorted(rng.sample(range(len(plan.setting.objectives)), rng.randint(2, 3)))
    case, time, department, activity, state = plan.voice.columns
    return Brief(
        id=f"{plan.setting.key}-{plan.seed}",
        title=f"{plan.company}{colon}{rng.choice(plan.setting.titles)}",
        language=plan.language,
        sponsor=directory.people[0].account,
        lead=plan.lead,
        departments=tuple(plan.names.values()),
        objectives=tuple(
            Objective(id=f"O{place}", text=text, measure=measure)
            for place, (text, measure) in enumerate(
                (plan.setting.objectives[index] for index in chosen), start=1
            )
        ),
        department_goals=goals(plan),
        baseline_until=FIRST_DAY + dt.timedelta(weeks=8),
        due=dt.date(2027, 2, 26) + dt.timedelta(weeks=rng.randint(0, 6)),
        sources=Sources(
            people=f"{folder}/{PEOPLE[plan.language]}",
            events=EventLog(
                file=f"{folder}/events.csv",
                case=case,
                time=time,
                department=department,
                activity=activity,
                state=state,
            ),
            feedback=f"{folder}/feedback.csv",
            measures=f"{folder}/measures.csv",
        ),
        background=rng.choice(plan.setting.backgrounds).format(company=plan.company),
        team=_team_rule(plan),
    )


def _team_rule(plan: Plan) -> TeamRule:
    rng = plan.rng("team")
    desks = rng.sample(list(plan.names), rng.randint(3, 4))
    return TeamRule(skills={plan.desk(index).skill: Demand(level=3) for index in sorted(desks)})


def conflict(plan: Plan, directory: Directory) -> Conflict:
    """Return the setting's quarrel with weights and values moved a little by the seed."""
    rng = plan.rng("conflict")
    quarrel = plan.setting.quarrel
    interests = [name for side in quarrel.sides for name, _, _ in side.interests]
    parties = tuple(plan.names[side.desk] for side in quarrel.sides)
    head = directory.head_of(parties[0])
    return Conflict(
        issue=quarrel.issue,
        parties=parties,
        positions=tuple(_position(plan, side, rng.randint(-6, 6)) for side in quarrel.sides),
        options=tuple(
            Option(
                id=name,
                text=text,
                serves={
                    interest: max(0, min(100, share + rng.randint(-2, 2)))
                    for interest, share in zip(interests, serves, strict=True)
                },
            )
            for name, text, serves in quarrel.options
        ),
        raised_by=head.account if head else None,
    )


def _position(plan: Plan, side: Side, moved: int) -> Position:
    shift = (moved, -moved, *(0 for _ in side.interests[2:]))
    return Position(
        department=plan.names[side.desk],
        position=side.position,
        interests=tuple(
            Interest(id=name, text=text, weight=weight + step)
            for (name, text, weight), step in zip(side.interests, shift, strict=True)
        ),
        floor=side.floor,
    )


def idea(plan: Plan, directory: Directory) -> dict[str, str]:
    """Return an idea (title, text) and its author's account; the author heads nothing."""
    rng = plan.rng("idea")
    title, text = rng.choice(plan.setting.ideas)
    authors = [p for p in directory.people if not p.head and p.department != plan.board]
    return {"title": title, "text": text, "author": rng.choice(authors).account}
