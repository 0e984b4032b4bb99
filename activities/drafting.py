"""Drafting: one activity for each kind, all of the same shape: a model words it, or rules do."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from temporalio import activity

from activities.evidence import evidence
from activities.ground import Ground, brief_of, charter_of, in_words
from activities.suggestion_requests import Drafted, DraftRequest, TurnRequest
from activities.turns import turn_of
from activities.words import words
from domain.brief import Brief
from domain.charter import Charter
from domain.checks import check
from domain.composing import Targets, compose
from domain.digest_facts import DigestFacts
from domain.directory import Contact, Directory
from domain.facts import Facts
from domain.policy import policy
from domain.releasing import in_signed_words
from domain.role_gap_facts import RoleGapFacts
from domain.rosters import contacts
from domain.succession import named
from domain.suggestion import CheckResult, DraftItem, Item, Kind, Suggestion
from domain.text import Bilingual, Language
from store import facts as stored_facts
from store import people, suggestions, usage

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
    async def draft_resource(self, request: DraftRequest) -> Drafted:
        """Draft what the sponsor is asked for."""
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

    @activity.defn
    async def draft_role_gap(self, request: DraftRequest) -> Drafted:
        """Draft who takes over from somebody who is lost."""
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
            items, initiator = suggestion.items, request.initiator
            asked = policy(request.kind, items, brief, directory, initiator, charter)
        accounts = dict.fromkeys(a.account for step in asked.steps for a in step.approvers)
        now = dt.datetime.now(dt.UTC)
        turn = TurnRequest(
            collaboration=brief.id,
            accounts=tuple(accounts),
            initiator=suggestion.provenance.author,
            asked_at=now,
            now=now,
            remind_after=request.remind_after,
            decide_within=request.decide_within,
        )
        return Drafted(
            turn=turn_of(turn, directory),
            suggestion=suggestion,
            policy=asked,
            people=_colleagues(brief, directory, charter, suggestion),
            targets=await self._targets(request, charter),
            rows=_rows(request.kind, charter),
        )

    async def _targets(self, request: DraftRequest, charter: Charter) -> Targets:
        """Return the departments of what items may name: of places, those whose heads decide."""
        if request.kind != "role_gap":
            return charter.targets
        found = await stored_facts.facts(self._ground.engine, request.facts)
        return found.targets if isinstance(found, RoleGapFacts) else {}

    async def _worded(
        self, request: DraftRequest, brief: Brief, charter: Charter, directory: Directory
    ) -> Suggestion:
        language = request.language
        found = await stored_facts.facts(self._ground.engine, request.facts)
        if isinstance(found, RoleGapFacts):  # each request goes to the next candidates
            found = found.model_copy(update={"turn": len(request.asked)})
        proofs = evidence(found, language)
        texts, on = _texts(found), request.now.date()
        everybody, rows = contacts(directory, on), _rows(request.kind, charter)
        targets = await self._targets(request, charter)

        def checked(items: tuple[Item, ...]) -> tuple[CheckResult, ...]:
            return check(request.kind, items, proofs, language, texts, everybody, on, rows)

        def findings(drafts: tuple[DraftItem, ...]) -> list[str]:
            results = checked(compose(drafts, directory, targets))
            return [r.message for r in results if r.severity == "error"]

        worded = await words(self._ground, request, brief, found, proofs, findings)
        drafts = in_signed_words(worded.items, request.released)
        provenance = worded.provenance
        items = compose(drafts, directory, targets)
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
            checks=(*checked(items), *_struck(worded.removed, language)),
            provenance=provenance,
            made_at=request.now,
        )


def _rows(kind: Kind, charter: Charter) -> tuple[Item, ...]:
    """Return the rows of roles that a suggestion of this kind changes."""
    return charter.roles if kind == "role_gap" else ()


def _struck(removed: int, language: Language) -> tuple[CheckResult, ...]:
    """Say what was left out of the model's words because the evidence does not hold it."""
    if not removed:
        return ()
    told = Bilingual(
        en=f"{removed} passages of the model's draft were struck or put into the rules' words: "
        "the evidence does not hold them, or they said nothing",
        zh=f"模型草稿中有 {removed} 处没有依据或没有内容，已删去或改用规则的文字",
    )
    message = told.within(language)
    return (CheckResult(rule="model.struck", severity="warning", message=message),)


def _texts(found: Facts) -> dict[str, str] | None:
    """Return the full texts that quotations must be verbatim parts of."""
    if not isinstance(found, DigestFacts):
        return None
    return {item.id: item.text for item in found.items}


def _colleagues(
    brief: Brief, directory: Directory, charter: Charter, suggestion: Suggestion
) -> tuple[Contact, ...]:
    """Return whom an edit may name: the departments' people, those first who matter here.

    They are the sponsor, the heads, whoever has a place in the charter, and who could get one.
    """
    start = "person:"
    proofs = (one.id for one in suggestion.evidence if one.id.startswith(start))
    here = {*named(charter), *(key.removeprefix(start) for key in proofs)}
    first = [p for p in directory.people if p.head and p.department in brief.departments]
    first += [p for p in directory.people if p.account in here]
    others = [p for p in directory.people if p.department in brief.departments]
    sponsor = directory.person(brief.sponsor)
    everybody = [*([sponsor] if sponsor else []), *first, *others]
    unique = tuple({p.account: p for p in everybody}.values())[:_MOST_PEOPLE]
    return contacts(Directory(people=unique), suggestion.made_at.date())
