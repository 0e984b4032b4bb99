"""The strategic objectives of the company: what every collaboration may serve."""

import datetime as dt

from pydantic import Field, model_validator

from domain.brief import Objective
from domain.errors import WrongValueError
from domain.text import Frozen


class StrategyGiven(Frozen):
    """The objectives as somebody writes them, the most important one first."""

    objectives: tuple[Objective, ...] = Field(min_length=1, max_length=10)

    @model_validator(mode="after")
    def _each_once(self) -> "StrategyGiven":
        ids = [one.id for one in self.objectives]
        for place, id in enumerate(ids):
            if id in ids[:place]:
                raise WrongValueError(
                    f"“{id}” stands twice", f"「{id}」重复出现", at=("objectives", place, "id")
                )
        return self


class Strategy(Frozen):
    """The objectives as they hold now. `version` counts the changes; 0 before the first one."""

    version: int = 0
    objectives: tuple[Objective, ...] = ()
    by: str = ""
    at: dt.datetime | None = None
