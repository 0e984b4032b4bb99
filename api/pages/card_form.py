"""The form in which a department's head writes its card: no scripts, so spare rows are shown."""

from collections.abc import Iterator

from api.pages.card_fields import LABELS, Fields, Rows, rows
from api.pages.frame import text
from domain.card import WEEKDAYS
from domain.text import Bilingual, Language

_ROWS = Bilingual(
    en="Leave rows empty that you do not need; there are more after saving.",
    zh="不需要的行请留空；保存后会再出现空行。",
)
_FROM = Bilingual(en="from", zh="从")
_TO = Bilingual(en="to", zh="到")
_CALENDAR = Bilingual(en="such as CN; empty: none", zh="如 CN；没有可不填")
_CHANNELS = Bilingual(en="one on each line, at most 10", zh="每行一个，最多 10 个")
_HOURS = Bilingual(en="in working hours", zh="按工作小时计")
_DEPARTMENT = Bilingual(en="From which department (empty: from all)", zh="向哪个部门（不填：所有）")
_WHAT = Bilingual(en="What", zh="需要什么")
_WORD = {
    "term": Bilingual(en="Word", zh="词"),
    "ours": Bilingual(en="What it means here", zh="我们指"),
    "others": Bilingual(en="What others mean by it", zh="其他部门指"),
}
_SAVE = Bilingual(en="Save the card", zh="保存名片")
_LONGEST = 300
_DAYS = tuple(WEEKDAYS.items())


def card_form(
    action: str, fields: Fields, version: int, csrf: str, language: Language, warn: bool = False
) -> str:
    """Return the form. `action` is safe to stand in it; `version` is the card that was shown.

    The version makes it count once: a second sending is about a card that holds no more.
    """
    carried = {"version": str(version), "csrf": csrf}
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{text(value)}">'
        for name, value in carried.items()
        if value
    )
    shown = language, fields
    parts = [
        _group("hours", language, "".join(_hours(*shown)) + _zone(*shown)),
        _channels(*shown),
        _line("response_hours", *shown, _HOURS, "number", ' min="0.1" max="2000" step="any"'),
        _group("needs", language, "".join(_needs(*shown))),
        _group("words", language, "".join(_words(*shown))),
    ]
    told = f'<p class="soft">{text(_ROWS.within(language))}</p>'
    sort = "no" if warn else "go"
    return (
        f'<form method="post" action="{action}" autocomplete="off">{hidden}{"".join(parts)}{told}'
        f'<button class="{sort}">{_SAVE.within(language)}</button></form>'
    )


def _group(name: str, language: Language, inside: str) -> str:
    label = text(LABELS[name].within(language))
    return f'<fieldset id="f-{name}"><legend>{label}</legend>{inside}</fieldset>'


def _hours(language: Language, fields: Fields) -> Iterator[str]:
    for row in range(rows(fields, "h")):
        days = "".join(_day(f"h{row}_{day}", word, language, fields) for day, word in _DAYS)
        ends = (
            f"<label>{word.within(language)}"
            f'<input type="time" name="h{row}_{name}"{_held(fields, f"h{row}_{name}")}></label>'
            for name, word in (("opens", _FROM), ("closes", _TO))
        )
        yield f'<div class="rows"><div class="days">{days}</div><div class="pair">' + (
            f"{''.join(ends)}</div></div>"
        )


def _day(name: str, word: Bilingual, language: Language, fields: Fields) -> str:
    checked = " checked" if fields.get(name) else ""
    return (
        f'<label><input type="checkbox" name="{name}" value="1"{checked}>'
        f"{word.within(language)}</label>"
    )


def _zone(language: Language, fields: Fields) -> str:
    zone = _line("time_zone", language, fields, more=" required")
    return f'<div class="pair">{zone}{_line("calendar", language, fields, _CALENDAR)}</div>'


def _channels(language: Language, fields: Fields) -> str:
    return (
        f"<label>{_label('channels', _CHANNELS, language)}"
        '<textarea name="channels" maxlength="4000" rows="3" required>\n'
        f"{text(fields.get('channels', ''))}</textarea></label>"
    )


def _needs(language: Language, fields: Fields) -> Iterator[str]:
    for row in range(rows(fields, "n")):
        yield _row("n", row, {"department": _DEPARTMENT, "what": _WHAT}, language, fields)


def _words(language: Language, fields: Fields) -> Iterator[str]:
    for row in range(rows(fields, "w")):
        yield _row("w", row, _WORD, language, fields)


def _row(
    sort: Rows, row: int, names: dict[str, Bilingual], language: Language, fields: Fields
) -> str:
    inside = "".join(
        f'<label>{text(word.within(language))}<input type="text" name="{sort}{row}_{name}" '
        f'maxlength="{_LONGEST}"{_held(fields, f"{sort}{row}_{name}")}></label>'
        for name, word in names.items()
    )
    return f'<div class="rows row-of">{inside}</div>'


def _line(
    name: str,
    language: Language,
    fields: Fields,
    told: Bilingual | None = None,
    sort: str = "text",
    more: str = "",
) -> str:
    needed = " required" if sort == "number" else ""
    return (
        f'<label>{_label(name, told, language)}<input type="{sort}" name="{name}" '
        f'maxlength="{_LONGEST}"{_held(fields, name)}{more}{needed}></label>'
    )


def _label(name: str, told: Bilingual | None, language: Language) -> str:
    word = LABELS[name].within(language)
    if told is None:
        return text(word)
    return text(f"{word}（{told.zh}）" if language == "zh" else f"{word} ({told.en})")


def _held(fields: Fields, name: str) -> str:
    return f' value="{text(fields[name])}"' if fields.get(name) else ""
