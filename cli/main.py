"""The `accord` command: parse, call, print; every exit code is the answer."""

import importlib
import io
import os
import sys
import traceback
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from cli.output import Console, Lang, fail, leave, settle
from cli.usage import usage_sentence
from domain.errors import BadInputError

INTERRUPTED = 130
BROKEN_PIPE = 141
CRASHED = 70

_COMMANDS: dict[str, tuple[str, ...]] = {
    "cli.demo": ("demo",),
    "cli.up": ("up", "worker"),
    "cli.brief": ("brief",),
    "cli.policy": ("policy",),
    "cli.schema": ("schema",),
    "cli.team": ("team",),
    "cli.roles": ("roles",),
    "cli.start": ("start",),
    "cli.show": ("show",),
    "cli.inbox": ("inbox",),
    "cli.decide": ("decide",),
    "cli.steer": ("close", "pause", "resume", "redraft"),
    "cli.idea": ("idea",),
    "cli.conflict": ("conflict",),
    "cli.feedback": ("feedback",),
    "cli.evaluate": ("evaluate",),
    "cli.spend": ("spend",),
    "cli.strategy": ("strategy",),
    "cli.importing": ("import",),
    "cli.event_logs": ("event-logs",),
    "cli.needs": ("needs",),
    "cli.ledger": ("ledger",),
    "cli.keys": ("keys",),
    "cli.token": ("token",),
    "cli.ui_proxy": ("ui-proxy",),
    "cli.api": ("api",),
    "cli.invite": ("invite",),
    "cli.service_account": ("service-account",),
    "cli.permit": ("permit",),
    "cli.notify": ("notify",),
    "cli.calendar": ("calendar",),
    "cli.llm": ("llm",),
    "cli.model": ("model",),
}
"""Which file registers which commands, in the order in which help lists them."""


def _accord(lang: Lang = None) -> None:
    """Take options that stand before the command."""


def command_line(arguments: Sequence[str]) -> typer.Typer:
    """Return the command line; when `arguments` name a command, with that command's file only.

    The demo's file takes two seconds to import, which `accord show` need not wait for.
    """
    app = typer.Typer(
        name="accord",
        help="Accord · 合议: cross-department collaboration; the model drafts, people decide · "
        "跨部门协作：模型起草，由人决定",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_accord)
    word = next((a for a in arguments if not a.startswith("-")), None)
    named = [file for file, commands in _COMMANDS.items() if word in commands]
    for file in named or _COMMANDS:
        importlib.import_module(file).register(app)
    return app


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 yes, 1 no, 2 bad usage or bad input."""
    try:
        settle(arguments, os.environ)
        app = command_line(arguments)
        answer = app(list(arguments), prog_name="accord", standalone_mode=False)
        return answer if isinstance(answer, int) else 0
    except BadInputError as error:
        return fail(error)
    except TyperException as error:
        return _misused(error)
    except (KeyboardInterrupt, EOFError, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return _unread()
    except SystemExit as ended:  # how Typer ends on a broken pipe, with 1, which would mean "no"
        if isinstance(ended.__context__, BrokenPipeError):
            return _unread()
        return ended.code if isinstance(ended.code, int) else 0


def main() -> None:
    """Run the command line of this process, then end it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # never fail on 合议 in a Latin-1 terminal
            stream.reconfigure(errors="backslashreplace")
    try:
        code = run(sys.argv[1:])
    except Exception:  # a fault of ours: show all of it, and never as an answer of 1 or 2
        traceback.print_exc()
        code = CRASHED
    leave(code)


def _misused(error: TyperException) -> int:
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message())
        return 0 if not Console.json else 2
    told = usage_sentence(error, context.command_path if context else "accord")
    return fail(BadInputError(told.en, told.zh))


def _unread() -> int:
    """Our reader has gone (`accord … | head`): write nothing more, and end as `cat` would."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - the process ends with it
    return BROKEN_PIPE
