"""The kinds of draft a model words, each as one set of pure functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from activities.model_drafts import digest, goals, resolution
from activities.model_drafts.digest_shape import DigestDraft
from activities.model_drafts.goals_shape import GoalsDraft
from activities.model_drafts.resolution_shape import ResolutionDraft
from activities.model_drafts.shapes import Choices, Variants
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Language

_Messages = Callable[
    [Any, Sequence[Evidence], Language, Sequence[Asked], str], list[dict[str, str]]
]
_ToDrafts = Callable[[Any, Any, Sequence[Evidence], Language], tuple[DraftItem, ...]]


@dataclass(frozen=True, slots=True)
class ModelKind:
    """How one kind is asked for and read. `name` is the prompt's; facts and answers are its own."""

    name: str
    shape: type[BaseModel]
    ready: Callable[[Any], bool]
    max_tokens: Callable[[Any], int]
    messages: _Messages
    choices: Callable[[Any, Sequence[Evidence]], Choices]
    to_drafts: _ToDrafts
    removed: Callable[[Any, Any], int]
    variants: Callable[[Any], Variants]


MODEL_KINDS: dict[str, ModelKind] = {
    name: ModelKind(
        name,
        shape,
        module.ready,
        module.max_tokens,
        module.messages,
        module.choices,
        module.to_drafts,
        module.removed,
        module.variants,
    )
    for name, shape, module in (
        ("goals", GoalsDraft, goals),
        ("digest", DigestDraft, digest),
        ("resolution", ResolutionDraft, resolution),
    )
}
"""By `facts.type`; a kind that is not here is worded by rules."""
