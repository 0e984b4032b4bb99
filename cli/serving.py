"""Serving over a socket, for the proxy and the API; how it ends is for whoever runs it to say."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp
from uvicorn.loops.auto import auto_loop_factory

from cli.tls import Tls
from domain.errors import BadInputError
from domain.problems import shown

_HEAD_BYTES = 512 * 1024
"""The UI sends the current details that it renders in the address itself."""


class Server(uvicorn.Server):
    """A server that leaves signals alone; set `should_exit` to end it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens there. Raises BadInputError when it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        plug = socket.create_server((host, port), family=family)
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInputError(
            f"--listen: {host}:{port} cannot be used ({why})",
            f"--listen：{host}:{port} 无法使用（{why}）",
        ) from None
    # asyncio does so only for its own; without it the rest of an answer waits for an ACK.
    plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return plug


@contextlib.asynccontextmanager
async def served(running: Server, plug: socket.socket) -> AsyncIterator[None]:
    """Serve until the block ends."""
    serving = asyncio.create_task(running.serve(sockets=[plug]))
    try:
        yield
    finally:
        running.should_exit = True
        await serving


def server(app: ASGIApp, tls: Tls | None = None) -> Server:
    """Return a plain HTTP/1.1 server: no WebSockets, and no log of addresses, which hold links.

    With `tls` it is HTTPS.
    """
    return Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=_HEAD_BYTES,
            timeout_graceful_shutdown=3,
            ssl_certfile=tls.certificate if tls else None,
            ssl_keyfile=tls.key if tls else None,
        )
    )


def run(serving: Coroutine[Any, Any, None]) -> None:
    """Run a server until it ends, on uvloop where there is one: its loop is in C."""
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(serving)


def read_address(listen: str) -> tuple[str, int]:
    """Read HOST:PORT. Raises BadInputError."""
    try:
        place = urlsplit(f"//{listen}")
        if place.hostname and place.port is not None:
            return place.hostname, place.port
    except ValueError:
        pass
    raise BadInputError(
        f"--listen: “{shown(listen)}” is not HOST:PORT, such as 127.0.0.1:8234",
        f"--listen：「{shown(listen)}」应为 主机:端口，如 127.0.0.1:8234",
    )


def end_by_signals(running: Server) -> None:
    """Let Ctrl-C and SIGTERM end the server in order; the answer is 0."""

    def end() -> None:
        running.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end)
