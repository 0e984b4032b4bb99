"""The way to a webhook: the address that was checked is the one that is connected to.

A name is resolved once for each connection, every answer is judged, and the connection goes to a
number: there is no second question that a hostile name server could answer otherwise. The name
stays in the Host header and in TLS, so that certificates are checked against it.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import cache
from typing import Any

import httpcore2
import httpx2

from activities.llm_transport import CappedStream
from domain.webhook_address import Allowed, may_connect

SECONDS = 15.0
"""For a whole call."""
MOST_BYTES = 64 * 1024
"""Of an answer: nothing in it counts but its status."""
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class InternalTargetError(Exception):
    """A name leads where webhooks may not go."""


async def resolved(host: str, port: int) -> list[str]:
    """Return the addresses that a name stands for just now."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections to checked addresses only, by number."""

    def __init__(
        self,
        allowed: Allowed,
        resolve: Resolve = resolved,
        inner: httpcore2.AsyncNetworkBackend | None = None,
    ) -> None:
        self._allowed, self._resolve = allowed, resolve
        self._inner = inner or httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  as the library calls it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first address of a host, if all of them may be connected to."""
        name = host.strip("[]")
        try:
            found = await self._resolve(name, port)
        except OSError:
            raise httpcore2.ConnectError("its name is not known") from None
        if not found:
            raise httpcore2.ConnectError("its name is not known")
        for one in found:
            if not may_connect(name, ipaddress.ip_address(one), self._allowed):
                raise InternalTargetError(one)
        return await self._inner.connect_tcp(found[0], port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Refuse: no webhook is a file."""
        raise InternalTargetError(path)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class WebhookTransport(httpx2.AsyncHTTPTransport):
    """A transport without proxies, kept connections, or answers without end."""

    def __init__(self, backend: httpcore2.AsyncNetworkBackend) -> None:
        super().__init__(verify=_trust(), trust_env=False)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=_trust(), max_keepalive_connections=0, network_backend=backend
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request; the answer is not unpacked, and capped."""
        request.headers["accept-encoding"] = "identity"
        response = await super().handle_async_request(request)
        stream = response.stream
        assert isinstance(stream, httpx2.AsyncByteStream)
        response.stream = CappedStream(stream, MOST_BYTES)
        return response


def webhook_client(
    allowed: Allowed, backend: httpcore2.AsyncNetworkBackend | None = None
) -> httpx2.AsyncClient:
    """Return a client that follows no redirect and goes through no proxy of the environment."""
    return httpx2.AsyncClient(
        transport=WebhookTransport(backend or CheckedBackend(allowed)),
        follow_redirects=False,
        trust_env=False,
        timeout=SECONDS,
        headers={"user-agent": "Accord-Webhooks"},
    )


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()
