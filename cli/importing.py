"""`accord import`: people, measures or feedback out of a file into the store."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from activities.importing import Kind
from api.importing import Imported, Target, import_file
from cli.asked import read_collaboration
from cli.connection import needed_store
from cli.output import Console, Json, Lang, print_json, say
from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Bilingual


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", help="People, measures or feedback · 导入人员、指标或意见")(import_)


def import_(
    kind: Annotated[
        Kind, typer.Argument(metavar="KIND", help="directory, measures, feedback · 种类")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".csv, .xlsx, .yaml, .json")],
    collaboration: Annotated[
        str | None,
        typer.Option(
            "--collaboration",
            metavar="ID",
            help="Whose it is; a directory is the company's without · 所属协作",
        ),
    ] = None,
    number: Annotated[
        int, typer.Option("--round", metavar="N", min=1, max=9999, help="Of feedback · 意见轮次")
    ] = 1,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List every problem, keep nothing · 只检查，不导入")
    ] = False,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Check the whole file; keep it when nothing is wrong with it."""
    owner = read_collaboration(collaboration) if collaboration is not None else ""
    if kind != "directory" and not owner:
        raise BadInputError(
            f"--collaboration: say whose {kind} these are",
            "--collaboration：请指明数据所属的协作",
        )
    target = Target(kind=kind, collaboration=owner, round=number)
    made = asyncio.run(_import(target, file, dry_run))
    if as_json:
        print_json({"ok": made.ok} | made.model_dump(mode="json"))
    else:
        _tell(made)
    return 0 if made.ok else 1


async def _import(target: Target, file: Path, dry_run: bool) -> Imported:
    async with needed_store() as engine:
        try:
            stream = file.open("rb")
        except (OSError, ValueError) as error:
            name, why = shown(file, 200), shown(getattr(error, "strerror", None) or error)
            raise BadInputError(f"{name}: {why}.", f"{name}：无法打开（{why}）。") from None
        with stream:
            return await import_file(engine, target, stream, file.name, dry_run)


def _tell(made: Imported) -> None:
    for problem in made.problems:
        say(problem.error.within(Console.language))
    more = made.problem_count - len(made.problems)
    if more:
        say(Bilingual(en=f"… and {more:,} more problems", zh=f"……另有 {more:,} 个问题"))
    if made.problem_count:
        say(
            Bilingual(
                en=f"{made.problem_count:,} problems; nothing was imported.",
                zh=f"共 {made.problem_count:,} 个问题，未导入任何内容。",
            )
        )
    elif made.dry_run:
        say(
            Bilingual(
                en=f"{made.rows:,} rows, no problem; nothing was imported (dry run).",
                zh=f"{made.rows:,} 行，没有问题；未导入任何内容（仅检查）。",
            )
        )
    else:
        say(
            Bilingual(
                en=f"{made.rows:,} rows; {made.new:,} are new or changed.",
                zh=f"{made.rows:,} 行，其中 {made.new:,} 行为新增或变更。",
            )
        )
