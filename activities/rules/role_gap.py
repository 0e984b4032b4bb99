"""A role gap: one item for each place of the lost person, with who takes it over and why."""

from collections.abc import Iterator, Mapping, Sequence

from activities.evidence.role_gap import about
from activities.evidence.wording import listed, quoted, say
from activities.rules.requests import answered
from domain.errors import BadInputError
from domain.gap_checks import new_findings
from domain.items import Succession
from domain.role_gap_facts import Candidate, Gap, RoleGapFacts
from domain.rosters import roster_of
from domain.suggestion import Asked, DraftItem
from domain.text import Language
from domain.wording import PART_NAMES
from domain.work import Work

Picks = Mapping[str, str]
"""Who takes over, by place."""


def draft(
    facts: RoleGapFacts, language: Language, requests: Sequence[Asked]
) -> tuple[DraftItem, ...]:
    """Draft who takes over each place; each request goes to the next candidate of each.

    Raises BadInputError when a place has no candidate, or none with whom the rules of roles hold.
    """
    picks = chosen(facts, language, len(requests))
    items = [item(gap, picks[gap.key], facts, language) for gap in facts.gaps]

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        taken = dict.fromkeys(chosen(facts, language, number).values())
        names = listed((person(one, facts).name for one in taken), language)
        return say(
            language,
            en=f"goes to the next candidates of each place, now {names}",
            zh=f"改由各项的下一位人选接任，现为{names}",
        ), tuple(f"person:{one}" for one in taken)

    return (*items, *answered(requests, language, alternative))


def item(
    gap: Gap, account: str, facts: RoleGapFacts, language: Language, reason: str = ""
) -> DraftItem:
    """Return one place with who takes it over; without a reason, in the words of the rules."""
    body = Succession(
        target=gap.target,
        part=gap.part,
        about=about(gap),
        lost=facts.lost.account,
        successor=account,
        reason=reason or because(gap, person(account, facts), facts, language),
    )
    cites = (f"lost:{facts.lost.account}", f"place:{gap.key}", f"person:{account}")
    return DraftItem(body=body, cites=cites)


def person(account: str, facts: RoleGapFacts) -> Candidate:
    """Return a candidate by account."""
    return next(one for one in facts.candidates if one.account == account)


def chosen(facts: RoleGapFacts, language: Language, turn: int) -> dict[str, str]:
    """Choose for each place, starting from candidate number `turn`, so that the rules hold."""
    if empty := [gap for gap in facts.gaps if not gap.candidates]:
        raise _nobody(empty, facts, language)
    picks = {gap.key: gap.candidates[turn % len(gap.candidates)] for gap in facts.gaps}
    for trial in (picks, *_spread(picks, facts)):
        if not _broken(trial, facts):
            return trial
    answering = [gap for gap in facts.gaps if gap.part in ("accountable", "responsible")]
    raise _nobody(answering or facts.gaps, facts, language)


def _spread(picks: dict[str, str], facts: RoleGapFacts) -> Iterator[dict[str, str]]:
    """Yield the choice with one accountable other than chosen, from the last row to the first."""
    for gap in reversed(facts.gaps):
        if gap.part == "accountable":
            yield from (picks | {gap.key: other} for other in gap.candidates)


def _broken(picks: Picks, facts: RoleGapFacts) -> bool:
    """Say whether the charter's roles would break a rule that they do not break now."""
    taken = [
        Succession(
            target=gap.target,
            part=gap.part,
            about=about(gap),
            lost=facts.lost.account,
            successor=picks[gap.key],
            reason="",
        )
        for gap in facts.gaps
    ]
    found = new_findings(facts.rows, taken, roster_of(facts.people), Work.due(facts.on, facts.due))
    return any(one.severity == "error" for one in found)


def _nobody(gaps: Sequence[Gap], facts: RoleGapFacts, language: Language) -> BadInputError:
    """Say which places nobody can take over, and who answers for that."""
    home, name = facts.lost.department, facts.lost.name
    en, zh = (
        listed((quoted(about(gap), tongue, 60) for gap in gaps), tongue, 3)
        for tongue in ("en", "zh")
    )
    return BadInputError(
        en=f"Nobody can take over {en} from {name} and keep the rules of roles; the head of {home} "
        "must name somebody in the directory, or a deputy, and report it again.",
        zh=f"没有人能在符合角色规则的前提下接任{name}的{zh}；"
        f"请{home}负责人在人员名录中补充人选或指定代理人后重新报告。",
    )


def because(gap: Gap, one: Candidate, facts: RoleGapFacts, language: Language) -> str:
    """Say on what grounds a candidate takes a place over, in the words of the rules."""
    lost, part = facts.lost.name, PART_NAMES[gap.part].within(language)
    home, skills = facts.lost.department, listed(one.shared, language, 3)
    en, zh = {
        "deputy": (
            f"{one.name} is the deputy of {lost} and follows as {part}",
            f"{one.name}是{lost}的代理人，接任{part}",
        ),
        "skills": (
            f"{one.name} is of {home} too, has {skills} as {lost} does, and follows as {part}",
            f"{one.name}同在{home}，与{lost}同样具备{skills}，接任{part}",
        ),
        "colleague": (
            f"{one.name} is of {home} as {lost} is, and follows as {part}",
            f"{one.name}与{lost}同在{home}，接任{part}",
        ),
        "head": (
            f"{one.name}, head of {home}, follows {lost} as {part} until somebody else is named",
            f"{one.name}是{home}负责人，在另定人选前接替{lost}任{part}",
        ),
        "team_lead": (
            f"{one.name}, who leads the team, follows {lost} as {part}: {home} has nobody else",
            f"{home}没有其他人选，由组长{one.name}接替{lost}任{part}",
        ),
        "lead_head": (
            f"{one.name}, head of the lead department, follows {lost} as {part}: "
            f"{home} has nobody else",
            f"{home}没有其他人选，由牵头部门负责人{one.name}接替{lost}任{part}",
        ),
        "sponsor": (
            f"{one.name}, the sponsor, follows {lost} as {part}: {home} has nobody else",
            f"{home}没有其他人选，由分管领导{one.name}接替{lost}任{part}",
        ),
    }[one.ground]
    return say(language, en=f"{en}.", zh=f"{zh}。")
