"""Arguments that many commands take, and reading the ids that people type or paste."""

import datetime as dt
import re
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import BadInputError
from domain.problems import shown
from domain.suggestion import KINDS
from domain.text import ID_PATTERN, is_account
from domain.token import claims

_COLLABORATION = re.compile(ID_PATTERN)
_SUGGESTION = re.compile(rf"([a-z0-9][a-z0-9-]{{0,47}}):({'|'.join(KINDS)}):([1-9][0-9]{{0,5}})")

CollaborationId = Annotated[
    str, typer.Argument(metavar="ID", help="Such as onboarding-1 · 协作编号，如 onboarding-1")
]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Folder that sources lie below; else ACCORD_DATA, else ./data · "
        "依据文件所在目录；缺省为 ACCORD_DATA，其次 ./data",
    ),
]
Actor = Annotated[
    str,
    typer.Option("--as", metavar="NAME", envvar="ACCORD_AS", help="Your account · 您的账号"),
]
Expected = Annotated[
    int | None,
    typer.Option(
        "--expected",
        metavar="N",
        min=0,
        help="Refuse unless version N holds · 仅当现行版本为 N 时替换",
    ),
]
OptionalActor = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", envvar="ACCORD_AS", help="Your account · 您的账号"),
]
DecisionToken = Annotated[
    str | None,
    typer.Option(
        "--token",
        metavar="T",
        envvar="ACCORD_TOKEN",
        help="From `accord token`; says who decides · 决定令牌，证明由谁决定",
    ),
]
DecisionId = Annotated[
    str | None,
    typer.Option(
        "--decision-id",
        metavar="ID",
        help="Send the same again: it counts once · 用同一编号重发，只算一次",
    ),
]


def read_collaboration(given: str) -> str:
    """Return the collaboration's id, also from the id of its workflow. Raises BadInputError."""
    name = given.strip().removeprefix("collaboration:")
    if not _COLLABORATION.fullmatch(name):
        raise BadInputError(
            f"“{shown(given)}” is not the id of a collaboration, such as onboarding-1",
            f"「{shown(given)}」不是协作编号，正确写法如 onboarding-1",
        )
    return name


def read_suggestion(given: str) -> str:
    """Return the suggestion's id, also from the id of its workflow. Raises BadInputError."""
    name = given.strip().removeprefix("suggestion:")
    if not _SUGGESTION.fullmatch(name):
        raise BadInputError(
            f"“{shown(given)}” is not the id of a suggestion, such as onboarding-1:goals:1",
            f"「{shown(given)}」不是建议稿编号，正确写法如 onboarding-1:goals:1",
        )
    return name


def read_account(given: str, field: str = "--as") -> str:
    """Return an account's name. Raises BadInputError when no account can be called so."""
    name = given.strip()
    if not is_account(name):
        raise BadInputError(
            f"{field}: “{shown(given)}” is not an account, such as wang.min",
            f"{field}：「{shown(given)}」不是账号，正确写法如 wang.min",
        )
    return name


def read_deciding(account: str | None, token: str | None) -> str:
    """Return who decides: as named, else as the token says. Raises BadInputError."""
    told = claims(token) if token and account is None else None
    if account is None and told is None:
        raise BadInputError(
            "say who decides: --as NAME, or a decision token with --token",
            "请写明由谁决定：--as 账号，或用 --token 给出决定令牌",
        )
    return read_account(account or (told.sub if told else ""))


def read_day(written: str) -> dt.date:
    """Return the day of `--on`. Raises BadInputError."""
    try:
        return dt.date.fromisoformat(written.strip())
    except ValueError:
        raise BadInputError(
            f"--on: “{shown(written)}” is not a date such as 2026-12-01.",
            f"--on：「{shown(written)}」不是日期，请写成 2026-12-01 的形式。",
        ) from None


def read_update_id(given: str | None) -> str | None:
    """Return a decision id that a person gave. Raises BadInputError when none can look so."""
    if given is None or re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}", given):
        return given
    raise BadInputError(
        f"--decision-id: “{shown(given)}” must be 1 to 200 letters, digits and . _ : -",
        f"--decision-id：「{shown(given)}」应为 1 到 200 个字母、数字或 . _ : -",
    )
