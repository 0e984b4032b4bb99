"""A cadence worded by a model: it chooses a computed meeting time and words; times are code's."""

from collections.abc import Iterator, Sequence
from itertools import chain

from activities.evidence.cadence import lead, slot_words
from activities.evidence.cards import CARD, WORDS
from activities.evidence.wording import quoted
from activities.model_drafts import cadence_judging
from activities.model_drafts.cadence_items import practice
from activities.model_drafts.cadence_judging import (
    LEAST_AGREEMENTS,
    TOPICS,
    agreed,
    judged,
    members,
    slots,
)
from activities.model_drafts.cadence_shape import CadenceDraft
from activities.model_drafts.clauses import subject
from activities.model_drafts.excerpts import cut, request_rows, rows
from activities.model_drafts.problems import refuse
from activities.model_drafts.shapes import Narrowing
from activities.rules.cadence import draft
from activities.rules.card_agreements import card_agreements
from domain.facts import CadenceFacts
from domain.items import Practice
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Bilingual, Language
from prompts.loading import load

_LEAST = {"meeting": 1, "check_in": 1, "channel": 1, "agreement": LEAST_AGREEMENTS}
_STARTS = (
    (
        "meeting",
        Bilingual(en="Round on {}", zh="{}例会"),
        Bilingual(en="See what holds up {}, and settle what is next", zh="看{}卡在哪里，定下一步"),
    ),
    (
        "check_in",
        Bilingual(en="State of {}", zh="{}进展"),
        Bilingual(
            en="Owners write how far {} is and what blocks it", zh="负责人写明{}的进展和难处"
        ),
    ),
    (
        "channel",
        Bilingual(en="Notes on {}", zh="{}协作群"),
        Bilingual(
            en="What is settled elsewhere about {} is noted here",
            zh="别处商定的有关{}的事补记在这里",
        ),
    ),
    (
        "agreement",
        Bilingual(en="Questions get answers", zh="询问有人答"),
        Bilingual(
            en="Whoever is asked answers, or says who does",
            zh="被问到的部门给出答复，或者说明该问谁",
        ),
    ),
    (
        "agreement",
        Bilingual(en="Early word of delays", zh="延误早说"),
        Bilingual(
            en="Whoever sees that something slips tells the departments it touches",
            zh="发现有事要延误，先告诉受影响的部门",
        ),
    ),
)
"""Where a small model may start from: left to itself, it lists every department and result."""


def ready(facts: CadenceFacts) -> bool:
    """Return whether there are people who could meet, and departments that they answer for."""
    return bool(facts.members and facts.departments)


def max_tokens(facts: CadenceFacts) -> int:
    """Return the cap of the answer: about 120 tokens for each of at most seven practices."""
    return 900


def messages(
    facts: CadenceFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts."""
    times = ((key, cut(slot_words(facts, n, language), 200)) for n, key in slots(facts))
    plain = ((key,) for _, key in slots(facts))
    owners = ((one.account, one.department) for one in members(facts))
    values = {
        "fence": fence,
        "evidence": rows(_topics(facts, language), language),
        "parts": rows(_starts(facts, language), language),
        "slots": rows(times if requests else plain, language),
        "members": rows(owners, language),
        "requests": request_rows(requests, language),
    }
    return load("cadence", language).messages(values)


def _topics(facts: CadenceFacts, language: Language) -> Iterator[tuple[str, str]]:
    """Yield what each id can be cited for; figures are left out, for small models copy them."""
    for one in agreed(facts, language):
        sort = one.id.partition(":")[0]
        words = _subject(one.value) if sort == "result" else TOPICS[sort].within(language)
        yield one.id, words


def _starts(facts: CadenceFacts, language: Language) -> Iterator[tuple[str, str, str]]:
    """Yield a start for each part, of one key result or department after the other."""
    about = [quoted(_subject(one), language) for one in facts.key_results] or facts.departments
    for place, (part, title, text) in enumerate(_STARTS):
        subject = about[place % len(about)]
        name, begun = (one.within(language).replace("{}", subject) for one in (title, text))
        yield part, name, begun


def _subject(result: str) -> str:
    """Return what a key result is about: the name in quotes, or its words before a figure."""
    return cut(subject(result), 80)


def narrowing(
    facts: CadenceFacts, evidence: Sequence[Evidence], earlier: CadenceDraft | None
) -> Narrowing:
    """Return which times, rhythms, lengths, owners and evidence may be chosen."""
    owners = [one.account for one in members(facts)]
    meeting: dict[str, Sequence[object]] = {
        "slot": [key for _, key in slots(facts)],
        "every_days": [7, 14],
        "minutes": [30, 45, 60],
        "owner": owners,
    }
    choices = {
        "PracticeDraft.owner": owners,
        "AgreementDraft.owner": owners,
        "AgreementDraft.cites": [one.id for one in agreed(facts, "zh")],
    }
    counts = {"CadenceDraft.agreements": (LEAST_AGREEMENTS, 3), "AgreementDraft.cites": (1, 3)}
    return Narrowing(choices, {"MeetingDraft": [meeting]}, counts)


def to_drafts(
    answer: CadenceDraft,
    facts: CadenceFacts,
    evidence: Sequence[Evidence],
    language: Language,
) -> tuple[DraftItem, ...]:
    """Return the practices that stand; where one does not, the rules' own takes its place.

    A ValueError says, one sentence a line, what is wrong when more than half fell.
    """
    found = judged(answer, facts, language)
    if not found.usable:
        refuse(found.problems, language)
    known = {one.id for one in evidence}
    made = [practice(one, facts, known, language) for one in found.standing]
    whole = chain.from_iterable(_whole(made, draft(facts, language, ())))
    return (*whole, *_cards(made, facts, language))


def _cards(
    made: Sequence[DraftItem], facts: CadenceFacts, language: Language
) -> Iterator[DraftItem]:
    """Yield what the cards say, unless the model's own agreements quote every card."""
    quoted = {cite for one in made for cite in one.cites}
    for one in card_agreements(facts, lead(facts), language):
        if not quoted.issuperset(one.cites):
            yield one


def _whole(made: Sequence[DraftItem], ruled: Sequence[DraftItem]) -> Iterator[Sequence[DraftItem]]:
    """Yield one practice of each form and two agreements or more, those of the rules last."""
    for form, least in _LEAST.items():
        own = [one for one in made if _form(one) == form]
        spare = [one for one in ruled if _form(one) == form and not _of_cards(one)]
        yield [*own, *spare[: max(0, least - len(own))]]


def _of_cards(item: DraftItem) -> bool:
    """Say whether an agreement is about nothing but cards: those come last, and whole."""
    return all(cite.partition(":")[0] in (CARD, WORDS) for cite in item.cites)


def _form(item: DraftItem) -> str:
    return item.body.form if isinstance(item.body, Practice) else ""


def merged(earlier: CadenceDraft | None, answer: CadenceDraft, facts: CadenceFacts) -> CadenceDraft:
    """Return the new answer: it is one whole."""
    return answer


def removed(answer: CadenceDraft, facts: CadenceFacts) -> int:
    """Return how many words lost a clause, and how many practices did not stand."""
    return cadence_judging.removed(answer, facts)
