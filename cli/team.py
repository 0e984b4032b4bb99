"""`accord team`: the best team for a request, proved, or what in the request clashes."""

import asyncio
import datetime as dt
import time
from pathlib import Path
from typing import Annotated

import typer

from analysis.team_plan import team_plan
from cli.asked import read_day
from cli.connection import needed_store
from cli.output import Console, Json, Lang, print_json, say
from cli.team_file import read_request
from cli.team_words import lines_of
from domain.charter import Charter
from domain.promises import less_promised, promises_of
from store.promises import open_charters

File = Annotated[Path, typer.Argument(metavar="REQUEST", help="YAML or JSON · YAML 或 JSON 文件")]
On = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="DATE",
        help="Where the request has no period: four weeks from this day, else from today · "
        "未写 period 时，自该日（缺省为今天）起四周",
    ),
]
Promised = Annotated[
    bool,
    typer.Option(
        "--promised",
        help="Take off what accounts have promised to collaborations in the store "
        "(ACCORD_HOME) · 扣除各账号已许诺给存储（ACCORD_HOME）中其他协作的工时",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command `team`."""
    app.command("team", help="Form a proved best team · 求出可证明最优的团队")(team)


def team(
    file: File,
    on: On = None,
    promised: Promised = False,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Form one team; the answer is 0 where there is one and 1 where there is none."""
    day = day_of(on)
    request = read_request(file)
    if promised:
        request = less_promised(request, promises_of(asyncio.run(_charters())))
    started = time.perf_counter()
    plan = team_plan(request, day)
    plan = plan.model_copy(update={"seconds": round(time.perf_counter() - started, 3)})
    if as_json:
        print_json(plan)
    else:
        for line in lines_of(plan, request, Console.language):
            say(line)
    return 0 if plan.team else 1


async def _charters() -> list[Charter]:
    async with needed_store() as engine:
        return await open_charters(engine)


def day_of(written: str | None) -> dt.date:
    """Return the day of `--on`, else today. Raises BadInputError."""
    if written is None:
        return dt.datetime.now().astimezone().date()
    return read_day(written)
