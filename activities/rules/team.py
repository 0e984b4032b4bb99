"""The team: exactly whom the solver chose; rules do not second-guess a proof."""

from collections.abc import Sequence

from activities.evidence.wording import figure, listed, say
from activities.rules.requests import answered
from domain.demand_words import worded
from domain.errors import BadInputError
from domain.items import Liaison, Member, Request
from domain.suggestion import Asked, DraftItem
from domain.team_facts import Placed, TeamFacts
from domain.text import Language


def draft(facts: TeamFacts, language: Language, requests: Sequence[Asked]) -> tuple[DraftItem, ...]:
    """Draft members and liaisons; BadInputError names the demands that cannot be met."""
    if not facts.members:
        raise _impossible(facts)
    members = [_member(one, facts, language) for one in facts.members]
    liaisons = [_liaison(one, facts, language) for one in facts.liaisons]
    return (*members, *liaisons, *handled(facts, language, requests))


def handled(facts: TeamFacts, language: Language, requests: Sequence[Asked]) -> list[DraftItem]:
    """Say what became of each request: whoever is not released is gone; words are not read."""

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        return _unread(facts, language)

    items = answered(requests, language, alternative)
    return [
        _without(asked, item, facts, language) if asked.refused else item
        for asked, item in zip(requests, items, strict=True)
    ]


def _member(one: Placed, facts: TeamFacts, language: Language) -> DraftItem:
    return DraftItem(
        body=Member(
            account=one.account,
            name=one.name,
            department=one.department,
            hours=min(max(one.hours, 1), 80),
            covers=one.covers,
            lead=one.account == lead(facts),
            reason=why(one, facts, language),
            sub_teams=one.sub_teams,
        ),
        cites=(f"person:{one.account}", "solver"),
    )


def _liaison(one: Placed, facts: TeamFacts, language: Language) -> DraftItem:
    return DraftItem(
        body=Liaison(
            account=one.account,
            name=one.name,
            department=one.department,
            reason=why(one, facts, language),
        ),
        cites=(f"person:{one.account}",),
    )


def _unread(facts: TeamFacts, language: Language) -> tuple[str, tuple[str, ...]]:
    """Say that the answer is the solver's still, and how people are exchanged."""
    names = listed((one.name for one in facts.members), language, 12)
    cost = figure(facts.objective)
    return say(
        language,
        en=f"still names {names}, the solver's answer ({facts.status}, cost {cost}): people "
        f"can be exchanged by an edit, by a request that names one as item, or by another team "
        f"rule in the brief",
        zh=f"仍是求解得出的{names}（{facts.status}，成本 {cost}），"
        f"要换人请直接修改本稿，或在要求重拟时以 item 指明其人，或调整立项申请的 team 规则",
    ), ("solver", *(f"person:{one.account}" for one in facts.members))


def _without(asked: Asked, item: DraftItem, facts: TeamFacts, language: Language) -> DraftItem:
    """Say who is not proposed again, and who now speaks for their departments."""
    gone = [one for one in facts.refused if one.account in asked.refused]
    homes = dict.fromkeys(one.department for one in gone)
    inside = [one for one in (*facts.members, *facts.liaisons) if one.department in homes]
    names = listed((one.name for one in gone), language, 12) or listed(asked.refused, language)
    now = listed((one.name for one in inside), language, 12)
    places = listed(homes, language, 12)
    handling = say(
        language,
        en=f"Not proposed again in this collaboration: {names}"
        + (f"; for {places} there is now {now}." if now else "."),
        zh=f"本协作不再提名{names}" + (f"；{places}现由{now}参加。" if now else "。"),
    )
    cites = ("release", *(f"person:{one.account}" for one in inside))
    body = Request(text=asked.text, asked_by=asked.by, handling=handling)
    return item.model_copy(update={"body": body, "cites": cites if gone else item.cites})


def why(one: Placed, facts: TeamFacts, language: Language) -> str:
    """Say why a person is in the team, from what the solver placed them for."""
    home, skills = one.department, listed(one.covers, language, 12)
    if one not in facts.members:
        return say(
            language,
            en=f"Speaks for {home}, which has nobody in the core team",
            zh=f"{home}没有人进核心团队，由其负责对接",
        )
    leads = one.account == lead(facts)
    if len(one.sub_teams) > 1 and not leads:
        return say(
            language,
            en=f"Links two sub-teams and speaks for {home}",
            zh=f"联结两个小组，代表{home}参加",
        )
    if not skills:
        return say(
            language,
            en=f"{'Leads the team and speaks' if leads else 'Speaks'} for {home}",
            zh=f"{'牵头协作，并' if leads else ''}代表{home}参加",
        )
    return say(
        language,
        en=f"{'Leads the team, covers' if leads else 'Covers'} {skills} and speaks for {home}",
        zh=f"{'牵头协作，' if leads else ''}承担{skills}，代表{home}参加",
    )


def _impossible(facts: TeamFacts) -> BadInputError:
    return BadInputError(
        en=f"No team in {facts.source} meets every demand at once; these cannot hold together: "
        f"{_unmet(facts, 'en')}{_refused(facts, 'en')}{_help(facts, 'en')}.",
        zh=f"{facts.source} 中没有能同时满足全部要求的团队；无法同时成立的要求："
        f"{_unmet(facts, 'zh')}{_refused(facts, 'zh')}{_help(facts, 'zh')}。",
    )


def _unmet(facts: TeamFacts, language: Language) -> str:
    """Word the demands that clash."""
    words = [worded(label).within(language) for label in facts.unmet]
    return say(language, en="; ", zh="；").join(words) or facts.status


def _refused(facts: TeamFacts, language: Language) -> str:
    """Name who could not be chosen because their heads do not release them."""
    names = listed((one.name for one in facts.refused), language, 12)
    return say(language, en=f"; not released: {names}", zh=f"；未获派出：{names}") if names else ""


def _help(facts: TeamFacts, language: Language) -> str:
    """Name the cheapest way to loosen them, if one is known."""
    if not facts.relaxations:
        return ""
    way = facts.relaxations[0].within(language)
    return say(language, en=f"; the cheapest way out: {way}", zh=f"；代价最小的放宽办法：{way}")


def lead(facts: TeamFacts) -> str:
    """Return the lead's account; the first member when the named lead is not in the team."""
    inside: list[Placed] = [one for one in facts.members if one.account == facts.lead]
    return (inside or list(facts.members))[0].account
