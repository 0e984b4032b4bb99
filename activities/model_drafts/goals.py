"""Goals worded by a model: it chooses and words; code fills in every number it may not invent."""

from collections.abc import Iterator, Sequence

from activities.evidence.wording import exact, listed
from activities.model_drafts.clauses import without_numbers
from activities.model_drafts.excerpts import cut, request_rows, rows
from activities.model_drafts.goals_items import cited, key_result, thousandths
from activities.model_drafts.goals_judging import judged, moves, unfigured
from activities.model_drafts.goals_lacking import FEWEST, missing, strange
from activities.model_drafts.goals_shape import GoalsDraft
from activities.model_drafts.grounded import spoken
from activities.model_drafts.problems import refuse
from activities.model_drafts.shapes import Narrowing
from activities.model_drafts.targets import allowed, is_disputed, may_keep, offered
from activities.rules import goals as rules
from domain.goal_facts import GoalsFacts, Reading
from domain.items import SharedObjective
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Bilingual, Language
from prompts.loading import load

MOST_EVIDENCE = 16


def ready(facts: GoalsFacts) -> bool:
    """Return whether there is enough to draft goals from: three measures, members, a strategy."""
    return bool(len(offered(facts)) >= FEWEST and facts.members and facts.objectives)


def max_tokens(facts: GoalsFacts) -> int:
    """Return the cap of the answer: an objective or a key result takes about 120 tokens."""
    return 900


def messages(
    facts: GoalsFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts."""
    values = {
        "fence": fence,
        "evidence": rows(_evidence_rows(evidence), language),
        "strategies": listed((o.id for o in facts.objectives), language, 10),
        "measures": rows((_measure_row(facts, r, language) for r in offered(facts)), language),
        "targets": rows((_target_row(facts, r, language) for r in offered(facts)), language),
        "members": rows(((m.account, m.department) for m in facts.members[:12]), language),
        "departments": listed(facts.departments, language, 40),
        "requests": request_rows(requests, language),
    }
    return load("goals", language).messages(values)


def _shown(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the need, the conflicts and the strategy; the rest has tables, or code cites it."""
    order = ("need", "conflict", "strategy")
    found = [one for one in evidence if one.id.partition(":")[0] in order]
    return sorted(found, key=lambda one: order.index(one.id.partition(":")[0]))[:MOST_EVIDENCE]


def _evidence_rows(evidence: Sequence[Evidence]) -> Iterator[tuple[str, str]]:
    """Yield the evidence up to its first figure: small models copy figures and long rows."""
    for one in _shown(evidence):
        yield one.id, cut(unfigured(one.value) or one.label, 80)


def _measure_row(facts: GoalsFacts, reading: Reading, language: Language) -> tuple[str, ...]:
    """Return a measure and what may be said of it, without figures: small models copy these."""
    disputed = Bilingual(en=" (in conflict: use it)", zh="（冲突所在，必用）").within(language)
    return (
        reading.measure,
        reading.label + (disputed if is_disputed(facts, reading) else ""),
        moves(reading).within(language),
    )


def _target_row(facts: GoalsFacts, reading: Reading, language: Language) -> tuple[str, ...]:
    keep = Bilingual(en=" (keep)", zh="（保持）").within(language)
    kept = exact(reading.latest) if may_keep(facts, reading) else None
    targets = [f"{t:f}{keep}" if t == kept else f"{t:f}" for t in allowed(facts, reading)]
    return reading.measure, ("、" if language == "zh" else ", ").join(targets)


def narrowing(
    facts: GoalsFacts, evidence: Sequence[Evidence], earlier: GoalsDraft | None
) -> Narrowing:
    """Return what may stand in each field, and which targets each measure may have."""
    cites = [one.id for one in _shown(evidence)]
    choices = {
        "ObjectiveDraft.serves": [o.id for o in facts.objectives],
        "ObjectiveDraft.cites": cites,
        "KeyResultDraft.owner": [m.account for m in facts.members[:12]],
        "KeyResultDraft.affects": facts.departments,
        "KeyResultDraft.cites": cites,
    }
    targets: list[dict[str, Sequence[object]]] = [
        {"measure": [r.measure], "target": [float(t) for t in allowed(facts, r)]}
        for r in offered(facts)
    ]
    counts = {"GoalsDraft.objectives": (1, 2), "GoalsDraft.key_results": (FEWEST, 4)}
    return Narrowing(choices, {"KeyResultDraft": targets}, counts)


def to_drafts(
    answer: GoalsDraft, facts: GoalsFacts, evidence: Sequence[Evidence], language: Language
) -> tuple[DraftItem, ...]:
    """Return the drafted items, with what does not stand in the words of the rules.

    A ValueError says, one sentence a line, what is wrong: names and targets that are not in the
    material, too few measures, a conflict without an answer, or fewer than half of the texts.
    """
    known = {one.id for one in evidence}
    found = judged(answer, facts, language)
    refuse(
        [*strange(answer, found.results, facts, known), *missing(found.results, facts)], language
    )
    texts = sum(bool(draft.text) for draft in found.results) + len(found.objectives)
    if 2 * texts < found.asked:
        refuse(found.problems, language)
    weights = thousandths([draft.weight for draft in found.results])
    shared = tuple(
        DraftItem(
            body=SharedObjective(text=without_numbers(o.text), serves=o.serves),
            cites=tuple(dict.fromkeys(o.cites)),
        )
        for o in found.objectives
    )
    return (
        *(shared or _by_rules(facts, language)),
        *(
            DraftItem(
                body=key_result(draft, weight, facts, language), cites=cited(draft, facts, known)
            )
            for draft, weight in zip(found.results, weights, strict=True)
        ),
    )


def _by_rules(facts: GoalsFacts, language: Language) -> tuple[DraftItem, ...]:
    """Return the objectives of the rules, for a model whose own do not stand."""
    items = rules.draft(facts, language, ())
    return tuple(item for item in items if isinstance(item.body, SharedObjective))


def merged(earlier: GoalsDraft | None, answer: GoalsDraft, facts: GoalsFacts) -> GoalsDraft:
    """Return the new answer: it is one whole."""
    return answer


def removed(answer: GoalsDraft, facts: GoalsFacts) -> int:
    """Return how many texts were repeated, do not stand, or lost a clause with numbers."""
    texts = [one.text for one in answer.objectives] + [one.text for one in answer.key_results]
    language = spoken(texts, [*facts.departments, *(r.measure for r in facts.readings)])
    return judged(answer, facts, language).struck
