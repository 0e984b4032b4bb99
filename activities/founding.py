"""Opening and closing: every source is read once at the start, and the end is kept."""

import asyncio

from temporalio import activity
from temporalio.client import Client

from activities.double_booking import let_look
from activities.event_logs import check_events
from activities.ground import (
    STORE,
    Ground,
    in_words,
    objectives_of,
    read_or_kept_measures,
)
from activities.people import read_people
from activities.requests import Closed, Opened, OpenRequest
from activities.sources import read_feedback
from domain.brief import Brief
from domain.charter import Charter
from domain.directory import Directory
from domain.errors import BadInputError
from domain.policy_names import first_unknown
from domain.team_strangers import strangers_in_rule
from store import charters, collaborations, measures, people


class Founding:
    """Opens a collaboration on its sources, and closes it."""

    def __init__(self, ground: Ground, client: Client) -> None:
        self._ground, self._client = ground, client

    @activity.defn
    async def open_collaboration(self, request: OpenRequest) -> Opened:
        """Check every source, keep people and measures; bad input is one sentence."""
        brief, engine = request.brief, self._ground.engine
        with in_words(brief.language):
            directory = await self._directory(brief)
            _check_people(brief, directory)
            points, meanings = await read_or_kept_measures(self._ground, brief)
            await check_events(self._ground, brief)
            if brief.sources.feedback != STORE:
                await asyncio.to_thread(read_feedback, self._ground.root, brief.sources.feedback)
            await self._require_objectives(brief)
            _check_measures(brief, {meaning.measure for meaning in meanings})
            await self._own(request)
            if brief.sources.people != STORE:  # else what the company imports later counts here too
                await people.keep_directory(engine, brief.id, directory)
            await measures.keep_measures(engine, brief.id, points, meanings)
        head = directory.head_of(brief.lead)
        accounts = [brief.sponsor, *([head.account] if head else [])]
        return Opened(steering=tuple(dict.fromkeys(accounts)))

    async def _directory(self, brief: Brief) -> Directory:
        if brief.sources.people == STORE:
            return await people.directory(self._ground.engine, brief.id)
        return await asyncio.to_thread(read_people, self._ground.root, brief.sources.people)

    async def _require_objectives(self, brief: Brief) -> None:
        if "goals" not in brief.skip and not await objectives_of(self._ground, brief):
            raise BadInputError(
                "objectives: none are named, and the store holds none (`accord strategy set`)",
                "objectives：立项申请未填写目标，存储中也没有战略目标（`accord strategy set`）",
            )

    async def _own(self, request: OpenRequest) -> None:
        """Keep the brief for this execution; another one under the same id is refused."""
        engine, brief = self._ground.engine, request.brief
        rows = {row.id: row for row in await collaborations.collaborations(engine)}
        earlier = rows.get(brief.id)
        owner = (earlier.summary or {}).get("owner") if earlier else None
        if earlier and owner not in (None, request.owner):
            raise _taken(brief.id)
        is_new = await collaborations.keep_collaboration(engine, brief, request.now)
        if not is_new and not await self._began_at(request):
            raise _taken(brief.id)
        summary = {"owner": request.owner, "workflow": request.workflow}
        await collaborations.keep_summary(engine, brief.id, summary)

    async def _began_at(self, request: OpenRequest) -> bool:
        """Say whether it was this execution that was kept: of two at once, one comes first."""
        rows = await collaborations.collaborations(self._ground.engine)
        return any(r.id == request.brief.id and r.started_at == request.now for r in rows)

    @activity.defn
    async def close_collaboration(self, closed: Closed) -> None:
        """Keep how it ended, so that it can be read after Temporal's retention.

        The hours of its team are free again: who shares somebody with it looks at that.
        """
        outcome = closed.model_dump(mode="json", exclude={"collaboration", "at"})
        engine, id = self._ground.engine, closed.collaboration
        await collaborations.close_collaboration(engine, id, outcome, closed.at)
        if row := await charters.charter(engine, id):
            charter = Charter.model_validate_json(row.body)
            await let_look(self._ground, self._client, charter, f"{id}:closed")


def _taken(id: str) -> BadInputError:
    return BadInputError(
        f"id: a collaboration {id} was started before; choose another id",
        f"id：编号 {id} 已被另一项协作使用，请换一个编号",
    )


def _check_people(brief: Brief, directory: Directory) -> None:
    if directory.person(brief.sponsor) is None:
        raise BadInputError(
            f"sponsor: {brief.sponsor} is not in {brief.sources.people}",
            f"sponsor：{brief.sources.people} 中没有账号 {brief.sponsor}",
        )
    for department in brief.departments:
        if department not in directory.departments:
            raise BadInputError(
                f"departments: nobody in {brief.sources.people} belongs to {department}",
                f"departments：{brief.sources.people} 中没有人属于{department}",
            )
    if unknown := first_unknown(brief.policies, directory):
        raise unknown
    if stranger := next(strangers_in_rule(brief.team, directory), None):
        at, said = stranger.path, stranger.sentence
        raise BadInputError(f"{at}: {said.en}", f"{at}：{said.zh}")


def _check_measures(brief: Brief, known: set[str]) -> None:
    named = [("objectives", o.measure) for o in brief.objectives]
    named += [("department_goals", g.measure) for g in brief.department_goals]
    for field, measure in named:
        if measure is not None and measure not in known:
            raise BadInputError(
                f"{field}: measure {measure} is not in {brief.sources.measures}",
                f"{field}：{brief.sources.measures} 中没有指标 {measure}",
            )
