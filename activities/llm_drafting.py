"""A draft worded by the model: ask, read, check, and a bounded number of corrections."""

import asyncio
import hashlib
import json
import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ValidationError
from temporalio.exceptions import ApplicationError

from activities.llm import ask
from activities.llm_answers import Answer, only_json
from activities.llm_endpoint import Endpoint
from activities.llm_recording import Recorder, Tally
from activities.llm_request import Wanted
from activities.llm_transport import Connections
from activities.model_drafts.kinds import MODEL_KINDS, ModelKind
from activities.model_drafts.problems import SHOWN
from activities.model_drafts.requested import requested
from activities.model_drafts.shapes import wire_schema
from domain.facts import Facts
from domain.suggestion import Asked, DraftItem, Evidence, Provenance
from domain.text import Bilingual, Language, clean
from prompts.loading import load

REPAIRS = 2
"""How often the model may correct itself."""

DEADLINES = 2.0
"""The whole draft, corrections included, takes at most this many deadlines of one call."""

PROBLEM_LENGTH = 600
FENCE = 20
"""Hex digits of a marker: 80 bits."""

_CUT = Bilingual(
    en="The answer was cut at its limit. Write shorter sentences and fewer of them.",
    zh="答案超出长度上限，没有写完。句子请写短一些、少一些。",
)
_SHAPE = Bilingual(
    en="It is not one JSON object of the shape asked for:", zh="不是符合要求的 JSON 对象："
)

_log = logging.getLogger(__name__)

Check = Callable[[tuple[DraftItem, ...]], list[str]]


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """The items a model worded, and who it was; `removed` counts what code struck from them."""

    items: tuple[DraftItem, ...]
    provenance: Provenance
    removed: int = 0


@dataclass(frozen=True, slots=True)
class _Case:
    """One draft on its way: what it is made from, and how to tell whether it is good."""

    kind: ModelKind
    facts: Facts
    evidence: Sequence[Evidence]
    language: Language
    requests: Sequence[Asked]
    check: Check

    def wanted(self, earlier: BaseModel | None = None) -> Wanted:
        """Return the answer asked for, its fields narrowed to what facts and `earlier` leave."""
        narrowed = self.kind.narrowing(self.facts, self.evidence, earlier)
        shape = self.kind.shape
        return Wanted(self.kind.name, wire_schema(shape, narrowed), wire_schema(shape))

    def messages(self) -> list[dict[str, str]]:
        """Return the prompt, its material between markers that nobody could write into it.

        The marker is made of the material: a text that held it would be its own hash. The same
        material has the same marker, so that a retry asks what was asked, and paid for, before.
        """
        material = [self.facts, *self.requests, *self.evidence]
        text = "\n".join(one.model_dump_json() for one in material)
        fence = hashlib.sha256(text.encode()).hexdigest()[:FENCE]
        return self.kind.messages(self.facts, self.evidence, self.language, self.requests, fence)

    def read(self, text: str, earlier: list[BaseModel]) -> tuple[tuple[DraftItem, ...], int]:
        """Return the items and how many were struck; a ValueError says what is wrong.

        `earlier` holds what stood in answers before this one, and is brought up to date.
        """
        answer = self.kind.merged(next(iter(earlier), None), self._shaped(text), self.facts)
        earlier[:] = [answer]
        items = self.kind.to_drafts(answer, self.facts, self.evidence, self.language)
        items += requested(self.requests, self.language, self.kind.name)
        if findings := self.check(items):
            raise ValueError("\n".join(findings[:SHOWN]))
        return items, self.kind.removed(answer, self.facts)

    def _shaped(self, text: str) -> BaseModel:
        try:
            return self.kind.shape.model_validate(json.loads(only_json(text)))
        except ValidationError as error:
            faults = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        except (ValueError, RecursionError) as error:
            faults = [type(error).__name__]
        raise ValueError("\n".join([_SHAPE.within(self.language), *faults[:SHOWN]]))

    def again(self, messages: Sequence[dict[str, str]], problem: str) -> list[dict[str, str]]:
        """Return the messages with the problem behind the request: the prefix stays cached."""
        correction = load(self.kind.name, self.language).correction(problem)
        *first, last = messages
        return [*first, last | {"content": f"{last['content']}\n\n{correction}"}]


