"""One feedback round: ask, remind, collect, and hand the facts for a digest over."""

import asyncio
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.requests import RoundCount, RoundRequest
    from activities.rounds import FeedbackRounds
    from domain.collaboration import Proposal, SteerPermitted
    from domain.errors import BadInputError
    from domain.given import read_as, read_object
    from domain.text import Bilingual
    from workflows import options, starting
    from workflows.permitted import require_permission


@workflow.defn
class FeedbackRoundWorkflow:
    """A feedback round · 意见征集: ends when everybody has answered, or at its deadline."""

    @workflow.init
    def __init__(self, request: Any = None) -> None:
        self._rubbish: BadInputError | None = None
        try:
            wanted = Bilingual(en="collaboration and number", zh=" collaboration 和 number")
            self._request = read_as(RoundRequest, read_object(request, wanted))
        except BadInputError as error:
            self._rubbish = error
            return
        self._arrived = 0
        self._seen = 0
        self._ended_early = False
        self._withdrawn = False

    @workflow.run
    async def run(self, request: Any = None) -> dict[str, Any]:
        """Ask, remind half-way, and propose a digest of whatever was said."""
        if self._rubbish:
            raise starting.unusable(self._rubbish)
        try:
            told = await self._held()
            await workflow.wait_condition(workflow.all_handlers_finished)
            return told
        except (asyncio.CancelledError, ActivityError) as error:
            if is_cancelled_exception(error):
                await self._nothing("cancelled in Temporal · 在 Temporal 中取消")
            raise

    async def _held(self) -> dict[str, Any]:
        counted = await self._step(FeedbackRounds.invite)
        half = self._request.open_for / 2
        counted = await self._collect(counted, half, "reminder · 催办")
        if not self._over(counted):
            await self._step(FeedbackRounds.remind)
            counted = await self._collect(counted, half, "deadline · 截止")
        if self._withdrawn:
            return {"answered": counted.answered, "withdrawn": True}
        try:
            await self._step(FeedbackRounds.gather_digest)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return await self._nothing(options.sentence_of(error))
        await self._propose()
        return {"asked": counted.asked, "answered": counted.answered}

    async def _propose(self) -> None:
        await starting.report(
            self._request.home,
            "proposed",
            Proposal(
                kind="digest",
                facts=self._request.reference,
                source=workflow.info().workflow_id,
            ),
        )

    async def _nothing(self, sentence: str) -> dict[str, Any]:
        """Tell the collaboration that the round brought nothing to digest."""
        await starting.report(self._request.home, "round_ended_empty", sentence)
        return {"answered": 0, "sentence": sentence}

    async def _collect(self, counted: RoundCount, patience: timedelta, summary: str) -> RoundCount:
        deadline = workflow.now() + patience
        while not self._over(counted) and workflow.now() < deadline:
            self._seen = self._arrived
            try:
                await workflow.wait_condition(
                    lambda: self._arrived > self._seen or self._ended_early,
                    timeout=deadline - workflow.now(),
                    timeout_summary=summary,
                )
            except TimeoutError:
                break
            counted = await self._step(FeedbackRounds.count)
        return counted

    def _over(self, counted: RoundCount) -> bool:
        return self._ended_early or counted.answered >= counted.asked

    async def _step(self, activity: Any) -> RoundCount:
        counted: RoundCount = await workflow.execute_activity_method(
            activity, self._request, **options.GATHER
        )
        return counted

    @workflow.signal
    def feedback_arrived(self) -> None:
        """Items were put into the store for this round."""
        self._arrived += 1

    @workflow.signal
    def withdrawn(self) -> None:
        """The collaboration closed: what was said stays in the store, no digest is made."""
        self._ended_early = self._withdrawn = True

    @workflow.update(description='End the round now · 提前结束征集 {"actor":…}')
    async def end_round(self, data: Any = None) -> str:
        """Digest what was said so far."""
        asked = self._request
        await require_permission(
            self._steer(data), asked.steering, asked.collaboration, asked.language
        )
        self._ended_early = True
        return "ended"

    @end_round.validator
    def validate_end_round(self, data: Any = None) -> None:
        """Refuse people who may not end it: it is for the sponsor or the lead's head."""
        language, steer = self._request.language, self._steer(data)
        if steer.actor not in self._request.steering and steer.permission is None:
            who = ", ".join(self._request.steering)
            refused = Bilingual(
                en=f"{steer.actor} may not end the round; {who} may",
                zh=f"{steer.actor} 无权结束征集；可由 {who} 结束",
            )
            raise ApplicationError(refused.within(language), type="Refused", non_retryable=True)

    def _steer(self, data: Any) -> SteerPermitted:
        try:
            wanted = Bilingual(en="actor", zh=" actor")
            return read_as(SteerPermitted, read_object(data, wanted))
        except BadInputError as error:
            raise ApplicationError(
                error.within(self._request.language), type="BadInput", non_retryable=True
            ) from None
