"""Feedback rounds: who is asked, who has answered, and the facts for a digest."""

import asyncio

from temporalio import activity

from activities.causes import present
from activities.ground import STORE, Ground, brief_of, in_words
from activities.requests import RoundCount, RoundRequest
from activities.sources import read_feedback
from analysis.feedback import digest_facts
from domain.brief import Brief
from domain.directory import Person
from domain.errors import BadInputError
from store import facts, feedback, outbox, people


class FeedbackRounds:
    """Asks the people of the departments that take part, and counts their answers."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    @activity.defn
    async def invite(self, request: RoundRequest) -> RoundCount:
        """Ask everybody; take in the brief's feedback file as answers of the first round."""
        brief = await brief_of(self._ground, request.collaboration)
        if request.number == 1 and brief.sources.feedback != STORE:
            with in_words(brief.language):
                items = await asyncio.to_thread(
                    read_feedback, self._ground.root, brief.sources.feedback
                )
            await feedback.keep_feedback(self._ground.engine, brief.id, 1, items)
        words = {
            "zh": (
                f"征集意见：{brief.title}",
                "请说说您在跨部门协作中遇到的问题和建议。",
            ),
            "en": (
                f"Your feedback: {brief.title}",
                "Please tell us what hinders or helps you in working across departments.",
            ),
        }
        await self._tell(request, brief, "asked", words, await self._asked(brief))
        return await self.count(request)

    @activity.defn
    async def remind(self, request: RoundRequest) -> RoundCount:
        """Remind those who have not answered, once."""
        brief = await brief_of(self._ground, request.collaboration)
        answered = await self._answered(request)
        silent = [p for p in await self._asked(brief) if p.account not in answered]
        words = {
            "zh": (f"催办：意见征集 {brief.title}", "意见征集过半，期待您的意见。"),
            "en": (
                f"Reminder: feedback on {brief.title}",
                "The round is half over; we would value yours.",
            ),
        }
        await self._tell(request, brief, "reminded", words, silent)
        return await self.count(request)

    @activity.defn
    async def count(self, request: RoundRequest) -> RoundCount:
        """Count how many were asked, and how many of them have answered."""
        brief = await brief_of(self._ground, request.collaboration)
        asked = {person.account for person in await self._asked(brief)}
        return RoundCount(asked=len(asked), answered=len(asked & await self._answered(request)))

    @activity.defn
    async def gather_digest(self, request: RoundRequest) -> RoundCount:
        """Compute the facts of the round from every item; a round without any is refused."""
        brief = await brief_of(self._ground, request.collaboration)
        engine = self._ground.engine
        items = await feedback.feedback(engine, brief.id, request.number)
        counted = await self.count(request)
        with in_words(brief.language):
            if not items:
                raise BadInputError(
                    f"feedback round {request.number} brought no answer",
                    f"第 {request.number} 轮意见征集没有收到任何意见",
                )
        found = await asyncio.to_thread(
            digest_facts, items, request.number, counted.asked, brief.departments
        )
        await facts.keep_facts(engine, request.reference, found)
        return counted

    async def _asked(self, brief: Brief) -> list[Person]:
        directory = await people.directory(self._ground.engine, brief.id)
        return [p for p in directory.people if p.department in brief.departments]

    async def _answered(self, request: RoundRequest) -> set[str]:
        items = await feedback.feedback(self._ground.engine, request.collaboration, request.number)
        return {item.account for item in items}

    async def _tell(
        self,
        request: RoundRequest,
        brief: Brief,
        sort: str,
        words: dict[str, tuple[str, str]],
        recipients: list[Person],
    ) -> None:
        """Tell each in their own language."""
        for person in recipients:
            await outbox.announce(
                self._ground.engine,
                f"{request.reference}:{sort}:{person.account}",
                brief.id,
                person.account,
                *words[person.language],
                activity.info().scheduled_time,
                present().text(),
            )
