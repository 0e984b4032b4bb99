"""Whose turn it is and until when, with everybody's calendar, zone and absences."""

import datetime as dt

from temporalio import activity

from activities.calendars import asked_times
from activities.ground import Ground
from activities.suggestion_requests import TurnRequest
from domain.absences import next_turn
from domain.asking import Colleague
from domain.directory import Directory
from domain.due_times import ESCALATE, EXPIRE, REMIND, Rung
from domain.text import Bilingual
from domain.turn import Turn
from store import people

_DAY = dt.timedelta(days=1)


class Turns:
    """Reads the directory and calendars for suggestions that wait."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    @activity.defn
    async def turn(self, request: TurnRequest) -> Turn:
        """Work out due times and deputies for the people who are asked."""
        directory = await people.directory(self._ground.engine, request.collaboration)
        return turn_of(request, directory)


def turn_of(request: TurnRequest, directory: Directory) -> Turn:
    """Return the due times, the deputies of whoever is away, and when that next changes."""
    rungs = [
        Rung.of(REMIND, request.remind_after),
        Rung.of(ESCALATE, escalate_after(request.remind_after, request.decide_within)),
        Rung.of(EXPIRE, request.decide_within),
    ]
    decided_by, times = asked_times(
        request.accounts, directory, request.asked_at, rungs, request.initiator
    )
    found = {rung.name: rung.at for rung in times.rungs}
    deputies = {}
    for one in decided_by:
        person = directory.person(one.account)
        if one.delegated and person:
            deputies[one.asked] = Colleague(
                account=person.account, name=person.name, why=_why(one.asked, directory)
            )
    asked = [p for account in request.accounts if (p := directory.person(account))]
    return Turn(
        remind_at=found[REMIND],
        escalate_at=found[ESCALATE],
        due_at=found[EXPIRE],
        deputies=deputies,
        again_at=next_turn(asked, request.now),
    )


def escalate_after(remind: dt.timedelta, decide: dt.timedelta) -> dt.timedelta:
    """Return when superiors are asked: two thirds of the way from reminder to deadline.

    Whole days stay whole days, since these are counted as working days.
    """
    after = remind + 2 * (decide - remind) / 3
    whole = not remind % _DAY and not decide % _DAY
    return -(-after // _DAY) * _DAY if whole else after


def _why(asked: str, directory: Directory) -> Bilingual:
    person = directory.person(asked)
    name = person.name if person else asked
    return Bilingual(en=f"deputy of {name}", zh=f"{name}的审批代理")
