"""One suggestion: drafted, put before people, decided, recorded, reported.

Longer than other files: Temporal wants all handlers of a workflow in its one class.
"""

import asyncio
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.llm_reasons import reason
    from activities.recording import Recording
    from activities.suggestion_requests import Conclusion, SuggestionRun, Told
    from domain import approval, events, releasing
    from domain.command import Command, Verb, read_command
    from domain.details import details
    from domain.errors import BadInputError
    from domain.given import read_as, read_object
    from domain.handed_on import departed, handed_on
    from domain.listing import Listing, listing
    from domain.messages import (
        Announcement,
        asked_message,
        ended_message,
        escalation_message,
        reminder_message,
    )
    from domain.notices import notices
    from domain.receipt import Receipt, receipt
    from domain.signing import ENDED, ApprovalState, waiting
    from domain.suggestion import Suggestion
    from domain.text import Bilingual
    from domain.turn import turned
    from workflows import names, options, starting
    from workflows import suggestion_steps as steps
    from workflows.alarm import Alarm
    from workflows.identity import unproven  # by its full name, else it is imported twice


BOUND = '{"actor":…,"revision":…,"fingerprint":…}'


def _update(verb: Verb | None, description: str) -> Any:
    """Return an update of the workflow, and its validator, for one verb.

    One optional argument of any shape: the Temporal UI sends what a person typed.
    """

    def update(self: Any, data: Any = None) -> Receipt:
        told: Receipt = self._apply(verb, data)
        return told

    def validate(self: Any, data: Any = None) -> None:
        self._validate(verb, data)

    handler = workflow.update(name=verb or "decide", description=description)(update)
    handler.validator(validate)
    return handler


