"""Who is lost to a charter, and who could take over: charter and directory side by side."""

import asyncio
import datetime as dt
from typing import NamedTuple

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.double_booking import booked_twice, tell_of_later_ones
from activities.ground import Ground, basis_of, in_words
from activities.refusals import keep_refusal
from activities.succession_requests import (
    Found,
    GapFound,
    GapRequest,
    InsteadRequest,
    LostRequest,
    ReporterRequest,
)
from analysis.successors import role_gap_facts
from domain.brief import Brief
from domain.charter import Charter
from domain.departure import Departure
from domain.directory import Directory
from domain.errors import BadInputError
from domain.ladder import ladder
from domain.losses import cause_of, lost
from domain.problems import shown
from domain.role_gap_facts import RoleGapFacts
from domain.succession import named
from domain.text import Bilingual
from domain.wording import PART_NAMES
from store import facts, listings
from store.listings import Wanted

_MOST = 200
"""Pending suggestions of one collaboration that are looked at."""


class Losses(NamedTuple):
    """Who is lost to a charter, and every account that is: of people who are asked now as well."""

    brief: Brief
    charter: Charter
    directory: Directory
    departures: tuple[Departure, ...]
    accounts: tuple[str, ...]


async def losses(ground: Ground, collaboration: str, on: dt.date) -> Losses:
    """Compare a charter, and who is asked just now, with the directory as it is."""
    brief, charter, directory = await basis_of(ground, collaboration)
    found = lost(charter, directory, on)
    wanted = Wanted(state="pending", collaborations=(brief.id,))
    asked = await listings.listings(ground.engine, wanted, _MOST)
    every = (*(one.account for one in found), *(a for one in asked for a in one.approvers))
    gone = (a for a in dict.fromkeys(every) if cause_of(a, directory, on))
    return Losses(brief, charter, directory, found, tuple(gone) if directory.people else ())


class Succeeding:
    """Finds losses and successors; CollaborationWorkflow alone asks for it."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    @activity.defn
    async def find_lost(self, request: LostRequest) -> Found:
        """Compare the charter with the directory, and with other teams, as they are now."""
        found = await losses(self._ground, request.collaboration, request.today)
        booked = await booked_twice(self._ground.engine, found.charter)
        if request.tell:
            new = [one for one in booked if one.account not in request.known]
            await tell_of_later_ones(self._ground, found.brief, found.directory, new, request.look)
        return Found(departures=found.departures, accounts=found.accounts, booked=booked)

    @activity.defn
    async def find_instead(self, request: InsteadRequest) -> tuple[str, ...]:
        """Return who may sign in the place of somebody, the first choice first.

        Nobody while the directory has them there, whoever says otherwise: only they may then hand
        their place on.
        """
        brief, _, directory = await basis_of(self._ground, request.collaboration)
        if not directory.people or not cause_of(request.account, directory, request.today):
            return ()
        return _instead(request.account, directory, brief, request.today)

    @activity.defn
    async def gather_role_gap(self, request: GapRequest) -> GapFound:
        """Keep what somebody held and who could take it over; nothing when they held nothing."""
        brief, charter, directory = await basis_of(self._ground, request.collaboration)
        account = request.departure.account
        with in_words(brief.language):
            if account not in named(charter) and directory.person(account) is None:
                raise _stranger(account)
            found = await asyncio.to_thread(
                role_gap_facts, charter, directory, request.departure, brief, request.today
            )
        if found.gaps:
            await facts.keep_facts(self._ground.engine, request.reference, found)
        return GapFound(
            name=found.lost.name,
            places=_places(found, brief),
            sentence="" if found.gaps else _nothing(found).within(brief.language),
        )

    @activity.defn
    async def require_reporter(self, request: ReporterRequest) -> None:
        """Let the head of whoever leaves report it; the ledger keeps that somebody else tried."""
        brief, _, directory = await basis_of(self._ground, request.collaboration)
        person = directory.person(request.account)
        head = directory.head_of(person.department) if person else None
        if head and head.account == request.actor:
            return
        who = shown(request.actor)
        said = Bilingual(
            en=f"{who} may not report this: it is for whoever leaves, the head of their "
            "department, the head of the lead department or the sponsor",
            zh=f"{who} 无权报告此事：须由本人、其部门负责人、牵头部门负责人或分管领导报告",
        )
        await keep_refusal(
            self._ground,
            workflow_id=request.workflow,
            update_id=request.update_id,
            update=request.update,
            given={
                "actor": request.actor,
                "account": request.account,
                "comment": request.comment,
                "surface": request.surface,
            },
            sentence=said.both,
            at=dt.datetime.now(dt.UTC),
            collaboration=brief.id,
        )
        raise ApplicationError(
            said.within(request.language),
            {"code": "refused", **said.model_dump()},
            type="Refused",
            non_retryable=True,
        )


def _places(found: RoleGapFacts, brief: Brief) -> tuple[str, ...]:
    return tuple(
        f"{gap.target} {shown(gap.about, 80)} ({PART_NAMES[gap.part].within(brief.language)})"
        for gap in found.gaps
    )


def _instead(account: str, directory: Directory, brief: Brief, on: dt.date) -> tuple[str, ...]:
    """Return who may sign in the place of somebody: their deputy, their head, then up the line."""
    person = directory.person(account)
    deputy = directory.person(person.deputy) if person and person.deputy else None
    head = directory.head_of(person.department) if person else None
    above = ladder(account, directory, brief.sponsor)
    found = [one.account for one in (deputy, head, *above) if one and one.account != account]
    found.append(brief.sponsor)
    there = (one for one in dict.fromkeys(found) if not cause_of(one, directory, on))
    return tuple(there)


def _nothing(found: RoleGapFacts) -> Bilingual:
    name = found.lost.name
    return Bilingual(
        en=f"{name} ({found.lost.account}) holds no place in the charter: nothing to hand over",
        zh=f"{name}（{found.lost.account}）在章程中没有承担任何事项，无需安排接任",
    )


def _stranger(account: str) -> BadInputError:
    return BadInputError(
        f"account: {shown(account)} is neither in the directory nor in the charter",
        f"account：人员名录和章程中都没有账号 {shown(account)}",
    )
