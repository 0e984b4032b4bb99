"""The chain of models: the first, its fallback, and when one of them is left alone.

A fallback is for drafts that fail because the endpoint does. A refusal to answer, a text that is
too long and a draft that people could not use would be no better elsewhere: rules draft then.
"""

import dataclasses
import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Sequence

from temporalio.exceptions import ApplicationError

from activities.llm_drafting import ModelDraft
from activities.llm_endpoint import Endpoint
from activities.llm_reasons import reason
from domain.circuit import Open, Recent, circuit
from domain.text import Bilingual, Language

_FALLS_BACK = (
    "LLMTransport",
    "LLMServer",
    "LLMRateLimited",
    "LLMBadShape",
    "LLMQuota",
    "LLMCircuitOpen",  # another worker was the first to find out whether it has recovered
)
_ITS_OWN = ((401,), (403,), (404,))
"""Statuses that mean the key or the model, not the request: another endpoint may do."""

_TRIES = {"LLMBadShape": 3, "timeout": 2}
"""How often Temporal asks again after such a failure; other failures have the policy's number."""

_AFTER = Bilingual(en="Drafted by the fallback model. ", zh="由备用模型起草。")

Seen = Callable[[Endpoint], Awaitable[Sequence[Recent]]]
"""What happened lately at an endpoint, told by the store that all workers share."""


async def first_draft(
    endpoints: Iterable[Endpoint],
    seen: Seen,
    draft: Callable[[Endpoint], Awaitable[ModelDraft]],
    language: Language,
) -> ModelDraft:
    """Return the draft of the first endpoint that makes one; it says what failed before it.

    Raises ApplicationError: the first failure that is worth another try, else the first one.
    """
    failures: list[ApplicationError] = []
    for endpoint in endpoints:
        if isinstance(circuit(await seen(endpoint), dt.datetime.now(dt.UTC)), Open):
            failures.append(
                ApplicationError("left alone", type="LLMCircuitOpen", non_retryable=True)
            )
            continue
        try:
            made = await draft(endpoint)
        except ApplicationError as error:
            if not _falls_back(error):
                raise
            failures.append(error)
        else:
            return _after(made, failures, language)
    again = (error for error in failures if not error.non_retryable)
    raise next(again, failures[0])


def _falls_back(error: ApplicationError) -> bool:
    if error.type == "LLMRefusedRequest":
        return tuple(error.details[:1]) in _ITS_OWN
    return error.type in _FALLS_BACK


def _after(
    made: ModelDraft, failures: Sequence[ApplicationError], language: Language
) -> ModelDraft:
    if not failures:
        return made
    words = _AFTER.within(language) + reason(failures[0]).within(language)
    provenance = made.provenance.model_copy(update={"reason": words})
    return dataclasses.replace(made, provenance=provenance)


def patient(error: ApplicationError, attempt: int) -> ApplicationError:
    """Return `error`, no longer to be retried once this attempt was enough for its sort."""
    sort = "timeout" if error.details[:1] == ("timeout",) else str(error.type)
    if error.non_retryable or attempt < _TRIES.get(sort, attempt + 1):
        return error
    return ApplicationError(error.message, *error.details, type=error.type, non_retryable=True)
