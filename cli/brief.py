"""`accord brief`: write a brief by answering questions, and check one before it starts."""

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.asked import Data
from cli.brief_check import check_brief, data_folder
from cli.brief_new import ask_brief, in_yaml
from cli.output import Console, Json, Lang, print_json, say
from cli.yaml_lines import Finding, load_checked
from domain.brief import Brief
from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Bilingual

group = typer.Typer(no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands `brief check`, `brief json` and `brief new`."""
    app.add_typer(group, name="brief", help="Write or check a brief · 编写或检查协作立项申请")


@group.command(
    "check", help="List every problem of a brief, with its line · 逐行列出立项申请的问题"
)
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML or JSON · YAML 或 JSON 文件")],
    data: Data = None,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Check one brief; the answer is 0 when it is fine and 1 when there are problems."""
    folder = data_folder(data)
    found = check_brief(file, folder)
    if as_json:
        print_json(_document(file, folder, found))
    else:
        _tell(file, folder, found)
    return 1 if found else 0


@group.command("json", help="Print a brief as JSON, for the HTTP API · 输出 JSON，供 HTTP 接口使用")
def as_sent(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML or JSON · YAML 或 JSON 文件")],
    lang: Lang = None,
) -> None:
    """Print the brief as `POST /v1/collaborations` takes it. Raises BadInputError."""
    print_json(load_checked(file, Brief))


@group.command("new", help="Make a brief by answering questions · 问答式编写立项申请")
def new(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="YAML to write · 要写入的 YAML")
    ] = Path("brief.yaml"),
    data: Data = None,
    lang: Lang = None,
) -> int:
    """Ask for a brief in the terminal, write it with comments, and check it."""
    name = shown(file, 200)
    if not sys.stdin.isatty():
        raise BadInputError(
            "`accord brief new` asks questions and needs a terminal; without one, write the file "
            "by `accord schema brief`.",
            "`accord brief new` 需要在终端中逐项问答；没有终端时，"
            "请按 `accord schema brief` 编写文件。",
        )
    folder = data_folder(data)
    _refuse_to_overwrite(file)
    answers = ask_brief(_ask, say, Console.language, dt.datetime.now().astimezone().date())
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(in_yaml(answers, Console.language))
    except FileExistsError:
        _refuse_to_overwrite(file)
    except OSError:
        raise BadInputError(f"{name}: cannot be written.", f"{name}：无法写入。") from None
    say(Bilingual(en=f"\nWritten: {name}", zh=f"\n已写入：{name}"))
    found = check_brief(file, folder)
    _tell(file, folder, found)
    return 1 if found else 0


def _ask(question: str) -> str:
    return input(question)


def _refuse_to_overwrite(file: Path) -> None:
    if file.exists():
        name = shown(file, 200)
        raise BadInputError(
            f"{name}: exists already; name another file.", f"{name}：文件已存在，请换一个文件名。"
        )


def _tell(file: Path, folder: Path | None, found: tuple[Finding, ...]) -> None:
    for finding in found:
        say(finding.within(Console.language))
    name, count = shown(file, 200), len(found)
    if found:
        noun = "problem" if count == 1 else "problems"
        say(Bilingual(en=f"{count} {noun} in {name}.", zh=f"{name} 共有 {count} 处问题。"))
    else:
        say(Bilingual(en=f"{name} is fine.", zh=f"{name} 没有问题。"))
    if folder is None:
        say(
            Bilingual(
                en="The files it names were not looked at: name their folder by --data.",
                zh="未检查其中引用的文件：请用 --data 指定数据目录。",
            )
        )


def _document(file: Path, folder: Path | None, found: tuple[Finding, ...]) -> dict[str, object]:
    return {
        "file": shown(file, 200),
        "ok": not found,
        "sources_checked": folder is not None,
        "problems": [
            {"line": finding.line, "path": finding.path, **finding.sentence.model_dump()}
            for finding in found
        ],
    }
