"""The kinds of draft a model words, each as one set of pure functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from activities.model_drafts import (
    adjustment,
    cadence,
    digest,
    digest_judging,
    goals,
    idea,
    need,
    resolution,
    resource,
    roles,
    team,
)
from activities.model_drafts.adjustment_shape import AdjustmentDraft
from activities.model_drafts.cadence_shape import CadenceDraft
from activities.model_drafts.digest_shape import DigestDraft
from activities.model_drafts.goals_shape import GoalsDraft
from activities.model_drafts.idea_shape import IdeaDraft
from activities.model_drafts.need_shape import NeedDraft
from activities.model_drafts.resolution_shape import ResolutionDraft
from activities.model_drafts.resource_shape import ResourceDraft
from activities.model_drafts.roles_shape import RolesDraft
from activities.model_drafts.shapes import Narrowing
from activities.model_drafts.team_shape import TeamDraft
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
        ("team", TeamDraft, team, team),
        ("roles", RolesDraft, roles, roles),
        ("cadence", CadenceDraft, cadence, cadence),
        ("adjustment", AdjustmentDraft, adjustment, adjustment),
        ("need", NeedDraft, need, need),
        ("resource", ResourceDraft, resource, resource),
        ("idea", IdeaDraft, idea, idea),
    )
}
"""By `facts.type`; a kind that is not here is worded by rules."""
