"""What code puts into a key result that a model worded: numbers, weights, those who are touched."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from activities.evidence.wording import amount, exact
from activities.model_drafts.clauses import without_numbers
from activities.model_drafts.goals_shape import KeyResultDraft
from activities.model_drafts.targets import may_keep
from domain.goal_facts import GoalsFacts, Reading
from domain.items import KeyResult
from domain.text import Language


def key_result(
    draft: KeyResultDraft, weight: int, facts: GoalsFacts, language: Language
) -> KeyResult:
    """Return the key result with everything that the facts know better than the model.

    It touches the departments that the model named, the owner's, and all that are held to its
    measure already: a draft cannot keep a department out. Words that are nothing but numbers are
    replaced by the measure's name.
    """
    reading = next(r for r in facts.readings if r.measure == draft.measure)
    now, target = exact(reading.latest), exact(draft.target)
    keep = target == now and may_keep(facts, reading)
    owner = next(member for member in facts.members if member.account == draft.owner)
    touched = {*draft.affects, owner.department, *_held(reading.measure, facts)}
    start = now if keep else exact(reading.baseline)
    return KeyResult(
        text=(without_numbers(draft.text) or reading.label)
        + span(reading, start, target, keep, language),
        measure=reading.measure,
        unit=reading.unit,
        better=reading.better,
        keep=keep,
        baseline=start,
        target=target,
        current=now,
        weight=weight,
        due=facts.due,
        owner=draft.owner,
        source=reading.source,
        affects=tuple(d for d in facts.departments if d in touched),
    )


def _held(measure: str, facts: GoalsFacts) -> Iterator[str]:
    yield from (goal.department for goal in facts.department_goals if goal.measure == measure)
    for clash in facts.conflicts:
        if measure in (clash.measure, clash.first.measure, clash.second.measure):
            yield from (clash.first.department, clash.second.department)


def span(reading: Reading, start: Decimal, target: Decimal, keep: bool, language: Language) -> str:
    """Return start and target in words, to stand behind the model's; only code writes numbers."""
    first, last = amount(start, reading.unit), amount(target, reading.unit)
    if keep and language == "zh":
        return f"：{'不高于' if reading.better == 'lower' else '不低于'} {last}"
    if keep:
        return f": no {'more' if reading.better == 'lower' else 'less'} than {last}"
    return f"：从 {first}到 {last}" if language == "zh" else f": from {first} to {last}"


def cited(draft: KeyResultDraft, facts: GoalsFacts, known: set[str]) -> tuple[str, ...]:
    """Return what the key result rests on: what the model cites and what code read for it."""
    used = [f"measure:{draft.measure}", f"targets:{draft.measure}"]
    used += [
        f"goal:{n}" for n, g in enumerate(facts.department_goals, 1) if g.measure == draft.measure
    ]
    used += [key for key in sorted(known) if key.startswith(f"conflict:{draft.measure}:")]
    used += ["due", f"person:{draft.owner}"]
    return tuple(dict.fromkeys([*draft.cites, *(key for key in used if key in known)]))


def thousandths(weights: Sequence[int]) -> list[int]:
    """Return `weights` (each at least 1) scaled to sum to exactly 1000, none of them below 1.

    Largest remainder (Hamilton); ties go to the earlier one.
    """
    spare, total = 1000 - len(weights), sum(weights)
    shares = [1 + weight * spare // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(weights[i] * spare % total), i))
    for i in order[: 1000 - sum(shares)]:
        shares[i] += 1
    return shares
