"""The words and options of `accord import`, each with what it is for."""

from pathlib import Path
from typing import Annotated, Any

import typer

from activities.importing import Kind


def _column(help: str) -> Any:
    """Return the option for a column; its parameter names it."""
    return typer.Option(metavar="COL", help=help)


Sort = Annotated[
    Kind,
    typer.Argument(metavar="KIND", help="directory, measures, feedback, event-logs · 种类"),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help=".csv, .xlsx, .yaml, .json")]
Collaboration = Annotated[
    str | None,
    typer.Option(
        "--collaboration",
        metavar="ID",
        help="Whose it is; a directory or log is the company's without · 所属协作",
    ),
]
Round = Annotated[
    int, typer.Option("--round", metavar="N", min=1, max=9999, help="Of feedback · 意见轮次")
]
Name = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="Of an event log · 日志名称")
]
Case = Annotated[str | None, _column("Its case · 案件编号")]
Time = Annotated[str | None, _column("Its time · 时间")]
Department = Annotated[str | None, _column("Its department · 部门")]
Activity = Annotated[str | None, _column("Its activity · 活动")]
State = Annotated[str | None, _column("Its state; empty: none · 状态，留空表示没有")]
Start = Annotated[str | None, _column("When work began · 开始时间")]
End = Annotated[str | None, _column("When it ended · 结束时间")]
Resource = Annotated[str | None, _column("Who did it · 处理人")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="List every problem, keep nothing · 只检查，不导入")
]
