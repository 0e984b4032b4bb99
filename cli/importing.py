"""`accord import`: people, measures, feedback or an event log out of a file into the store."""

import asyncio
import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path

import typer

from api.importing import Imported, Target, import_file
from api.importing_logs import NamedLog, named_log
from api.losses import Missed, tell
from cli import column_options as column
from cli import import_options as options
from cli.asked import OptionalActor, read_account, read_collaboration
from cli.connection import connection, needed_store
from cli.output import Console, Json, Lang, print_json, say
from cli.working_hours import Calendars, read_hours
from domain.errors import BadInputError
from domain.event_columns import ROLES, EventColumns
from domain.import_columns import IMPORT_NAMES, IMPORT_ROLES, ImportRole
from domain.problems import shown
from domain.text import Bilingual, counted


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", help="People, figures, events · 导入人员、指标、意见或日志")(import_)


def import_(
    kind: options.Sort,
    file: options.File,
    collaboration: options.Collaboration = None,
    number: options.Round = 1,
    name: options.Name = None,
    case: column.Case = None,
    time: column.Time = None,
    department: column.Department = None,
    activity: column.Activity = None,
    state: column.State = None,
    start: column.Start = None,
    end: column.End = None,
    resource: column.Resource = None,
    calendars: Calendars = None,
    actor: OptionalActor = None,
    dry_run: options.DryRun = False,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Check the whole file; keep it when nothing is wrong. Long, for it names options twice."""
    owner = _owner(kind, collaboration)
    columns: dict[ImportRole, str | None] = {
        "case": case,
        "time": time,
        "department": department,
        "activity": activity,
        "state": state,
        "start": start,
        "end": end,
        "resource": resource,
    }
    by = read_account(actor) if actor is not None else None
    log = _with_hours(kind, named_log(kind, name, columns, by), calendars)
    target = Target(kind=kind, collaboration=owner, round=number, log=log)
    made = asyncio.run(_import(target, file, dry_run))
    _print(made, as_json)
    return 0 if made.ok else 1


def _owner(kind: str, collaboration: str | None) -> str:
    """Return the collaboration that a file is for; '' for the whole company."""
    owner = read_collaboration(collaboration) if collaboration is not None else ""
    if kind in ("measures", "feedback") and not owner:
        raise BadInputError(
            f"--collaboration: say whose {kind} these are",
            "--collaboration：请指明数据所属的协作",
        )
    return owner


def _with_hours(kind: str, log: NamedLog | None, calendars: Path | None) -> NamedLog | None:
    if calendars is None:
        return log
    if log is None:
        raise BadInputError(
            f"--calendars: only event-logs take them, not {kind}",
            f"--calendars：只适用于 event-logs（事件日志），不适用于 {kind}",
        )
    return log.model_copy(update={"hours": read_hours(calendars)})


async def _import(target: Target, file: Path, dry_run: bool) -> Imported:
    async with needed_store() as engine:
        try:
            stream = file.open("rb")
        except (OSError, ValueError) as error:
            name, why = shown(file, 200), shown(getattr(error, "strerror", None) or error)
            raise BadInputError(f"{name}: {why}.", f"{name}：无法打开（{why}）。") from None
        with stream:
            made = await import_file(engine, target, stream, file.name, dry_run)
    if made.missed:
        with contextlib.suppress(BadInputError):  # no engine is running: they find out later
            opened = await connection()
            return made.model_copy(update={"missed": await tell(opened.client, made.missed)})
    return made


def _print(made: Imported, as_json: bool) -> None:
    if as_json:
        print_json({"ok": made.ok} | made.model_dump(mode="json"))
    else:
        _tell(made)


def _tell(made: Imported) -> None:
    if made.columns:
        say(_columns(made.columns))
    if made.passed_over:
        say(_passed_over(made))
    for line in itertools.chain.from_iterable(map(missed_lines, made.missed)):
        say(line)
    for problem in made.problems:
        say(problem.error.within(Console.language))
    more = made.problem_count - len(made.problems)
    if more:
        say(Bilingual(en=f"… and {more:,} more problems", zh=f"……另有 {more:,} 个问题"))
    if made.problem_count:
        say(
            Bilingual(
                en=f"{counted(made.problem_count, 'problem', 'problems')}; nothing was imported.",
                zh=f"共 {made.problem_count:,} 个问题，未导入任何内容。",
            )
        )
    elif made.dry_run:
        say(
            Bilingual(
                en=f"{counted(made.rows, 'row', 'rows')}, no problem; "
                "nothing was imported (dry run).",
                zh=f"{made.rows:,} 行，没有问题；未导入任何内容（仅检查）。",
            )
        )
    else:
        say(
            Bilingual(
                en=f"{counted(made.rows, 'row', 'rows')}; "
                f"{counted(made.new or 0, 'is new or changed', 'are new or changed')}.",
                zh=f"{made.rows:,} 行，其中 {made.new:,} 行为新增或变更。",
            )
        )


def missed_lines(one: Missed) -> Iterator[Bilingual]:
    """Say what an import of people means for a collaboration; who is settled is good news."""
    if one.accounts:
        yield _missed(one)
    if one.double_booked:
        yield _booked(one)


def _missed(one: Missed) -> Bilingual:
    """Say who is lost to a collaboration, and when it hears of that."""
    gone = Bilingual(en=", ".join(map(shown, one.accounts)), zh="、".join(map(shown, one.accounts)))
    if one.told:
        return Bilingual(
            en=f"{one.collaboration} misses {gone.en}: who takes over is put before people.",
            zh=f"{one.collaboration} 缺少 {gone.zh}：将提请决定由谁接任。",
        )
    return Bilingual(
        en=f"{one.collaboration} misses {gone.en}; it could not be told, and finds out when it "
        "next evaluates or enters a stage.",
        zh=f"{one.collaboration} 缺少 {gone.zh}；目前无法通知，将在下次评估或进入下一阶段时发现。",
    )


def _booked(one: Missed) -> Bilingual:
    """Say who is promised twice since, and whether the heads concerned are told of it."""
    who = tuple(map(shown, one.double_booked))
    en, zh = (
        (
            "the heads concerned and the sponsor are told of it once",
            "有关部门负责人和分管领导将收到一次通知",
        )
        if one.told
        else (
            "it could not be told, and finds out when it next evaluates or enters a stage",
            "目前无法通知，将在下次评估或进入下一阶段时发现",
        )
    )
    return Bilingual(
        en=f"{one.collaboration} and others count on more hours than there are of "
        f"{', '.join(who)}; {en}.",
        zh=f"{one.collaboration} 与其他协作对{'、'.join(who)}的工时重复许诺；{zh}。",
    )


def _columns(found: EventColumns) -> Bilingual:
    """Say which columns were taken, so that a wrong one is seen."""
    taken = {
        IMPORT_NAMES[role]: shown(name or "—")
        for role in IMPORT_ROLES
        if (name := getattr(found, role)) or role in ROLES
    }
    return Bilingual(
        en="Columns: " + ", ".join(f"{role.en} = {name}" for role, name in taken.items()),
        zh="所用的列：" + "，".join(f"{role.zh} = {name}" for role, name in taken.items()),
    )


def _passed_over(made: Imported) -> Bilingual:
    """Say which columns nothing was read from, so that one that is spelt wrong is seen."""
    more = made.passed_over_count - len(made.passed_over)
    return Bilingual(
        en=f"Passed over: {', '.join(made.passed_over)}{f' and {more:,} more' if more else ''}",
        zh=f"未使用的列：{'、'.join(made.passed_over)}{f' 等，另有 {more:,} 列' if more else ''}",
    )
