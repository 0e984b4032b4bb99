"""Who drafts: a model that is configured, one on this machine, or rules."""

import contextlib
import dataclasses
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from activities.llm_endpoint import Endpoint, endpoints_from, local_endpoint
from cli.model import agreed, pulled
from cli.model_child import LocalServer
from cli.model_pip import install
from cli.model_serve import engine_is_here, require_engine
from cli.model_weights import DEFAULT, WEIGHTS, gigabytes, models, present
from cli.output import say
from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Bilingual

Llm = Literal["auto", "openai", "local", "rules"]
CHOICES: tuple[Llm, ...] = get_args(Llm)
Drafter = Annotated[
    str, typer.Option("--llm", metavar="|".join(CHOICES), help="Who drafts · 由谁起草")
]

LOCK = Path(__file__).resolve().parents[1] / "requirements-local.lock"
"""What the extra `local` adds, with hashes; only a checkout has it."""

ENGINE_SIZE = "34 MB"


@dataclasses.dataclass(frozen=True)
class Chosen:
    """Who drafts: `endpoints` in the order in which they are asked, or `file` on this machine."""

    endpoints: tuple[Endpoint, ...] = ()
    file: Path | None = None


def llm_named(value: str) -> Llm:
    """Return what was given with ``--llm``. Raises BadInputError when it is no choice."""
    for choice in CHOICES:
        if value == choice:
            return choice
    raise not_one_of(value, "--llm", CHOICES)


def not_one_of(value: str, option: str, allowed: tuple[str, ...]) -> BadInputError:
    """Return the sentence about a value that is none of those allowed."""
    return BadInputError(
        f"{option}: “{shown(value)}” is not one of {', '.join(allowed)}",
        f"{option}：「{shown(value)}」无效，可选：{'、'.join(allowed)}",
    )


def choose(llm: Llm, offer: bool = False) -> Chosen:
    """Settle who drafts; where it is allowed to `offer`, a missing model can be fetched now.

    Raises:
        BadInputError: what was asked for by name is not there.
    """
    match llm:
        case "rules":
            return Chosen()
        case "openai":
            return Chosen(_configured())
        case "local":
            require_engine()
            return Chosen(file=present() or _asked_for(offer))
    if endpoints := endpoints_from(os.environ):
        return Chosen(endpoints)
    file = present()
    if offer and sys.stdin.isatty() and not (file and engine_is_here()):
        file = _offered(file)
    return Chosen(file=file if engine_is_here() else None)


@contextlib.contextmanager
def running(chosen: Chosen, log: Path, needed: bool) -> Iterator[tuple[Endpoint, ...]]:
    """Yield the endpoints; a model on this machine runs until the block ends.

    When it does not start and is not `needed`, that is said, and there are none.
    """
    if chosen.file is None:
        yield chosen.endpoints
        return
    with contextlib.ExitStack() as stack:
        server = LocalServer(chosen.file, log)
        stack.callback(server.stop)
        try:
            server.start()
        except BadInputError as error:
            if needed:
                raise
            say(error.sentence)
            yield ()
            return
        yield (local_endpoint(server.port, chosen.file.name, os.environ),)


def _configured() -> tuple[Endpoint, ...]:
    if endpoints := endpoints_from(os.environ):
        return endpoints
    raise BadInputError(
        "--llm openai needs OPENAI_API_KEY or OPENAI_BASE_URL",
        "--llm openai 需要设置 OPENAI_API_KEY 或 OPENAI_BASE_URL",
    )


def _asked_for(offer: bool) -> Path:
    if offer:
        return pulled(WEIGHTS[DEFAULT], models(), ask=True)[0]
    raise BadInputError(
        f"--llm local: there is no model in {shown(models(), 200)}; run `accord model pull`",
        f"--llm local：{shown(models(), 200)} 中没有模型；请先运行 `accord model pull`",
    )


def _offered(file: Path | None) -> Path | None:
    """Ask once whether to fetch what is missing, with the sizes; return the model if it is yes."""
    weights = WEIGHTS[DEFAULT]
    missing = [] if file else [f"{weights.name} ({gigabytes(weights.bytes)}, {weights.licence})"]
    if not engine_is_here():
        if not LOCK.is_file():
            return None
        missing.append(f"xllamacpp ({ENGINE_SIZE}, MIT)")
    say(
        Bilingual(
            en="No model is configured. A small one can draft on this machine; else rules do.",
            zh="尚未配置模型。可以用小模型在本机起草，否则由规则起草。",
        )
    )
    if not agreed(" + ".join(missing)):
        return None
    if not engine_is_here():
        install(LOCK)
    return file or pulled(weights, models(), ask=False)[0]
