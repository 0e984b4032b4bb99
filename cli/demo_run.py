"""The demo's course: one collaboration on a real server, its people scripted but for one."""

import asyncio
import dataclasses
import time
from pathlib import Path
from typing import Any

from activities.sources import read_people
from cli.demo_asking import Asking
from cli.demo_happenings import Happenings
from cli.demo_player import DecidedElsewhere, Player
from cli.demo_script import DEMO, Script, told
from cli.output import Console, say
from domain.brief import Brief
from domain.collaboration import CollaborationState, Started
from domain.errors import BadInputError, RefusedError
from domain.reading import provenance_line
from domain.signing import ApprovalState, Approver, waiting
from domain.text import Bilingual
from domain.wording import KIND_NAMES, STAGE_NAMES, STATE_NAMES

PROMPTS = 6
"""The newcomer is asked at most this often; after that the demo account answers for them."""

PATIENCE = 40 * 60.0
"""Seconds after which a demo without anybody at the terminal gives up."""


@dataclasses.dataclass
class Demo:
    """One run of the demo: who plays, what was seen, and what was scripted already."""

    ask: Asking
    brief: Brief
    data: Path
    player: Player | None
    me: str
    pace: float
    script: Script = dataclasses.field(init=False)
    happenings: Happenings = dataclasses.field(init=False)
    prompts: int = 0
    shown: set[str] = dataclasses.field(default_factory=set)
    played: set[str] = dataclasses.field(default_factory=set)

    def __post_init__(self) -> None:
        """Read the cast."""
        directory = read_people(self.data, self.brief.sources.people)
        self.script = Script(self.brief, directory)
        self.happenings = Happenings(self.ask, self.brief, self.data, self.script, self.pace)
        if directory.person(self.me) is None:
            raise BadInputError(
                f"--as: {self.me} is not in the directory",
                f"--as：人员名录中没有账号 {self.me}",
            )

    async def play(self) -> CollaborationState:
        """Start the collaboration and see it through to its close."""
        id, sponsor = self.brief.id, self.brief.sponsor
        await self.ask("POST", "/v1/collaborations", sponsor, self.brief.model_dump(mode="json"))
        begun = time.monotonic()
        while True:
            told = await self.ask("GET", f"/v1/collaborations/{id}", sponsor)
            state = CollaborationState.model_validate(told["state"]) if told["state"] else None
            if state and told["status"] not in ("running", "closing"):
                return state
            if not self.player and time.monotonic() - begun > PATIENCE:
                raise BadInputError(
                    f"the demo did not finish in {PATIENCE / 60:.0f} minutes",
                    f"演示在 {PATIENCE / 60:.0f} 分钟内未能完成",
                )
            if state:
                await self._turn(state)
            await asyncio.sleep(0.2)

    async def _turn(self, state: CollaborationState) -> None:
        """Look at everything once, and do whatever is to be done now."""
        for started in state.suggestions:
            self._ended(started)
        self._stage(state)
        for pending in state.pending:
            await self._decide(pending)
        if state.round_started:
            await self._once("round", self.happenings.end_round, state)
        if state.stage == "evaluation":
            await self._once("conflict", self.happenings.conflict, state)
            await self._once("ideas", self.happenings.ideas, state)
        if await self._finished(state):
            await self._once("close", self.happenings.close, state)

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
        return await self.ask.suggestion(suggestion, self.brief.sponsor)

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
        """Send one decision through the same address that everybody uses."""
        own = decision.pop("own", False)
        fingerprint = state.suggestion.fingerprint if state.suggestion else ""
        command = {"revision": state.revision, "fingerprint": fingerprint[:12], **decision}
        place = f"/v1/suggestions/{state.id}/decisions"
        who = f"{approver.name}" if own else f"{approver.name} [{DEMO.within(Console.language)}]"
        try:
            await self.ask("POST", place, approver.account, command)
        except RefusedError as error:
            say(f"   {who}: {error.within(Console.language)}")
            return
        say(f"   {who} · {told(state, decision).within(Console.language)}")

    async def _once(self, name: str, act: Any, state: CollaborationState) -> None:
        if name not in self.played:
            self.played.add(name)
            await act(state)

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
        place = f"/v1/collaborations/{self.brief.id}/report"
        report = await self.ask("GET", place, self.brief.sponsor)
        for one in report["evaluations"]:
            if one["outcome"] == "no change" or "adjusted" in self.played:
                return True
            self.played.add("adjusted")
        return False
