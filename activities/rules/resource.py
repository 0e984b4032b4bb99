"""What it takes: outcome, hours, money and people, each with where its figure comes from."""

from collections.abc import Sequence

from activities.evidence.resource import lost
from activities.evidence.wording import clip, first_sentence, say
from activities.rules.requests import answered
from domain.granted import Released
from domain.items import Body
from domain.resource import Funding, Outcome, Release, WeeklyHours
from domain.resource_facts import ResourceFacts
from domain.suggestion import Asked, DraftItem
from domain.text import Language, counted


def draft(
    facts: ResourceFacts, language: Language, requests: Sequence[Asked]
) -> tuple[DraftItem, ...]:
    """Draft what the sponsor is asked to stand for; the first request asks for the least instead.

    The sponsor grants less or more by an edit.
    """
    asked = less(facts) if requests else facts
    loss = ("loss",) if facts.lost_weekly is not None else ()
    stated = ("ask:outcome",) if facts.outcome else ()
    bodies: list[tuple[Body, tuple[str, ...]]] = [
        (
            Outcome(text=facts.outcome or goal(facts, language), due=facts.due),
            ("need", "due", *loss, *stated),
        ),
        (
            WeeklyHours(hours=asked.hours, reason=why_hours(asked, language)),
            ("ask:hours", *loss),
        ),
        (
            Funding(
                amount=facts.budget, currency=facts.currency, reason=_why_money(facts, language)
            ),
            ("ask:budget", "need"),
        ),
        *((_release(one, facts, language), _proof(one)) for one in asked.release),
    ]

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        cites = ("ask:hours", *(key for one in asked.release for key in _proof(one)))
        return _instead(asked, facts.least is not None, language), cites

    items = [DraftItem(body=body, cites=cites) for body, cites in bodies]
    return (*items, *answered(requests, language, alternative))


def less(facts: ResourceFacts) -> ResourceFacts:
    """Return the facts with the least that the rule of the team allows asked for, if it differs."""
    least = facts.least
    if least is None:
        return facts
    smaller = {"hours": least.hours, "release": least.release, "size_max": least.size}
    return facts.model_copy(update=smaller)


def goal(facts: ResourceFacts, language: Language) -> str:
    """Word the outcome from the need: shorter waiting where work waits, else the need is met."""
    name = facts.waiting
    if name is None:
        settled = say(language, en=f"Settled: {facts.need}", zh=f"解决协作需求：{facts.need}")
        return clip(settled, 200)
    return say(
        language,
        en=f"Work handed over to {name} waits clearly shorter",
        zh=f"移交到{name}的工作，等待明显缩短",
    )


def why_hours(facts: ResourceFacts, language: Language) -> str:
    """Say what the hours are made of, and what the need costs without them."""
    if facts.granted or "hours" in facts.stated:
        words = say(
            language,
            en=f"{facts.hours} hours a week of everybody together",
            zh=f"全体合计每周 {facts.hours} 小时",
        )
    else:
        words = say(
            language,
            en=f"At most {facts.size_max} members with "
            f"{counted(facts.member_hours, 'hour', 'hours')} a week each",
            zh=f"最多 {facts.size_max} 人，每人每周 {facts.member_hours} 小时",
        )
    cost = lost(facts, language)
    if not cost:
        return words
    return say(language, en=f"{words}; the need costs {cost}", zh=f"{words}；该需求目前{cost}")


def _instead(asked: ResourceFacts, smaller: bool, language: Language) -> str:
    """Say what the draft asks for after a request."""
    en, zh = ("asks for the least", "按最少人数提出") if smaller else ("still asks for", "仍提出")
    return say(
        language,
        en=f"{en}, {asked.hours} hours a week, and the sponsor can grant less or more by an edit",
        zh=f"{zh}每周 {asked.hours} 小时，分管领导可以直接修改本稿，多给或少给",
    )


def _why_money(facts: ResourceFacts, language: Language) -> str:
    if facts.budget is None:
        need = clip(first_sentence(facts.need), 120)
        return say(
            language,
            en=f"No budget was asked for to settle “{need}”: the sponsor can enter one",
            zh=f"「{need}」未提出预算，分管领导可以填写",
        )
    sum_ = f"{facts.currency} {facts.budget:,f}"
    if facts.granted:
        return say(
            language,
            en=f"{sum_}, as granted before or spent by now",
            zh=f"{sum_}，按此前承诺或目前实际支出",
        )
    return say(language, en=f"{sum_}, as the brief asks", zh=f"{sum_}，按立项申请提出")


def _release(one: Released, facts: ResourceFacts, language: Language) -> Release:
    name = one.department
    if name == facts.waiting:
        reason = say(language, en=f"Work waits in {name}", zh=f"工作在{name}等待")
    elif name in facts.senders:
        reason = say(
            language, en=f"{name} hands over work that waits", zh=f"{name}移交的工作在排队等待"
        )
    else:
        reason = say(language, en=f"{name} takes part", zh=f"{name}是参与部门")
    return Release(department=name, people=one.people, reason=reason)


def _proof(one: Released) -> tuple[str, ...]:
    return (f"release:{one.department}",)
