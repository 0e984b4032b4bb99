"""A real SMTP server on loopback, which can refuse, be slow, or die half-way."""

import asyncio
import contextlib
import email.message
import email.policy
import threading
from collections.abc import Iterator
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class _AnyPort(Controller):
    """A controller that looks up which port the system gave it."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class MailServer:
    """Takes mail; `behave` says how: well, refuse, busy, slow or die."""

    def __init__(self) -> None:
        self.behave = "well"
        self.taken: list[email.message.EmailMessage] = []
        self.recipients: list[str] = []
        self.port = 0
        self.released = asyncio.Event()
        self.came = threading.Event()

    async def handle_RCPT(  # noqa: N802  as aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.behave == "refuse":
            return "550 5.1.1 no such mailbox"
        if self.behave == "busy":
            return "451 4.7.1 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.behave == "die":
            _cut(server)
            return "250 OK"
        if self.behave == "slow":
            await self.released.wait()
        content = envelope.content
        assert isinstance(content, bytes)
        parsed = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(parsed, email.message.EmailMessage)
        self.taken.append(parsed)
        self.recipients += envelope.rcpt_tos
        self.came.set()
        if self.behave == "die after":
            _cut(server)
        return "250 OK"


def _cut(server: SMTP) -> None:
    """End the connection without a word."""
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    """Serve until the block ends."""
    server = MailServer()
    controller = _AnyPort(server, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        server.port = controller.port
        yield server
    finally:
        controller.loop.call_soon_threadsafe(server.released.set)
        controller.stop()
