"""Working agreements out of department cards: how each is reached, which words are explained."""

from activities.evidence.cards import CARD, WORDS, Written, meanings, reached, written
from activities.evidence.wording import say
from domain.directory import Contact
from domain.facts import CadenceFacts
from domain.items import Practice
from domain.suggestion import DraftItem
from domain.text import Language

MOST_CARDS = 8
"""Departments that one agreement quotes; the evidence has all of them."""


def card_agreements(facts: CadenceFacts, lead: Contact, language: Language) -> list[DraftItem]:
    """Return what the cards say of hours, channels and words; nothing without cards."""
    cards = written(facts)
    spoken = [one for one in cards if one.card.words]
    found = []
    if cards:
        title = say(language, en="How departments are reached", zh="各部门怎么联系")
        begin = say(language, en="As their cards say: ", zh="以部门协作名片为准：")
        rows = [(one, reached(one.card, language)) for one in cards[:MOST_CARDS]]
        found.append(_agreement(title, begin, rows, CARD, lead, language))
    if spoken:
        title = say(language, en="Words used differently", zh="用法不同的词")
        begin = say(
            language,
            en="Whoever uses one of these words says what is meant; ",
            zh="使用下列词语时写明所指：",
        )
        rows = [(one, meanings(one.card, language)) for one in spoken[:MOST_CARDS]]
        found.append(_agreement(title, begin, rows, WORDS, lead, language))
    return found


def _agreement(
    title: str,
    begin: str,
    rows: list[tuple[Written, str]],
    sort: str,
    lead: Contact,
    language: Language,
) -> DraftItem:
    # One sentence: what it says is said of these departments and of no others.
    mid = say(language, en=", ", zh="，")
    told = say(language, en="; ", zh="；").join(f"{one.department}{mid}{row}" for one, row in rows)
    end = say(language, en=".", zh="。")
    body = Practice(form="agreement", title=title, text=f"{begin}{told}{end}", owner=lead.account)
    return DraftItem(body=body, cites=tuple(f"{sort}:{one.department}" for one, _ in rows))
