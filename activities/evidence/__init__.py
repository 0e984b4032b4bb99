"""Evidence: computed facts worded as single lines that a draft cites and a person can open."""

from collections.abc import Callable
from typing import Any

from activities.evidence.cadence import of_cadence
from activities.evidence.digest import of_digest
from activities.evidence.evaluation import of_adjustment
from activities.evidence.goals import of_goals
from activities.evidence.need import of_need
from activities.evidence.need_survey import of_survey_need
from activities.evidence.people import of_idea, of_roles
from activities.evidence.resolution import of_resolution
from activities.evidence.resource import of_resource
from activities.evidence.role_gap import of_role_gap
from activities.evidence.team import of_team
from domain.facts import Facts
from domain.suggestion import Evidence
from domain.text import Language

_WORDED: dict[str, Callable[[Any, Language], tuple[Evidence, ...]]] = {
    "need": of_need,
    "resource": of_resource,
    "need_survey": of_survey_need,
    "team": of_team,
    "roles": of_roles,
    "goals": of_goals,
    "cadence": of_cadence,
    "digest": of_digest,
    "resolution": of_resolution,
    "adjustment": of_adjustment,
    "idea": of_idea,
    "role_gap": of_role_gap,
}


def evidence(facts: Facts, language: Language) -> tuple[Evidence, ...]:
    """Word the facts as citable evidence: stable ids, exact figures, and where to open them."""
    found = _WORDED[facts.type](facts, language)
    return tuple({one.id: one for one in found}.values())
