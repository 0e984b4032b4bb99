"""What happens in the demo besides decisions: a round ends, a conflict, ideas, the close."""

import asyncio
import dataclasses
from pathlib import Path
from typing import Any

from activities.sources import read_document
from cli.demo_asking import Asking
from cli.demo_script import DEMO, Script
from cli.output import Console, say
from domain.brief import Brief
from domain.collaboration import CollaborationState
from domain.conflict import Conflict
from domain.errors import RefusedError, UnknownError
from domain.text import Bilingual


@dataclasses.dataclass
class Happenings:
    """Each of them happens once, by a demo account, through the API that a person would use."""

    ask: Asking
    brief: Brief
    data: Path
    script: Script
    pace: float

    async def end_round(self, state: CollaborationState) -> None:
        """The lead's head ends the feedback round."""
        head = self.script.head(self.brief.lead)
        await asyncio.sleep(self.pace)
        try:
            await self.ask("POST", self._place("feedback"), head, {"close": True, "round": 1})
        except (RefusedError, UnknownError):  # it has ended by itself
            return
        self._acted(head, Bilingual(en="ends the feedback round", zh="结束意见征集"))

    async def conflict(self, state: CollaborationState) -> None:
        """One head raises the conflict; the other parties state their positions."""
        given = read_document(self.data, f"{self._folder}/conflict.yaml")
        raised, positions = self.script.conflict(Conflict.model_validate(given))
        by = raised.pop("raised_by")
        await self.ask("POST", self._place("conflicts"), by, {"conflict": raised})
        said = Bilingual(en=f"raises: {raised['issue']}", zh=f"提出冲突：{raised['issue']}")
        self._acted(by, said)
        for position in positions:
            await asyncio.sleep(self.pace)
            head = self.script.head(position["department"])
            await self._stated(head, {"position": position, "number": 1})
            words = position["position"]
            said = Bilingual(en=f"states a position: {words}", zh=f"陈述立场：{words}")
            self._acted(head, said)

    async def ideas(self, state: CollaborationState) -> None:
        """Two people propose something."""
        given = read_document(self.data, f"{self._folder}/idea.yaml")
        for idea in self.script.ideas(given):
            author = idea.pop("author")
            await self.ask("POST", self._place("ideas"), author, idea)
            said = Bilingual(en=f"proposes: {idea['title']}", zh=f"提出建议：{idea['title']}")
            self._acted(author, said)

    async def close(self, state: CollaborationState) -> None:
        """The sponsor closes the collaboration."""
        actor = self.brief.sponsor
        await self.ask("POST", self._place("close"), actor, {})
        self._acted(actor, Bilingual(en="closes the collaboration", zh="结束协作"))

    def _place(self, what: str) -> str:
        return f"/v1/collaborations/{self.brief.id}/{what}"

    async def _stated(self, head: str, given: dict[str, Any]) -> None:
        """State a position, as soon as the conflict that was raised is there."""
        for _ in range(100):
            try:
                await self.ask("POST", self._place("conflicts"), head, given)
            except UnknownError:
                await asyncio.sleep(0.1)
            else:
                return
        raise UnknownError(f"{self.brief.id}:conflict:1")

    def _acted(self, account: str, said: Bilingual) -> None:
        person = self.script.directory.person(account)
        name = person.name if person else account
        say(f"   {name} [{DEMO.within(Console.language)}] · {said.within(Console.language)}")

    @property
    def _folder(self) -> str:
        return self.brief.sources.feedback.rpartition("/")[0]
