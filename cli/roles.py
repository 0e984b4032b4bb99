"""`accord roles`: what is wrong with a role matrix (RACI), rule by rule."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import Console, Json, Lang, print_json, say
from cli.team import day_of
from cli.team_file import people_beside
from cli.yaml_lines import load_checked
from domain.findings import Finding
from domain.matrix_checks import check_matrix
from domain.problems import shown
from domain.role_matrix import RoleMatrix
from domain.text import Bilingual


def register(app: typer.Typer) -> None:
    """Add the command `roles`."""
    app.command("roles", help="Check a role matrix (RACI) · 检查责任分配矩阵")(roles)


def roles(
    file: Annotated[
        Path, typer.Argument(metavar="MATRIX", help="YAML or JSON · YAML 或 JSON 文件")
    ],
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help="Instead of today · 按此日期判断休假，缺省为今天"
        ),
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Check one matrix; the answer is 1 when a rule is broken, and 0 else, warnings included."""
    day = day_of(on)
    matrix = load_checked(file, RoleMatrix)
    if matrix.directory:
        matrix = matrix.among(people_beside(file, matrix.directory))
    found = check_matrix(matrix, day)
    if as_json:
        print_json({"findings": [_document(one) for one in found]})
    else:
        _tell(file, found)
    return 1 if any(one.severity == "error" for one in found) else 0


def _document(one: Finding) -> dict[str, str | None]:
    return {
        "rule": one.rule,
        "row": one.item,
        "severity": one.severity,
        "message": one.said.within(Console.language),
    }


_SEVERITIES = {
    "error": Bilingual(en="error", zh="错误"),
    "warning": Bilingual(en="warning", zh="提醒"),
}


def _tell(file: Path, found: tuple[Finding, ...]) -> None:
    colon = "：" if Console.language == "zh" else ": "
    for one in found:
        severity = _SEVERITIES[one.severity].within(Console.language)
        place = [one.item] if one.item else []
        words = one.said.within(Console.language)
        say(colon.join([severity, *place, words]) + f" [{one.rule}]")
    errors = sum(one.severity == "error" for one in found)
    name, rest = shown(file, 200), len(found) - errors
    say(
        Bilingual(
            en=f"{name}: errors: {errors}, warnings: {rest}.",
            zh=f"{name}：错误 {errors} 处，提醒 {rest} 处。",
        )
    )
