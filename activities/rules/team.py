"""The team: exactly whom the solver chose; rules do not second-guess a proof."""

from collections.abc import Sequence

from activities.evidence.wording import figure, listed, say
from activities.rules.requests import answered
from domain.demand_words import worded
from domain.errors import BadInputError
from domain.facts import Placed, TeamFacts
from domain.items import Liaison, Member
from domain.suggestion import Asked, DraftItem
from domain.text import Language


def draft(facts: TeamFacts, language: Language, requests: Sequence[Asked]) -> tuple[DraftItem, ...]:
    """Draft members and liaisons; BadInputError names the demands that cannot be met."""
    if not facts.members:
        raise BadInputError(
            en=f"No team in {facts.source} meets every demand at once; these cannot hold together: "
            f"{_unmet(facts, 'en')}{_help(facts, 'en')}.",
            zh=f"{facts.source} 中没有能同时满足全部要求的团队；无法同时成立的要求："
            f"{_unmet(facts, 'zh')}{_help(facts, 'zh')}。",
        )
    leader = lead(facts)
    members = [
        DraftItem(
            body=Member(
                account=one.account,
                name=one.name,
                department=one.department,
                hours=min(max(one.hours, 1), 80),
                covers=one.covers,
                lead=one.account == leader,
                reason=why(one, facts, language),
            ),
            cites=(f"person:{one.account}", "solver"),
        )
        for one in facts.members
    ]
    liaisons = [
        DraftItem(
            body=Liaison(
                account=one.account,
                name=one.name,
                department=one.department,
                reason=why(one, facts, language),
            ),
            cites=(f"person:{one.account}",),
        )
        for one in facts.liaisons
    ]

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        names = listed((one.name for one in facts.members), language, 12)
        cost = figure(facts.objective)
        return say(
            language,
            en=f"still names {names}, the solver's answer ({facts.status}, cost {cost}): people "
            f"can be exchanged by an edit, or by another team rule in the brief",
            zh=f"仍是求解得出的{names}（{facts.status}，成本 {cost}），"
            f"要换人请直接修改本稿，或调整立项申请的 team 规则",
        ), ("solver", *(f"person:{one.account}" for one in facts.members))

    return (*members, *liaisons, *answered(requests, language, alternative))


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


def _unmet(facts: TeamFacts, language: Language) -> str:
    """Word the demands that clash."""
    words = [worded(label).within(language) for label in facts.unmet]
    return say(language, en="; ", zh="；").join(words) or facts.status


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
