"""Goals: objectives from the strategy, key results from the measures that have readings."""

from collections.abc import Sequence

from activities.evidence.goals import pull, target_words
from activities.evidence.targets import Target, target
from activities.evidence.wording import (
    amount,
    clip,
    exact,
    first_clause,
    gap,
    listed,
    named,
    quoted,
    say,
)
from activities.rules.measures import Choice, chosen
from activities.rules.requests import answered
from domain.errors import BadInputError
from domain.goal_facts import GoalConflict, GoalsFacts
from domain.items import KeyResult, SharedObjective
from domain.suggestion import Asked, DraftItem
from domain.text import Language


def draft(
    facts: GoalsFacts, language: Language, requests: Sequence[Asked]
) -> tuple[DraftItem, ...]:
    """Draft objectives and 3 to 5 key results; each request moves to the next softer target."""
    picked = chosen(facts)
    if len(picked) < 3 or not facts.members:
        raise BadInputError(
            en=f"Goals need at least three measures with readings and one team member; "
            f"there are {len(picked)} and {len(facts.members)}.",
            zh=f"制定目标至少需要三项有读数的度量和一名团队成员；"
            f"现有 {len(picked)} 项度量、{len(facts.members)} 名成员。",
        )
    step = len(requests)
    results = [_key_result(facts, one, step, language) for one in picked]

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        return _moved(picked, number, language)

    objectives = _objectives(facts, picked, language)
    return (*objectives, *results, *answered(requests, language, alternative))


def _moved(picked: list[Choice], step: int, language: Language) -> tuple[str, tuple[str, ...]]:
    """Say which targets this step has, and that a step beyond the last changes nothing."""
    moving = [one for one in picked if not one.keep]
    words = listed((_aim(one, step, language) for one in moving), language)
    cites = tuple(f"targets:{one.reading.measure}" for one in moving)
    same = all(target(one.reading, step) == target(one.reading, step - 1) for one in moving)
    if not moving:
        labels = listed((one.reading.label for one in picked), language)
        return say(
            language,
            en=f"still keeps {labels} where they are: nothing better was ever read",
            zh=f"仍然守住{labels}的现有水平：读数中没有更好的水平",
        ), tuple(f"measure:{one.reading.measure}" for one in picked)
    if same:
        return say(
            language,
            en=f"stays at the softest targets: {words}",
            zh=f"仍取最缓的一档目标：{words}",
        ), cites
    return say(
        language,
        en=f"takes the next softer targets: {words}",
        zh=f"改取下一档较缓的目标：{words}",
    ), cites


def _aim(choice: Choice, step: int, language: Language) -> str:
    label, found = quoted(choice.reading.label, language, 40), target(choice.reading, step)
    words = target_words(found, choice.reading, language) if found else ""
    return say(language, en=f"{label} {words}", zh=f"{label}{words}")


def _objectives(facts: GoalsFacts, picked: list[Choice], language: Language) -> list[DraftItem]:
    """Return one objective for each strategic objective that a chosen measure shows."""
    measures = {one.reading.measure for one in picked}
    relevant = [one for one in facts.objectives if one.measure in measures]
    named_already = {id(one) for choice in picked for one in choice.conflicts}
    left = [one for one in facts.conflicts if id(one) not in named_already]
    need = quoted(first_clause(facts.need), language, 60)
    labels = {one.reading.measure: one.reading.label for one in picked}
    names = listed(facts.departments, language, 4)
    found = []
    for number, one in enumerate(relevant or facts.objectives[:1]):
        strategy = quoted(one.text, language, 80)
        text = say(
            language,
            en=f"{names} together serve {strategy}, starting from {need}",
            zh=f"{names}合力支撑{strategy}，从{need}入手",
        )
        cites = [f"strategy:{one.id}", "need"]
        if one.measure in labels:
            label = quoted(labels[one.measure], language, 40)
            text += say(language, en=f", read by {label}", zh=f"，以{label}衡量成效")
            cites.append(f"measure:{one.measure}")
        if number == 0 and left:
            text += say(language, en="; settled with it: ", zh="；一并协调：")
            text += say(language, en=", ", zh="，").join(
                f"{quoted(conflict.label, language, 40)} {_disagreement(conflict, language)}"
                for conflict in left[:2]
            )
            cites += [conflict_key(conflict) for conflict in left[:2]]
        body = SharedObjective(text=clip(text), serves=one.id)
        found.append(DraftItem(body=body, cites=tuple(cites)))
    return found


