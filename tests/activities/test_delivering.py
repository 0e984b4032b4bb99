import asyncio
import dataclasses
import datetime as dt
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.channels import send
from activities.delivering import Deliverer
from activities.sent import FailedError
from domain.contacts import Contacts
from domain.directory import Directory, Person
from domain.letter import Letter
from domain.messages import asked_message, ended_message
from domain.retrying import STALE, WAITS
from store.deliveries import LEASE, claim, counts, troubled
from store.outbox import announce
from store.people import COMPANY, keep_directory
from store.tables import telling
from tests.activities.mail_server import mail_server
from tests.approvals import NOW, does, pending

BASE = "https://accord.example"
PEOPLE = Directory(
    people=(
        Person(account="ana", name="Ana", department="Sales"),
        Person(account="bo", name="Bo Lin", department="Legal"),
    )
)
MAIL = Contacts.model_validate({"default": ["mailto://mx.example?to={account}@corp.example"]})


@dataclasses.dataclass
class Channel:
    """Takes letters, or does what it is told to."""

    taken: list[tuple[str, Letter]] = dataclasses.field(default_factory=list)
    act: Callable[[str], None] | None = None

    def send(self, address: SecretStr, letter: Letter) -> None:
        self.taken.append((address.get_secret_value(), letter))
        if self.act:
            self.act(address.get_secret_value())


@dataclasses.dataclass
class Clock:
    """A clock that stands until it is set."""

    at: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.at


@dataclasses.dataclass
class Desk:
    """A store with messages, a channel, a clock, and as many deliverers as wanted."""

    engine: AsyncEngine
    channel: Channel = dataclasses.field(default_factory=Channel)
    clock: Clock = dataclasses.field(default_factory=Clock)
    opened: list[Deliverer] = dataclasses.field(default_factory=list)

    def deliverer(self, contacts: Contacts = MAIL, **more: Any) -> Deliverer:
        more = {"send": self.channel.send} | more
        made = Deliverer(self.engine, contacts, BASE, clock=self.clock, **more)
        self.opened.append(made)
        return made

    async def ask(self, *people: str, at: dt.datetime = NOW) -> None:
        for one in asked_message(pending(*people), at):
            await announce(self.engine, one.key, "c", one.recipient, one.subject, one.body, at)

    def fails(self, error: Exception) -> None:
        def act(_address: str) -> None:
            raise error

        self.channel.act = act


@pytest.fixture
async def desk(engine: AsyncEngine) -> AsyncIterator[Desk]:
    await keep_directory(engine, COMPANY, PEOPLE)
    made = Desk(engine)
    yield made
    for one in made.opened:
        one.close()


async def test_whoever_is_asked_gets_it_at_their_own_address_with_the_page(desk: Desk) -> None:
    await desk.ask("ana", "bo")
    assert await desk.deliverer().deliver() == 2
    to = {address for address, _ in desk.channel.taken}
    assert to == {f"mailto://mx.example?to={who}@corp.example" for who in ("ana", "bo")}
    (_, said), _ = desk.channel.taken
    assert said.subject == "Please decide: Who does what"
    assert said.link == f"{BASE}/d/onboarding-1:roles:1"
    assert await desk.deliverer().deliver() == 0
    assert await counts(desk.engine) == {"new": 0, "sent": 2}


async def test_everybody_who_was_asked_hears_how_it_ended_in_the_same_thread(desk: Desk) -> None:
    await desk.ask("ana", "bo")
    state = does(pending("ana", "bo"), "reject", "bo")
    for one in ended_message(state, NOW):
        await announce(desk.engine, one.key, "c", one.recipient, one.subject, one.body, NOW)
    await desk.deliverer().deliver()
    assert len({said.thread for _, said in desk.channel.taken}) == 1
    assert len({said.id for _, said in desk.channel.taken}) == 4
    ended = [said.subject for _, said in desk.channel.taken if "rejected" in said.subject]
    assert len(ended) == 2


async def test_many_deliverers_send_each_message_once(desk: Desk) -> None:
    for number in range(12):
        await announce(desk.engine, f"k{number}", "c", "ana", f"s{number}", "b", NOW)
    many = [desk.deliverer() for _ in range(4)]
    for _ in range(4):
        await asyncio.gather(*(one.deliver() for one in many))
    assert sorted(said.subject for _, said in desk.channel.taken) == sorted(
        f"s{number}" for number in range(12)
    )


