"""Working agreements of a cadence, made of its people, hours and due date."""

from collections.abc import Sequence

from activities.evidence.cadence import answering, shared, voices
from activities.evidence.cards import CARD, Written, answers, written
from activities.evidence.wording import listed, say
from activities.rules.card_agreements import MOST_CARDS
from domain.directory import Contact
from domain.facts import CadenceFacts
from domain.items import Practice
from domain.suggestion import DraftItem
from domain.text import Language


def agreements(facts: CadenceFacts, lead: Contact, language: Language) -> list[DraftItem]:
    """Return who answers for whom, when to call, and how early to say that something slips."""
    due, zones = facts.due.isoformat(), shared(facts, language)
    names = listed(facts.departments, language)
    found = [_answering(facts, language)]
    if facts.shared_hours_utc is not None:
        text = say(
            language,
            en=f"{names} call one another within the shared hours ({zones}) and leave a message "
            f"outside them.",
            zh=f"{names}在共同工作时段（{zones}）内可以直接联系，时段以外留言。",
        )
        title = say(language, en="Shared hours", zh="共同时段")
        found.append(_agreement(title, text, lead, ("hours",)))
    text = say(
        language,
        en=f"Whoever sees that a date before {due} will slip tells {lead.name} and the "
        f"departments it touches ({names}) within one working day.",
        zh=f"发现 {due} 之前的事项要延误时，一个工作日内告诉{lead.name}和受影响的部门（{names}）。",
    )
    title = say(language, en="Early word of delays", zh="延误早说")
    return [*found, _agreement(title, text, lead, ("due", f"person:{lead.account}"))]


def _agreement(title: str, text: str, owner: Contact, cites: tuple[str, ...]) -> DraftItem:
    body = Practice(form="agreement", title=title, text=text, owner=owner.account)
    return DraftItem(body=body, cites=cites)


def _answering(facts: CadenceFacts, language: Language) -> DraftItem:
    """Name who answers for each department that has a member."""
    first = voices(facts)
    words = answering(first, language)
    cards = written(facts)[:MOST_CARDS]
    usual = _usual(cards, language)
    return _agreement(
        say(language, en="Who answers", zh="答复人"),
        say(
            language,
            en=f"Questions from other departments are answered within two working days{usual}: "
            f"{words}.",
            zh=f"其他部门的询问两个工作日内答复{usual}，答复人：{words}。",
        ),
        first[0],
        (
            *(f"person:{one.account}" for one in first[:12]),
            *(f"{CARD}:{one.department}" for one in cards),
        ),
    )


def _usual(cards: Sequence[Written], language: Language) -> str:
    """Say how soon departments answer by their own cards, to stand behind the two days."""
    if not cards:
        return ""
    rows = [
        say(
            language,
            en=f"{one.department} within {answers(one.card, language)}",
            zh=f"{one.department} {answers(one.card, language)}",
        )
        for one in cards
    ]
    told = listed(rows, language, MOST_CARDS)
    return say(language, en=f", or as their cards say ({told})", zh=f"（名片另有说明的：{told}）")
