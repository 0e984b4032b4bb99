"""llmock, an independent fake of providers, plays errors, quotas, latency and broken streams."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from llmock.pytest_plugin import LLMock
from llmock.scenarios import Reply
from temporalio.exceptions import ApplicationError

from activities import llm_form
from activities.llm_answers import Answer
from tests.activities.endpoint import Served
from tests.activities.llm_fakes import Remembering, asked


@pytest.fixture(autouse=True)
def _nothing_learnt() -> Iterator[None]:
    llm_form.forget()
    yield
    llm_form.forget()


async def ask(llmock: LLMock, deadline: float = 5.0, recorder: Remembering | None = None) -> Answer:
    return await asked(Served(llmock.base_url()), recorder, deadline)


async def failure(llmock: LLMock, deadline: float = 5.0) -> ApplicationError:
    """Ask in vain, within the deadline; every attempt is in the record with its outcome."""
    recorder = Remembering()
    started = time.monotonic()
    with pytest.raises(ApplicationError) as caught:
        await ask(llmock, deadline, recorder)
    assert time.monotonic() - started < deadline + 1
    assert len(recorder.ended) == len(recorder.begun)
    assert recorder.ended[-1][1] == caught.value.type
    return caught.value


def findings(llmock: LLMock) -> set[str]:
    return {finding.code for finding in llmock.verdict().findings}


@pytest.mark.parametrize("status", [500, 502, 503, 504, 529, 408, 409])
async def test_a_fault_of_the_server_is_left_to_temporal_to_try_again(
    llmock: LLMock, status: int
) -> None:
    error = await failure(llmock.fail(status, times=None, retry_after=7))
    assert (error.type, error.non_retryable) == ("LLMServer", False)
    assert len(llmock.requests) == 1  # not tried again by the client nor by us
    assert findings(llmock) <= {"gave_up"}
    delay = error.next_retry_delay
    assert delay is not None
    assert delay.total_seconds() == 7


@pytest.mark.parametrize(("told", "waited"), [(0.25, 0.25), (12, 12), (121, 121), (86_400, 600)])
async def test_retry_after_becomes_the_delay_of_the_next_attempt(
    llmock: LLMock, told: float, waited: float
) -> None:
    error = await failure(llmock.rate_limit(retry_after=told))
    assert error.type == "LLMRateLimited"
    delay = error.next_retry_delay
    assert delay is not None
    assert delay.total_seconds() == waited


async def test_who_waits_as_told_is_found_resilient(llmock: LLMock) -> None:
    llmock.rate_limit(times=2, retry_after=0.3)
    for _ in range(2):
        error = await failure(llmock)
        assert error.next_retry_delay is not None
        await asyncio.sleep(error.next_retry_delay.total_seconds())  # as Temporal does
    assert (await ask(llmock)).text
    assert len(llmock.requests) == 3
    llmock.assert_resilient(strict=True)


@pytest.mark.parametrize("status", [401, 403])
async def test_a_wrong_key_is_asked_about_once(llmock: LLMock, status: int) -> None:
    error = await failure(llmock.fail(status, times=None))
    assert (error.type, error.non_retryable) == ("LLMRefusedRequest", True)
    assert error.details[0] == status
    assert len(llmock.requests) == 1
    llmock.assert_resilient(strict=True)


@pytest.mark.parametrize("status", [400, 404, 422])
async def test_a_refusal_is_never_answered_with_the_same_request(
    llmock: LLMock, status: int
) -> None:
    error = await failure(llmock.fail(status, times=None))
    assert (error.type, error.non_retryable) == ("LLMRefusedRequest", True)
    assert len(llmock.requests) <= 4  # the forms of a request, each once
    assert len({request.fingerprint for request in llmock.requests}) == len(llmock.requests)
    llmock.assert_resilient(strict=True)


async def test_an_account_without_money_is_not_asked_again(llmock: LLMock) -> None:
    error = await failure(llmock.fail(429, times=None, code="insufficient_quota"))
    assert (error.type, error.non_retryable) == ("LLMQuota", True)
    assert len(llmock.requests) == 1


async def test_a_quota_of_requests_holds_and_says_how_long_it_lasts(llmock: LLMock) -> None:
    llmock.limits(rpm=2)
    await ask(llmock)
    await ask(llmock)
    error = await failure(llmock)
    assert error.type == "LLMRateLimited"
    delay = error.next_retry_delay
    assert delay is not None
    assert 20 < delay.total_seconds() <= 30  # two a minute: the next one after half of it


async def test_a_quota_of_tokens_counts_the_cap_that_we_ask_for(llmock: LLMock) -> None:
    llmock.limits(tpm=500)
    await ask(llmock)
    error = await failure(llmock)
    assert error.type == "LLMRateLimited"
    delay = error.next_retry_delay
    assert delay is not None
    assert delay.total_seconds() > 10


async def test_many_at_once_over_a_quota_are_refused_and_not_multiplied(llmock: LLMock) -> None:
    llmock.limits(rpm=5)
    ended = await asyncio.gather(*(ask(llmock) for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(one, Answer) for one in ended) == 5
    refused = [one for one in ended if isinstance(one, ApplicationError)]
    assert {one.type for one in refused} == {"LLMRateLimited"}
    assert len(llmock.requests) == 20  # no verdict: it takes equal calls for retries of one


async def test_a_prompt_that_is_too_long_is_not_sent_in_other_forms(llmock: LLMock) -> None:
    error = await failure(llmock.context_overflow(times=None))
    assert (error.type, error.non_retryable) == ("LLMPromptTooLong", True)
    assert len(llmock.requests) == 1
    llmock.assert_resilient(strict=True)


@pytest.mark.parametrize(
    ("finish", "name"), [("length", "LLMTooLong"), ("content_filter", "LLMDeclined")]
)
async def test_a_text_that_is_cut_or_filtered_is_no_answer(
    llmock: LLMock, finish: str, name: str
) -> None:
    error = await failure(llmock.add(Reply(text="half of it", finish_reason=finish)))
    assert (error.type, error.non_retryable) == (name, True)
    assert len(llmock.requests) == 1


async def test_a_slow_answer_within_the_deadline_is_taken(llmock: LLMock) -> None:
    assert (await ask(llmock.delay(0.5), deadline=5)).text


async def test_an_answer_after_the_deadline_is_a_timeout(llmock: LLMock) -> None:
    error = await failure(llmock.delay(1.5), deadline=0.4)
    assert (error.type, error.details[:1]) == ("LLMTransport", ("timeout",))
    assert not error.non_retryable
    assert len(llmock.requests) == 1


@pytest.mark.parametrize("fault", ["disconnect", "truncate", "corrupt", "stall"])
async def test_half_a_stream_is_never_taken_for_an_answer(llmock: LLMock, fault: str) -> None:
    llmock.fail(400, times=3)  # until only a stream is left to ask for
    getattr(llmock, fault)(after_chunks=2)
    error = await failure(llmock, deadline=1.0)
    assert error.type in ("LLMTransport", "LLMBadShape")
    assert [request.stream for request in llmock.requests] == [False, False, False, True]


async def test_a_whole_stream_is_an_answer_and_is_asked_for_at_once_from_then_on(
    llmock: LLMock,
) -> None:
    llmock.fail(400, times=3)
    assert (await ask(llmock)).text
    assert (await ask(llmock)).text
    assert [request.stream for request in llmock.requests] == [False, False, False, True, True]
    llmock.assert_resilient(strict=True)
