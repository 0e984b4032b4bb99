"""The answer of the team prompt: closed, bounded, every field required."""

from typing import Annotated

from pydantic import Field

from activities.model_drafts.shapes import Key, Words
from domain.text import Frozen

MOST_REASONS = 40


class ReasonDraft(Frozen):
    """Why one person is in the team, as the model words it."""

    account: Key
    reason: Words


class TeamDraft(Frozen):
    """The whole answer: one reason for each person; who is in the team is not its own."""

    reasons: Annotated[tuple[ReasonDraft, ...], Field(min_length=1, max_length=MOST_REASONS)]
