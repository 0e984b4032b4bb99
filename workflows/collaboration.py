"""One collaboration, from need to close: an entity that lives for months.

Longer than other files: Temporal wants all handlers of a workflow in its one class.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from domain import arrivals, collaboration_details, lifecycle, steering
    from domain.brief import Brief, Stage
    from domain.collaboration import (
        PROPOSED,
        Arrival,
        Closing,
        CollaborationState,
        Outcome,
        Proposal,
        ProposedIdea,
        RaisedConflict,
        Started,
        SteerPermitted,
        SteerRedraft,
    )
    from domain.conflict import Conflict
    from domain.departure import Departure, Report, Vacancy
    from domain.errors import BadInputError
    from domain.given import read_as, read_object
    from domain.ledger import LedgerMark
    from domain.suggestion import Kind
    from domain.text import Bilingual
    from workflows import collaboration_steps as steps
    from workflows import names, options, starting
    from workflows.permitted import require_permission, require_reporter

_BRIEF = Bilingual(en="the brief's fields", zh="立项申请的各字段")
_STEER = Bilingual(en="actor", zh=" actor")


@workflow.defn
class CollaborationWorkflow:
    """Cross-department collaboration · 跨部门协作: started from a brief, steered by people."""

    @workflow.init
    def __init__(self, brief: Any = None) -> None:
        self._rubbish: BadInputError | None = None
        try:
            given = read_object(brief, _BRIEF)
            if workflow.info().continued_run_id:
                self._state = read_as(CollaborationState, given)
            else:
                self._state = CollaborationState(
                    brief=read_as(Brief, given), started_at=workflow.now()
                )
        except BadInputError as error:
            self._rubbish = error
            return
        self._attending: asyncio.Task[None] | None = None
        self._busy = False

    @workflow.run
    async def run(self, brief: Any = None) -> dict[str, Any]:
        """Go through the stages, answer what arrives at any time, and end when people close it."""
        if self._rubbish:
            raise starting.unusable(self._rubbish)
        await self._open()
        self._attending = asyncio.create_task(self._attend())
        try:
            await self._stage("identify", self._identify)
            await self._stage("team", self._form_team)
            await self._stage("goals", self._agree_on_goals)
            await self._stage("communication", self._communicate)
            await self._stage("evaluation", self._evaluate)
        except (asyncio.CancelledError, ActivityError) as error:
            if not is_cancelled_exception(error):
                raise
            # The Temporal UI's largest button asks for this: nothing may be left waiting behind.
            cancelled = Closing(by="", reason="cancelled in Temporal · 在 Temporal 中取消")
            self._state = self._state.model_copy(update={"closing": cancelled})
            await self._close()
            raise
        return await self._close()

    async def _identify(self) -> None:
        await self._settle("need")
        await self._settle("resource")

    async def _form_team(self) -> None:
        await self._settle("resource")  # leadership first, also where the brief names the need
        await self._settle("team")
        await self._settle("roles")

    async def _agree_on_goals(self) -> None:
        await self._settle("goals")

    async def _communicate(self) -> None:
        await self._settle("cadence")
        if not self._state.round_started and not self._state.closing:
            await starting.start_round(self._take("round"), workflow.info().workflow_id)
            self._state = self._state.model_copy(update={"round_started": True})
        await self._until(lambda: self._state.heard_back)

    async def _evaluate(self) -> None:
        """Let the schedule evaluate until people close the collaboration."""
        if not self._state.scheduled and not self._state.closing:
            await steps.set_schedule(self._state)
            self._state = self._state.model_copy(update={"scheduled": True})
            if self._state.paused:
                await steps.hold_schedule(self._state, True)
        await self._until(lambda: False)

    async def _open(self) -> None:
        """Read every source once: bad input ends here, as Failed, with one sentence."""
        if self._state.opened:
            return
        try:
            opened = await steps.open_collaboration(self._state)
        except ActivityError as error:
            raise starting.unusable(error) from None
        self._state = self._state.model_copy(update={"opened": True, "steering": opened.steering})
        workflow.upsert_search_attributes([names.COLLABORATION.value_set(self._state.id)])

    async def _stage(self, stage: Stage, story: Callable[[], Any]) -> None:
        if stage in self._state.done or self._state.closing:
            return
        if stage not in self._state.brief.skip:
            self._state = lifecycle.entered(self._state, stage)
            if self._state.charter_revision:  # who has gone unnoticed is not asked to sign
                self._arrive(Arrival(key=f"stage:{stage}", people=True))
            workflow.upsert_search_attributes([names.STAGE.value_set(stage)])
            await story()
        # The last stage goes on until people close: closing is how it is done.
        if not self._state.closing or stage == "evaluation":
            self._state = lifecycle.left(self._state, stage)

    async def _settle(self, kind: Kind) -> None:
        """See one required kind through to approval; rejected or expired, it waits for people."""
        while kind not in self._state.approved and not self._state.closing:
            if not self._state.pending_of(kind) and not self._state.parked:
                await self._gather_and_start(kind)
            await self._until(
                lambda: (
                    kind in self._state.approved
                    or not (self._state.pending_of(kind) or self._state.parked)
                )
            )

    async def _gather_and_start(self, kind: Kind) -> None:
        reference = f"{self._state.id}:{kind}:{lifecycle.next_number(self._state, kind)}"
        try:
            await steps.gather(self._state, kind, reference)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            self._take(kind)
            if kind in self._state.approved:  # asked once more: what was granted holds
                self._state = lifecycle.noted(self._state, options.sentence_of(error))
            self._state = lifecycle.ended(
                self._state,
                Outcome(
                    suggestion=reference,
                    kind=kind,
                    state="impossible",
                    revision=0,
                    sentence=options.sentence_of(error),
                    at=workflow.now(),
                ),
            )
            return
        await self._start(kind, reference, None)

    async def _start(
        self, kind: Kind, facts: str, initiator: str | None, vacancy: Vacancy | None = None
    ) -> None:
        """Note the suggestion before it runs: its outcome may be back before its start is."""
        started = Started(
            id=f"{self._state.id}:{kind}:{lifecycle.next_number(self._state, kind)}",
            kind=kind,
            facts=facts,
            initiator=initiator,
            vacancy=vacancy,
        )
        self._take(kind)
        self._state = lifecycle.began(self._state, started)
        await starting.start_suggestion(self._state, started)
        if self._state.paused:
            await starting.report(names.suggestion_id(started.id), "paused")

    def _take(self, sort: str) -> CollaborationState:
        """Use up the next number of this sort; the returned state holds it."""
        self._state = lifecycle.numbered(self._state, sort)
        return self._state

    async def _attend(self) -> None:
        """Answer what arrives, one thing after another, in the order of arrival."""
        while True:
            await workflow.wait_condition(lambda: bool(self._state.arrivals))
            self._busy = True
            known = True
            try:
                known = await self._answer(self._state.arrivals[0])
            except ActivityError as error:
                self._state = lifecycle.noted(self._state, options.sentence_of(error))
            self._state = (arrivals.attended_to if known else arrivals.set_aside)(self._state)
            self._busy = False

    async def _answer(self, arrival: Arrival) -> bool:
        """Do what an arrival asks for; False when it must not hide a true one with its key."""
        if arrival.outcome:
            return await self._take_in(arrival.outcome)
        if self._state.closing:
            return True
        if arrival.proposal:
            await self._put_forward(arrival.proposal)
        elif arrival.again:
            if not self._state.pending_of(arrival.again):  # the stage may have asked meanwhile
                await self._gather_and_start(arrival.again)
        elif arrival.conflict:
            raised = arrival.conflict
            state, home = self._take("conflict"), workflow.info().workflow_id
            await starting.start_conflict(state, home, raised.conflict, raised.by)
            made = f"{state.id}:conflict:{state.counters['conflict']}"
            self._state = arrivals.turned_into(self._state, arrival.key, made)
        elif arrival.idea:
            made = await self._hear(arrival.idea)
            self._state = arrivals.turned_into(self._state, arrival.key, made)
        else:
            await self._miss(arrival)
        return True

    async def _take_in(self, outcome: Outcome) -> bool:
        """An approved suggestion makes the next revision of the charter; nothing else does."""
        if outcome.state == "approved":
            try:
                revision = await steps.amend(self._state, outcome)
            except ActivityError as error:  # approved, but the charter has moved on under it
                sentence = options.sentence_of(error)
                self._state = lifecycle.noted(self._state, sentence)
                changed = {"state": "impossible", "sentence": sentence}
                self._state = lifecycle.ended(self._state, outcome.model_copy(update=changed))
                return True
            if not revision:
                note = arrivals.unknown_approval(outcome).within(self._state.brief.language)
                self._state = lifecycle.noted(self._state, note)
                return False
            self._state = self._state.model_copy(update={"charter_revision": revision})
        self._state = lifecycle.ended(self._state, outcome)
        return True

    async def _put_forward(self, proposal: Proposal) -> None:
        """Start the suggestion that a round, a conflict or an evaluation found worth making."""
        if proposal.kind == "adjustment" and self._state.pending_of("adjustment"):
            return
        await self._start(proposal.kind, proposal.facts, proposal.initiator)

    async def _miss(self, arrival: Arrival) -> None:
        """Attend to somebody who leaves, or find out who has left."""
        if arrival.departure is None:
            return await self._compare(arrival)
        if made := await self._lose(arrival.departure):
            self._state = arrivals.turned_into(self._state, arrival.key, made)
        return None

    async def _compare(self, arrival: Arrival) -> None:
        """Find who has a place in the charter and is lost; each is attended to in turn."""
        found = await steps.find_lost(self._state, arrival)
        self._state = self._state.model_copy(update={"booked": found.booked})
        for account in found.accounts:
            await self._hand_on(account)
        for departure in found.departures:
            await self._lose(departure)

    async def _hand_on(self, account: str) -> None:
        """Let others sign what somebody who is lost was asked for; each looks it up itself."""
        pending = [names.suggestion_id(suggestion.id) for suggestion in self._state.pending]
        await starting.tell_all(pending, "departed", account)

    async def _lose(self, departure: Departure) -> str | None:
        """Let others decide who takes over; return the suggestion about it, if there is one."""
        account, earlier = departure.account, self._state.gap_of(departure.account)
        if not arrivals.raises_gap(self._state, departure):
            return earlier.id if earlier else None
        reference = f"{self._state.id}:role_gap:{lifecycle.next_number(self._state, 'role_gap')}"
        found = await steps.gather_role_gap(self._state, reference, departure)
        await self._hand_on(account)
        if not found.places:
            self._state = lifecycle.noted(self._state, found.sentence)
            return None
        vacancy = Vacancy(account=account, name=found.name, places=found.places)
        await self._start("role_gap", reference, None, vacancy)
        return reference

    async def _hear(self, idea: ProposedIdea) -> str:
        facts = f"{self._state.id}:idea:{lifecycle.next_number(self._state, 'idea')}"
        await steps.gather_idea(self._state, facts, idea)
        await self._start("idea", facts, idea.author)
        return facts

    async def _until(self, ready: Callable[[], bool]) -> None:
        """Wait; closing ends the wait, and a long history continues as new when nothing runs."""
        while not ready() and not self._state.closing:
            await workflow.wait_condition(
                lambda: (
                    ready()
                    or bool(self._state.closing)
                    or self._may_continue()
                    or bool(self._attending and self._attending.done())
                )
            )
            if self._attending and self._attending.done():
                self._attending.result()
            if self._may_continue():
                workflow.continue_as_new(self._state)

    def _may_continue(self) -> bool:
        return (
            workflow.info().is_continue_as_new_suggested()
            and not self._busy
            and not self._state.arrivals
            and workflow.all_handlers_finished()
        )

    async def _close(self) -> dict[str, Any]:
        """Withdraw what is pending, stop the schedule, keep the end in the store."""
        await workflow.wait_condition(lambda: not self._busy)
        await starting.tell_all(starting.underway(self._state), "withdrawn")
        if self._state.scheduled:
            await steps.remove_schedule(self._state)
        try:
            await workflow.wait_condition(
                lambda: not self._state.pending and not self._state.arrivals and not self._busy,
                timeout=options.CLOSE_PATIENCE,
                timeout_summary="outcomes of what was withdrawn · 等待撤回结果",
            )
        except TimeoutError:
            workflow.logger.warning("closed before every withdrawn suggestion reported")
        await workflow.wait_condition(workflow.all_handlers_finished)
        closing = self._state.closing or Closing(by="")
        await steps.keep_closed(self._state, closing)
        return {
            "collaboration": self._state.id,
            "closed_by": closing.by,
            "charter_revision": self._state.charter_revision,
            "stages": list(self._state.done),
        }

    def current_details(self, site: str | None) -> str:
        """Return the state as the Markdown that the Temporal UI shows."""
        return "" if self._rubbish else collaboration_details.details(self._state, site)

    @workflow.query
    def view(self) -> CollaborationState:
        """Return the whole state, for `accord show`, pages and tests."""
        return self._state

    @workflow.signal
    def outcome(self, reported: Any = None) -> None:
        """A suggestion ended."""
        outcome = Outcome.model_validate(reported)
        if (outcome.suggestion, outcome.kind) not in [
            (s.id, s.kind) for s in self._state.suggestions
        ]:
            raise ValueError(f"no suggestion of this collaboration: {outcome.suggestion}")
        key = f"{outcome.suggestion}:ended"
        self._state = arrivals.arrived(self._state, Arrival(key=key, outcome=outcome))

    @workflow.signal
    def proposed(self, reported: Any = None) -> None:
        """A round, a conflict or an evaluation has facts that are worth a suggestion."""
        proposal = Proposal.model_validate(reported)
        if proposal.kind not in PROPOSED:
            raise ValueError(f"nobody proposes {proposal.kind} by signal")
        self._state = arrivals.arrived(self._state, Arrival(key=proposal.facts, proposal=proposal))

    @workflow.signal
    def round_ended_empty(self, sentence: Any = None) -> None:
        """A feedback round ended without a single answer."""
        self._state = lifecycle.unheard(self._state, str(sentence))

    @workflow.signal
    def ledger_grew(self, reported: Any = None) -> None:
        """The ledger has more rows: remember how many, and the hash of the last one."""
        mark = LedgerMark.model_validate(reported)
        self._state = lifecycle.ledger_grown(self._state, mark)

    def _refuse(self, refused: Bilingual | None, kind: str = "Refused") -> None:
        if refused:
            raise ApplicationError(
                refused.within(self._state.brief.language),
                {"code": kind.lower(), **refused.model_dump()},
                type=kind,
                non_retryable=True,
            )

    def _read(
        self, model: type[steering.Sent], given: Any, wanted: Bilingual = _STEER
    ) -> steering.Sent:
        try:
            return read_as(model, read_object(given, wanted))
        except BadInputError as error:
            self._refuse(error.sentence, "BadInput")
            raise

    @workflow.update(description='Close · 结束协作 {"actor":…,"comment":…}')
    async def close(self, data: Any = None) -> str:
        """Close the collaboration; what is pending is withdrawn."""
        steer = await self._permitted(data)
        closing = Closing(by=steer.actor, reason=steer.comment)
        self._state = self._state.model_copy(update={"closing": closing})
        return "closing"

    @close.validator
    def validate_close(self, data: Any = None) -> None:
        """Refuse people who may not close."""
        self._may_steer(self._read(SteerPermitted, data))

    @workflow.update(description='Pause · 暂停 {"actor":…}: deadlines and schedule stop')
    async def pause(self, data: Any = None) -> str:
        """Stop deadlines and the schedule; decisions still count."""
        await self._permitted(data)
        self._state = self._state.model_copy(update={"paused": True})
        await self._halt(True)
        return "paused"

    @pause.validator
    def validate_pause(self, data: Any = None) -> None:
        """Refuse people who may not pause."""
        self._may_steer(self._read(SteerPermitted, data))

    @workflow.update(description='Resume · 恢复 {"actor":…}')
    async def resume(self, data: Any = None) -> str:
        """Let deadlines and the schedule run on."""
        await self._permitted(data)
        self._state = self._state.model_copy(update={"paused": False})
        await self._halt(False)
        return "resumed"

    @resume.validator
    def validate_resume(self, data: Any = None) -> None:
        """Refuse people who may not resume."""
        self._may_steer(self._read(SteerPermitted, data))

    def _may_steer(self, steer: SteerPermitted) -> None:
        self._refuse(steering.may_steer_or_claim(self._state, steer))

    async def _permitted(self, data: Any) -> SteerPermitted:
        """Return who steers, once the permission that they name, if any, was looked up."""
        steer = self._read(SteerPermitted, data)
        brief = self._state.brief
        await require_permission(steer, self._state.steering, brief.id, brief.language)
        if steer.permission:
            self._may_steer(steer)  # somebody may have closed it meanwhile
        return steer

    async def _halt(self, paused: bool) -> None:
        pending = [names.suggestion_id(suggestion.id) for suggestion in self._state.pending]
        await starting.tell_all(pending, "paused" if paused else "resumed")
        if self._state.scheduled:
            await steps.hold_schedule(self._state, paused)

    @workflow.update(description='New draft of a parked kind · 重新起草 {"actor":…,"kind":…}')
    def redraft(self, data: Any = None) -> str:
        """Let a parked stage go on with a new draft, or ask the sponsor once more."""
        steer = self._read(SteerRedraft, data)
        again = steering.asks_again(self._state, steer)
        if self._state.parked and self._state.parked.kind == steer.kind:
            self._state = lifecycle.unparked(self._state)
        if again:
            self._arrive(Arrival(key=self._update_key(), again=steer.kind))
        return "drafting"

    @redraft.validator
    def validate_redraft(self, data: Any = None) -> None:
        """Refuse a kind that is not parked, and people who may not ask."""
        self._refuse(steering.may_redraft(self._state, self._read(SteerRedraft, data)))

    @workflow.update(
        description='Raise a conflict · 提出冲突 {"raised_by":…,"issue":…,"parties":[…],…}'
    )
    def raise_conflict(self, data: Any = None) -> str:
        """Queue a conflict; its own workflow collects positions and computes fair options."""
        conflict = self._read(Conflict, data, steering.CONFLICT_WANTED)
        raised = RaisedConflict(conflict=conflict, by=conflict.raised_by or "")
        self._arrive(Arrival(key=self._update_key(), conflict=raised))
        return "raised"

    @raise_conflict.validator
    def validate_raise_conflict(self, data: Any = None) -> None:
        """Refuse what is not a conflict between departments of this collaboration."""
        conflict = self._read(Conflict, data, steering.CONFLICT_WANTED)
        self._refuse(steering.may_raise(self._state, conflict))

    @workflow.update(description='Propose an idea · 提出建议 {"title":…,"text":…,"author":…}')
    def propose_idea(self, data: Any = None) -> str:
        """Queue an idea in its author's words."""
        idea = self._read(ProposedIdea, data, steering.IDEA_WANTED)
        self._arrive(Arrival(key=self._update_key(), idea=idea))
        return "proposed"

    @propose_idea.validator
    def validate_propose_idea(self, data: Any = None) -> None:
        """Refuse what is not an idea, or comes too late."""
        self._read(ProposedIdea, data, steering.IDEA_WANTED)
        self._refuse(steering.may_add(self._state))

    @workflow.update(
        description='Report a departure · 报告人员离开 {"actor":…,"account":…,"comment":…}'
    )
    async def report_departure(self, data: Any = None) -> str:
        """Queue somebody who leaves; others decide who takes over what they hold."""
        report, brief = self._read(Report, data, steering.DEPARTURE_WANTED), self._state.brief
        await require_reporter(report, self._state.steering, brief.id, brief.language)
        departure = Departure(
            account=report.account, cause="reported", by=report.actor, said=report.comment
        )
        self._arrive(Arrival(key=self._update_key(), departure=departure))
        return "reported"

    @report_departure.validator
    def validate_report_departure(self, data: Any = None) -> None:
        """Refuse what names nobody, or comes too late."""
        self._read(Report, data, steering.DEPARTURE_WANTED)
        self._refuse(steering.may_add(self._state))

    @workflow.signal
    def people_changed(self, key: Any = None) -> None:
        """The directory was imported anew, or an evaluation missed somebody: compare."""
        if not self._state.closing and isinstance(key, str):
            self._arrive(Arrival(key=f"people:{key[:200]}", people=True))

    @workflow.signal
    def hours_promised(self, key: Any = None) -> None:
        """This team, or one that shares somebody with it, counts on other hours: look again."""
        if not self._state.closing and isinstance(key, str):
            self._arrive(Arrival(key=f"hours:{key[:200]}", hours=True))

    def _arrive(self, arrival: Arrival) -> None:
        self._state = arrivals.arrived(self._state, arrival)

    def _update_key(self) -> str:
        update = workflow.current_update_info()
        return f"update:{update.id if update else workflow.uuid4()}"
