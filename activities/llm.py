"""One call to an OpenAI-compatible model; the only file that imports openai.

It never retries (Temporal does), never outlives its deadline, and raises nothing but
ApplicationError, in which no word of the provider stands.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import httpx2
import openai
from temporalio.exceptions import ApplicationError

from activities.llm_answers import Answer, from_status, model_name, only_text, spent
from activities.llm_endpoint import Endpoint
from activities.llm_form import Form, first_form, next_form, remember
from activities.llm_metrics import called
from activities.llm_recording import Call, Kept, Recorder, Spent, begun, ended
from activities.llm_request import Messages, Wanted, body, identity
from activities.llm_stream import collected
from activities.llm_tracing import inference
from activities.llm_transport import LIMIT, Connections, StreamedError, patience
from activities.model_drafts.excerpts import rough_tokens

BEAT = 5.0
"""Seconds between two heartbeats."""


async def ask(
    endpoint: Endpoint,
    messages: Messages,
    schema: Wanted,
    max_tokens: int,
    heartbeat: Callable[[], None],
    record: Recorder,
    limit: int = LIMIT,
    connections: Connections | None = None,
) -> Answer:
    """Ask once and return the cleaned text; `limit` caps the answer's bytes.

    An answer that was paid for already, by an attempt that died before using it, is taken as it
    is. The form of the request is negotiated with the endpoint, all of it within one deadline.
    Without `connections`, those that it needs are closed with it.
    """
    if connections is None:
        async with Connections() as own:
            return await ask(endpoint, messages, schema, max_tokens, heartbeat, record, limit, own)
    request = identity(endpoint, messages, schema, max_tokens)
    ends = asyncio.get_running_loop().time() + endpoint.deadline
    beats = asyncio.create_task(_beat(heartbeat))
    form = first_form(endpoint, schema.name)
    try:
        while True:
            way = connections.client(limit, form.stream)
            asked = _Asked(endpoint, messages, schema, max_tokens, form, request, way)
            try:
                return await _recorded(asked, ends, record)
            except ApplicationError as error:
                following = next_form(form, error)
                if following is None:
                    raise
                form = following
    finally:
        beats.cancel()
        await asyncio.wait([beats])


async def _beat(heartbeat: Callable[[], None]) -> None:
    """Show Temporal that the worker lives; a cancellation of the activity comes back this way."""
    while True:
        heartbeat()
        await asyncio.sleep(BEAT)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One attempt: what is asked of whom, in which form."""

    endpoint: Endpoint
    messages: Messages
    schema: Wanted
    max_tokens: int
    form: Form
    request: str
    way: httpx2.AsyncClient

    def body(self) -> dict[str, Any]:
        return body(self.endpoint, self.messages, self.schema, self.max_tokens, self.form)


@dataclass(slots=True)
class _Ending:
    """How an attempt ended. Until more is known it is cut off, and its prompt is billed."""

    spent: Spent
    outcome: str = "cancelled"
    kept: Kept | None = None


async def _recorded(asked: _Asked, ends: float, record: Recorder) -> Answer:
    """Make one attempt, recorded before and after.

    A refused one counts no tokens; one that was sent and lost counts its prompt.
    """
    endpoint, sent = asked.endpoint, asked.body()
    estimate = sum(rough_tokens(message["content"]) for message in sent["messages"])
    most = estimate + asked.max_tokens
    key = await begun(
        record,
        Call(asked.schema.name, endpoint.model, endpoint.host, asked.request, estimate, most),
    )
    if isinstance(key, Kept):
        return Answer(key.text, Spent(key.tokens_in, key.tokens_out), key.model)
    clock = asyncio.get_running_loop().time
    started, ending = clock(), _Ending(Spent(estimate, estimated=True))
    try:
        with inference(endpoint.model, endpoint.host, asked.max_tokens, asked.schema.name) as note:
            try:
                return await _answered(asked, sent, ends, estimate, ending)
            finally:
                note(ending.kept.model if ending.kept else None, ending.outcome, ending.spent)
    finally:
        seconds = clock() - started
        cost = await ended(record, key, ending.outcome, ending.spent, seconds, ending.kept)
        called(
            model=endpoint.model,
            answered_by=ending.kept.model if ending.kept else None,
            host=endpoint.host,
            outcome=ending.outcome,
            spent=ending.spent,
            seconds=seconds,
            cost=cost,
        )


