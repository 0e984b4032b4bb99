"""The words and options of `accord import`, each with what it is for."""

from pathlib import Path
from typing import Annotated

import typer

from activities.importing import Kind

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
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="List every problem, keep nothing · 只检查，不导入")
]
