"""Drafting: one activity for each kind, all of the same shape: a model words it, or rules do."""

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.evidence import evidence
from activities.ground import Ground, brief_of, charter_of, in_words
from activities.llm_chain import first_draft, patient
from activities.llm_drafting import ModelDraft, draft_by_model
from activities.llm_endpoint import Endpoint, barred
from activities.llm_reasons import reason
from activities.llm_recording import Recorder
from activities.requests import Drafted, DraftRequest
from activities.rules import draft as draft_by_rules
from activities.usage import UsageRecorder
from domain.brief import Brief
from domain.charter import Charter
from domain.checks import check
from domain.circuit import LOOK_BACK, Recent
from domain.composing import compose
from domain.directory import Directory
from domain.errors import BadInputError
from domain.facts import Contact, DigestFacts, Facts
from domain.policy import policy
from domain.suggestion import CheckResult, DraftItem, Evidence, Kind, Provenance, Suggestion
from domain.text import Bilingual, Language
from store import facts as stored_facts
from store import people, suggestions, usage

_Word = Callable[[Endpoint, Recorder, float], Awaitable[ModelDraft]]
_LONGEST = dt.timedelta(minutes=21)
_MARGIN = dt.timedelta(minutes=1)
"""What a model may take of the activity's time leaves this much to keep the draft."""

_MOST_PEOPLE = 500
"""How many colleagues an edit may name; they travel in the workflow's state."""