async def draft_by_model(
    endpoint: Endpoint,
    facts: Facts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    check: Check,
    recorder: Recorder,
    heartbeat: Callable[[], None],
    within: float = math.inf,
    connections: Connections | None = None,
) -> ModelDraft:
    """Let the model word `facts`; `check` returns the findings that block, in `language`.

    It takes at most `within` seconds, and never more than `DEADLINES` deadlines of a call; without
    `connections` every call opens its own. Raises
    nothing but ApplicationError, with a type that `llm_reasons.reason` puts into words.
    """
    kind = MODEL_KINDS.get(facts.type)
    try:
        if kind is None or not kind.ready(facts):
            raise ApplicationError("nothing to word", type="LLMNothing", non_retryable=True)
        case = _Case(kind, facts, evidence, language, requests, check)
        tally = Tally(recorder)
        items, removed, answer = await _corrected(
            endpoint, case, tally, heartbeat, within, connections
        )
    except ApplicationError:
        raise
    except Exception as error:  # a fault of ours must not stop a collaboration: rules draft
        _log.warning("drafting %s by model failed", facts.type, exc_info=True)
        raise ApplicationError(
            f"drafting by model: {type(error).__name__}", type="LLMUnusable", non_retryable=True
        ) from None
    return ModelDraft(items, _provenance(case, endpoint, answer, tally), removed)


async def _corrected(
    endpoint: Endpoint,
    case: _Case,
    tally: Tally,
    heartbeat: Callable[[], None],
    within: float,
    connections: Connections | None,
) -> tuple[tuple[DraftItem, ...], int, Answer]:
    """Ask, and ask again with the last problem only, at most `REPAIRS` times."""
    messages, wanted = case.messages(), case.wanted()
    earlier: list[BaseModel] = []
    cap, asked = case.kind.max_tokens(case.facts), messages
    clock = asyncio.get_running_loop().time
    ends = clock() + min(endpoint.deadline * DEADLINES, within)
    for _ in range(REPAIRS + 1):
        left = min(endpoint.deadline, ends - clock())
        if left <= 0:
            break
        try:
            now = replace(endpoint, deadline=left)
            answer = await ask(now, asked, wanted, cap, heartbeat, tally, connections=connections)
            return *case.read(answer.text, earlier), answer
        except ApplicationError as error:
            if error.type != "LLMTooLong" or cap > case.kind.max_tokens(case.facts):
                raise
            cap, problem = cap * 3 // 2, _CUT.within(case.language)
        except ValueError as error:
            problem = clean(str(error))[:PROBLEM_LENGTH]
        _log.info("draft of %s by %s refused: %s", case.kind.name, endpoint.model, problem)
        asked, wanted = case.again(messages, problem), case.wanted(next(iter(earlier), None))
    raise ApplicationError(
        f"no usable {case.kind.shape.__name__}", type="LLMUnusable", non_retryable=True
    )


def _provenance(case: _Case, endpoint: Endpoint, answer: Answer, tally: Tally) -> Provenance:
    prompt = load(case.kind.name, case.language)
    return Provenance(
        drafted_by="model",
        language=case.language,
        prompt=prompt.name,
        prompt_version=prompt.version,
        prompt_fingerprint=prompt.fingerprint,
        model=answer.model,
        host=endpoint.host,
        tokens_in=tally.tokens_in,
        tokens_out=tally.tokens_out,
        tokens_cached=tally.tokens_cached,
        cost=tally.cost,
        currency=tally.currency,
        calls=tally.calls,
    )
