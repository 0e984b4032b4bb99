"""The answer of the resolution prompt: closed, bounded, every field required."""

from typing import Annotated

from pydantic import Field

from activities.model_drafts.shapes import Key, Words
from domain.text import Frozen


class TermDraft(Frozen):
    """What one party gives and gets."""

    department: Key
    gives: Words
    gets: Words


class ResolutionDraft(Frozen):
    """The whole answer: one fair option and a term for each party."""

    option: Key
    terms: Annotated[tuple[TermDraft, ...], Field(min_length=1, max_length=16)]
