"""How many tokens the model may use, and whether one more call is within that."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from domain.errors import BadInputError
from domain.problems import shown

PER_COLLABORATION = "ACCORD_MODEL_TOKENS_PER_COLLABORATION"
PER_DAY = "ACCORD_MODEL_TOKENS_PER_DAY"
MOST = 10**15
"""No budget is larger: the store sums in whole numbers of 64 bits."""


class OverBudgetError(Exception):
    """One more call could exceed a budget, so it was not made; `limit` is the budget in tokens."""

    def __init__(self, scope: Literal["collaboration", "day"], limit: int) -> None:
        super().__init__(f"the budget of {limit} tokens per {scope} is used up")
        self.scope, self.limit = scope, limit


@dataclass(frozen=True, slots=True)
class Budget:
    """Tokens, in and out, for each collaboration and for each day (UTC); None is no limit."""

    per_collaboration: int | None = None
    per_day: int | None = None

    @property
    def is_set(self) -> bool:
        """Return whether there is any limit."""
        return self.per_collaboration is not None or self.per_day is not None

    def require(self, wanted: int, of_collaboration: int, of_day: int) -> None:
        """Let a call of at most `wanted` tokens pass beside what is used and reserved already.

        Raises:
            OverBudgetError: it could exceed a limit.
        """
        if self.per_collaboration is not None and of_collaboration + wanted > (
            self.per_collaboration
        ):
            raise OverBudgetError("collaboration", self.per_collaboration)
        if self.per_day is not None and of_day + wanted > self.per_day:
            raise OverBudgetError("day", self.per_day)


def day(at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Return the beginning and the end of the day (UTC) that `at` is in."""
    start = at.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + dt.timedelta(days=1)


def budget_from(environ: Mapping[str, str]) -> Budget:
    """Return the budgets that `environ` sets; BadInputError on what is no number of tokens."""
    return Budget(_limit(environ, PER_COLLABORATION), _limit(environ, PER_DAY))


def _limit(environ: Mapping[str, str], name: str) -> int | None:
    text = environ.get(name, "").strip()
    if not text:
        return None
    plain = text.isascii() and text.isdecimal() and len(text) <= len(str(MOST))
    if not plain or not 1 <= int(text) <= MOST:
        raise BadInputError(
            f"{name}: “{shown(text)}” is not a number of tokens such as 200000",
            f"{name}：「{shown(text)}」应为正整数的 token 数，如 200000",
        )
    return int(text)
