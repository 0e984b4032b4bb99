"""What every value here is made of: immutability, and sentences in two languages."""

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticKnownError

Language = Literal["zh", "en"]


class Frozen(BaseModel):
    """A value of the domain: immutable, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_written(value: Any) -> Any:
    if isinstance(value, int | float) or (isinstance(value, str) and not _DAY.match(value)):
        raise PydanticKnownError("date_type")
    return value


_DAY = re.compile(r"\s*\d{4}-\d\d-\d\d")
Day = Annotated[dt.date, BeforeValidator(_as_written)]
"""A day as people write it: `2026-09-30`. pydantic takes any number for seconds since 1970."""


def _no_truth(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticKnownError("float_type")
    return value


NUMBER = BeforeValidator(_no_truth)
"""A number as people write it. pydantic takes yes and no for 1 and 0 as well."""


class Bilingual(Frozen):
    """One sentence a person reads, in both languages."""

    en: str
    zh: str

    def within(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return self.zh if language == "zh" else self.en

    @property
    def both(self) -> str:
        """Return both, for a reader whose language is not known."""
        return f"{self.zh} · {self.en}"
