"""The way to a model: one POST to one host, an answer of bounded size, nothing compressed."""

import ssl
from collections.abc import AsyncIterator
from functools import cache
from typing import cast

import httpx2

LIMIT = 4 * 1024 * 1024
"""The most bytes that an answer may have."""


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


class CappedTransport(httpx2.AsyncHTTPTransport):
    """A transport that asks for plain answers, refuses packed ones and caps all of them."""

    def __init__(self, limit: int = LIMIT, streams: bool = False) -> None:
        super().__init__(verify=_trust())
        self.limit = limit
        self.streams = streams

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request; a RemoteProtocolError refuses a compressed or unasked-for form."""
        request.headers["accept-encoding"] = "identity"
        response = await super().handle_async_request(request)
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


def http_client(deadline: float, limit: int = LIMIT, streams: bool = False) -> httpx2.AsyncClient:
    """Return a client that follows no redirect: whole prompts would go to another host.

    With a transport of its own it also ignores proxies of the environment.
    """
    timeout = httpx2.Timeout(deadline, connect=min(10.0, deadline))
    return httpx2.AsyncClient(
        transport=CappedTransport(limit, streams), follow_redirects=False, timeout=timeout
    )


@cache
def _trust() -> ssl.SSLContext:
    """Return one context for all clients; building one takes longer than a short call."""
    return httpx2.create_ssl_context()
