"""The answer of the idea prompt: closed, bounded, every field required."""

from typing import Annotated, Literal

from pydantic import Field

from activities.model_drafts.shapes import Key
from domain.text import Frozen, Line

Triage = Literal["check", "trial", "meet"]
TRIAGES: tuple[Triage, ...] = ("check", "trial", "meet")
"""What may come of an idea next: look into it, try it, or sit down about it."""


class IdeaDraft(Frozen):
    """The next step of an idea; title, text and author are the author's and not part of it."""

    triage: Triage
    related: Annotated[tuple[Key, ...], Field(max_length=6)]
    next_step: Line
