"""Why each person is in the team, worded by a model; who is in it is the solver's proof."""

from collections.abc import Iterator, Mapping, Sequence

from activities.model_drafts.excerpts import request_rows, rows
from activities.model_drafts.grounded import WRITE_IN
from activities.model_drafts.problems import refuse
from activities.model_drafts.shapes import Narrowing
from activities.model_drafts.team_judging import asked, gives_most, judged, language_of, plainly
from activities.model_drafts.team_judging import merged as merged
from activities.model_drafts.team_shape import TeamDraft
from activities.rules import team
from domain.items import Liaison, Member
from domain.suggestion import Asked, DraftItem, Evidence
from domain.team_facts import Placed, TeamFacts
from domain.text import Bilingual, Language
from prompts.loading import load

LEAD = Bilingual(en="team lead", zh="组长")
MEMBER = Bilingual(en="member", zh="成员")
LIAISON = Bilingual(en="liaison", zh="对接人")
MOST_HOURS = Bilingual(en=", gives the most hours", zh="，投入时间最多")


def ready(facts: TeamFacts) -> bool:
    """Return whether the solver found a team."""
    return bool(facts.members)


def max_tokens(facts: TeamFacts) -> int:
    """Return the cap of the answer: about 65 tokens for each person."""
    return min(max(600, 100 + 65 * len(asked(facts))), 1_200)


def messages(
    facts: TeamFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts."""
    values = {
        "fence": fence,
        "people": rows(_people(facts, language), language),
        "count": str(len(asked(facts))),
        "requests": request_rows(requests, language),
    }
    return load("team", language).messages(values)


def _people(facts: TeamFacts, language: Language) -> Iterator[tuple[str, ...]]:
    """Yield each person's part and what their own facts hold; small models copy names and hours."""
    for one in asked(facts):
        yield one.account, _part(one, facts, language), plainly(one, facts, language)


def _part(one: Placed, facts: TeamFacts, language: Language) -> str:
    if one not in facts.members:
        return LIAISON.within(language)
    part = (LEAD if one.account == team.lead(facts) else MEMBER).within(language)
    return part + (MOST_HOURS.within(language) if gives_most(one, facts) else "")


def narrowing(
    facts: TeamFacts, evidence: Sequence[Evidence], earlier: TeamDraft | None
) -> Narrowing:
    """Return whom a reason may be about, and that there are as many as people."""
    accounts = [one.account for one in asked(facts)]
    counts = {"TeamDraft.reasons": (len(accounts), len(accounts))}
    return Narrowing({"ReasonDraft.account": accounts}, counts=counts)


def to_drafts(
    answer: TeamDraft, facts: TeamFacts, evidence: Sequence[Evidence], language: Language
) -> tuple[DraftItem, ...]:
    """Return the rules' team with the model's reasons; where one does not stand, the rules' own.

    A ValueError says what is wrong when fewer than half stand: then the model worded nothing.
    """
    reasons, problems, _ = judged(answer, facts)
    if language_of(answer, facts) != language:
        refuse([WRITE_IN], language)
    if 2 * len(reasons) < len(asked(facts)):
        refuse(problems, language)
    return tuple(_reasoned(one, reasons) for one in team.draft(facts, language, ()))


def _reasoned(item: DraftItem, reasons: Mapping[str, str]) -> DraftItem:
    body = item.body
    if isinstance(body, Member | Liaison) and body.account in reasons:
        body = body.model_copy(update={"reason": reasons[body.account]})
    return item.model_copy(update={"body": body})


def removed(answer: TeamDraft, facts: TeamFacts) -> int:
    """Return how many reasons were replaced by the rules', shortened, or about strangers."""
    return judged(answer, facts).struck
