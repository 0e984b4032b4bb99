"""`accord policy preview`: who will be asked, before anything is started (预览)."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from cli.asked import read_day
from cli.output import Console, Json, Lang, print_json, say
from cli.policy_file import Given, read_given
from cli.policy_words import lines_of
from domain.errors import BadInputError
from domain.forecast import Forecast, forecast
from domain.problems import shown
from domain.shape import nearest
from domain.suggestion import KINDS, Kind
from domain.text import Bilingual

File = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="Brief or policy file · 立项申请或审批规则文件"),
]
Directory = Annotated[
    Path | None,
    typer.Option("--directory", metavar="PEOPLE", help="People: CSV, YAML · 人员名录文件"),
]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the sources · 依据文件所在目录"),
]
OneKind = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help="One kind only · 只看一类")
]
Initiator = Annotated[
    str | None,
    typer.Option("--initiator", metavar="ACCOUNT", help="Whose words it is · 发起人账号"),
]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="Instead of today · 按此日期，缺省为今天"),
]

group = typer.Typer(no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the command `policy preview`."""
    app.add_typer(group, name="policy", help="Look at policies · 查看审批流程")


@group.callback()
def _policy() -> None:
    """Keep `preview` a command of its own although it is the only one."""


@group.command("preview", help="Show the path and its people · 预览审批流程和审批人")
def preview(
    file: File,
    directory: Directory = None,
    data: Data = None,
    kind: OneKind = None,
    initiator: Initiator = None,
    on: On = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Print the steps of each kind of suggestion, as if every department were touched."""
    kinds = KINDS if kind is None else (_kind(kind),)
    at = dt.datetime.now(dt.UTC) if on is None else read_day(on)
    given = read_given(file, directory, data)
    _known(initiator, given)
    found = [forecast(one, given.brief, given.directory, at, initiator) for one in kinds]
    if as_json:
        print_json(_document(file, given, at, found))
        return
    for one in found:
        for line in lines_of(one, given.directory, Console.language):
            say(line)


def _kind(written: str) -> Kind:
    found = next((one for one in KINDS if one == written), None)
    if found is None:
        near, known = nearest(written, KINDS), ", ".join(KINDS)
        hint = Bilingual(
            en=f"did you mean {near}?" if near else f"write one of {known}.",
            zh=f"是不是 {near}？" if near else f"可用的有 {known.replace(', ', '、')}。",
        )
        raise BadInputError(
            f"--kind: there is no kind of suggestion “{shown(written)}”; {hint.en}",
            f"--kind：没有「{shown(written)}」这类建议稿；{hint.zh}",
        )
    return found


def _known(initiator: str | None, given: Given) -> None:
    if initiator is None or given.directory.person(initiator):
        return
    near = nearest(initiator, [person.account for person in given.directory.people])
    raise BadInputError(
        f"--initiator: nobody in {given.people} has the account “{shown(initiator)}”"
        + (f"; did you mean “{near}”?" if near else "."),
        f"--initiator：{given.people} 中没有账号「{shown(initiator)}」"
        + (f"，是不是「{near}」？" if near else "。"),
    )


def _document(
    file: Path, given: Given, at: dt.datetime | dt.date, found: list[Forecast]
) -> dict[str, object]:
    return {
        "ok": True,
        "file": shown(file, 200),
        "people": given.people,
        "on": (at.date() if isinstance(at, dt.datetime) else at).isoformat(),
        "policies": [one.model_dump(mode="json") for one in found],
    }
