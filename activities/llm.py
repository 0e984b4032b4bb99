"""One call to an OpenAI-compatible model; the only file that imports openai.

It never retries (Temporal does), never outlives its deadline, and raises nothing but
ApplicationError, in which no word of the provider stands.
"""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import openai
from temporalio.exceptions import ApplicationError

from activities.llm_answers import Answer, from_status, model_name, only_text, tokens
from activities.llm_endpoint import Endpoint
from activities.llm_recording import Recorder, begun, ended
from activities.llm_request import FORMS, Form, Messages, Wanted, body
from activities.llm_transport import LIMIT, http_client
from activities.model_drafts.excerpts import rough_tokens

BEAT = 5.0
"""Seconds between two heartbeats."""

_known_forms: dict[tuple[str, str], Form] = {}
"""The form that each endpoint and model took, for the life of the process."""


async def ask(
    endpoint: Endpoint,
    messages: Messages,
    schema: Wanted,
    max_tokens: int,
    heartbeat: Callable[[], None],
    record: Recorder,
    limit: int = LIMIT,
) -> Answer:
    """Ask once and return the cleaned text; `limit` caps the answer's bytes.

    Structured output is negotiated: an endpoint that refuses a JSON Schema is asked for a JSON
    object, then for plain text; all of it within one deadline.
    """
    ends = asyncio.get_running_loop().time() + endpoint.deadline
    beats = asyncio.create_task(_beat(heartbeat))
    known = _known_forms.get((endpoint.base_url, endpoint.model), FORMS[0])
    try:
        for form in FORMS[FORMS.index(known) : -1]:
            request = body(endpoint, messages, schema, max_tokens, form)
            try:
                answer = await _recorded(endpoint, request, schema.name, ends, record, limit)
            except ApplicationError as error:
                if not _refused_form(error):
                    raise
                continue
            _known_forms[endpoint.base_url, endpoint.model] = form
            return answer
        request = body(endpoint, messages, schema, max_tokens, FORMS[-1])
        answer = await _recorded(endpoint, request, schema.name, ends, record, limit)
        _known_forms[endpoint.base_url, endpoint.model] = FORMS[-1]
        return answer
    finally:
        beats.cancel()
        await asyncio.wait([beats])


def _refused_form(error: ApplicationError) -> bool:
    return error.type == "LLMRefusedRequest" and tuple(error.details) in ((400,), (404,), (422,))


async def _beat(heartbeat: Callable[[], None]) -> None:
    """Show Temporal that the worker lives; a cancellation of the activity comes back this way."""
    while True:
        heartbeat()
        await asyncio.sleep(BEAT)


async def _recorded(
    endpoint: Endpoint,
    request: dict[str, Any],
    prompt: str,
    ends: float,
    record: Recorder,
    limit: int,
) -> Answer:
    """Make one attempt, recorded before and after; one without an answer counts no tokens."""
    estimate = sum(rough_tokens(message["content"]) for message in request["messages"])
    key = await begun(
        record, prompt=prompt, model=endpoint.model, host=endpoint.host, tokens_in=estimate
    )
    clock = asyncio.get_running_loop().time
    started, outcome, spent = clock(), "cancelled", (0, 0)
    try:
        raw = await _call(endpoint, request, ends, limit)
        told = tokens(raw, "prompt_tokens"), tokens(raw, "completion_tokens")
        spent = told[0] or 0, told[1] or 0
        text = only_text(raw)
        spent = told[0] or estimate, told[1] or rough_tokens(text)
        outcome = "ok"
        return Answer(text, *spent, model_name(raw, endpoint.model), estimated=spent != told)
    except ApplicationError as error:
        outcome = str(error.type)
        raise
    finally:
        await ended(record, key, outcome, spent, clock() - started)


async def _call(endpoint: Endpoint, request: dict[str, Any], ends: float, limit: int) -> object:
    rest = {name: value for name, value in request.items() if name not in ("model", "messages")}
    try:
        async with asyncio.timeout_at(ends), _client(endpoint, limit) as client:
            return await client.chat.completions.create(
                model=endpoint.model, messages=cast(Any, request["messages"]), extra_body=rest
            )
    except openai.APIStatusError as error:
        quota = error.code == "insufficient_quota"
        # Without `from error`: Temporal would write the provider's words into the history.
        raise from_status(error.status_code, quota, error.response.headers) from None
    except Exception as error:  # the client lets many kinds through: JSON, encodings, recursion
        kind = "timeout" if isinstance(error, TimeoutError | openai.APITimeoutError) else "answer"
        if kind == "answer" and isinstance(error, openai.APIConnectionError):
            kind = "connection"
        raise ApplicationError(
            f"model endpoint: {type(error).__name__}", kind, endpoint.deadline, type="LLMTransport"
        ) from None


def _client(endpoint: Endpoint, limit: int) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(
        api_key=endpoint.api_key,
        base_url=endpoint.base_url,
        max_retries=0,
        timeout=endpoint.deadline,
        http_client=http_client(endpoint.deadline, limit),
    )
