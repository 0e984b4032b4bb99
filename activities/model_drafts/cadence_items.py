"""What code puts into practices that a model worded: times, dates, names, and what they cite."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from activities.evidence.cadence import answering, meeting_words, shared, turns_words, voices
from activities.evidence.cards import of_cards
from activities.evidence.wording import listed, quoted, say
from activities.model_drafts.cadence_shape import (
    AgreementDraft,
    CadenceDraft,
    MeetingDraft,
    PracticeDraft,
)
from activities.model_drafts.echoes import echoed
from activities.model_drafts.plain import plain, shortened
from domain.directory import Contact
from domain.facts import CadenceFacts
from domain.items import Practice
from domain.suggestion import DraftItem
from domain.text import Bilingual, Language, fold

KIND = "cadence"
CHECK_IN_DAYS, CHECK_IN_MINUTES = 7, 15
MOST_PEOPLE = 12
_TITLES = {
    "meeting": Bilingual(en="Meeting", zh="例会"),
    "check_in": Bilingual(en="Check-in", zh="进度同步"),
    "channel": Bilingual(en="Channel", zh="沟通渠道"),
    "agreement": Bilingual(en="Agreement", zh="协作约定"),
}
"""For a title that is nothing but numbers, the prompt's own, or another one's."""


class Worded(NamedTuple):
    """One practice as the model chose it, and its words as they may stay."""

    form: Literal["meeting", "check_in", "channel", "agreement"]
    draft: MeetingDraft | PracticeDraft | AgreementDraft
    title: str
    text: str


def worded(answer: CadenceDraft, facts: CadenceFacts, language: Language) -> list[Worded]:
    """Return the practices in the order in which they are shown."""
    names = _names(facts)
    taken: set[str] = set()
    given = material(facts)
    found = []
    for form, draft, days in _practices(answer):
        title = plain(draft.title, language, names, days)
        text = plain(draft.text, language, names, days)
        used = fold(title) in {"", fold(text), *taken}
        if used or echoed(title, KIND, language, given):
            title = _TITLES[form].within(language)
        taken.add(fold(title))
        found.append(Worded(form, draft, title, text))
    return found


def struck(answer: CadenceDraft, facts: CadenceFacts) -> int:
    """Return how many titles and texts lost a clause with a number or a time."""
    names = _names(facts)
    return sum(
        shortened(text, names, days)
        for _, draft, days in _practices(answer)
        for text in (draft.title, draft.text)
    )


def material(facts: CadenceFacts) -> str:
    """Return the names and key results that words may be about."""
    return "\n".join([*_names(facts), *facts.key_results])


def _names(facts: CadenceFacts) -> list[str]:
    return [*facts.departments, *(one.name for one in facts.members)]


def _practices(
    answer: CadenceDraft,
) -> Iterator[
    tuple[
        Literal["meeting", "check_in", "channel", "agreement"],
        MeetingDraft | PracticeDraft | AgreementDraft,
        int | None,
    ]
]:
    """Yield each practice with its form and the rhythm that its words may name."""
    yield "meeting", answer.meeting, answer.meeting.every_days
    yield "check_in", answer.check_in, CHECK_IN_DAYS
    yield "channel", answer.channel, None
    for one in answer.agreements:
        yield "agreement", one, None


def practice(one: Worded, facts: CadenceFacts, known: set[str], language: Language) -> DraftItem:
    """Return the practice with the sentences and citations that the facts add."""
    owner = next(member for member in facts.members if member.account == one.draft.owner)
    days, minutes = _rhythm(one)
    ending, cites = _added(one, owner, facts, language)
    ends = say(language, en=". ", zh="。") if ending else say(language, en=".", zh="。")
    body = Practice(
        form=one.form,
        title=one.title,
        text=one.text + ends + ending,
        owner=owner.account,
        every_days=days,
        minutes=minutes,
    )
    every = dict.fromkeys([*cites, f"person:{owner.account}"])
    return DraftItem(body=body, cites=tuple(key for key in every if key in known))


def _rhythm(one: Worded) -> tuple[int | None, int | None]:
    """Return every how many days, and how many minutes it takes, if it has a rhythm."""
    if isinstance(one.draft, MeetingDraft):
        return one.draft.every_days, one.draft.minutes
    return (CHECK_IN_DAYS, CHECK_IN_MINUTES) if one.form == "check_in" else (None, None)


def _added(
    one: Worded, owner: Contact, facts: CadenceFacts, language: Language
) -> tuple[str, list[str]]:
    """Return what code says behind the model's words, and what all of it rests on."""
    if isinstance(one.draft, MeetingDraft):
        slot = int(one.draft.slot.partition(":")[2])
        words = meeting_words(facts, one.draft.every_days, slot, owner, language)
        return words + turns_words(facts, language), [one.draft.slot]
    if isinstance(one.draft, AgreementDraft):
        return _grounds(one.draft.cites, facts, language)
    if one.form == "check_in":
        results = [f"result:{number}" for number, _ in enumerate(facts.key_results[:5], 1)]
        return "", results or [f"department:{facts.departments[0]}"]
    return "", [f"person:{member.account}" for member in facts.members[:MOST_PEOPLE]]


def _grounds(
    cites: tuple[str, ...], facts: CadenceFacts, language: Language
) -> tuple[str, list[str]]:
    """Return what is cited in words: who answers, cards, the shared hours, due date, results."""
    who = [one for one in voices(facts) if f"department:{one.department}" in cites]
    results = [
        quoted(text, language)
        for n, text in enumerate(facts.key_results, 1)
        if f"result:{n}" in cites
    ]
    words = []
    if who:
        names = answering(who, language)
        words.append(say(language, en=f"Who answers: {names}.", zh=f"答复人：{names}。"))
    words += [
        say(language, en=f"{one.label}: {one.value}.", zh=f"{one.label}：{one.value}。")
        for one in of_cards(facts, language)
        if one.id in cites
    ]
    if "hours" in cites and facts.shared_hours_utc is not None:
        hours = shared(facts, language)
        words.append(say(language, en=f"Shared hours: {hours}.", zh=f"共同工作时段：{hours}。"))
    if "due" in cites:
        due = facts.due.isoformat()
        words.append(say(language, en=f"Due date: {due}.", zh=f"协作期限：{due}。"))
    if results:
        named = listed(results, language, 2)
        words.append(say(language, en=f"Key results: {named}.", zh=f"关键结果：{named}。"))
    return say(language, en=" ", zh="").join(words), [*cites, *(f"person:{w.account}" for w in who)]
