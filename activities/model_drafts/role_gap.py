"""Why each successor takes over, worded by a model; who does was computed."""

from collections.abc import Sequence

from activities.evidence.role_gap import about
from activities.evidence.wording import listed, say
from activities.model_drafts.excerpts import request_rows, rows
from activities.model_drafts.grounded import WRITE_IN
from activities.model_drafts.problems import refuse
from activities.model_drafts.role_gap_judging import (
    ground_of,
    judged,
    language_of,
    picked,
)
from activities.model_drafts.role_gap_shape import RoleGapDraft
from activities.model_drafts.shapes import Narrowing
from activities.rules.role_gap import item
from domain.role_gap_facts import Candidate, Gap, RoleGapFacts
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Language
from domain.wording import PART_NAMES
from prompts.loading import load

MOST_PLACES = 12


def ready(facts: RoleGapFacts) -> bool:
    """Return whether somebody can take over everything, and it is little enough for one answer."""
    return 0 < len(picked(facts)) <= MOST_PLACES


def max_tokens(facts: RoleGapFacts) -> int:
    """Return the cap of the answer: about 70 tokens for each place."""
    return min(max(600, 100 + 70 * len(facts.gaps)), 900)


def messages(
    facts: RoleGapFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts."""
    found = picked(facts)
    values = {
        "fence": fence,
        "places": rows((_row(gap, who, facts, language) for gap, who in found), language),
        "count": str(len(found)),
        "requests": request_rows(requests, language),
    }
    return load("role_gap", language).messages(values)


def _row(gap: Gap, who: Candidate, facts: RoleGapFacts, language: Language) -> tuple[str, ...]:
    """Return the row in the order in which its sentence says it."""
    comma, ground = say(language, en=", ", zh="，"), ground_of(who, facts, language)
    skills = listed(who.shared, language, 3)
    shares = say(language, en=f", has {skills}", zh=f"，具备{skills}") if skills else ""
    part = PART_NAMES[gap.part].within(language)
    return gap.key, f"{who.name}{comma}{ground}{shares}", part, about(gap)


def narrowing(
    facts: RoleGapFacts, evidence: Sequence[Evidence], earlier: RoleGapDraft | None
) -> Narrowing:
    """Return which places a reason may be about, and that there are as many as places."""
    keys = [gap.key for gap in facts.gaps]
    counts = {"RoleGapDraft.reasons": (len(keys), len(keys))}
    return Narrowing({"SuccessionDraft.place": keys}, counts=counts)


def to_drafts(
    answer: RoleGapDraft, facts: RoleGapFacts, evidence: Sequence[Evidence], language: Language
) -> tuple[DraftItem, ...]:
    """Return the computed successors with the model's reasons; else with those of the rules.

    A ValueError says what is wrong when fewer than half stand: then the model worded nothing.
    """
    found = judged(answer, facts)
    if language_of(answer, facts) != language:
        refuse([WRITE_IN], language)
    pairs = picked(facts)
    if 2 * len(found.reasons) < len(pairs):
        refuse(found.problems, language)
    ends = say(language, en=".", zh="。")
    reasons = {key: text + ends for key, text in found.reasons.items()}
    return tuple(
        item(gap, who.account, facts, language, reasons.get(gap.key, "")) for gap, who in pairs
    )


def merged(earlier: RoleGapDraft | None, answer: RoleGapDraft, facts: RoleGapFacts) -> RoleGapDraft:
    """Return the new answer: it is one whole."""
    return answer


def removed(answer: RoleGapDraft, facts: RoleGapFacts) -> int:
    """Return how many reasons were replaced by the rules', shortened, or about no place."""
    return judged(answer, facts).struck
