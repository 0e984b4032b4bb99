"""The loops that deliver: they go on after a fault, and end in order."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from activities import going_out as going
from activities.delivering import now
from activities.going_out import base_from, going_out
from domain.contacts import Contacts
from domain.errors import BadInputError
from domain.webhook import Webhook, new_secret
from store.deliveries import counts
from store.engine import writing
from store.happenings import note
from store.outbox import announce
from store.webhooks import keep_webhook
from tests.activities.hook_server import hook_server
from tests.activities.mail_server import mail_server


async def until(ready: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not ready():  # noqa: ASYNC110  what is waited for happens in another thread
            await asyncio.sleep(0.02)


async def test_messages_go_out_until_the_end_and_also_after_the_store_was_away(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(going, "AGAIN", 0.05)
    monkeypatch.setattr(going, "LOOK", 0.05)
    with mail_server() as mails:
        there = f"mailto://127.0.0.1:{mails.port}?from=a@corp.example&to={{account}}@c.example"
        contacts = Contacts.model_validate({"default": [there]})
        async with engine.begin() as connection:
            await connection.execute(text("ALTER TABLE deliveries RENAME TO elsewhere"))
        async with going_out(engine, contacts, {}):
            await announce(engine, "k1", "c", "ana", "one", "b", now())
            await until(lambda: "nothing goes out just now" in caplog.text)
            assert mails.taken == []
            async with engine.begin() as connection:
                await connection.execute(text("ALTER TABLE elsewhere RENAME TO deliveries"))
            await until(lambda: len(mails.taken) == 1)
            await announce(engine, "k2", "c", "ana", "two", "b", now())
            await until(lambda: len(mails.taken) == 2)
        assert await counts(engine) == {"new": 0, "sent": 2}
        await announce(engine, "k3", "c", "ana", "three", "b", now())
        assert len(mails.taken) == 2


async def test_without_contacts_messages_wait_and_webhooks_are_called(engine: AsyncEngine) -> None:
    async with hook_server() as hook:
        environ = {"ACCORD_WEBHOOK_ALLOW": "127.0.0.1", "ACCORD_WEBHOOK_PORTS": str(hook.port)}
        hooks = [
            Webhook(
                id=f"wh_{number}",
                url=hook.url,
                events=(),
                made_by="ana",
                cursor=0,
                made_at=now(),
                due_at=now(),
            )
            for number in range(6)
        ]
        for one in hooks:
            await keep_webhook(engine, one, new_secret(b"s" * 32))
        await announce(engine, "k", "c", "ana", "s", "b", now())
        async with writing(engine) as connection:
            await note(connection, "charter.revised", "c", now(), {"revision": 1})
        async with going_out(engine, None, environ):
            await until(lambda: len(hook.bodies) == len(hooks))
        assert {head["webhook-id"] for head in hook.heads} == {f"msg_wh_{n}_1" for n in range(6)}
    assert await counts(engine) == {"new": 1}


@pytest.mark.parametrize("named", ["https://accord.example", "http://10.0.0.1:8080/accord/"])
def test_the_base_of_links_is_an_address(named: str) -> None:
    assert base_from({"ACCORD_URL": named}) == named.rstrip("/")
    assert base_from({}) is None


@pytest.mark.parametrize(
    "named",
    [
        "accord.example",
        "ftp://x",
        "https://",
        "https://u:p@x",
        "https://x/a b",
        "https://x)",
        "https://x/{namespace}",
        "https://[x",
    ],
)
def test_anything_else_is_refused(named: str) -> None:
    with pytest.raises(BadInputError) as error:
        base_from({"ACCORD_URL": named})
    assert "ACCORD_URL" in error.value.within("zh")
