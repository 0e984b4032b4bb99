"""The form of a department card as flat fields, and the card that they make: for a browser alone.

Rows that are left empty are no part of the card, so the form always has a few more.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from domain.card import WEEKDAYS, CardGiven
from domain.problems import Location
from domain.text import Bilingual

Fields = Mapping[str, str]
Rows = Literal["h", "n", "w"]
"""The lists of the form: working hours, what we need, words that we use differently."""
PARTS: dict[Rows, tuple[str, ...]] = {
    "h": (*WEEKDAYS, "opens", "closes"),
    "n": ("department", "what"),
    "w": ("term", "ours", "others"),
}
MOST_ROWS: dict[Rows, int] = {"h": 14, "n": 20, "w": 50}
_LISTS: dict[Rows, str] = {"h": "hours", "n": "needs", "w": "words"}
_ENDS = ("opens", "closes")
_TOLD: tuple[Rows, ...] = ("n", "w")
_SPARE: dict[Rows, int] = {"h": 1, "n": 2, "w": 2}
MOST_FIELDS = 10 + sum(MOST_ROWS[sort] * len(parts) for sort, parts in PARTS.items())
LABELS: dict[str, Bilingual] = {
    "hours": Bilingual(en="Working hours", zh="工作时间"),
    "time_zone": Bilingual(en="Time zone", zh="时区"),
    "calendar": Bilingual(en="Public holidays of", zh="节假日历"),
    "channels": Bilingual(en="Channels", zh="联系渠道"),
    "response_hours": Bilingual(en="Usual time to an answer", zh="通常答复时间"),
    "needs": Bilingual(en="What we need from others", zh="我们需要其他部门提供"),
    "words": Bilingual(en="Words we use differently", zh="我们用法不同的词"),
}
"""By the fields of a card, as its form calls them."""
FIRST: dict[str, str] = {
    "time_zone": "Asia/Shanghai",
    **{f"h0_{day}": "1" for day in ("mon", "tue", "wed", "thu", "fri")},
    "h0_opens": "09:00",
    "h0_closes": "18:00",
}
"""What the form of a department without a card begins with."""


def fields_of(card: CardGiven) -> dict[str, str]:
    """Return the card as the fields of its form."""
    found = {
        "time_zone": card.time_zone,
        "calendar": card.calendar or "",
        "channels": "\n".join(card.channels),
        "response_hours": str(card.response_hours).removesuffix(".0"),
    }
    for place, one in enumerate(card.hours):
        found |= {f"h{place}_{day}": "1" for day in one.days}
        found |= {f"h{place}_opens": one.opens, f"h{place}_closes": one.closes}
    for place, need in enumerate(card.needs):
        found |= {f"n{place}_department": need.department or "", f"n{place}_what": need.what}
    for place, word in enumerate(card.words):
        found |= {f"w{place}_{part}": getattr(word, part) for part in PARTS["w"]}
    return found


def card_of(fields: Fields) -> dict[str, Any]:
    """Return the card that the fields make, not judged yet."""
    hours = [_hours(fields, place) for place in _used(fields, "h")]
    needs = [
        {"department": one["department"] or None, "what": one["what"]}
        for one in (_row(fields, "n", place) for place in _used(fields, "n"))
    ]
    return {
        "time_zone": _value(fields, "time_zone"),
        "calendar": _value(fields, "calendar") or None,
        "hours": hours,
        "channels": [line for line in _value(fields, "channels").splitlines() if line.strip()],
        "response_hours": _value(fields, "response_hours"),
        "needs": needs,
        "words": [_row(fields, "w", place) for place in _used(fields, "w")],
    }


def label_at(fields: Fields, location: Location) -> Bilingual:
    """Return where in the form a field of the card stands: its label, and which row."""
    name = str(location[0]) if location else ""
    label = LABELS.get(name, Bilingual(en=name, zh=name))
    place = location[1] if len(location) > 1 else None
    if not isinstance(place, int):
        return label
    sort = next((one for one, list_ in _LISTS.items() if list_ == name), None)
    used = _used(fields, sort) if sort else []
    row = used[place] if place < len(used) else place
    return Bilingual(en=f"{label.en}, row {row + 1}", zh=f"{label.zh}第 {row + 1} 行")


def rows(fields: Fields, sort: Rows) -> int:
    """Return how many rows the form shows: up to the last one with anything in it, and spares."""
    last = max(_used(fields, sort), default=-1)
    return min(last + 1 + _SPARE[sort], MOST_ROWS[sort])


def copied(fields: Fields) -> str:
    """Return what was typed, line by line, for whoever has to take it elsewhere."""
    return "\n".join(_lines(fields))


def _lines(fields: Fields) -> Iterator[str]:
    for place in _used(fields, "h"):
        one = _hours(fields, place)
        yield f"{' '.join(one['days'])} {one['opens']}–{one['closes']}"
    yield from filter(None, (_value(fields, name) for name in ("channels", "response_hours")))
    for sort in _TOLD:
        for place in _used(fields, sort):
            yield " · ".join(filter(None, _row(fields, sort, place).values()))


def _hours(fields: Fields, place: int) -> dict[str, Any]:
    row = _row(fields, "h", place)
    days = [day for day in WEEKDAYS if row[day]]
    # Browsers may send seconds with a time of day.
    opens, closes = (row[name][:5] if row[name][5:] == ":00" else row[name] for name in _ENDS)
    return {"days": days, "opens": opens, "closes": closes}


def _used(fields: Fields, sort: Rows) -> list[int]:
    """Return the numbers of the rows that have anything in them."""
    numbers = range(MOST_ROWS[sort])
    return [place for place in numbers if any(_row(fields, sort, place).values())]


def _row(fields: Fields, sort: Rows, place: int) -> dict[str, str]:
    return {part: _value(fields, f"{sort}{place}_{part}") for part in PARTS[sort]}


def _value(fields: Fields, name: str) -> str:
    return fields.get(name, "").strip()
