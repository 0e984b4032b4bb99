"""What happens in the demo besides decisions: a round ends, a conflict, ideas, the close."""

import asyncio
import dataclasses
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowExecutionStatus

from activities.sources import read_document
from cli.demo_script import DEMO, Script
from cli.output import Console, say
from domain.brief import Brief
from domain.collaboration import CollaborationState
from domain.conflict import Conflict
from domain.errors import BadInputError
from domain.text import Bilingual
from workflows.collaboration import CollaborationWorkflow
from workflows.names import collaboration_id, conflict_id, round_id


@dataclasses.dataclass
class Happenings:
    """Each of them happens once, by a demo account, through the Update that a person would use."""

    client: Client
    brief: Brief
    data: Path
    script: Script
    pace: float

    async def end_round(self, state: CollaborationState) -> None:
        """The lead's head ends the feedback round."""
        head = self.script.head(self.brief.lead)
        handle = self.client.get_workflow_handle(round_id(state.id, 1))
        if (await handle.describe()).status is WorkflowExecutionStatus.RUNNING:
            await asyncio.sleep(self.pace)
            await handle.execute_update("end_round", {"actor": head})
            self._acted(head, Bilingual(en="ends the feedback round", zh="结束意见征集"))

    async def conflict(self, state: CollaborationState) -> None:
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

    async def ideas(self, state: CollaborationState) -> None:
        """Two people propose something."""
        home = self.client.get_workflow_handle(collaboration_id(state.id))
        given = read_document(self.data, f"{self._folder}/idea.yaml")
        for idea in self.script.ideas(given):
            await home.execute_update(CollaborationWorkflow.propose_idea, idea)
            said = Bilingual(en=f"proposes: {idea['title']}", zh=f"提出建议：{idea['title']}")
            self._acted(idea["author"], said)

    async def close(self, state: CollaborationState) -> None:
        """The sponsor closes the collaboration."""
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
