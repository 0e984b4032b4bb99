"""The demo's course: one collaboration on a real server, its people scripted but for one."""

import asyncio
import dataclasses
import time
import uuid
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities.sources import read_document, read_people
from cli.demo_player import DecidedElsewhere, Player
from cli.demo_script import DEMO, Script, told
from cli.output import Console, say
from domain.brief import Brief
from domain.collaboration import CollaborationState, Started
from domain.conflict import Conflict
from domain.errors import BadInputError
from domain.reading import provenance_line
from domain.signing import ApprovalState, Approver, waiting
from domain.text import Bilingual
from domain.wording import KIND_NAMES, STAGE_NAMES, STATE_NAMES
from workflows.collaboration import CollaborationWorkflow
from workflows.names import (
    QUEUE,
    attributes,
    collaboration_id,
    conflict_id,
    round_id,
    suggestion_id,
)
from workflows.suggestion import SuggestionWorkflow

PROMPTS = 6
"""The newcomer is asked at most this often; after that the demo account answers for them."""

PATIENCE = 40 * 60.0
"""Seconds after which a demo without anybody at the terminal gives up."""


@dataclasses.dataclass
class Demo:
    """One run of the demo: who plays, what was seen, and what was scripted already."""

    client: Client
    brief: Brief
    data: Path
    player: Player | None
    me: str
    pace: float
    script: Script = dataclasses.field(init=False)
    prompts: int = 0
    shown: set[str] = dataclasses.field(default_factory=set)
    played: set[str] = dataclasses.field(default_factory=set)

    def __post_init__(self) -> None:
        """Read the cast."""
        directory = read_people(self.data, self.brief.sources.people)
        self.script = Script(self.brief, directory)
        if directory.person(self.me) is None:
            raise BadInputError(
                f"--as: {self.me} is not in the directory",
                f"--as：人员名录中没有账号 {self.me}",
            )

    async def play(self) -> CollaborationState:
        """Start the collaboration and see it through to its close."""
        handle = await self.client.start_workflow(
            CollaborationWorkflow.run,
            self.brief.model_dump(mode="json"),
            id=collaboration_id(self.brief.id),
            task_queue=QUEUE,
            search_attributes=attributes(self.brief.id),
            static_summary=self.brief.title[:60],
        )
        begun = time.monotonic()
        while (await handle.describe()).status is WorkflowExecutionStatus.RUNNING:
            if not self.player and time.monotonic() - begun > PATIENCE:
                raise BadInputError(
                    f"the demo did not finish in {PATIENCE / 60:.0f} minutes",
                    f"演示在 {PATIENCE / 60:.0f} 分钟内未能完成",
                )
            await self._turn(await handle.query(CollaborationWorkflow.view))
            await asyncio.sleep(0.2)
        await handle.result()
        return await handle.query(CollaborationWorkflow.view)

    async def _turn(self, state: CollaborationState) -> None:
        """Look at everything once, and do whatever is to be done now."""
        for started in state.suggestions:
            self._ended(started)
        self._stage(state)
        for pending in state.pending:
            await self._decide(pending)
        if state.round_started:
            await self._once("round", self._end_round, state)
        if state.stage == "evaluation":
            await self._once("conflict", self._conflict, state)
            await self._once("ideas", self._ideas, state)
        if await self._finished(state):
            await self._once("close", self._close, state)

    def _stage(self, state: CollaborationState) -> None:
        number = len(state.done) + 1
        if f"stage:{state.stage}" not in self.shown:
            self.shown.add(f"stage:{state.stage}")
            name = STAGE_NAMES[state.stage]
            say(Bilingual(en=f"\n{number}. {name.en}", zh=f"\n{number}. {name.zh}"))

    def _ended(self, started: Started) -> None:
        if started.state == "pending" or f"end:{started.id}" in self.shown:
            return
        self.shown.add(f"end:{started.id}")
        name = KIND_NAMES[started.kind].within(Console.language)
        say(f"   {name} {started.id}: {STATE_NAMES[started.state].within(Console.language)}")

    async def _decide(self, pending: Started) -> None:
        """Let everybody who is asked about this suggestion answer, one after another."""
        state = await self._state(pending.id)
        if state is None or state.status != "pending" or state.suggestion is None:
            return
        self._drafted(state)
        if (remark := self.script.remark(state)) and f"remark:{state.id}" not in self.played:
            self.played.add(f"remark:{state.id}")
            author = waiting(state)[-1]
            await self._send(state, author, {"verb": "comment", "comment": remark})
        for approver in waiting(state):
            decision = await self._answer(state, approver)
            if decision is None:
                return
            await asyncio.sleep(self.pace)
            await self._send(state, approver, decision)
            state = await self._state(pending.id)
            if state is None or not waiting(state):
                return
            if decision["verb"] == "edit":
                return

    async def _state(self, suggestion: str) -> ApprovalState | None:
        """Return where a suggestion stands; None while its workflow is only just being started."""
        handle = self.client.get_workflow_handle(suggestion_id(suggestion))
        try:
            return await handle.query(SuggestionWorkflow.view)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise

    def _drafted(self, state: ApprovalState) -> None:
        if f"{state.id}:{state.revision}" in self.shown or state.suggestion is None:
            return
        self.shown.add(f"{state.id}:{state.revision}")
        by = provenance_line(state.suggestion.provenance)
        say(f"   {state.suggestion.title} · r{state.revision} · {by}")

    async def _answer(self, state: ApprovalState, approver: Approver) -> dict[str, Any] | None:
        """Ask the newcomer, if it is their turn; anybody else follows the script."""
        if approver.account != self.me or self.player is None or self.prompts >= PROMPTS:
            return self.script.decision(state, approver)
        self.prompts += 1

        async def still_asked() -> bool:
            now = await self._state(state.id)
            asked = [a.account for a in waiting(now)] if now else []
            return now is not None and now.revision == state.revision and self.me in asked

        try:
            decision = await self.player.decision(state, self.me, still_asked)
        except DecidedElsewhere:
            say(Bilingual(en="   decided elsewhere meanwhile", zh="   已在别处作出决定"))
            return None
        return {"verb": "approve"} if decision is None else decision | {"own": True}

    async def _send(
        self, state: ApprovalState, approver: Approver, decision: dict[str, Any]
    ) -> None:
        """Send one decision through the same Update that everybody uses."""
        own = decision.pop("own", False)
        fingerprint = state.suggestion.fingerprint if state.suggestion else ""
        command = {
            "actor": approver.account,
            "revision": state.revision,
            "fingerprint": fingerprint[:12],
            "surface": "demo-terminal" if own else "demo-account",
            **decision,
        }
        handle = self.client.get_workflow_handle(suggestion_id(state.id))
        who = f"{approver.name}" if own else f"{approver.name} [{DEMO.within(Console.language)}]"
        try:
            await handle.execute_update(SuggestionWorkflow.decide, command, id=str(uuid.uuid4()))
        except WorkflowUpdateFailedError as error:
            say(f"   {who}: {getattr(error.cause, 'message', error.cause)}")
            return
        say(f"   {who} · {told(state, decision).within(Console.language)}")

    async def _once(self, name: str, act: Any, state: CollaborationState) -> None:
        if name not in self.played:
            self.played.add(name)
            await act(state)

    async def _end_round(self, state: CollaborationState) -> None:
        head = self.script.head(self.brief.lead)
        handle = self.client.get_workflow_handle(round_id(state.id, 1))
        if (await handle.describe()).status is WorkflowExecutionStatus.RUNNING:
            await asyncio.sleep(self.pace)
            await handle.execute_update("end_round", {"actor": head})
            self._acted(head, Bilingual(en="ends the feedback round", zh="结束意见征集"))

    async def _conflict(self, state: CollaborationState) -> None:
        """One head raises the conflict; the other parties state their positions."""
        given = read_document(self.data, f"{self._folder}/conflict.yaml")
        raised, positions = self.script.conflict(Conflict.model_validate(given))
        home = self.client.get_workflow_handle(collaboration_id(state.id))
        await home.execute_update(CollaborationWorkflow.raise_conflict, raised)
        said = Bilingual(en=f"raises: {raised['issue']}", zh=f"提出冲突：{raised['issue']}")
        self._acted(raised["raised_by"], said)
        handle = self.client.get_workflow_handle(conflict_id(state.id, 1))
        await _exists(handle)
        for position in positions:
            await asyncio.sleep(self.pace)
            await handle.execute_update("state_position", position)
            words = position["position"]
            said = Bilingual(en=f"states a position: {words}", zh=f"陈述立场：{words}")
            self._acted(self.script.head(position["department"]), said)

    async def _ideas(self, state: CollaborationState) -> None:
        home = self.client.get_workflow_handle(collaboration_id(state.id))
        given = read_document(self.data, f"{self._folder}/idea.yaml")
        for idea in self.script.ideas(given):
            await home.execute_update(CollaborationWorkflow.propose_idea, idea)
            said = Bilingual(en=f"proposes: {idea['title']}", zh=f"提出建议：{idea['title']}")
            self._acted(idea["author"], said)

    async def _finished(self, state: CollaborationState) -> bool:
        """Say whether the story is told: nothing pending, evaluated, or parked for good."""
        if state.parked and not state.pending:
            say(f"   {state.parked.sentence}")
            return True
        if state.stage != "evaluation" or state.pending or state.arrivals:
            return False
        kinds = [s.kind for s in state.suggestions]
        if kinds.count("idea") < 2 or "resolution" not in kinds:
            return False
        return await self._evaluated()

    async def _evaluated(self) -> bool:
        """Say whether an evaluation that the schedule started has ended."""
        query = f"AccordCollaboration = '{self.brief.id}' AND WorkflowType = 'EvaluationWorkflow'"
        async for run in self.client.list_workflows(query):
            if run.status is WorkflowExecutionStatus.COMPLETED:
                outcome = await self.client.get_workflow_handle(run.id).result()
                if outcome["outcome"] == "no change" or "adjusted" in self.played:
                    return True
                self.played.add("adjusted")
        return False

    async def _close(self, state: CollaborationState) -> None:
        home = self.client.get_workflow_handle(collaboration_id(state.id))
        actor = self.brief.sponsor
        await home.execute_update(CollaborationWorkflow.close, {"actor": actor})
        self._acted(actor, Bilingual(en="closes the collaboration", zh="结束协作"))

    def _acted(self, account: str, said: Bilingual) -> None:
        person = self.script.directory.person(account)
        name = person.name if person else account
        say(f"   {name} [{DEMO.within(Console.language)}] · {said.within(Console.language)}")

    @property
    def _folder(self) -> str:
        return self.brief.sources.feedback.rpartition("/")[0]


async def _exists(handle: Any) -> None:
    """Wait until a workflow that another one starts is there."""
    for _ in range(100):
        try:
            await handle.describe()
        except Exception:  # not there yet; the bound below ends it
            await asyncio.sleep(0.1)
        else:
            return
    raise BadInputError(f"{handle.id} did not start", f"{handle.id} 未能启动")
