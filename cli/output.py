"""What every command prints with: the reader's language, lines, JSON, and one clear refusal."""

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from domain.errors import BadInputError, RefusedError
from domain.problems import shown
from domain.text import Bilingual, Language, clean

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What JSON may hold as it is, but a terminal would act on."""


class Console:
    """How this process talks to its reader; one per process, settled before a command runs."""

    language: Language = "en"
    json: bool = False


def settle(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Settle language and form from the command line, ``ACCORD_LANG``, then the locale.

    Done before the arguments are parsed, so that what is wrong with them is told in the right
    language too.
    """
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    Console.json = "--json" in before
    Console.language = _language_of_locale(environment)
    if named := environment.get("ACCORD_LANG"):
        Console.language = language_named(named, "ACCORD_LANG")
    for argument, following in zip(before, [*before[1:], ""], strict=False):
        if argument == "--lang" and following:
            Console.language = language_named(following, "--lang")
        elif argument.startswith("--lang="):
            Console.language = language_named(argument.removeprefix("--lang="), "--lang")


def language_named(name: str, place: str) -> Language:
    """Return the language that `name`, such as zh, zh-CN or en_GB.UTF-8, stands for.

    Raises:
        BadInputError: it is neither Chinese nor English; names `place`.
    """
    match name.lower().replace("_", "-").split(".")[0].split("-")[0]:
        case "zh":
            return "zh"
        case "en":
            return "en"
    raise BadInputError(
        f"{place}: “{shown(name)}” is not a language here; write zh or en.",
        f"{place}：「{shown(name)}」不是可用的语言，请填写 zh 或 en。",
    )


def say(text: Bilingual | str) -> None:
    """Print one line for a person; with ``--json`` on stderr, for stdout is the document's.

    Whatever was written by somebody else: no control character reaches the terminal.
    """
    line = text.within(Console.language) if isinstance(text, Bilingual) else text
    typer.echo(clean(line), err=Console.json)


def print_json(document: BaseModel | Mapping[str, Any] | Sequence[Any]) -> None:
    """Print the one JSON document of a command on stdout."""
    plain = document.model_dump(mode="json") if isinstance(document, BaseModel) else document
    text = json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False)
    typer.echo(_UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def fail(error: BadInputError) -> int:
    """Tell the one sentence of `error` on stderr and return the exit code: 1 for no, else 2.

    With ``--json``, stdout still gets one document: the sentence in both languages.
    """
    typer.echo(clean(error.within(Console.language)), err=True)
    refused = error if isinstance(error, RefusedError) else None
    if Console.json:
        more = refused.document if refused else {}
        print_json({"ok": False, "error": error.sentence.model_dump()} | more)
    return 1 if refused else 2


def leave(code: int) -> None:
    """End the process at once with `code`.

    The Temporal client's threads crash an ordinary exit now and then (sdk-python#300), and the
    exit code would lie; so everything is flushed here and Python's own ending is left out.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # its reader has gone, or it is closed already
            stream.flush()
    os._exit(code)


def _language_of_locale(environment: Mapping[str, str]) -> Language:
    locale = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def _settled(value: str | None) -> str | None:
    if value is not None:
        Console.language = language_named(value, "--lang")
    return value


Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON document on stdout · 输出一个 JSON 文档")
]
Lang = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="zh|en", callback=_settled, help="Language of messages · 消息语言"
    ),
]
