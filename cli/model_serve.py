"""One GGUF model behind an OpenAI-compatible address that only this machine reaches."""

import contextlib
import importlib
import importlib.util
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from domain.errors import BadInputError
from domain.problems import shown

LOOPBACK = "127.0.0.1"
CONTEXT = 16384
"""Tokens of context, for both of the drafts that may be written at once."""

_AT_ONCE = 2
_QUIET, _TALKATIVE = 0, 3
_LOOK_SECONDS = 0.3


def engine_is_here() -> bool:
    """Return whether what runs a model is installed."""
    importlib.invalidate_caches()
    return importlib.util.find_spec("xllamacpp") is not None


def require_engine() -> None:
    """Raise BadInputError unless what runs a model is installed."""
    if not engine_is_here():
        raise BadInputError(
            "a model on this machine needs the extra `local`: run `make local` "
            "(or: pip install xllamacpp)",
            "在本机运行模型需要安装扩展 local：请运行 `make local`（或 pip install xllamacpp）",
        )


def require_port(port: int) -> None:
    """Raise BadInputError when somebody has this port of the loopback address already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            raise BadInputError(
                f"--port: {LOOPBACK}:{port} cannot be used, it is taken or not allowed",
                f"--port：{LOOPBACK}:{port} 无法使用，端口已被占用或无权使用",
            ) from None


def serve(
    file: Path,
    port: int,
    threads: int | None,
    context: int,
    verbose: bool,
    ready: Callable[[], None],
) -> None:
    """Serve until Ctrl-C or SIGTERM; `ready` is called once the model is loaded.

    Raises:
        BadInputError: the engine cannot load it.
    """
    # Loading holds the interpreter: no handler of Python's runs before its end.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    server = _loaded(file, port, threads or os.cpu_count() or 1, context, verbose)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    ready()
    while not stopped.wait(_LOOK_SECONDS):
        pass
    del server


def end_with_parent() -> None:
    """End this process when its standard input ends: whoever started it holds the other side."""

    def watch() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _loaded(file: Path, port: int, threads: int, context: int, verbose: bool) -> Any:
    xllamacpp: Any = importlib.import_module("xllamacpp")
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.model_alias = {file.name}  # else its whole path is in every answer
    params.port = port
    params.n_ctx = context
    params.n_parallel = _AT_ONCE
    params.warmup = False
    params.cpuparams.n_threads = threads
    params.verbosity = _TALKATIVE if verbose else _QUIET
    # A page in somebody's browser may reach loopback too: it gets no prompts and no answers.
    params.cors_origins = f"http://{LOOPBACK}:{port}"
    params.endpoint_slots = False
    params.ui = False
    try:
        with contextlib.nullcontext() if verbose else _silent():
            return xllamacpp.Server(params)
    except (RuntimeError, ValueError, MemoryError):
        name = shown(file, 200)
        raise BadInputError(
            f"{name}: llama.cpp cannot load this model; --verbose shows why",
            f"{name}：llama.cpp 无法加载该模型；加上 --verbose 可查看原因",
        ) from None


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Keep what the engine's own code writes to stderr from the reader."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
