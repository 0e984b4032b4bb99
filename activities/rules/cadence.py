"""The cadence: a meeting that every time zone can attend, check-ins, a channel, agreements."""

from collections.abc import Sequence

from activities.evidence.cadence import how_often, lead, meeting_words, slot_words, turns_words
from activities.evidence.slots import starts
from activities.evidence.wording import listed, quoted, say
from activities.rules.agreements import agreements
from activities.rules.card_agreements import card_agreements
from activities.rules.requests import answered
from domain.errors import BadInputError
from domain.facts import CadenceFacts
from domain.items import Practice
from domain.suggestion import Asked, DraftItem
from domain.text import Language

RHYTHMS = (7, 14, 7, 7)
"""Days between meetings by redraft: weekly, every two weeks, then weekly at another time."""
SLOTS = (1, 1, 2, 3)


def draft(
    facts: CadenceFacts, language: Language, requests: Sequence[Asked]
) -> tuple[DraftItem, ...]:
    """Draft five practices or more, some of cards; each request takes the next rhythm or time."""
    if not facts.members:
        names = listed(facts.departments, language)
        raise BadInputError(
            en=f"A cadence needs team members; {names} have none yet.",
            zh=f"沟通机制需要团队成员；{names}还没有成员。",
        )
    turn = len(requests)
    items = [
        _meeting(facts, turn, language),
        _check_in(facts, language),
        _channel(facts, language),
        *agreements(facts, lead(facts), language),
        *card_agreements(facts, lead(facts), language),
    ]

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        days, slot = _choice(facts, number)
        times = slot_words(facts, slot, language)
        again = _choice(facts, number) == _choice(facts, number - 1)
        rhythm = how_often(days, language)
        return say(
            language,
            en=f"{'stays with' if again else 'takes'} a meeting {rhythm} at {times}",
            zh=f"{'仍为' if again else '改为'}{rhythm}开会，时间 {times}",
        ), (f"slot:{slot}",)

    return (*items, *answered(requests, language, alternative))


def _choice(facts: CadenceFacts, turn: int) -> tuple[int, int]:
    """Return days between meetings and the number of the meeting time."""
    last = min(turn, len(RHYTHMS) - 1)
    return RHYTHMS[last], min(SLOTS[last], len(starts(facts)))


def _meeting(facts: CadenceFacts, turn: int, language: Language) -> DraftItem:
    days, slot = _choice(facts, turn)
    chair = lead(facts)
    text = meeting_words(facts, days, slot, chair, language)
    results = facts.key_results[:2]
    if results:
        agenda = listed((quoted(one, language, 120) for one in results), language)
        text += say(
            language,
            en=f" First on the agenda: {agenda}.",
            zh=f"会上先过关键结果{agenda}。",
        )
    text += turns_words(facts, language)
    body = Practice(
        form="meeting",
        title=say(
            language,
            en=f"Meeting {how_often(days, language)}",
            zh=f"{how_often(days, language)}例会",
        ),
        text=text,
        owner=chair.account,
        every_days=days,
        minutes=45 if len(facts.key_results) > 3 else 30,
    )
    cites = (f"slot:{slot}", f"person:{chair.account}", *_results(facts, 2))
    return DraftItem(body=body, cites=cites)


def _results(facts: CadenceFacts, most: int) -> tuple[str, ...]:
    return tuple(f"result:{number}" for number in range(1, len(facts.key_results[:most]) + 1))


def _check_in(facts: CadenceFacts, language: Language) -> DraftItem:
    keeper = lead(facts)
    if facts.key_results:
        last = quoted(facts.key_results[-1], language, 120)
        what = say(
            language,
            en=f"every key result up to {last}",
            zh=f"各项关键结果（直至{last}）",
        )
    else:
        names = listed(facts.departments, language)
        what = say(language, en=f"the open work of {names}", zh=f"{names}未完成的事项")
    body = Practice(
        form="check_in",
        title=say(language, en="Weekly check-in", zh="每周进展更新"),
        text=say(
            language,
            en=f"The day before the meeting, owners report to {keeper.name} the present value of "
            f"{what}, their confidence and what blocks them.",
            zh=f"例会前一天，负责人向{keeper.name}更新{what}的当前值、把握程度和受阻事项。",
        ),
        owner=keeper.account,
        every_days=7,
        minutes=15,
    )
    number = len(facts.key_results)
    cites = [f"person:{keeper.account}"]
    cites += [f"result:{number}"] if number else [f"department:{facts.departments[0]}"]
    return DraftItem(body=body, cites=tuple(cites))


def _channel(facts: CadenceFacts, language: Language) -> DraftItem:
    keeper = lead(facts)
    names = listed((one.name for one in facts.members), language, 12)
    body = Practice(
        form="channel",
        title=say(language, en="One open channel", zh="统一的协作群"),
        text=say(
            language,
            en=f"{names} use one channel, kept by {keeper.name}, where what is decided "
            f"elsewhere is noted the same day.",
            zh=f"{names}共用一个协作群，由{keeper.name}维护，群外商定的事项当天补记到群里。",
        ),
        owner=keeper.account,
    )
    return DraftItem(body=body, cites=tuple(f"person:{one.account}" for one in facts.members[:12]))