async def test_after_a_crash_between_sending_and_noting_it_the_same_mail_comes_again(
    desk: Desk,
) -> None:
    with mail_server() as mails:
        there = f"mailto://127.0.0.1:{mails.port}?from=accord@corp.example&to={{account}}@c.example"
        contacts = Contacts.model_validate({"default": [there]})
        await desk.ask("ana")
        crashing = desk.deliverer(contacts, send=send)
        await crashing.begin(0)
        (claimed,) = await claim(desk.engine, crashing.holder, NOW)
        await crashing._send(claimed)  # and then it is gone
        desk.clock.at = NOW + LEASE
        await desk.deliverer(contacts, send=send).deliver()
        first, again = mails.taken
    assert first["message-id"] == again["message-id"]
    assert first.get_content() == again.get_content()
    assert await counts(desk.engine) == {"new": 0, "sent": 1}


async def test_what_fails_is_tried_ever_later_and_then_given_up_with_the_reason(
    desk: Desk,
) -> None:
    await desk.ask("ana")
    desk.fails(FailedError("the server is busy", "服务器繁忙"))
    tried = 0
    for wait in (*WAITS, dt.timedelta(days=30)):
        tried += await desk.deliverer().deliver()
        assert await desk.deliverer().deliver() == 0  # not before it is time
        desk.clock.at += wait
    assert tried == len(WAITS) + 1
    assert await desk.deliverer().deliver() == 0
    (told,) = await troubled(desk.engine, 10)
    assert (told.state, told.attempts, told.recipient) == ("failed", tried, "ana")
    assert told.reason
    assert (told.reason.en, told.reason.zh) == ("the server is busy", "服务器繁忙")


async def test_what_cannot_ever_arrive_is_not_tried_again(desk: Desk) -> None:
    await desk.ask("ana")
    desk.fails(FailedError("no such mailbox", "无此邮箱", permanent=True))
    await desk.deliverer().deliver()
    desk.clock.at += dt.timedelta(days=1)
    assert await desk.deliverer().deliver() == 0
    assert (await troubled(desk.engine, 10))[0].state == "failed"


async def test_a_fault_in_one_delivery_is_no_fault_of_the_others(desk: Desk) -> None:
    await desk.ask("ana", "bo")

    def act(address: str) -> None:
        if "ana" in address:
            raise ZeroDivisionError("secret")

    desk.channel.act = act
    await desk.deliverer().deliver()
    assert await counts(desk.engine) == {"new": 0, "sent": 1, "waiting": 1}
    (told,) = await troubled(desk.engine, 10)
    assert told.reason
    assert "ZeroDivisionError" in told.reason.en
    assert "secret" not in told.reason.en


async def test_a_channel_that_never_answers_counts_as_failed_and_holds_up_no_other(
    desk: Desk,
) -> None:
    await desk.ask("ana", "bo")
    released = threading.Event()

    def act(address: str) -> None:
        if "ana" in address:
            released.wait(30)

    desk.channel.act = act
    try:
        await desk.deliverer(seconds=0.3).deliver()
    finally:
        released.set()
    assert await counts(desk.engine) == {"new": 0, "sent": 1, "waiting": 1}
    (told,) = await troubled(desk.engine, 10)
    assert told.reason
    assert "no answer" in told.reason.en


async def test_a_shared_channel_hears_once_who_is_asked(desk: Desk) -> None:
    everybody = Contacts.model_validate({"everybody": ["feishu://hall"]})
    await desk.ask("ana", "bo", "gone")
    assert await desk.deliverer(everybody).deliver() == 1
    ((_, said),) = desk.channel.taken
    assert said.body.startswith("→ Ana (ana), Bo Lin (bo), gone\n")


async def test_whoever_has_no_address_is_seen_in_the_status(desk: Desk) -> None:
    await desk.ask("ana")
    await desk.deliverer(Contacts()).deliver()
    (told,) = await troubled(desk.engine, 10)
    assert (told.state, told.recipient) == ("unaddressed", "ana")


async def test_an_address_that_has_left_the_configuration_is_not_written_to(desk: Desk) -> None:
    await desk.ask("ana")
    await desk.deliverer().begin(0)
    await desk.deliverer(Contacts()).deliver()
    assert desk.channel.taken == []
    assert (await troubled(desk.engine, 10))[0].state == "failed"


async def test_messages_from_before_notifications_were_on_are_not_sent_all_at_once(
    desk: Desk,
) -> None:
    await desk.ask("ana", at=NOW - STALE - dt.timedelta(seconds=1))
    assert await desk.deliverer().deliver() == 0
    assert await counts(desk.engine) == {"new": 0, "stale": 1}


async def test_no_secret_is_in_the_store(desk: Desk) -> None:
    secret = "feishu://hunter2secret"
    await desk.ask("ana")
    desk.fails(FailedError("no", "否"))
    await desk.deliverer(Contacts.model_validate({"everybody": [secret]})).deliver()
    async with desk.engine.connect() as connection:
        rows = (await connection.execute(telling.deliveries.select())).all()
    assert len(rows) == 1
    assert "hunter2secret" not in str(rows)
