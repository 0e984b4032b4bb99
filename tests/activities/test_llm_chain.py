"""Which failures lead to the fallback, which to another try, and which straight to rules."""

import datetime as dt
from collections.abc import Sequence

import pytest
from temporalio.exceptions import ApplicationError

from activities.llm_chain import first_draft, patient
from activities.llm_drafting import ModelDraft
from activities.llm_endpoint import Endpoint
from domain.circuit import FAILURES, Recent
from domain.suggestion import Provenance

FIRST = Endpoint(base_url="https://first/v1", model="one", deadline=5)
SECOND = Endpoint(base_url="https://second/v1", model="two", deadline=5)


def error(name: str, *details: object, again: bool = True) -> ApplicationError:
    return ApplicationError("x", *details, type=name, non_retryable=not again)


class Models:
    """Endpoints that fail as told, or draft; and what the store remembers of them."""

    def __init__(self, *failures: ApplicationError | None, recent: Sequence[Recent] = ()) -> None:
        self.failures = dict(zip(("one", "two"), failures, strict=True))
        self.recent, self.asked = recent, [""][1:]

    async def seen(self, endpoint: Endpoint) -> Sequence[Recent]:
        return self.recent if endpoint is FIRST else ()

    async def draft(self, endpoint: Endpoint) -> ModelDraft:
        self.asked.append(endpoint.model)
        if failure := self.failures[endpoint.model]:
            raise failure
        provenance = Provenance(drafted_by="model", language="zh", model=endpoint.model)
        return ModelDraft(items=(), provenance=provenance)

    async def first(self, *endpoints: Endpoint) -> Provenance:
        made = await first_draft(endpoints or (FIRST, SECOND), self.seen, self.draft, "zh")
        return made.provenance


async def test_the_first_model_drafts_and_nobody_else_is_asked() -> None:
    models = Models(None, None)
    assert (await models.first()).reason == ""
    assert models.asked == ["one"]


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (error("LLMTransport", "timeout", 120.0), "120 秒内没有答复"),
        (error("LLMServer", 500), "自身出现故障"),
        (error("LLMRateLimited", 429), "限流"),
        (error("LLMBadShape"), "没有文本"),
        (error("LLMQuota", 402, again=False), "额度已用完"),
        (error("LLMRefusedRequest", 401, None, False, again=False), "密钥"),
        (error("LLMRefusedRequest", 404, None, True, again=False), "没有所配置的模型"),
    ],
)
async def test_the_fallback_drafts_when_the_endpoint_fails_and_says_why(
    failure: ApplicationError, words: str
) -> None:
    models = Models(failure, None)
    provenance = await models.first()
    assert provenance.model == "two"
    assert provenance.reason.startswith("由备用模型起草。")
    assert words in provenance.reason


@pytest.mark.parametrize(
    "name",
    [
        "LLMDeclined",
        "LLMTooLong",
        "LLMPromptTooLong",
        "LLMUnusable",
        "LLMNothing",
        "LLMBudgetDay",
        "LLMBudgetCollaboration",
        "LLMUnrecorded",
    ],
)
async def test_what_would_be_no_better_elsewhere_is_not_asked_elsewhere(name: str) -> None:
    models = Models(error(name, again=False), None)
    with pytest.raises(ApplicationError) as caught:
        await models.first()
    assert caught.value.type == name
    assert models.asked == ["one"]


async def test_a_request_that_was_wrong_is_not_sent_to_another_host() -> None:
    models = Models(error("LLMRefusedRequest", 400, None, False, again=False), None)
    with pytest.raises(ApplicationError):
        await models.first()
    assert models.asked == ["one"]


async def test_a_failure_worth_another_try_wins_over_one_that_is_not() -> None:
    models = Models(error("LLMQuota", again=False), error("LLMServer", 503))
    with pytest.raises(ApplicationError) as caught:
        await models.first()
    assert (caught.value.type, caught.value.non_retryable) == ("LLMServer", False)


def _failures(ago: float) -> list[Recent]:
    now = dt.datetime.now(dt.UTC)
    at = [now - dt.timedelta(seconds=ago + 5 - n) for n in range(FAILURES)]
    return [Recent(at=one, seconds=0.1, outcome="LLMServer") for one in at]


async def test_an_endpoint_that_kept_failing_is_left_alone_for_the_fallback() -> None:
    models = Models(None, None, recent=_failures(5))
    provenance = await models.first()
    assert models.asked == ["two"]
    assert "接连出错" in provenance.reason


async def test_without_a_fallback_an_open_circuit_goes_straight_to_rules() -> None:
    models = Models(None, None, recent=_failures(5))
    with pytest.raises(ApplicationError) as caught:
        await models.first(FIRST)
    assert (caught.value.type, caught.value.non_retryable) == ("LLMCircuitOpen", True)
    assert models.asked == []


async def test_after_a_minute_one_draft_finds_out_whether_it_has_recovered() -> None:
    models = Models(None, None, recent=_failures(90))
    assert (await models.first()).model == "one"


@pytest.mark.parametrize(
    ("failure", "tries"),
    [
        (error("LLMTransport", "timeout", 120.0), 2),
        (error("LLMBadShape"), 3),
        (error("LLMServer", 500), None),
        (error("LLMTransport", "connection", 120.0), None),
    ],
)
def test_each_sort_of_failure_has_its_number_of_tries(
    failure: ApplicationError, tries: int | None
) -> None:
    given_up = [n for n in range(1, 6) if patient(failure, n).non_retryable]
    assert given_up == ([] if tries is None else list(range(tries, 6)))
    assert patient(failure, 5).type == failure.type
    assert patient(failure, 5).details == failure.details
