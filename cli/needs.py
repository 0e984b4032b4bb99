"""`accord needs`: where cases wait between departments, out of an event log or a survey."""

from pathlib import Path
from typing import Annotated

import typer

from activities.log_files import LogRead, read_log
from analysis.needs import needs_report
from cli import column_options as column
from cli.needs_map import Ground, Map, check_map, write_map
from cli.needs_words import lines
from cli.output import Console, Json, Lang, print_json, say
from cli.survey import survey as survey_of
from cli.survey import survey_template
from cli.working_hours import Calendars, read_hours
from domain.errors import BadInputError
from domain.hand_off_map import map_of
from domain.log_columns import LogColumns, LogRole
from domain.needs import NeedsReport
from domain.problems import shown
from domain.text import Bilingual

Log = Annotated[
    Path | None,
    typer.Argument(metavar="LOG", help=".csv, .xlsx, .parquet, .xes; .csv.gz, .xes.gz"),
]
Survey = Annotated[
    Path | None,
    typer.Option("--survey", metavar="FILE", help="Instead of a log · 没有日志时用问卷"),
]
Template = Annotated[
    str | None,
    typer.Option("--survey-template", metavar="zh|en", help="A survey to fill in · 问卷模板"),
]
_NAMES: dict[LogRole, str] = {
    "case": "案件编号",
    "group": "部门",
    "time": "时间",
    "activity": "活动",
    "lifecycle": "状态",
    "start": "开始时间",
    "end": "结束时间",
    "resource": "处理人",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("needs", help="Where work waits, from a log or a survey · 找出等待")(needs)


def needs(
    log: Log = None,
    group: column.Department = None,
    case: column.Case = None,
    activity: column.Activity = None,
    time: column.Time = None,
    lifecycle: column.Lifecycle = None,
    start: column.Start = None,
    end: column.End = None,
    resource: column.Resource = None,
    calendars: Calendars = None,
    survey: Survey = None,
    template: Template = None,
    map_to: Map = None,
    theme: Ground = "auto",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Read a log or a survey, compute who waits on whom, and print it with what it rests on."""
    check_map(map_to)
    options: dict[LogRole, str | None] = {
        "group": group,
        "case": case,
        "activity": activity,
        "time": time,
        "lifecycle": lifecycle,
        "start": start,
        "end": end,
        "resource": resource,
    }
    of_a_log = [*options.values(), calendars, map_to]
    if log is None or survey is not None or template is not None:
        _without_a_log(log, survey, template, any(one is not None for one in of_a_log), as_json)
        return
    columns = {role: name for role, name in options.items() if name is not None}
    _of_a_log(log, columns, calendars, map_to, theme, as_json)


def _of_a_log(
    log: Path,
    columns: dict[LogRole, str],
    calendars: Path | None,
    map_to: Path | None,
    theme: Ground,
    as_json: bool,
) -> None:
    """Print what a log says, and draw it where that was asked for."""
    hours = read_hours(calendars)
    read = read_log(log, columns)
    report = needs_report(read.table, read.placeholders, read.copies, hours)
    found = map_of(report, shown(log.name, 200))
    drawn = write_map(map_to, found, theme) if map_to is not None else None
    _print(read, report, as_json)
    if drawn is not None:
        say(drawn)


def _without_a_log(
    log: Path | None, survey: Path | None, template: str | None, of_a_log: bool, as_json: bool
) -> None:
    """Do what was asked for in the place of reading a log; it is one thing."""
    if sum(one is not None for one in (log, survey, template)) != 1:
        raise BadInputError(
            "Name one of LOG, --survey FILE and --survey-template zh|en.",
            "LOG、--survey FILE 与 --survey-template zh|en 须填且只填其一。",
        )
    if of_a_log:
        raise BadInputError(
            "A survey has a header of its own and no map; leave --group, --map and the others out.",
            "问卷的列由表头识别，也没有交接图，请勿使用 --group、--map 等选项。",
        )
    if survey is not None:
        survey_of(survey, as_json)
    elif template is not None:
        survey_template(template)


def _print(read: LogRead, report: NeedsReport, as_json: bool) -> None:
    say(_columns(read.columns))
    if as_json:
        print_json(report.document(Console.language))
        return
    for line in lines(report):
        say(line)


def _columns(columns: LogColumns) -> Bilingual:
    """Say which columns were taken, so that a wrong one is seen."""
    named = columns.named()
    like = " / ".join(columns.products)
    return Bilingual(
        en="Columns: "
        + ", ".join(f"{role} = {shown(name)}" for role, name in named.items())
        + (f" (as exported by {like})" if like else ""),
        zh="所用的列："
        + "，".join(f"{_NAMES[role]} = {shown(name)}" for role, name in named.items())
        + (f"（形如 {like} 的导出）" if like else ""),
    )
