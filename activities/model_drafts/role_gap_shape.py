"""The answer of the role gap prompt: closed, bounded, every field required."""

from typing import Annotated

from pydantic import Field

from activities.model_drafts.shapes import Key, Words
from domain.text import Frozen


class SuccessionDraft(Frozen):
    """Why somebody takes over one place, as the model words it."""

    place: Key
    reason: Words


class RoleGapDraft(Frozen):
    """The whole answer: one reason for each place; who takes it over is not its own."""

    reasons: Annotated[tuple[SuccessionDraft, ...], Field(min_length=1, max_length=40)]
