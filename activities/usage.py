"""Model usage: every attempt is in the store before it is made, and again when it has ended."""

import datetime as dt
import uuid

from sqlalchemy.ext.asyncio import AsyncEngine

from store import usage


class UsageRecorder:
    """Keeps the attempts made for one suggestion."""

    def __init__(self, engine: AsyncEngine, collaboration: str, suggestion: str) -> None:
        self._engine, self._collaboration, self._suggestion = engine, collaboration, suggestion

    async def begin(self, *, prompt: str, model: str, host: str, tokens_in: int) -> str:
        """Record that a call begins; a crash leaves it without an outcome."""
        key = f"{self._suggestion}:{uuid.uuid4()}"
        await usage.begin_attempt(
            self._engine,
            key,
            self._collaboration,
            self._suggestion,
            prompt,
            model,
            host,
            dt.datetime.now(dt.UTC),
        )
        return key

    async def end(
        self, key: str, outcome: str, tokens_in: int, tokens_out: int, seconds: float
    ) -> None:
        """Record how it ended."""
        await usage.end_attempt(self._engine, key, outcome, tokens_in, tokens_out, seconds)
