"""The answer of the goals prompt: closed, bounded, every field required."""

from typing import Annotated

from pydantic import Field

from activities.model_drafts.shapes import Cites, Key, Words
from domain.text import Frozen


class ObjectiveDraft(Frozen):
    """A shared objective as the model words it."""

    text: Words
    serves: Key
    cites: Cites


class KeyResultDraft(Frozen):
    """A key result as the model chooses it; baseline, unit, due date and source are not its own.

    The text stands before the target: a small model that has just written a figure repeats it.
    """

    measure: Key
    text: Words
    target: Annotated[float, Field(allow_inf_nan=False, ge=-1e12, le=1e12)]
    owner: Key
    affects: Annotated[tuple[Key, ...], Field(min_length=1, max_length=40)]
    weight: Annotated[int, Field(ge=1, le=1000)]
    cites: Cites


class GoalsDraft(Frozen):
    """The whole answer: one or two objectives, three to five key results."""

    objectives: Annotated[tuple[ObjectiveDraft, ...], Field(min_length=1, max_length=2)]
    key_results: Annotated[tuple[KeyResultDraft, ...], Field(min_length=3, max_length=5)]