async def _answered(
    asked: _Asked, sent: dict[str, Any], ends: float, estimate: int, ending: _Ending
) -> Answer:
    """Make the call, and note in `ending` how it ended."""
    try:
        answer = _read(asked, await _call(asked, sent, ends), estimate, ending)
        remember(asked.endpoint, asked.schema.name, asked.form, answer.text)
        return answer
    except ApplicationError as error:
        ending.outcome = str(error.type)
        if ending.spent.estimated and error.details[:1] not in (("timeout",), ("answer",)):
            ending.spent = Spent()
        raise


def _read(asked: _Asked, raw: object, estimate: int, ending: _Ending) -> Answer:
    """Return the answer in what came back, and note in `ending` what is known of it."""
    ending.spent = spent(raw, 0, 0)
    text = only_text(raw)
    used = spent(raw, estimate, rough_tokens(text))
    model = model_name(raw, asked.endpoint.model)
    ending.spent, ending.outcome = used, "ok"
    ending.kept = Kept(text, model, used.tokens_in, used.tokens_out)
    return Answer(text, used, model)


async def _call(asked: _Asked, sent: dict[str, Any], ends: float) -> object:
    endpoint, stream = asked.endpoint, asked.form.stream
    rest = {name: value for name, value in sent.items() if name not in ("model", "messages")}
    try:
        async with asyncio.timeout_at(ends):
            answer = await _client(asked).chat.completions.create(
                model=endpoint.model,
                messages=cast(Any, sent["messages"]),
                stream=stream or openai.omit,
                extra_body=rest,
            )
            return await collected(cast(Any, answer)) if stream else answer
    except openai.APIStatusError as error:
        # Without `from error`: Temporal would write the provider's words into the history.
        codes, headers = _codes(error), error.response.headers
        raise from_status(error.status_code, codes, error.param, headers) from None
    except ApplicationError:
        raise
    except Exception as error:  # the client lets many kinds through: JSON, encodings, recursion
        raise _failure(error, endpoint) from None


def _codes(error: openai.APIStatusError) -> set[str]:
    """Return the machine words of a refusal.

    DashScope says `insufficient_quota` for "too fast"; it alone puts a `request_id` beside the
    error.
    """
    try:
        whole = error.response.json()
    except (ValueError, RecursionError):
        return set()
    if error.status_code == 429 and isinstance(whole, dict) and "request_id" in whole:
        return set()
    return {str(word) for word in (error.code, error.type) if word}


def _failure(error: Exception, endpoint: Endpoint) -> ApplicationError:
    """Return the error for an answer that is none; its details say which sort, and the seconds."""
    if isinstance(error.__cause__, StreamedError):
        return ApplicationError("answer came as a stream", type="LLMStreamed")
    sort = "answer"
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        sort = "timeout"
    elif isinstance(error, openai.APIConnectionError):
        sort = "connection"
    elif isinstance(error, openai.APIError):  # in the middle of a stream
        return ApplicationError("model endpoint broke off a stream", type="LLMServer")
    name = type(error).__name__
    return ApplicationError(f"model endpoint: {name}", sort, endpoint.deadline, type="LLMTransport")


def _client(asked: _Asked) -> openai.AsyncOpenAI:
    endpoint = asked.endpoint
    return openai.AsyncOpenAI(
        api_key=endpoint.api_key,
        base_url=endpoint.base_url,
        max_retries=0,
        timeout=patience(endpoint.deadline),
        http_client=asked.way,
    )
