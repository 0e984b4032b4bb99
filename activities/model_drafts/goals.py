"""Goals worded by a model: it chooses and words; code fills in every number it may not invent."""

from collections.abc import Iterator, Sequence

from activities.evidence.goals import pull
from activities.evidence.wording import amount, exact, figure, listed
from activities.model_drafts.clauses import ENDS, is_hollow, without_numbers
from activities.model_drafts.excerpts import cut, evidence_rows, request_rows, rows
from activities.model_drafts.goals_items import cited, key_result, thousandths
from activities.model_drafts.goals_shape import GoalsDraft, KeyResultDraft
from activities.model_drafts.problems import refuse, unknown
from activities.model_drafts.shapes import Narrowing
from activities.model_drafts.targets import allowed, is_disputed, may_keep, offered
from domain.facts import GoalsFacts, Reading
from domain.items import SharedObjective
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Bilingual, Language, fold
from prompts.loading import load

FEWEST = 3
LOWER = Bilingual(en="lower is better", zh="越低越好")
HIGHER = Bilingual(en="higher is better", zh="越高越好")
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
        "evidence": evidence_rows(_shown(evidence), language),
        "department_goals": rows(_goal_rows(facts, language), language),
        "strategies": listed((o.id for o in facts.objectives), language, 10),
        "measures": rows((_measure_row(facts, r, language) for r in offered(facts)), language),
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


def _goal_rows(facts: GoalsFacts, language: Language) -> Iterator[tuple[str]]:
    """Yield where departments pull, without their own numbers: small models copy these."""
    labels = {reading.measure: reading.label for reading in facts.readings}
    for goal in facts.department_goals[:20]:
        yield (pull(goal, labels.get(goal.measure, goal.measure), language),)


def _measure_row(facts: GoalsFacts, reading: Reading, language: Language) -> tuple[str, ...]:
    keep = Bilingual(en=" (keep)", zh="（保持）").within(language)
    kept = exact(reading.latest) if may_keep(facts, reading) else None
    targets = [f"{t:f}{keep}" if t == kept else f"{t:f}" for t in allowed(facts, reading)]
    better = LOWER if reading.better == "lower" else HIGHER
    disputed = Bilingual(en=" (in conflict: use it)", zh="（冲突所在，必用）").within(language)
    return (
        reading.measure,
        reading.label + (disputed if is_disputed(facts, reading) else ""),
        better.within(language),
        amount(exact(reading.baseline), reading.unit),
        ("、" if language == "zh" else ", ").join(targets),
    )


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
    return Narrowing(choices, {"KeyResultDraft": targets})


def to_drafts(
    answer: GoalsDraft, facts: GoalsFacts, evidence: Sequence[Evidence], language: Language
) -> tuple[DraftItem, ...]:
    """Return the drafted items; a ValueError says, one sentence a line, what is wrong.

    Small models repeat themselves: an objective said before and a second key result on the same
    measure are left out, and a key result in words used before has its measure's name instead.
    """
    known = {one.id for one in evidence}
    drafts = _once_each(answer)
    objectives = {fold(o.text): o for o in reversed(answer.objectives)}.values()
    cites = [c for o in answer.objectives for c in o.cites] + [c for d in drafts for c in d.cites]
    serves = {o.id for o in facts.objectives}
    refuse(
        [
            *(unknown("serves", o.serves) for o in answer.objectives if o.serves not in serves),
            *(_numbered(o.text) for o in answer.objectives if not without_numbers(o.text)),
            *(_short(o.text) for o in objectives if is_hollow(o.text)),
            *(unknown("cites", cite) for cite in cites if cite not in known),
            *(problem for draft in drafts for problem in _wrong(draft, facts)),
            *_missing(drafts, facts),
        ],
        language,
    )
    weights = thousandths([draft.weight for draft in drafts])
    return (
        *(
            DraftItem(
                body=SharedObjective(text=without_numbers(o.text), serves=o.serves),
                cites=tuple(dict.fromkeys(o.cites)),
            )
            for o in reversed(objectives)
        ),
        *(
            DraftItem(
                body=key_result(draft, weight, facts, language), cites=cited(draft, facts, known)
            )
            for draft, weight in zip(drafts, weights, strict=True)
        ),
    )


def merged(earlier: GoalsDraft | None, answer: GoalsDraft, facts: GoalsFacts) -> GoalsDraft:
    """Return the new answer: it is one whole."""
    return answer


def removed(answer: GoalsDraft, facts: GoalsFacts) -> int:
    """Return how many texts were repeated, hollow, or lost a clause with numbers."""
    once = _once_each(answer)
    texts = {fold(o.text): o.text for o in answer.objectives}.values()
    kept = [*texts, *(part.text for part in once if part.text)]
    shortened = sum(without_numbers(text) != text.rstrip(ENDS) for text in kept)
    return len(answer.objectives) + len(answer.key_results) - len(kept) + shortened


def _once_each(answer: GoalsDraft) -> tuple[KeyResultDraft, ...]:
    """Return one key result for each measure; words that say nothing new are taken from it."""
    first: dict[str, KeyResultDraft] = {}
    used = {fold(o.text) for o in answer.objectives}
    for draft in answer.key_results:
        if draft.measure in first:
            continue
        empty = fold(draft.text) in used or is_hollow(draft.text)
        used.add(fold(draft.text))
        first[draft.measure] = draft.model_copy(update={"text": ""}) if empty else draft
    return tuple(first.values())


def _numbered(text: str) -> Bilingual:
    return Bilingual(
        en=f"“{cut(text, 40)}” holds a number; say it without any.",
        zh=f"「{cut(text, 40)}」里有数字，改成不带数字的说法。",
    )


def _short(text: str) -> Bilingual:
    return Bilingual(
        en=f"“{cut(text, 40)}” is no sentence; say which state the departments want to reach.",
        zh=f"「{cut(text, 40)}」不成句，应写明几个部门一起要达到的状态。",
    )


def _wrong(draft: KeyResultDraft, facts: GoalsFacts) -> Iterator[Bilingual]:
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


def _missing(drafts: Sequence[KeyResultDraft], facts: GoalsFacts) -> Iterator[Bilingual]:
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
