"""The survey of an example organisation: what each department says it waits for, and on whom."""

import random

from domain.survey import MOST_PROCESSES, Answer
from domain.survey_words import Period
from examples.plan import Plan

_PERIODS: tuple[Period, ...] = ("day", "week", "month")
_HOURS = (0.5, 1.0, 1.5, 2.0, 3.0)
_LONGEST = 4.0
"""Hours that everybody loses each day in the department that was planted."""


def survey(plan: Plan) -> list[Answer]:
    """Return the answers: the last department gives none, and one waits for nobody."""
    rng = plan.rng("survey")
    *answering, _ = [index for index in plan.names if index != plan.worst]
    idle = rng.choice(answering[1:])
    found: list[Answer] = []
    for index in sorted({*answering, *([] if plan.worst is None else [plan.worst])}):
        name = plan.names[index]
        found += [Answer(name)] if index == idle else _answers(plan, rng, index)
    return found


def _answers(plan: Plan, rng: random.Random, index: int) -> list[Answer]:
    others = [other for other in plan.names if other not in (index, plan.worst)]
    waited_on = rng.sample(others, rng.randint(1, MOST_PROCESSES - 1))
    found = [
        Answer(
            plan.names[index],
            process=plan.desk(other).activities[0],
            waits_on=plan.names[other],
            times=float(rng.randint(1, 4)),
            per=rng.choice(_PERIODS[1:]),
            hours=rng.choice(_HOURS),
            confirmed=rng.choice((True, False, None, None)),
        )
        for other in waited_on
    ]
    if plan.worst is not None and index != plan.worst:
        found.insert(0, _planted(plan, index, plan.worst))
    return found


def _planted(plan: Plan, index: int, worst: int) -> Answer:
    return Answer(
        plan.names[index],
        process=plan.desk(worst).activities[0],
        waits_on=plan.names[worst],
        times=1.0,
        per="day",
        hours=_LONGEST,
    )
