"""Evidence of what is asked of the sponsor: what is lost, what the brief says, what follows."""

from activities.evidence.granted import of_granted
from activities.evidence.people import need
from activities.evidence.wording import figure, proof, say
from domain.granted import Released
from domain.resource_facts import ResourceFacts
from domain.suggestion import Evidence
from domain.text import Language, counted


def of_resource(facts: ResourceFacts, language: Language) -> tuple[Evidence, ...]:
    """Word the need, its cost, and where each figure that is asked for comes from."""
    found = [need(facts.need, language), *_loss(facts, language), _due(facts, language)]
    found += [_outcome(facts, language)] if facts.outcome else []
    found += [_hours(facts, language), _budget(facts, language)]
    found += [_release(one, facts, language) for one in facts.release]
    if facts.granted:
        found += of_granted(facts.granted, language)
    return tuple(found)


def lost(facts: ResourceFacts, language: Language) -> str:
    """Word the queue hours a week of the need; empty where the log does not tell them."""
    if facts.lost_weekly is None or facts.lost_hours is None or facts.days is None:
        return ""
    weekly, total, days = map(figure, (facts.lost_weekly, facts.lost_hours, facts.days))
    return say(
        language,
        en=f"{weekly} queue hours a week ({total} hours in {days} days of the log)",
        zh=f"每周排队等待 {weekly} 小时（日志 {days} 天内合计 {total} 小时）",
    )


def _loss(facts: ResourceFacts, language: Language) -> list[Evidence]:
    value = lost(facts, language)
    label = say(language, en="What the need costs", zh="该需求造成的损失")
    source = say(language, en="charter: need, and the event log", zh="协作章程：协作需求；事件日志")
    return [proof("loss", label, value, source)] if value else []


def _due(facts: ResourceFacts, language: Language) -> Evidence:
    label = say(language, en="Day by which it should be done", zh="完成日期")
    source = say(language, en="brief: due", zh="立项申请：due")
    return proof("due", label, str(facts.due), source)


def _outcome(facts: ResourceFacts, language: Language) -> Evidence:
    label = say(language, en="The outcome as it was put", zh="已提出的预期成果")
    return proof("ask:outcome", label, facts.outcome or "", _source(facts, "outcome", language))


def _hours(facts: ResourceFacts, language: Language) -> Evidence:
    label = say(language, en="Hours a week of everybody together", zh="全体每周合计工时")
    rule = "" if facts.granted or "hours" in facts.stated else _by_rule(facts, language)
    value = say(language, en=f"{facts.hours} hours a week", zh=f"每周 {facts.hours} 小时")
    return proof("ask:hours", label, value + rule, _source(facts, "hours", language))


def _by_rule(facts: ResourceFacts, language: Language) -> str:
    most, each, least = facts.size_max, facts.member_hours, facts.least
    words = say(
        language,
        en=f": at most {most} members with {counted(each, 'hour', 'hours')} each",
        zh=f"：最多 {most} 人，每人 {each} 小时",
    )
    if least is None:
        return words
    return words + say(
        language,
        en=f"; at the least size, {least.size}, {least.hours} hours",
        zh=f"；按最少 {least.size} 人计，{least.hours} 小时",
    )


def _budget(facts: ResourceFacts, language: Language) -> Evidence:
    label = say(language, en="Budget", zh="预算")
    if facts.budget is None:
        value = say(language, en="none was asked for", zh="未提出预算")
    else:
        value = f"{facts.currency} {facts.budget:,f}"
    return proof("ask:budget", label, value, _source(facts, "budget", language))


def _release(one: Released, facts: ResourceFacts, language: Language) -> Evidence:
    label = say(language, en=f"People of {one.department}", zh=f"{one.department}的人员")
    value = say(language, en=counted(one.people, "person", "people"), zh=f"{one.people} 人")
    few = facts.least.release if facts.least else ()
    if fewer := next((less.people for less in few if less.department == one.department), None):
        value += say(
            language,
            en=f"; at the least size {counted(fewer, 'person', 'people')}",
            zh=f"；按最少人数计 {fewer} 人",
        )
    key = f"release:{one.department}"
    return proof(key, label, value, _source(facts, "people", language))


def _source(facts: ResourceFacts, part: str, language: Language) -> str:
    """Say who or what a figure comes from."""
    if facts.granted:
        return say(language, en="granted before, and taken by now", zh="此前承诺与目前实际占用")
    if part in facts.stated:
        return say(language, en=f"brief: support.{part}", zh=f"立项申请：support.{part}")
    if part == "budget":
        return say(language, en="brief: it names none", zh="立项申请：未填写")
    return say(language, en="brief: the rule of the team", zh="立项申请：team 规则")
