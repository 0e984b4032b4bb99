"""What goals cannot do without, and what is in no material: a model is told, and asked again."""

from collections.abc import Iterator, Sequence

from activities.evidence.wording import exact, figure, listed
from activities.model_drafts.goals_shape import GoalsDraft, KeyResultDraft
from activities.model_drafts.problems import unknown
from activities.model_drafts.targets import allowed, offered
from domain.goal_facts import GoalsFacts
from domain.text import Bilingual

FEWEST = 3


def strange(
    answer: GoalsDraft, drafts: Sequence[KeyResultDraft], facts: GoalsFacts, known: set[str]
) -> Iterator[Bilingual]:
    """Yield what is not in the material: ids, people, departments, measures, targets."""
    serves = {o.id for o in facts.objectives}
    cites = [c for o in answer.objectives for c in o.cites] + [c for d in drafts for c in d.cites]
    yield from (unknown("serves", o.serves) for o in answer.objectives if o.serves not in serves)
    yield from (unknown("cites", cite) for cite in cites if cite not in known)
    for draft in drafts:
        yield from _wrong(draft, facts)


def _wrong(draft: KeyResultDraft, facts: GoalsFacts) -> Iterator[Bilingual]:
    """Yield what of one key result is not in the material."""
    if draft.owner not in {member.account for member in facts.members}:
        yield unknown("owner", draft.owner)
    yield from (unknown("affects", d) for d in draft.affects if d not in facts.departments)
    reading = next((r for r in offered(facts) if r.measure == draft.measure), None)
    if reading is None:
        yield unknown("measure", draft.measure)
    elif exact(draft.target) not in allowed(facts, reading):
        targets = [f"{target:f}" for target in allowed(facts, reading)]
        yield Bilingual(
            en=f"{draft.measure}: target {figure(draft.target)} is not offered; choose one of "
            f"{', '.join(targets)}.",
            zh=f"{draft.measure}：target {figure(draft.target)} 不在可选目标内，应从"
            f" {'、'.join(targets)} 中选一个。",
        )


def missing(drafts: Sequence[KeyResultDraft], facts: GoalsFacts) -> Iterator[Bilingual]:
    """Yield that there are too few measures, or a conflict that none of them answers."""
    carried, measured = {r.measure for r in offered(facts)}, {draft.measure for draft in drafts}
    if len(drafts) < FEWEST:
        left = listed(sorted(carried - measured), "en")
        yield Bilingual(
            en=f"Only {len(drafts)} measures are used; write at least {FEWEST} key results, each "
            f"on another measure, such as {left}.",
            zh=f"只用了 {len(drafts)} 个指标，至少写 {FEWEST} 个关键结果，各用不同的指标，"
            f"还可用 {left}。",
        )
    for clash in facts.conflicts[:FEWEST]:
        either = {clash.measure, clash.first.measure, clash.second.measure} & carried
        if either and not either & measured:
            yield Bilingual(
                en=f"No key result answers the conflict; use the measure {min(either)}.",
                zh=f"没有关键结果回应目标冲突，应使用指标 {min(either)}。",
            )
