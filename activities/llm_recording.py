"""Every attempt is written down before it is made and after, however it ended: it is paid for."""

import logging
from typing import Protocol

from temporalio.exceptions import ApplicationError

_log = logging.getLogger(__name__)


class Recorder(Protocol):
    """Where attempts are kept; the caller knows whose they are."""

    async def begin(self, *, prompt: str, model: str, host: str, tokens_in: int) -> str:
        """Record that a call begins, with its estimated tokens; return the key of the record."""

    async def end(
        self, key: str, outcome: str, tokens_in: int, tokens_out: int, seconds: float
    ) -> None:
        """Record how it ended: `ok`, `cancelled`, or the type of the error."""


class Tally:
    """A recorder that also counts, for the provenance: every attempt, the failed ones too."""

    def __init__(self, inner: Recorder) -> None:
        self.inner = inner
        self.calls = self.tokens_in = self.tokens_out = 0

    async def begin(self, *, prompt: str, model: str, host: str, tokens_in: int) -> str:
        """Count the call and pass it on."""
        self.calls += 1
        return await self.inner.begin(prompt=prompt, model=model, host=host, tokens_in=tokens_in)

    async def end(
        self, key: str, outcome: str, tokens_in: int, tokens_out: int, seconds: float
    ) -> None:
        """Count the tokens and pass them on."""
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        await self.inner.end(key, outcome, tokens_in, tokens_out, seconds)


async def begun(record: Recorder, *, prompt: str, model: str, host: str, tokens_in: int) -> str:
    """Begin a record; what cannot be recorded is not asked."""
    try:
        return await record.begin(prompt=prompt, model=model, host=host, tokens_in=tokens_in)
    except ApplicationError:
        raise
    except Exception as error:
        raise ApplicationError(
            f"the call could not be recorded: {type(error).__name__}", type="LLMUnrecorded"
        ) from None


async def ended(
    record: Recorder, key: str, outcome: str, tokens: tuple[int, int], seconds: float
) -> None:
    """End a record; a failure here is logged, for the answer is there and was paid for."""
    try:
        await record.end(key, outcome, *tokens, seconds)
    except Exception as error:
        _log.warning("usage of call %s is not recorded: %s", key, type(error).__name__)
