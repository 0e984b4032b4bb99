"""Delivering: what the outbox holds goes out to people, each message on each way once.

Nobody waits for it: workflows put messages into the store and go on.
"""

import asyncio
import dataclasses
import datetime as dt
import logging
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.causes import kept
from activities.channels import send
from activities.sending_seen import Attempt, sending
from activities.sent import FailedError
from domain.contacts import Contacts, Way, ways
from domain.directory import Directory
from domain.letter import Letter, letter_id, page_of, suggestion_of, topic_of
from domain.retrying import STALE, next_try
from domain.text import Bilingual
from store import deliveries, people
from store.deliveries import Claimed, Message, Planned

SECONDS = 60.0
"""For one message on one way, all of it; far below the lease, so that nobody else sends it too."""
AT_ONCE = 8
_AT_A_TIME = 100
_NO_WAY = Bilingual(
    en="the configuration has no address for this person", zh="配置中没有此人的联系地址"
)
_GONE = Bilingual(en="this address has left the configuration", zh="该地址已不在配置中")
_STALE = Bilingual(
    en="it was older than three days when it was first seen", zh="首次读取时已超过三天"
)
_SLOW = Bilingual(en="no answer within a minute", zh="一分钟内没有应答")
Send = Callable[[SecretStr, Letter], None]


def now() -> dt.datetime:
    """Return the time."""
    return dt.datetime.now(dt.UTC)


@dataclasses.dataclass
class Deliverer:
    """One deliverer; any number of them may share a store. `base` is the API's address in links.

    `send` blocks; it is called in threads of this deliverer's own.
    """

    engine: AsyncEngine
    contacts: Contacts
    base: str | None = None
    send: Send = send
    clock: Callable[[], dt.datetime] = now
    seconds: float = SECONDS
    holder: str = dataclasses.field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="deliver")

    def close(self) -> None:
        """Begin nothing more; what a channel still holds up is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def deliver(self) -> int:
        """Plan what is new, send what is due, and return how many deliveries were tried."""
        begun = await self.begin(AT_ONCE)
        await asyncio.gather(*begun)
        return len(begun)

    async def begin(self, room: int) -> list["asyncio.Task[None]"]:
        """Plan what is new, and begin to send at most so many; a slow one holds up no other."""
        for message in await deliveries.unplanned(self.engine, _AT_A_TIME):
            await self._plan(message)
        claimed = await deliveries.claim(self.engine, self.holder, self.clock(), room)
        return [asyncio.create_task(self._deliver(one)) for one in claimed]

    async def _plan(self, message: Message) -> None:
        directory = await people.directory(self.engine, message.collaboration)
        planned = [
            Planned(_topic(message, one), one.name) for one in self._ways(message, directory)
        ]
        if self.clock() - message.at > STALE:
            planned = [Planned(message.key, "", "stale", _STALE)]
        elif not planned:
            planned = [Planned(message.key, "", "unaddressed", _NO_WAY)]
        await deliveries.plan(self.engine, message, planned, self.clock())

    def _ways(self, message: Message, directory: Directory) -> tuple[Way, ...]:
        account = message.recipient
        return ways(self.contacts, account, directory.person(account))

    async def _deliver(self, claimed: Claimed) -> None:
        """Send one and keep what came of it; one that fails never holds up the others."""
        with _seen(claimed) as attempt:
            try:
                await self._send(claimed)
            except FailedError as error:
                again = await self._failed(claimed, error.reason, error.permanent)
                attempt.ended(again, error)
            except TimeoutError as error:
                attempt.ended(await self._failed(claimed, _SLOW, permanent=False), error)
            except Exception as error:  # a fault of ours or of a channel's library
                name = type(error).__name__
                logging.getLogger(__name__).error("a delivery failed with %s", name)
                said = Bilingual(en=f"it failed here ({name})", zh=f"内部出错（{name}）")
                attempt.ended(await self._failed(claimed, said, permanent=False), error)
            else:
                attempt.ended("sent")
                await deliveries.settle(self.engine, claimed, "sent", self.clock())

    async def _send(self, claimed: Claimed) -> None:
        message = claimed.message
        directory = await people.directory(self.engine, message.collaboration)
        way = next((w for w in self._ways(message, directory) if w.name == claimed.way), None)
        if way is None:
            raise FailedError(_GONE.en, _GONE.zh, permanent=True)
        said = self._letter(claimed)
        if way.shared:
            names = await self._sharers(claimed, directory)
            said = said.model_copy(update={"body": f"→ {names}\n{said.body}"})
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(self.seconds):
            await loop.run_in_executor(self._threads, self.send, way.address, said)

    def _letter(self, claimed: Claimed) -> Letter:
        message, suggestion = claimed.message, suggestion_of(claimed.message.key)
        return Letter(
            id=letter_id(claimed.topic, claimed.way),
            thread=letter_id(suggestion or message.collaboration, "thread"),
            subject=message.subject,
            body=message.body,
            link=page_of(self.base, suggestion),
            at=message.at,
        )

    async def _sharers(self, claimed: Claimed, directory: Directory) -> str:
        """Return the names of all to whom this is said on a shared way."""
        found = await deliveries.sharers(self.engine, claimed.message)
        accounts = [who for key, who in found if topic_of(key, who) == claimed.topic]
        known = [(account, directory.person(account)) for account in accounts]
        return ", ".join(f"{p.name} ({a})" if p else a for a, p in known)

    async def _failed(
        self, claimed: Claimed, reason: Bilingual, permanent: bool
    ) -> deliveries.State:
        at = self.clock()
        again = None if permanent else next_try(claimed.attempts, at)
        state: deliveries.State = "waiting" if again else "failed"
        await deliveries.settle(self.engine, claimed, state, at, reason, again)
        return state


def _seen(claimed: Claimed) -> AbstractContextManager[Attempt]:
    """Show an attempt: in the trace of what led to the message, without who it goes to."""
    message = claimed.message
    place = {"collaboration": message.collaboration}
    if suggestion := suggestion_of(message.key):
        place["suggestion"] = suggestion
    about: dict[str, str | int] = {"attempt": claimed.attempts}
    return sending("send message", kept(claimed.cause), place, about)


def _topic(message: Message, way: Way) -> str:
    return topic_of(message.key, message.recipient) if way.shared else message.key
