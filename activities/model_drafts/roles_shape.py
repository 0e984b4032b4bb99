"""The answer of the roles prompt: closed, bounded, every field required."""

from typing import Annotated

from pydantic import Field

from activities.model_drafts.shapes import Key, Words
from domain.text import Frozen


class RowDraft(Frozen):
    """One row of the matrix as the model proposes it; who is informed is not its own."""

    deliverable: Words
    responsible: Annotated[tuple[Key, ...], Field(min_length=1, max_length=12)]
    accountable: Key
    consulted: Annotated[tuple[Key, ...], Field(max_length=12)]


class RolesDraft(Frozen):
    """The whole answer: four to seven rows; more are cut, fewer asked for again."""

    rows: Annotated[tuple[RowDraft, ...], Field(min_length=1, max_length=16)]
