"""The answer of the idea prompt: closed, bounded, every field required."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from activities.model_drafts.claims import sentences
from activities.model_drafts.shapes import Key
from domain.text import Frozen, Line

Triage = Literal["check", "trial", "meet"]
TRIAGES: tuple[Triage, ...] = ("check", "trial", "meet")
"""What may come of an idea next: look into it, try it, or sit down about it."""


LONGEST = 300


def _two_sentences(value: object) -> object:
    """Return a step that is too long up to its second sentence."""
    long = isinstance(value, str) and len(value) > LONGEST
    return " ".join(sentences(str(value))[:2]) if long else value


class IdeaDraft(Frozen):
    """The next step of an idea; title, text and author are the author's and not part of it."""

    triage: Triage
    related: Annotated[tuple[Key, ...], Field(max_length=6)]
    next_step: Annotated[Line, BeforeValidator(_two_sentences)]
