"""Who words a draft: the models that the brief allows, in turn, or rules, which say why."""

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Sequence

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.ground import Ground
from activities.llm_chain import first_draft, patient
from activities.llm_drafting import ModelDraft, draft_by_model
from activities.llm_endpoint import Endpoint, barred
from activities.llm_reasons import reason
from activities.rules import draft as draft_by_rules
from activities.suggestion_requests import DraftRequest
from activities.usage import UsageRecorder
from domain.brief import Brief
from domain.circuit import LOOK_BACK, Recent
from domain.errors import BadInputError
from domain.facts import Facts
from domain.suggestion import DraftItem, Evidence, Provenance
from store import usage

_LONGEST = dt.timedelta(minutes=21)
_MARGIN = dt.timedelta(minutes=1)
"""What a model may take of the activity's time leaves this much to keep the draft."""

Findings = Callable[[tuple[DraftItem, ...]], list[str]]
"""What is wrong with a draft so that nobody should be asked about it, one sentence each."""


async def words(
    ground: Ground,
    request: DraftRequest,
    brief: Brief,
    found: Facts,
    proofs: tuple[Evidence, ...],
    findings: Findings,
) -> ModelDraft:
    """Let a model word it where one may; otherwise rules do, and say why.

    Raises ApplicationError when a model failed: Temporal then asks again, or for a draft by rules.
    """
    because = request.rules_because or ""
    if not because:
        policy, endpoints = brief.model_policy, ground.endpoints
        allowed = [one for one in endpoints if barred(one, policy) is None]
        if allowed:
            return await _by_model(ground, request, allowed, found, proofs, findings)
        first = endpoints[0] if endpoints else None
        because = reason(barred(first, policy) or "").within(request.language)
    drafts = await asyncio.to_thread(draft_by_rules, found, request.language, request.asked)
    if faults := findings(drafts):
        raise BadInputError(
            f"the rules' draft does not pass its own checks: {faults[0]}",
            f"规则草稿未通过自身检查：{faults[0]}",
        )
    by_rules = Provenance(drafted_by="rules", reason=because, language=request.language)
    return ModelDraft(items=drafts, provenance=by_rules)


async def _by_model(
    ground: Ground,
    request: DraftRequest,
    endpoints: Sequence[Endpoint],
    found: Facts,
    proofs: tuple[Evidence, ...],
    findings: Findings,
) -> ModelDraft:
    """Ask the endpoints in turn, as long as the activity may run and no longer."""
    run = activity.info()
    ends = time.monotonic() + ((run.start_to_close_timeout or _LONGEST) - _MARGIN).total_seconds()
    recorder = UsageRecorder(
        ground.engine, request.collaboration, request.suggestion, ground.budget, ground.prices
    )

    async def draft(endpoint: Endpoint) -> ModelDraft:
        return await draft_by_model(
            endpoint,
            found,
            proofs,
            request.language,
            request.asked,
            findings,
            recorder,
            activity.heartbeat,
            ends - time.monotonic(),
            ground.connections,
        )

    async def seen(endpoint: Endpoint) -> Sequence[Recent]:
        since = dt.datetime.now(dt.UTC) - LOOK_BACK
        return await usage.recent(ground.engine, endpoint.host, endpoint.model, since)

    try:
        return await first_draft(endpoints, seen, draft, request.language)
    except ApplicationError as error:
        raise patient(error, run.attempt) from None
