"""A cadence worded by a model: it chooses a computed meeting time and words; times are code's."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from activities.evidence.cadence import lead, slot_words
from activities.evidence.slots import starts
from activities.evidence.wording import listed
from activities.model_drafts import cadence_items
from activities.model_drafts.cadence_items import MOST_PEOPLE, Worded, practice, worded
from activities.model_drafts.cadence_shape import AgreementDraft, CadenceDraft
from activities.model_drafts.excerpts import cut, evidence_rows, request_rows, rows
from activities.model_drafts.plain import says_nothing
from activities.model_drafts.problems import refuse, unknown
from activities.model_drafts.shapes import Narrowing
from domain.facts import CadenceFacts, Contact
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Bilingual, Language, fold
from prompts.loading import load

MOST_CITES, MOST_RESULTS = 20, 6
_AGREED = ("hours", "due", "result", "department")
"""What an agreement may stand on; people follow from departments and owners."""


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
    slots = ((key, cut(slot_words(facts, n, language), 200)) for n, key in _slots(facts))
    members = ((one.account, one.name, one.department) for one in _people(facts))
    values = {
        "fence": fence,
        "evidence": evidence_rows(_agreed(evidence), language),
        "slots": rows(slots, language),
        "members": rows(members, language),
        "departments": listed(facts.departments, language, 40),
        "requests": request_rows(requests, language),
    }
    return load("cadence", language).messages(values)


def _agreed(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the hours, the due date, the first key results and the departments, in this order."""
    sorts = {
        sort: [one for one in evidence if one.id.partition(":")[0] == sort] for sort in _AGREED
    }
    del sorts["result"][MOST_RESULTS:]
    return list(chain.from_iterable(sorts.values()))[:MOST_CITES]


def _slots(facts: CadenceFacts) -> list[tuple[int, str]]:
    return [(number, f"slot:{number}") for number in range(1, len(starts(facts)) + 1)]


def _people(facts: CadenceFacts) -> list[Contact]:
    """Return at most twelve members, the lead first."""
    first = lead(facts)
    return [first, *(one for one in facts.members if one != first)][:MOST_PEOPLE]


def narrowing(
    facts: CadenceFacts, evidence: Sequence[Evidence], earlier: CadenceDraft | None
) -> Narrowing:
    """Return which times, rhythms, lengths, owners and evidence may be chosen."""
    owners = [one.account for one in _people(facts)]
    meeting: dict[str, Sequence[object]] = {
        "slot": [key for _, key in _slots(facts)],
        "every_days": [7, 14],
        "minutes": [30, 45, 60],
        "owner": owners,
    }
    choices = {
        "PracticeDraft.owner": owners,
        "AgreementDraft.owner": owners,
        "AgreementDraft.cites": [one.id for one in _agreed(evidence)],
    }
    counts = {"CadenceDraft.agreements": (2, 4), "AgreementDraft.cites": (1, 3)}
    return Narrowing(choices, {"MeetingDraft": [meeting]}, counts)


def to_drafts(
    answer: CadenceDraft,
    facts: CadenceFacts,
    evidence: Sequence[Evidence],
    language: Language,
) -> tuple[DraftItem, ...]:
    """Return the practices; a ValueError says, one sentence a line, what is wrong."""
    every = worded(answer, facts, language)
    refuse([*_strange(answer, every, facts, evidence), *_hollow(every)], language)
    known = {one.id for one in evidence}
    return tuple(practice(one, facts, known, language) for one in every)


def _strange(
    answer: CadenceDraft,
    every: Sequence[Worded],
    facts: CadenceFacts,
    evidence: Sequence[Evidence],
) -> Iterator[Bilingual]:
    """Yield what is not in the material."""
    if answer.meeting.slot not in [key for _, key in _slots(facts)]:
        yield unknown("slot", answer.meeting.slot)
    accounts = {one.account for one in _people(facts)}
    owners = [one.draft.owner for one in every]
    yield from (unknown("owner", owner) for owner in owners if owner not in accounts)
    offered = {one.id for one in _agreed(evidence)}
    agreements = [one.draft for one in every if isinstance(one.draft, AgreementDraft)]
    cites = [cite for one in agreements for cite in one.cites]
    yield from (unknown("cites", cite) for cite in cites if cite not in offered)


def _hollow(every: Sequence[Worded]) -> Iterator[Bilingual]:
    """Yield which practices say nothing, or what another one says."""
    times = Counter(fold(one.text) for one in every)
    for one in every:
        title, text = fold(one.title), fold(one.text)
        if not text or says_nothing(text):
            yield Bilingual(
                en=f"{one.form} “{one.title}”: the text says nothing once numbers and times are "
                "left out; say in words what it is for, who brings what and what comes out.",
                zh=f"{one.form}「{one.title}」：去掉数字和时间后 text 没有内容，"
                "应写做什么用、谁带来什么、会得出什么。",
            )
        elif title == text:
            yield Bilingual(
                en=f"{one.form} “{one.title}”: title and text are the same; they must differ.",
                zh=f"{one.form}「{one.title}」：title 与 text 相同，应分开写。",
            )
        elif times[text] > 1:
            yield Bilingual(
                en=f"“{cut(one.text, 40)}” stands {times[text]} times; each text must differ.",
                zh=f"「{cut(one.text, 40)}」写了 {times[text]} 遍，每条 text 应各不相同。",
            )


def merged(earlier: CadenceDraft | None, answer: CadenceDraft, facts: CadenceFacts) -> CadenceDraft:
    """Return the new answer: it is one whole."""
    return answer


def removed(answer: CadenceDraft, facts: CadenceFacts) -> int:
    """Return how many titles and texts lost a clause with a number or a time."""
    return cadence_items.removed(answer, facts)
