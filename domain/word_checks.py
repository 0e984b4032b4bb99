"""Checks of needs, resolutions, adjustments and ideas: grounded, complete, possible to apply."""

import datetime as dt
from collections import Counter
from decimal import Decimal, InvalidOperation

from domain.findings import Draft, Findings, error
from domain.items import Change, Idea, Need, Term
from domain.tracing import numbers


def need_queue(draft: Draft) -> Findings:
    """A need's queue and hours are those of the log."""
    needs = draft.bodies(Need)
    if not needs:
        yield error("need.none", "There is no need.", "没有协作需求。")
    for item, body in needs:
        if body.waiting is None:
            continue
        queue = draft.evidence.get(f"queue:{body.waiting}")
        if queue is None:
            yield error(
                "need.waiting",
                f"The log has no queue of {body.waiting}.",
                f"日志中没有{body.waiting}的待办队列。",
                item,
            )
        elif body.hours is not None and body.hours not in numbers(queue.value):
            yield error(
                "numbers.hours",
                f"The queue of {body.waiting} does not show {body.hours} hours.",
                f"{body.waiting}的待办队列没有 {body.hours} 小时这个数。",
                item,
            )


def resolution_parties(draft: Draft) -> Findings:
    """Each party has exactly one term."""
    terms = Counter(body.department for _, body in draft.bodies(Term))
    parties = draft.named("party")
    for name in parties:
        if terms[name] != 1:
            yield error(
                "resolution.parties",
                f"{name} has {terms[name]} terms; each party has exactly one.",
                f"{name}有 {terms[name]} 条约定，每一方应恰好一条。",
            )
    for name in terms:
        if name not in parties:
            yield error(
                "resolution.parties",
                f"{name} is not a party to this conflict.",
                f"{name}不是本次冲突的一方。",
            )


def resolution_option(draft: Draft) -> Findings:
    """All terms belong to one option, and not to one that another option beats."""
    chosen = {body.option for _, body in draft.bodies(Term)}
    if len(chosen) > 1:
        names = ", ".join(sorted(chosen))
        yield error(
            "resolution.option",
            f"The terms belong to several options: {names}.",
            f"各方约定分属不同方案：{names}。",
        )
    fair = draft.named("fair")
    for option in sorted(chosen):
        if f"option:{option}" not in draft.evidence:
            yield error(
                "resolution.option", f"There is no option {option}.", f"没有方案 {option}。"
            )
        elif fair and option not in fair:
            yield error(
                "resolution.dominated",
                f"Option {option} is not on the Pareto front: {', '.join(fair)} would be.",
                f"方案 {option} 不在帕累托前沿上，前沿上的是 {'、'.join(fair)}。",
            )


def resolution_words(draft: Draft) -> Findings:
    """Each party reads what it gives and what it gets."""
    for item, body in draft.bodies(Term):
        if not (body.gives.strip() and body.gets.strip()):
            yield error(
                "resolution.empty",
                f"What {body.department} gives or gets is left empty.",
                f"{body.department}让出或得到的内容为空。",
                item,
            )


def changes(draft: Draft) -> Findings:
    """A change names a scored item, changes something, and can be applied."""
    if not draft.bodies(Change):
        yield error("adjustment.none", "Nothing is changed.", "没有任何调整。")
    for item, body in draft.bodies(Change):
        if f"score:{body.target}" not in draft.evidence:
            yield error(
                "adjustment.target",
                f"{body.target} was not part of this evaluation.",
                f"本次评估没有包括 {body.target}。",
                item,
            )
        if body.before.strip() == body.after.strip():
            yield error("adjustment.same", "Before and after are equal.", "调整前后相同。", item)
        if not _applies(body):
            yield error(
                "adjustment.value",
                f"{body.field} cannot become “{body.after[:60]}”.",
                f"{body.field} 不能改为「{body.after[:60]}」。",
                item,
            )


def _applies(change: Change) -> bool:
    """Tell whether a field can hold the new value, which is a plain number or an ISO date."""
    try:
        if change.field == "due":
            dt.date.fromisoformat(change.after)
        elif change.field in ("target", "weight"):
            return Decimal(change.after).is_finite()
    except (ValueError, InvalidOperation):
        return False
    return bool(change.after.strip())


def idea_words(draft: Draft) -> Findings:
    """An idea stands alone and says something."""
    ideas = draft.bodies(Idea)
    if len(ideas) != 1:
        yield error(
            "idea.one",
            f"There are {len(ideas)} ideas; a suggestion holds one.",
            f"有 {len(ideas)} 个提案，一份建议稿只放一个。",
        )
    for item, body in ideas:
        if not body.text.strip():
            yield error("idea.empty", "The idea says nothing.", "提案没有内容。", item)


NEED = (need_queue,)
RESOLUTION = (resolution_parties, resolution_option, resolution_words)
ADJUSTMENT = (changes,)
IDEA = (idea_words,)
