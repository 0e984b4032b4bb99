"""The way to a model: one POST to one host, an answer of bounded size, nothing compressed."""

import ssl
from collections.abc import AsyncIterator
from functools import cache
from typing import Self, cast

import httpx2

LIMIT = 4 * 1024 * 1024
"""The most bytes that an answer may have."""

IDLE = 2.0
"""Seconds for which an idle connection is kept: less than any server does that we know of (5), so
that a call seldom goes out on one that is being closed."""


class CappedStream(httpx2.AsyncByteStream):
    """A body that breaks off once it has given more than `limit` bytes."""

    def __init__(self, inner: httpx2.AsyncByteStream, limit: int) -> None:
        self.inner = inner
        self.limit = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for chunk in self.inner:
            seen += len(chunk)
            if seen > self.limit:
                raise httpx2.RemoteProtocolError("answer larger than the cap")
            yield chunk

    async def aclose(self) -> None:
        """Close the body under it."""
        await self.inner.aclose()


class StreamedError(httpx2.RemoteProtocolError):
    """An answer came as a stream that nobody had asked for."""


class CappedTransport(httpx2.AsyncBaseTransport):
    """A way over a pool that asks for plain answers, refuses packed ones and caps all of them."""

    def __init__(
        self, pool: httpx2.AsyncBaseTransport, limit: int = LIMIT, streams: bool = False
    ) -> None:
        self.pool = pool
        self.limit = limit
        self.streams = streams

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request; a RemoteProtocolError refuses a compressed or unasked-for form."""
        request.headers["accept-encoding"] = "identity"
        response = await self.pool.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise httpx2.RemoteProtocolError("compressed answer refused")
        streamed = response.headers.get("content-type", "").startswith("text/event-stream")
        if streamed and not self.streams:
            await response.aclose()
            raise StreamedError("streamed answer")
        inner = cast(httpx2.AsyncByteStream, response.stream)
        response.stream = CappedStream(inner, self.limit)
        return response


class Connections:
    """Connections to model endpoints, closed with the block; one serves the next call if it can.

    Nothing but the connection is shared: a cookie or a key of one call is unknown to the next.
    """

    def __init__(self) -> None:
        limits = httpx2.Limits(max_connections=None, keepalive_expiry=IDLE)
        self._pool = httpx2.AsyncHTTPTransport(verify=_trust(), limits=limits)

    async def __aenter__(self) -> Self:
        """Begin; nothing is opened before it is asked for."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self._pool.aclose()

    def client(self, limit: int = LIMIT, streams: bool = False) -> httpx2.AsyncClient:
        """Return a client for one call, which is not to be closed: it has nothing of its own.

        It follows no redirect: whole prompts would go to another host. With a transport of its
        own it also ignores proxies of the environment.
        """
        transport = CappedTransport(self._pool, limit, streams)
        return httpx2.AsyncClient(transport=transport, follow_redirects=False)


def patience(deadline: float) -> httpx2.Timeout:
    """Return how many seconds each part of a call may take; the whole has a deadline beside it."""
    return httpx2.Timeout(deadline, connect=min(10.0, deadline))


@cache
def _trust() -> ssl.SSLContext:
    """Return one context for all pools; building one takes longer than a short call."""
    return httpx2.create_ssl_context()
