"""`accord calendar`: when so many working days are over, and which days were left out, and why."""

import datetime as dt
from typing import Annotated, Any

import typer

from activities.calendars import country_of, work_calendar
from cli.output import Json, Lang, print_json, say
from domain.business_time import (
    DayOff,
    WorkCalendar,
    add_working_days,
    days_off,
    unannounced,
    zone,
)
from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Bilingual


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("calendar", help="Count working days · 计算工作日")(calendar)


def calendar(
    start: Annotated[
        str,
        typer.Option("--from", metavar="DATE", help="A day, or a time of it · 起算日期或时间"),
    ],
    days: Annotated[int, typer.Option("--days", metavar="N", help="Working days · 工作日数")],
    country: Annotated[
        str | None,
        typer.Option("--country", metavar="CN", help="CN, DE, DE-BY, none · 国家或地区"),
    ] = None,
    place: Annotated[
        str, typer.Option("--zone", metavar="ZONE", help="Time zone · 时区")
    ] = "Asia/Shanghai",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Print when `days` working days after `start` are over, and the days left out."""
    begun = _moment(start, place)
    counted = work_calendar((country or country_of(place)).strip(), place, begun.date())
    due = add_working_days(begun, days, counted)
    skipped, note = days_off(begun, due, counted), unannounced(due, counted)
    worked = tuple(sorted(day for day in counted.made_up if begun.date() <= day <= due.date()))
    if as_json:
        print_json(_document(counted, begun, due, skipped, worked, note))
        return
    for line in _lines(counted, days, due, skipped, worked, note):
        say(line)


def _moment(text: str, place: str) -> dt.datetime:
    """Read a day or a time, as a clock shows it at `place` unless the text names its offset."""
    try:
        at = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadInputError(
            f"--from: “{shown(text)}” is not a date such as 2026-02-13 or 2026-02-13T17:00.",
            f"--from：「{shown(text)}」不是日期，请写成 2026-02-13 或 2026-02-13T17:00 的形式。",
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=zone(place))


def _document(
    counted: WorkCalendar,
    begun: dt.datetime,
    due: dt.datetime,
    skipped: tuple[DayOff, ...],
    worked: tuple[dt.date, ...],
    note: Bilingual | None,
) -> dict[str, Any]:
    return {
        "ok": True,
        "country": counted.country,
        "zone": counted.zone,
        "from": begun.isoformat(),
        "due": due.astimezone(zone(counted.zone)).isoformat(),
        "due_utc": due.isoformat(),
        "skipped": [one.model_dump(mode="json") for one in skipped],
        "made_up": [day.isoformat() for day in worked],
        "known_until": counted.known_until.isoformat() if counted.known_until else None,
        "note": note.model_dump() if note else None,
    }


def _lines(
    counted: WorkCalendar,
    days: int,
    due: dt.datetime,
    skipped: tuple[DayOff, ...],
    worked: tuple[dt.date, ...],
    note: Bilingual | None,
) -> list[Bilingual]:
    at = f"{due.astimezone(zone(counted.zone)):%Y-%m-%d %H:%M}"
    where = f"{counted.zone}, {counted.country}"
    head = Bilingual(
        en=f"{days} working days are over at {at} ({where})",
        zh=f"{days} 个工作日后为 {at}（{counted.zone}，{counted.country}）",
    )
    rows = [
        Bilingual(en=f"  {_en(one.day)} · {one.why.en}", zh=f"  {_zh(one.day)} · {one.why.zh}")
        for one in skipped
    ]
    made_up = [
        Bilingual(
            en=f"  {_en(day)} · make-up working day: counts", zh=f"  {_zh(day)} · 调休补班，计入"
        )
        for day in worked
    ]
    return [head, *rows, *made_up, *([note] if note else [])]


def _en(day: dt.date) -> str:
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day.weekday()]} {day}"


def _zh(day: dt.date) -> str:
    return f"{day} 周{'一二三四五六日'[day.weekday()]}"
