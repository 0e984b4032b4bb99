"""What makes one team better than another: aims in order, and what it costs to work together."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field

from domain.errors import WrongValueError
from domain.problems import shown
from domain.text import Frozen, Line
from domain.values import NUMBER

Aim = Literal["size", "diameter", "communication", "load", "continuity"]


def several(written: Any) -> Any:
    """Take one for a list of one."""
    return (written,) if isinstance(written, str) else written


def _aims(written: Any) -> Any:
    if isinstance(written, str) and written not in get_args(Aim):
        known = get_args(Aim)
        raise WrongValueError(
            f"must be one of {', '.join(known)}, not “{shown(written)}”",
            f"应为 {'、'.join(known)} 之一，而不是「{shown(written)}」",
        )
    return several(written)


Aims = Annotated[
    tuple[Aim, ...],
    BeforeValidator(_aims, json_schema_input_type=Aim | tuple[Aim, ...]),
    Field(min_length=1),
]
"""One aim, or several in a list, the most important first."""


class Link(Frozen):
    """What it costs `a` and `b` to work together; people, or departments for all of theirs."""

    a: Line
    b: Line
    cost: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False), NUMBER]
