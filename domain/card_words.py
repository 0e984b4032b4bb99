"""The card of a department as a person reads it."""

from collections.abc import Iterator

from domain.card import WEEKDAYS, Card, CardGiven, OpenHours
from domain.reading import moment
from domain.text import Bilingual


def lines(held: Card) -> Iterator[Bilingual]:
    """Return the card line by line."""
    if held.card is None:
        return
    yield Bilingual(
        en=f"{held.department} · version {held.version}, set by {held.by}, {moment(held.at, 'en')}",
        zh=f"{held.department} · 第 {held.version} 版，由 {held.by} 于 {moment(held.at, 'zh')}设置",
    )
    yield from _reached(held.card)
    for need in held.card.needs:
        of = need.department
        yield Bilingual(
            en=f"  We need{f' from {of}' if of else ''}: {need.what}",
            zh=f"  我们需要{f'（{of}）' if of else ''}：{need.what}",
        )
    for word in held.card.words:
        yield Bilingual(
            en=f"  “{word.term}” means here: {word.ours}; elsewhere: {word.others}",
            zh=f"  「{word.term}」我们指：{word.ours}；其他部门指：{word.others}",
        )


def hours_words(card: CardGiven) -> Bilingual:
    """Return when people are at work, and on whose clock and calendar."""
    zone = [card.time_zone, *([card.calendar] if card.calendar else [])]
    spans = [_span(one) for one in card.hours]
    return Bilingual(
        en=f"{'; '.join(one.en for one in spans)} ({', '.join(zone)})",
        zh=f"{'；'.join(one.zh for one in spans)}（{'，'.join(zone)}）",
    )


def _reached(card: CardGiven) -> Iterator[Bilingual]:
    hours = hours_words(card)
    yield Bilingual(en=f"  Working hours: {hours.en}", zh=f"  工作时间：{hours.zh}")
    yield Bilingual(
        en=f"  Channels: {', '.join(card.channels)}", zh=f"  联系渠道：{'、'.join(card.channels)}"
    )
    yield Bilingual(
        en=f"  Usually answers within {card.response_hours:g} working hours",
        zh=f"  通常在 {card.response_hours:g} 个工作小时内答复",
    )


def _span(one: OpenHours) -> Bilingual:
    clock = f"{one.opens}–{one.closes}"
    return Bilingual(
        en=f"{', '.join(WEEKDAYS[day].en for day in one.days)} {clock}",
        zh=f"{'、'.join(WEEKDAYS[day].zh for day in one.days)} {clock}",
    )
