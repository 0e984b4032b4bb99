"""A listener on a real socket that answers well, wrongly, for ever, or drop by drop."""

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator

REDIRECT = (
    b"HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/latest/\r\ncontent-length: 0\r\n\r\n"
)


@dataclasses.dataclass
class HookServer:
    """What was called; `behave` may change: a status, or redirect, endless, drip, silent, cut."""

    port: int = 0
    behave: str = "200"
    heads: list[dict[str, str]] = dataclasses.field(default_factory=list)
    bodies: list[bytes] = dataclasses.field(default_factory=list)
    given: int = 0
    called: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            fields = {name.lower(): v for name, _, v in (line.partition(": ") for line in head[1:])}
            self.heads.append(fields | {"": head[0]})
            self.bodies.append(await reader.readexactly(int(fields["content-length"])))
            self.called.set()
            await self._answer(writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter) -> None:
        match self.behave:
            case "redirect":
                writer.write(REDIRECT)
            case "cut":
                return
            case "silent":
                await asyncio.sleep(3600)
            case "endless":
                writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
                while True:
                    writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
                    self.given += 4096
                    await writer.drain()
            case "drip":
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n")
                while True:
                    writer.write(b"x")
                    await writer.drain()
                    await asyncio.sleep(0.05)
            case status:
                writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()


@contextlib.asynccontextmanager
async def hook_server() -> AsyncIterator[HookServer]:
    """Listen until the block ends."""
    server = HookServer()
    handling = set[asyncio.Task[None]]()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handling.add(asyncio.create_task(server.serve(reader, writer)))

    listening = await asyncio.start_server(connected, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in handling:
            task.cancel()
        await asyncio.gather(*handling, return_exceptions=True)
