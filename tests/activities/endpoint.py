"""An OpenAI-like endpoint on a raw loopback socket that plays scripted answers, good and bad."""

import asyncio
import gzip
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Play = Callable[[asyncio.StreamWriter], Awaitable[None]]
USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}


@dataclass
class Served:
    """A running endpoint: its address and every request that reached it."""

    url: str
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def serving(*plays: Play, port: int = 0) -> AsyncIterator[Served]:
    """Serve `plays` one after another; the last one is repeated."""
    served = Served("")
    writers: list[asyncio.StreamWriter] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            await _received(reader, served)
            await plays[min(len(served.bodies), len(plays)) - 1](writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client hung up first, as it should when its time is over
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", port)
    served.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield served
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0)


async def _received(reader: asyncio.StreamReader, served: Served) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    lines = (line.lower() for line in head.split("\r\n")[1:])
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    served.headers.append(headers)
    served.bodies.append(json.loads(body) if body else {})
    served.reached.set()


def raw(
    body: bytes,
    code: int = 200,
    headers: Mapping[str, str] | None = None,
    length: int | None = None,
) -> Play:
    """Answer with these bytes; `length` lies about how many there are."""
    lines = {"content-type": "application/json", "connection": "close"} | dict(headers or {})
    lines["content-length"] = str(len(body) if length is None else length)
    head = f"HTTP/1.1 {code} X\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items()) + "\r\n"

    async def play(writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode("latin-1") + body)
        await writer.drain()

    return play


def answering(
    content: object, finish: str = "stop", refusal: str | None = None, **more: object
) -> Play:
    """Answer as a chat completion; `more` replaces parts of the whole."""
    message: dict[str, object] = {"role": "assistant", "content": content, "refusal": refusal}
    whole: dict[str, object] = {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "test-model-1",
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": USAGE,
    }
    return raw(json.dumps(whole | more).encode())


def failing(code: int, error: object = None, **headers: str) -> Play:
    """Answer with an error status; underscores in header names become dashes."""
    body = json.dumps({"error": error or {"message": "PROVIDER WORDS", "code": "x"}}).encode()
    return raw(body, code, {name.replace("_", "-"): value for name, value in headers.items()})


def streaming(*parts: object, finish: str | None = "stop", done: bool = True) -> Play:
    """Answer as a stream of these parts; usage comes last, in a chunk without choices."""
    whole = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "test-model-1"}
    chunks = [{"choices": [{"index": 0, "delta": {"content": part}}]} for part in parts]
    if finish:
        chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    lines = [f"data: {json.dumps(whole | chunk)}\n\n" for chunk in chunks]
    if done:
        last = whole | {"choices": [], "usage": USAGE}
        lines += [f"data: {json.dumps(last)}\n\n", "data: [DONE]\n\n"]
    text = ": keep-alive\n\n" + "".join(lines)
    return raw(text.encode(), headers={"content-type": "text/event-stream"})


def packed(content: str) -> Play:
    """Answer compressed."""
    return raw(gzip.compress(content.encode()), headers={"content-encoding": "gzip"})


async def silent(writer: asyncio.StreamWriter) -> None:
    """Say nothing at all."""
    await asyncio.sleep(30)


async def dripping(writer: asyncio.StreamWriter) -> None:
    """Send a byte now and then, always within any read timeout."""
    writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n"
    )
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def resetting(writer: asyncio.StreamWriter) -> None:
    """Reset the connection."""
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()
