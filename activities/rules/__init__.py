"""The rules drafter: a usable draft of every kind from evidence alone, without any model."""

from collections.abc import Callable, Sequence
from typing import Any

from activities.rules import (
    adjustment,
    cadence,
    digest,
    goals,
    idea,
    need,
    resolution,
    resource,
    roles,
    team,
)
from domain.facts import Facts
from domain.suggestion import Asked, DraftItem
from domain.text import Language

_DRAFTERS: dict[str, Callable[[Any, Language, Sequence[Asked]], tuple[DraftItem, ...]]] = {
    "need": need.draft,
    "resource": resource.draft,
    "team": team.draft,
    "roles": roles.draft,
    "goals": goals.draft,
    "cadence": cadence.draft,
    "digest": digest.draft,
    "resolution": resolution.draft,
    "adjustment": adjustment.draft,
    "idea": idea.draft,
}


def draft(facts: Facts, language: Language, requests: Sequence[Asked]) -> tuple[DraftItem, ...]:
    """Draft a suggestion by rules; each request moves to the next stated alternative.

    Raises BadInputError when the facts leave nothing to draft.
    """
    return _DRAFTERS[facts.type](facts, language, requests)
