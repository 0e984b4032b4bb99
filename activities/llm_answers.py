"""What came back from a model endpoint: a checked text, or the right error. Nothing is trusted."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from temporalio.exceptions import ApplicationError

from activities.llm_recording import Spent
from domain.text import clean

LONGEST_DELAY = 600.0
MOST_TOKENS = 10_000_000
NAMED = ("max_tokens", "max_completion_tokens", "temperature", "response_format", "stream")
"""Parameters of ours that an endpoint may refuse by name; other words of it are not kept."""

_EMPTY = frozenset(
    {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "Arrearage"}
)
_FILTERED = frozenset(
    {
        "content_filter",
        "content_policy_violation",
        "data_inspection_failed",
        "DataInspectionFailed",
    }
)
_UNKNOWN_MODEL = frozenset({"model_not_found", "not_found_error", "NotFoundError"})
"""Words of OpenAI, DeepSeek, DashScope, Ollama and vLLM: docs/models.md says where they stand."""

_DIGITS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Answer:
    """A text from the model, what it used, and the model that says it answered."""

    text: str
    spent: Spent
    model: str


def retry_delay(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Read Retry-After, clamped to 600 s; None means: use the retry policy's own backoff."""
    milliseconds = headers.get("retry-after-ms")
    value = milliseconds or headers.get("retry-after") or ""
    if _DIGITS.fullmatch(value):
        seconds = float(value) / (1000 if milliseconds else 1)
    else:
        try:
            seconds = (parsedate_to_datetime(value) - now).total_seconds()
        except (TypeError, ValueError, OverflowError, IndexError):
            return None
    return timedelta(seconds=min(seconds, LONGEST_DELAY)) if seconds > 0 else None


def from_status(
    status: int, codes: Collection[str], named: str | None, headers: Mapping[str, str]
) -> ApplicationError:
    """Return the error for an HTTP status; no header asks for a retry.

    `codes` are the machine words of the error, `named` the parameter it blames. The details of a
    refusal are the status, that parameter if it is one of ours, and whether it is final: whether
    another form of the same request is pointless.
    """
    name = _name(status, codes)
    again = name in ("LLMRateLimited", "LLMServer")
    details: list[object] = [status]
    if name == "LLMRefusedRequest":
        details += [_ours(named), not _UNKNOWN_MODEL.isdisjoint(codes)]
    return ApplicationError(
        f"model endpoint answered {status}",
        *details,
        type=name,
        non_retryable=not again,
        next_retry_delay=retry_delay(headers, datetime.now(UTC)) if again else None,
    )


def _name(status: int, codes: Collection[str]) -> str:
    if status == 402 or _is_empty(status, codes):
        return "LLMQuota"
    if status == 429:
        return "LLMRateLimited"
    if status in (408, 409) or status >= 500:
        return "LLMServer"
    if not _FILTERED.isdisjoint(codes):
        return "LLMDeclined"
    return "LLMPromptTooLong" if "context_length_exceeded" in codes else "LLMRefusedRequest"


def _is_empty(status: int, codes: Collection[str]) -> bool:
    """Return whether the account is."""
    empty = (code in _EMPTY or code.startswith("AllocationQuota") for code in codes)
    return status in (400, 403, 429) and any(empty)


def _ours(named: str | None) -> str | None:
    """Return the parameter of ours that is blamed, also where the endpoint writes a path to it."""
    name = re.split(r"[.\[]", named)[0] if isinstance(named, str) else None
    return name if name in NAMED else None


def only_text(answer: object) -> str:
    """Return the text or raise; the finish reason is looked at before the content."""
    choices = getattr(answer, "choices", None)
    first = choices[0] if isinstance(choices, list) and choices else None
    message = getattr(first, "message", None)
    if message is None:
        raise ApplicationError("no choices in the answer", type="LLMBadShape")
    finish = getattr(first, "finish_reason", None)
    if getattr(message, "refusal", None) or finish == "content_filter":
        raise ApplicationError("the model declined", type="LLMDeclined", non_retryable=True)
    if finish == "insufficient_system_resource":  # DeepSeek broke off
        raise ApplicationError("answer cut by the endpoint", type="LLMServer")
    if finish == "length":
        raise ApplicationError(
            "answer cut at the token limit", type="LLMTooLong", non_retryable=True
        )
    content = getattr(message, "content", None)
    if not isinstance(content, str) or not clean(content).strip():
        raise ApplicationError("empty answer", type="LLMBadShape")
    return clean(content)


def only_json(text: str) -> str:
    """Return the JSON object in `text`, without reasoning and code fences around it."""
    plain = text.strip()
    if not plain.startswith("{"):
        plain = plain.partition("</think>")[2] or plain
    start, end = plain.find("{"), plain.rfind("}")
    return plain[start : end + 1] if 0 <= start < end else plain


def spent(answer: object, estimate_in: int, estimate_out: int) -> Spent:
    """Return the usage that the answer tells, an estimate in place of what cannot be true."""
    told_in, told_out = tokens(answer, "prompt_tokens"), tokens(answer, "completion_tokens")
    cached = tokens(answer, "prompt_tokens_details", "cached_tokens")
    if cached is None:
        cached = tokens(answer, "prompt_cache_hit_tokens")  # DeepSeek's name for it
    reasoning = tokens(answer, "completion_tokens_details", "reasoning_tokens")
    tokens_in = told_in or estimate_in
    tokens_out = told_out or estimate_out
    return Spent(
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        tokens_cached=min(cached or 0, tokens_in),
        tokens_reasoning=min(reasoning or 0, tokens_out),
        estimated=not (told_in and told_out),
    )


def tokens(answer: object, *names: str) -> int | None:
    """Return a token count of the answer's usage, None if there is none that can be true."""
    count = getattr(answer, "usage", None)
    for name in names:
        count = count.get(name) if isinstance(count, dict) else getattr(count, name, None)
    if isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= MOST_TOKENS:
        return count
    return None


def model_name(answer: object, asked: str) -> str:
    """Return the model that says it answered, `asked` if it says nothing usable."""
    name = getattr(answer, "model", None)
    line = " ".join(clean(name[:400]).split())[:120] if isinstance(name, str) else ""
    # A local server names its file: keep its folders private.
    if line.startswith("/") or "\\" in line:
        line = re.split(r"[/\\]", line)[-1]
    return line or asked