@workflow.defn
class SuggestionWorkflow:
    """Draft → check → decide, for one suggestion; reports its outcome and is never awaited."""

    @workflow.init
    def __init__(self, run: Any = None) -> None:
        self._rubbish: BadInputError | None = None
        self._alarm = Alarm()
        try:
            started = read_as(
                SuggestionRun, read_object(run, Bilingual(en="request", zh=" request"))
            )
        except BadInputError as error:
            self._rubbish = error
            return
        self._request = started.request
        self._announcements: tuple[Announcement, ...] = ()
        self._edited: tuple[Suggestion, ...] = ()
        self._listed: Listing | None = None
        self._shown: tuple[object, ...] = ("drafting", (), None)
        self._state = started.state or ApprovalState(
            id=self._request.id,
            collaboration=self._request.collaboration,
            kind=self._request.kind,
            language=self._request.language,
            refused=self._request.refused,
            remind_after=self._request.remind_after,
            decide_within=self._request.decide_within,
        )

    @workflow.run
    async def run(self, run: Any = None) -> str:
        """Run until the suggestion has ended; the result is how."""
        if self._rubbish:
            raise starting.unusable(self._rubbish)
        self._show()
        try:
            await self._decided()
        except (asyncio.CancelledError, ActivityError) as error:
            if not is_cancelled_exception(error):
                raise
            # The Temporal UI's largest button asks for this: the collaboration must hear of it.
            self._state = events.withdrawn(self._state, workflow.now())
            await self._record()
            self._show()
            raise
        return self._state.status

    async def _decided(self) -> None:
        """Draft, ask, record, until it has ended and everything is recorded."""
        while self._state.status not in ENDED:
            if self._state.status == "drafting":
                await self._draft()
            elif self._state.departed:
                await self._hand_on(self._state.departed[0])
            elif events.to_be_turned(self._state, workflow.now()):
                await self._turn()
            else:
                await self._wait()
            await self._record()
            self._show()
            self._continue_when_long()
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self._state.unrecorded:
            await self._record()
            self._show()

    async def _draft(self) -> None:
        """Have the next revision drafted; give up when the suggestion is withdrawn meanwhile."""
        drafting = asyncio.create_task(self._drafted())
        try:
            await workflow.wait_condition(lambda: drafting.done() or self._state.status in ENDED)
            if drafting.done():
                await drafting
        finally:
            drafting.cancel()

    async def _drafted(self) -> None:
        if not await self._gathered():
            return None
        try:
            return await self._publish(None, options.llm(self._request.department))
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            because = reason(error).within(self._state.language)
        try:
            await self._publish(because, options.RULES)
        except ActivityError as error:
            if _type_of(error) != "BadInput":
                raise
            self._state = events.impossible(self._state, options.sentence_of(error))
        return None

    async def _gathered(self) -> bool:
        """Have a team solved anew without whom a head does not release; False when that fails."""
        if not releasing.to_be_solved_again(self._state):
            return True
        try:
            await steps.gather_team(self._request, self._state)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            self._state = events.impossible(self._state, options.sentence_of(error))
            return False
        return True

    async def _publish(self, because: str | None, how: dict[str, Any]) -> None:
        drafted = await steps.draft(self._request, self._state, because, how)
        self._state = events.published(
            self._state,
            drafted.suggestion,
            drafted.policy,
            drafted.people,
            drafted.targets,
            workflow.now(),
            drafted.rows,
        )
        self._state = turned(self._state, drafted.turn, workflow.now())
        self._announce()
        self._show()

    async def _turn(self) -> None:
        """Read calendars and absences: a deadline that starts, somebody who leaves or is back."""
        before = self._state
        turn = await steps.read_turn(self._request, before)
        if self._state.waiting_since != before.waiting_since:
            return  # another text meanwhile: its own turn is still to be worked out
        self._state = turned(self._state, turn, workflow.now())
        self._announce()

    async def _hand_on(self, lost: str) -> None:
        """Let others sign in the place of somebody, if the directory says that they are lost.

        It is looked up, since anybody on the engine's port could send a signal.
        """
        instead = await steps.find_instead(self._request, lost)
        self._state = handed_on(self._state, lost, instead, workflow.now())
        self._announce()

    async def _wait(self) -> None:
        """Wait for a decision, a reminder or the deadline, whichever comes first.

        What came while the last thing was being recorded is recorded before any waiting.
        """
        before = self._state
        if before.unrecorded or self._announcements:
            return
        self._alarm.set(events.next_alarm(before), _rung(before))
        await workflow.wait_condition(
            lambda: self._state is not before or self._alarm.rings(),
        )
        if self._state is before:
            self._alarm.stop()
            self._ring()

    def _ring(self) -> None:
        now = workflow.now()
        if events.to_be_turned(self._state, now):
            return
        if not self._state.reminded:
            self._state = events.reminded(self._state)
            self._announcements += reminder_message(self._state, now)
        elif not self._state.escalated:
            self._state = events.escalated(self._state, now)
            self._announcements += escalation_message(self._state, now)
        else:
            self._state = events.expired(self._state, now)

    async def _record(self) -> None:
        """Keep what happened: ledger, outbox, the edited text and, at the end, the outcome."""
        state, messages = self._state, self._announcements
        ended = state.status in ENDED
        listed = listing(state)
        if not state.unrecorded and not ended:
            await self._tell(messages, listed)
            return
        if ended:
            messages += ended_message(state, workflow.now())
        edited = self._edited
        await workflow.execute_activity_method(
            Recording.conclude,
            Conclusion(
                collaboration=state.collaboration,
                home=self._request.home,
                suggestion=state.id,
                kind=state.kind,
                entries=state.unrecorded,
                revised=edited,
                state=state.status if ended else None,
                revision=state.revision,
                decided_by=state.decided_by,
                refused=releasing.left_out(state) if ended else (),
                sentence=state.sentence,
                at=workflow.now(),
                announcements=messages,
                listed=listed,
            ),
            summary=state.last_recorded[:100] or None,
            **options.RECORD,
        )
        self._listed = listed
        self._state = events.without_recorded(self._state, len(state.unrecorded))
        self._edited = self._edited[len(edited) :]
        self._announcements = self._announcements[len(messages) :] if not ended else ()

    async def _tell(self, messages: tuple[Announcement, ...], listed: Listing) -> None:
        """Announce and list; a repeated announcement has the same key and is sent once.

        No local activity: what it resolves can meet an update in one activation, and on replay
        comes after it.
        """
        if messages or listed != self._listed:
            told = Told(announcements=messages, listed=listed, at=workflow.now())
            await workflow.execute_activity_method(Recording.tell, told, **options.RECORD)
            self._listed = listed
            self._announcements = self._announcements[len(messages) :]

    def _continue_when_long(self) -> None:
        settled = not self._state.unrecorded and not self._announcements
        quiet = settled and self._state.status == "pending" and workflow.all_handlers_finished()
        if quiet and workflow.info().is_continue_as_new_suggested():
            workflow.continue_as_new(SuggestionRun(request=self._request, state=self._state))

    def _announce(self) -> None:
        self._announcements += asked_message(self._state, workflow.now())

    def _show(self) -> None:
        """Let the state be found in the Temporal UI: upsert the attributes that changed.

        Not before the ledger has what happened: what is listed as decided is recorded.
        """
        state = self._state
        if state.unrecorded:
            return
        approvers = names.cut(tuple(one for a in waiting(state) for one in a.accounts))
        due_at = names.due(state.due_at) if state.status == "pending" else None
        shown = (state.status, tuple(approvers), due_at)
        if shown == self._shown:
            return
        self._shown = shown
        departments = names.cut(tuple(d for item in state.items for d in item.departments))
        workflow.upsert_search_attributes(
            [
                names.STATE.value_set(state.status),
                names.APPROVERS.value_set(approvers),
                names.DEPARTMENTS.value_set(departments),
                names.DUE_AT.value_set(due_at) if due_at else names.DUE_AT.value_unset(),
            ]
        )

    def current_details(self, site: str | None) -> str:
        """Return the state as the Markdown that the Temporal UI shows."""
        return "" if self._rubbish else details(self._state, site)

    @workflow.query
    def view(self) -> ApprovalState:
        """Return the whole state, for `accord show`, pages and tests."""
        return self._state

    @workflow.signal
    def withdrawn(self) -> None:
        """The collaboration closed."""
        self._state = events.withdrawn(self._state, workflow.now())

    @workflow.signal
    def departed(self, lost: Any = None) -> None:
        """Somebody may be lost: what they were asked for is looked at."""
        self._state = departed(self._state, str(lost))

    @workflow.signal
    def paused(self) -> None:
        """The collaboration was paused: the deadline stops, decisions still count."""
        self._state = events.paused(self._state, workflow.now())

    @workflow.signal
    def resumed(self) -> None:
        """The collaboration goes on with the time that was left."""
        self._state = events.resumed(self._state, workflow.now())

    def _command(self, verb: str | None, given: Any) -> Command:
        update = workflow.current_update_info()
        return read_command(verb, given, update.id if update else "")

    def _validate(self, verb: str | None, given: Any) -> None:
        try:
            command, now = self._command(verb, given), workflow.now()
            refused = unproven(self._state, command, now) or approval.decide(
                self._state, command, now
            )
        except BadInputError as error:
            raise ApplicationError(
                error.within(self._state.language),
                {"code": "bad_input", **error.sentence.model_dump()},
                type="BadInput",
                non_retryable=True,
            ) from None
        if refused:
            raise ApplicationError(
                refused.sentence.within(self._state.language),
                {"code": refused.code, **refused.sentence.model_dump()},
                type="Refused",
                non_retryable=True,
            )

    def _apply(self, verb: str | None, given: Any) -> Receipt:
        before, command, now = self._state, self._command(verb, given), workflow.now()
        self._state = approval.apply(before, command, now)
        if self._state is not before:
            self._announcements += notices(before, self._state, command, now)
        if self._state.suggestion and self._state.revision > before.revision:
            self._edited += (self._state.suggestion,)
        return receipt(self._state, command.decision_id)

    decide = _update(None, 'Decide, verb inside · 决定（写明 verb）{"verb":…,"actor":…,…}')
    approve = _update("approve", f"Approve · 同意 {BOUND}")
    edit = _update("edit", 'Edit and approve · 修改后同意 {…,"changes":[{"id":…,"body":{…}}]}')
    request_changes = _update(
        "request_changes", 'Request changes · 要求重拟 {…,"comment":"what should change"}'
    )
    redraft = _update("redraft", f"Draft anew · 重新起草 {BOUND}")
    reject = _update("reject", 'Reject · 拒绝 {…,"comment":"reason"}')
    ask = _update("ask", 'Ask · 要求补充说明 {…,"to":"account","comment":"question"}')
    answer = _update("answer", 'Answer · 补充说明 {"actor":…,"comment":"answer"}')
    transfer = _update("transfer", 'Transfer · 转交 {"actor":…,"to":"account"}')
    delegate = _update("delegate", 'Delegate, comes back · 委派 {"actor":…,"to":"account"}')
    add_approver = _update(
        "add_approver",
        'Add approvers · 加签 {"actor":…,"to":[…],"place":"before|after|parallel"}',
    )
    remove_approver = _update(
        "remove_approver", 'Remove one you added · 减签 {"actor":…,"to":"account"}'
    )
    roll_back = _update(
        "roll_back",
        'Roll back · 退回至节点 {…,"step":"1","then":"rerun|return","comment":"reason"}',
    )
    withdraw = _update("withdraw", 'Withdraw your own · 撤回 {"actor":…}')
    terminate = _update("terminate", 'Terminate · 终止 {"actor":…,"comment":"reason"}')
    remind = _update("remind", 'Remind · 催办 {"actor":…}')
    cc = _update("cc", 'Copy to · 抄送 {"actor":…,"to":["account"]}')
    comment = _update("comment", 'Comment · 评论 {"actor":…,"comment":…}')


def _rung(state: ApprovalState) -> str:
    if not state.reminded:
        return "reminder · 催办"
    return "deadline · 截止" if state.escalated else "escalation · 升级上报"


def _type_of(error: ActivityError) -> str:
    """Return the error type that the activity failed with; a timeout has its own name."""
    cause = error.cause
    return getattr(cause, "type", None) or type(cause).__name__
