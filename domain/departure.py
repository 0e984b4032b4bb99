"""Somebody who is lost to a collaboration (离开): what was reported, or found out."""

from pydantic import Field

from domain.role_gap_facts import Cause
from domain.text import Account, Bilingual, Frozen, Line, Text

CAUSES: dict[Cause, Bilingual] = {
    "reported": Bilingual(en="reported as leaving", zh="经报告将离开"),
    "gone": Bilingual(en="no longer in the directory", zh="已不在人员名录中"),
    "away": Bilingual(
        en="away for four weeks or more, and no deputy is there", zh="离岗四周以上且无代理人在岗"
    ),
}


class Departure(Frozen):
    """Somebody who is lost: reported `by` a person, or found by comparing with the directory."""

    account: Account
    cause: Cause
    by: Account | None = None
    said: Text = Field(default="", max_length=2_000)


class Report(Frozen):
    """What a person sends: who they are, who leaves, and why; `surface` is by which door."""

    actor: Account
    account: Account
    comment: Text = Field(default="", max_length=2_000)
    surface: str = Field(default="temporal", pattern=r"^[a-z][a-z-]{0,31}$")


class Vacancy(Frozen):
    """What somebody who is lost held, in words, as long as nobody has taken it over."""

    account: Account
    name: Line
    places: tuple[Text, ...]