def conflict_key(conflict: GoalConflict) -> str:
    """Return the evidence id of a goal conflict."""
    departments = f"{conflict.first.department}:{conflict.second.department}"
    return f"conflict:{conflict.measure}:{departments}"


def _disagreement(conflict: GoalConflict, language: Language) -> str:
    first, second = conflict.first, conflict.second
    if first.measure != second.measure:
        one, other = (quoted(goal.text, language, 40) for goal in (first, second))
        return say(
            language,
            en=f"{first.department} ({one}) against {second.department} ({other})",
            zh=f"{first.department}{one}与{second.department}{other}相互牵制",
        )
    it = say(language, en="it", zh="")
    return say(
        language,
        en=f"{pull(first, it, language)} and {pull(second, it, language)}",
        zh=f"{pull(first, '', language)}、{pull(second, '', language)}",
    )


def _key_result(facts: GoalsFacts, choice: Choice, step: int, language: Language) -> DraftItem:
    reading = choice.reading
    aim = None if choice.keep else target(reading, step)
    now = exact(reading.latest)
    cites = [f"measure:{reading.measure}"]
    cites += [f"targets:{reading.measure}"] if aim is not None else []
    cites += [f"goal:{number}" for number in choice.goals]
    cites += [conflict_key(one) for one in choice.conflicts]
    body = KeyResult(
        text=clip(_result_text(choice, aim, language)),
        measure=reading.measure,
        unit=reading.unit,
        better=reading.better,
        keep=aim is None,
        baseline=now if aim is None else exact(reading.baseline),
        target=now if aim is None else aim.value,
        current=now,
        weight=choice.weight,
        due=facts.due,
        owner=choice.owner,
        source=reading.source,
        affects=_affects(facts, choice),
    )
    return DraftItem(body=body, cites=(*cites, "due", f"person:{choice.owner}"))


def _result_text(choice: Choice, aim: Target | None, language: Language) -> str:
    reading = choice.reading
    label = quoted(reading.label, language)
    start, now = (amount(value, reading.unit) for value in (reading.baseline, reading.latest))
    lower = reading.better == "lower"
    if aim is None:
        text = say(
            language,
            en=f"Guard: hold {label} at {'no more' if lower else 'no less'} than {now}",
            zh=f"护栏：守住{label}，{'不高于' if lower else '不低于'} {now}",
        )
    else:
        goal = amount(aim.value, reading.unit)
        text = say(
            language,
            en=f"{'Cut' if lower else 'Raise'} {label} from {start} to {goal} (now {now})",
            zh=f"把{label}从 {start}{gap(start)}{'降到' if lower else '提高到'} {goal}"
            f"（目前 {now}）",
        )
    for conflict in choice.conflicts[:2]:
        said = _disagreement(conflict, language)
        text += say(language, en=f"; settles: {said}", zh=f"；兼顾分歧：{said}")
    return text


def _affects(facts: GoalsFacts, choice: Choice) -> tuple[str, ...]:
    """Return the departments held to this measure, then those that the need names."""
    held = [facts.department_goals[number - 1].department for number in choice.goals]
    held += [goal.department for one in choice.conflicts for goal in (one.first, one.second)]
    home = [one.department for one in facts.members if one.account == choice.owner]
    found = dict.fromkeys((*held, *named(facts.departments, facts.need)[:1]))
    return tuple(found) or tuple(home)
