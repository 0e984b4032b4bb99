"""What came back from a model endpoint: a checked text, or the right error. Nothing is trusted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from temporalio.exceptions import ApplicationError

from domain.text import clean

LONGEST_DELAY = 600.0
MOST_TOKENS = 10_000_000
_DIGITS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Answer:
    """A text from the model. Tokens are an estimate of ours where `estimated` says so."""

    text: str
    tokens_in: int
    tokens_out: int
    model: str
    estimated: bool = False


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


def from_status(code: int, quota: bool, headers: Mapping[str, str]) -> ApplicationError:
    """Return the error for an HTTP status; the status alone decides, no header asks for a retry."""
    quota = quota and code == 429
    again = not quota and (code in (408, 409, 429) or code >= 500)
    if quota:
        name = "LLMQuota"
    elif code == 429:
        name = "LLMRateLimited"
    else:
        name = "LLMServer" if again else "LLMRefusedRequest"
    return ApplicationError(
        f"model endpoint answered {code}",
        code,
        type=name,
        non_retryable=not again,
        next_retry_delay=retry_delay(headers, datetime.now(UTC)) if again else None,
    )


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


def tokens(answer: object, name: str) -> int | None:
    """Return a token count of the answer's usage, None if there is none that can be true."""
    count = getattr(getattr(answer, "usage", None), name, None)
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