class Drafting:
    """Drafts a revision from facts: worded, composed, checked, kept, with who is asked."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    @staticmethod
    def method(kind: Kind) -> Callable[..., Any]:
        """Return the activity that drafts this kind."""
        method: Callable[..., Any] = getattr(Drafting, f"draft_{kind}")
        return method

    @activity.defn
    async def draft_need(self, request: DraftRequest) -> Drafted:
        """Draft the need."""
        return await self._draft(request)

    @activity.defn
    async def draft_team(self, request: DraftRequest) -> Drafted:
        """Draft the team."""
        return await self._draft(request)

    @activity.defn
    async def draft_roles(self, request: DraftRequest) -> Drafted:
        """Draft the role matrix."""
        return await self._draft(request)

    @activity.defn
    async def draft_goals(self, request: DraftRequest) -> Drafted:
        """Draft the shared goals."""
        return await self._draft(request)

    @activity.defn
    async def draft_cadence(self, request: DraftRequest) -> Drafted:
        """Draft the cadence."""
        return await self._draft(request)

    @activity.defn
    async def draft_digest(self, request: DraftRequest) -> Drafted:
        """Draft the digest of a feedback round."""
        return await self._draft(request)

    @activity.defn
    async def draft_resolution(self, request: DraftRequest) -> Drafted:
        """Draft the resolution of a conflict."""
        return await self._draft(request)

    @activity.defn
    async def draft_adjustment(self, request: DraftRequest) -> Drafted:
        """Draft an adjustment of the charter."""
        return await self._draft(request)

    @activity.defn
    async def draft_idea(self, request: DraftRequest) -> Drafted:
        """Draft the answer to an idea around its author's own words."""
        return await self._draft(request)

    async def _draft(self, request: DraftRequest) -> Drafted:
        """Draft once: a revision that a crashed attempt has kept already is taken as it is."""
        engine = self._ground.engine
        brief = await brief_of(self._ground, request.collaboration)
        charter = await charter_of(self._ground, brief)
        directory = await people.directory(engine, brief.id)
        suggestion = await suggestions.suggestion(engine, request.suggestion, request.revision)
        with in_words(request.language):
            if suggestion is None:
                suggestion = await self._worded(request, brief, charter, directory)
                await suggestions.keep_suggestion(engine, brief.id, suggestion)
                await usage.settle(engine, suggestion.id)
            asked = policy(request.kind, suggestion.items, brief, directory, request.initiator)
        return Drafted(
            suggestion=suggestion,
            policy=asked,
            people=_colleagues(brief, directory),
            targets=charter.targets,
        )

    async def _worded(
        self, request: DraftRequest, brief: Brief, charter: Charter, directory: Directory
    ) -> Suggestion:
        language = request.language
        found = await stored_facts.facts(self._ground.engine, request.facts)
        proofs = evidence(found, language)
        texts = _texts(found)

        def findings(drafts: tuple[DraftItem, ...]) -> list[str]:
            items = compose(drafts, directory, charter.targets)
            results = check(request.kind, items, proofs, language, texts)
            return [r.message for r in results if r.severity == "error"]

        worded = await self._words(request, brief, found, proofs, findings)
        drafts, provenance = worded.items, worded.provenance
        items = compose(drafts, directory, charter.targets)
        if request.initiator and request.kind == "idea":
            provenance = provenance.model_copy(update={"author": request.initiator})
        return Suggestion(
            id=request.suggestion,
            kind=request.kind,
            revision=request.revision,
            language=language,
            title=request.title,
            items=items,
            evidence=proofs,
            checks=(
                *check(request.kind, items, proofs, language, texts),
                *_struck(worded.removed, language),
            ),
            provenance=provenance,
            made_at=request.now,
        )

    async def _words(
        self,
        request: DraftRequest,
        brief: Brief,
        found: Facts,
        proofs: tuple[Evidence, ...],
        findings: Callable[[tuple[DraftItem, ...]], list[str]],
    ) -> ModelDraft:
        """Let the model word it where one may; otherwise rules do, and say why."""
        language, because = request.language, request.rules_because or ""
        if not because:
            endpoints = self._ground.endpoints
            allowed = [one for one in endpoints if barred(one, brief.model_policy) is None]
            if allowed:

                async def word(endpoint: Endpoint, used: Recorder, within: float) -> ModelDraft:
                    beat, asked = activity.heartbeat, request.asked
                    return await draft_by_model(
                        endpoint, found, proofs, language, asked, findings, used, beat, within
                    )

                return await self._by_model(request, allowed, word)
            first = endpoints[0] if endpoints else None
            because = reason(barred(first, brief.model_policy) or "").within(language)
        drafts = await asyncio.to_thread(draft_by_rules, found, language, request.asked)
        if faults := findings(drafts):
            raise BadInputError(
                f"the rules' draft does not pass its own checks: {faults[0]}",
                f"规则草稿未通过自身检查：{faults[0]}",
            )
        by_rules = Provenance(drafted_by="rules", reason=because, language=language)
        return ModelDraft(items=drafts, provenance=by_rules)

    async def _by_model(
        self, request: DraftRequest, endpoints: Sequence[Endpoint], word: _Word
    ) -> ModelDraft:
        """Ask the endpoints in turn, as long as the activity may run and no longer."""
        ground, run = self._ground, activity.info()
        limit = run.start_to_close_timeout or _LONGEST
        ends = time.monotonic() + (limit - _MARGIN).total_seconds()
        recorder = UsageRecorder(
            ground.engine, request.collaboration, request.suggestion, ground.budget, ground.prices
        )

        async def draft(endpoint: Endpoint) -> ModelDraft:
            return await word(endpoint, recorder, ends - time.monotonic())

        async def seen(endpoint: Endpoint) -> Sequence[Recent]:
            since = dt.datetime.now(dt.UTC) - LOOK_BACK
            return await usage.recent(ground.engine, endpoint.host, endpoint.model, since)

        try:
            return await first_draft(endpoints, seen, draft, request.language)
        except ApplicationError as error:
            raise patient(error, run.attempt) from None


def _struck(removed: int, language: Language) -> tuple[CheckResult, ...]:
    """Say what was left out of the model's words because the evidence does not hold it."""
    if not removed:
        return ()
    words = Bilingual(
        en=f"{removed} passages of the model's draft were struck: the evidence does not hold them",
        zh=f"模型草稿中有 {removed} 处没有依据，已删去",
    )
    message = words.within(language)
    return (CheckResult(rule="model.struck", severity="warning", message=message),)


def _texts(found: Facts) -> dict[str, str] | None:
    """Return the full texts that quotations must be verbatim parts of."""
    if not isinstance(found, DigestFacts):
        return None
    return {item.id: item.text for item in found.items}


def _colleagues(brief: Brief, directory: Directory) -> tuple[Contact, ...]:
    """Return whom an edit may name: the departments' people, heads and the sponsor first."""
    taking_part = [p for p in directory.people if p.department in brief.departments]
    sponsor = directory.person(brief.sponsor)
    people_ = [*([sponsor] if sponsor else []), *sorted(taking_part, key=lambda p: not p.head)]
    unique = {p.account: p for p in people_}.values()
    return tuple(
        Contact(account=p.account, name=p.name, department=p.department)
        for p in list(unique)[:_MOST_PEOPLE]
    )
