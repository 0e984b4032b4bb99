"""The options that name the columns of an event log, for `accord needs` and `accord import`."""

from typing import Annotated, Any

import typer


def _column(help: str) -> Any:
    """Return the option for a column; its parameter names it."""
    return typer.Option(metavar="COL", help=help)


Case = Annotated[str | None, _column("Its case · 案件编号")]
Time = Annotated[str | None, _column("Its time · 时间")]
Department = Annotated[str | None, _column("Its department · 部门")]
Activity = Annotated[str | None, _column("Its activity · 活动")]
State = Annotated[str | None, _column("Its state; empty: none · 状态，留空表示没有")]
Lifecycle = Annotated[str | None, _column("Its state · 状态")]
Start = Annotated[str | None, _column("When work began · 开始时间")]
End = Annotated[str | None, _column("When it ended · 结束时间")]
Resource = Annotated[str | None, _column("Who did it · 处理人")]
