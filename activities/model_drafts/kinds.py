"""The kinds of draft a model words, each as one set of pure functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from activities.model_drafts import digest, digest_judging, goals, resolution
from activities.model_drafts.digest_shape import DigestDraft
from activities.model_drafts.goals_shape import GoalsDraft
from activities.model_drafts.resolution_shape import ResolutionDraft
from activities.model_drafts.shapes import Narrowing
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
    narrowing: Callable[[Any, Sequence[Evidence], Any], Narrowing]
    to_drafts: _ToDrafts
    removed: Callable[[Any, Any], int]
    merged: Callable[[Any, Any, Any], Any]


MODEL_KINDS: dict[str, ModelKind] = {
    name: ModelKind(
        name,
        shape,
        module.ready,
        module.max_tokens,
        module.messages,
        module.narrowing,
        module.to_drafts,
        judging.removed,
        judging.merged,
    )
    for name, shape, module, judging in (
        ("goals", GoalsDraft, goals, goals),
        ("digest", DigestDraft, digest, digest_judging),
        ("resolution", ResolutionDraft, resolution, resolution),
    )
}
"""By `facts.type`; a kind that is not here is worded by rules."""
