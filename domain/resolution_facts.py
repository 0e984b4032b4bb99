"""What the options of a conflict are worth to its parties, and which of them are fair."""

from typing import Literal

from domain.conflict import Conflict
from domain.text import Frozen


class OptionValue(Frozen):
    """What one option is worth to each party, 0–100, in the order of `ResolutionFacts.parties`."""

    option: str
    values: tuple[float, ...]
    feasible: bool
    pareto: bool


class ResolutionFacts(Frozen):
    """Conflict: the options valued by the parties' own interests, and the fair ones among them."""

    type: Literal["resolution"] = "resolution"
    conflict: Conflict
    number: int
    values: tuple[OptionValue, ...]
    pareto: tuple[str, ...]
    leximin: str | None
    nash: str | None
    chosen: str | None
