"""The answer of the adjustment prompt: closed, bounded, every field required."""

from typing import Annotated

from pydantic import Field

from activities.model_drafts.shapes import Key
from domain.text import Frozen, Line


class ChangeDraft(Frozen):
    """One of the computed changes of one key result, and why it fits."""

    item: Key
    option: Key
    reason: Annotated[Line, Field(max_length=300)]


class AdjustmentDraft(Frozen):
    """The whole answer: one change for each key result that the evaluation proposes to move."""

    changes: Annotated[tuple[ChangeDraft, ...], Field(min_length=1, max_length=20)]
