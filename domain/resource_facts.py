"""Computed facts of the second step of stage 1: what the approved need takes, and what is known."""

import datetime as dt
from typing import Literal

from domain.granted import Granted, Released
from domain.resource import Currency, Money
from domain.text import Frozen

Stated = Literal["outcome", "hours", "budget", "people"]


class Taken(Frozen):
    """What the collaboration takes by now: the team's hours a week and people, money reported."""

    hours: int
    people: tuple[Released, ...]
    spent: Money


class Least(Frozen):
    """What the smallest team that the rule allows would take."""

    size: int
    hours: int
    release: tuple[Released, ...]


class ResourceFacts(Frozen):
    """What to ask the sponsor for. `stated` names what the brief itself asks for.

    The rest follows from the rule of the team: `size_max` people with `member_hours` a week each;
    `least` is what the smallest team by the rule would take, the alternative to that.
    `lost_weekly` are the queue hours a week of the approved need, over the `days` of the log.
    `granted` and `taken` are there when more is asked for later.
    """

    type: Literal["resource"] = "resource"
    need: str
    waiting: str | None
    senders: tuple[str, ...]
    lost_hours: float | None
    days: float | None
    lost_weekly: float | None
    outcome: str | None
    due: dt.date
    size_max: int
    member_hours: int
    hours: int
    budget: Money | None
    currency: Currency | None
    release: tuple[Released, ...]
    stated: tuple[Stated, ...] = ()
    least: Least | None = None
    granted: Granted | None = None
    taken: Taken | None = None
