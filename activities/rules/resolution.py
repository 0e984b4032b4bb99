"""The resolution: the fair option, with what each party gives and gets in its own words."""

from collections.abc import Sequence

from activities.evidence.resolution import points, worth
from activities.evidence.wording import clip, figure, listed, quoted, say
from activities.rules.requests import answered
from domain.conflict import Option, Position
from domain.errors import BadInputError
from domain.items import Term
from domain.resolution_facts import OptionValue, ResolutionFacts
from domain.suggestion import Asked, DraftItem
from domain.text import Language


def draft(
    facts: ResolutionFacts, language: Language, requests: Sequence[Asked]
) -> tuple[DraftItem, ...]:
    """Draft one term for each party; each request moves to the next fair option."""
    ordered = order(facts)
    if not ordered:
        raise BadInputError(
            en=f"Conflict {facts.number} has no option that was valued: {facts.conflict.issue}.",
            zh=f"冲突 {facts.number} 没有已估值的方案：{facts.conflict.issue}。",
        )
    value = _at(ordered, len(requests))
    option = next(one for one in facts.conflict.options if one.id == value.option)
    positions = {one.department: one for one in facts.conflict.positions}
    terms = [
        _term(facts, value, option, positions[party], language)
        if party in positions
        else _silent(option, party, language)
        for party in facts.conflict.parties
    ]

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        now, before = _at(ordered, number).option, _at(ordered, number - 1).option
        issue = quoted(facts.conflict.issue, language, 60)
        cites = (f"option:{now}", "conflict")
        if now == before:
            return say(
                language,
                en=f"stays with option {now} on {issue}: no other option is fair",
                zh=f"在{issue}上仍用方案 {now}，没有别的公平方案",
            ), cites
        return say(
            language,
            en=f"moves on {issue} from option {before} to option {now}",
            zh=f"在{issue}上由方案 {before} 换成方案 {now}",
        ), (*cites, f"option:{before}")

    return (*terms, *answered(requests, language, alternative))


def order(facts: ResolutionFacts) -> list[OptionValue]:
    """Return the options in the order of redrafts: chosen, Nash, leximin, the rest of the front.

    Without any feasible option: by the greatest shortfall below a party's floor, smallest first;
    ties keep the order in which the options were published.
    """
    values = {one.option: one for one in facts.values}
    fair = [one for one in (facts.chosen, facts.nash, facts.leximin, *facts.pareto) if one]
    if fair:
        return [values[one] for one in dict.fromkeys(fair) if one in values]
    return sorted(facts.values, key=lambda one: max(_short(facts, one).values(), default=0.0))


def _at(ordered: list[OptionValue], turn: int) -> OptionValue:
    return ordered[min(turn, len(ordered) - 1)]


def _short(facts: ResolutionFacts, value: OptionValue) -> dict[str, float]:
    """Return how far each party stays below what it has without a deal."""
    values = worth(facts, value)
    return {
        one.department: max(0.0, one.floor - values.get(one.department, 0.0))
        for one in facts.conflict.positions
    }


def _term(
    facts: ResolutionFacts,
    value: OptionValue,
    option: Option,
    position: Position,
    language: Language,
) -> DraftItem:
    name = position.department
    parts = points(position, option)
    best = sorted((one for one in parts if one[1] > 0), key=lambda one: -one[1])[:3]
    worst = sorted((one for one in parts if one[2] > 0), key=lambda one: -one[2])[:3]
    gets = listed((_scored(text, got, language) for text, got, _ in best), language)
    gives = listed((_scored(text, given, language) for text, _, given in worst), language)
    body = Term(
        option=option.id,
        department=name,
        gives=_gives(name, gives, option, language),
        gets=_gets(name, gets, language) + _balance(facts, value, position, language),
    )
    cites = [f"option:{option.id}", f"option:{option.id}:{name}", f"party:{name}"]
    cites += [f"interest:{name}:{one.id}" for one in position.interests]
    return DraftItem(body=body, cites=tuple(cites))


def _scored(text: str, value: float, language: Language) -> str:
    words = quoted(text, language, 60)
    return say(
        language, en=f"{words} ({figure(value)} points)", zh=f"{words}（{figure(value)} 分）"
    )


def _gives(name: str, gives: str, option: Option, language: Language) -> str:
    deal = quoted(option.text, language, 120)
    if not gives:
        return say(
            language,
            en=f"{name} gives up nothing that it named: {deal}.",
            zh=f"{deal}不要求{name}让出任何已陈述的利益。",
        )
    return say(
        language,
        en=f"With {deal}, {name} gives up part of {gives}.",
        zh=f"按{deal}，{name}部分让出{gives}。",
    )


def _gets(name: str, gets: str, language: Language) -> str:
    if not gets:
        return say(
            language,
            en=f"{name} gets nothing that it named.",
            zh=f"{name}已陈述的利益都没有得到满足。",
        )
    return say(language, en=f"{name} gets {gets}.", zh=f"{name}得到{gets}。")


def _balance(
    facts: ResolutionFacts, value: OptionValue, position: Position, language: Language
) -> str:
    """Compare the whole with having no deal, and say who falls short when nothing is feasible."""
    name, floor = position.department, position.floor
    total = figure(worth(facts, value).get(name, 0.0))
    short = _short(facts, value)
    words = say(
        language,
        en=f" In all {name} has {total} points, against {floor} without a deal.",
        zh=f"{name}合计 {total} 分，没有协议时为 {floor} 分。",
    )
    if any(one.feasible for one in facts.values):
        return words
    below = [party for party, gap in short.items() if gap > 0]
    own = figure(short[name])
    issue, names = quoted(facts.conflict.issue, language, 60), listed(below, language)
    return words + say(
        language,
        en=f" No option on {issue} clears every floor; this one is nearest and leaves {names} "
        f"below, {name} by {own} points.",
        zh=f"{issue}没有方案能达到每一方的底线，本方案差距最小，"
        f"仍低于底线的有{names}，{name}差 {own} 分。",
    )


def _silent(option: Option, party: str, language: Language) -> DraftItem:
    deal = clip(option.text, 120)
    body = Term(
        option=option.id,
        department=party,
        gives=say(
            language,
            en=f"{party} stated no position, so what it gives under “{deal}” is not known.",
            zh=f"{party}没有陈述立场，按「{deal}」让出什么尚不清楚。",
        ),
        gets=say(
            language,
            en=f"What {party} gets has to be confirmed by {party} itself.",
            zh=f"{party}得到什么，须由{party}自己确认。",
        ),
    )
    return DraftItem(body=body, cites=(f"option:{option.id}", f"party:{party}"))
