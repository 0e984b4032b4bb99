"""The card of a department (部门协作名片): how it is reached, what it needs, what words mean."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from domain.business_time import zone
from domain.errors import BadInputError, WrongValueError
from domain.text import Bilingual, Frozen, Line, fold

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: dict[Weekday, Bilingual] = {
    "mon": Bilingual(en="Mon", zh="周一"),
    "tue": Bilingual(en="Tue", zh="周二"),
    "wed": Bilingual(en="Wed", zh="周三"),
    "thu": Bilingual(en="Thu", zh="周四"),
    "fri": Bilingual(en="Fri", zh="周五"),
    "sat": Bilingual(en="Sat", zh="周六"),
    "sun": Bilingual(en="Sun", zh="周日"),
}

Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day, as the clock on the wall shows it."""


def _known_zone(name: str) -> str:
    try:
        zone(name)
    except BadInputError as error:
        raise WrongValueError(error.sentence.en, error.sentence.zh) from None
    return name


class OpenHours(Frozen):
    """When people are at work on some days of the week, on their own clock."""

    days: tuple[Weekday, ...] = Field(min_length=1, max_length=7)
    opens: Clock
    closes: Clock

    @model_validator(mode="after")
    def _ordered(self) -> "OpenHours":
        if not self.opens < self.closes:
            raise WrongValueError(
                f"{self.closes} is not after opens, which is {self.opens}",
                f"{self.closes} 不晚于开始时间 opens（{self.opens}）",
                at=("closes",),
            )
        return self


class Wanted(Frozen):
    """What this department needs from another one, or from everybody who comes to it."""

    department: Line | None = None
    what: Line


class OwnWord(Frozen):
    """A word that means something else here: `ours`, and what `others` mean by it."""

    term: Line
    ours: Line
    others: Line


class CardGiven(Frozen):
    """A card as somebody writes it. `response_hours`: how long an answer usually takes at work.

    `calendar` names the country whose holidays it has, as in the directory.
    """

    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    calendar: str | None = Field(default=None, pattern=r"^(none|[A-Z]{2}(-[A-Z0-9]{1,8})?)$")
    hours: tuple[OpenHours, ...] = Field(min_length=1, max_length=14)
    channels: tuple[Line, ...] = Field(min_length=1, max_length=10)
    response_hours: float = Field(gt=0, le=2_000)
    needs: tuple[Wanted, ...] = Field(default=(), max_length=20)
    words: tuple[OwnWord, ...] = Field(default=(), max_length=50)

    @model_validator(mode="after")
    def _each_word_once(self) -> "CardGiven":
        terms = [fold(one.term) for one in self.words]
        for place, term in enumerate(terms):
            if term in terms[:place]:
                raise WrongValueError(
                    f"“{self.words[place].term}” stands twice",
                    f"「{self.words[place].term}」重复出现",
                    at=("words", place, "term"),
                )
        return self


class Card(Frozen):
    """The card that holds now. `version` counts the changes; 0 before the first one."""

    department: str
    version: int = 0
    card: CardGiven | None = None
    by: str = ""
    at: dt.datetime | None = None
