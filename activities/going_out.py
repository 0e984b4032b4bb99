"""What goes out, kept going: messages to people and calls of webhooks, until it is stopped."""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.delivering import AT_ONCE, Deliverer
from activities.webhook_calling import Caller
from activities.webhook_transport import webhook_client
from domain.contacts import Contacts
from domain.site import base_from as base_from
from domain.webhook_address import allowed_from

LOOK = 0.5
"""Seconds between two looks at a store in which nothing is due."""
AGAIN = 5.0
"""Seconds after which a store that did not answer is asked again."""
_ENDING = 5.0
"""Seconds that deliveries have to end in when this process is stopped."""
_CALLERS = 4
"""Webhooks that are called at once: one that is slow holds up itself only."""


@contextlib.asynccontextmanager
async def going_out(
    engine: AsyncEngine, contacts: Contacts | None, environ: Mapping[str, str] = os.environ
) -> AsyncIterator[None]:
    """Deliver until the block ends; without contacts only webhooks are called.

    Raises BadInputError for a setting that cannot be used.
    """
    allowed, base = allowed_from(environ), base_from(environ)
    async with contextlib.AsyncExitStack() as stack:
        client = await stack.enter_async_context(webhook_client(allowed))
        caller = Caller(engine, client, allowed)
        work = [_again(lambda: _calls(caller))]
        if contacts is not None:
            deliverer = Deliverer(engine, contacts, base)
            stack.callback(deliverer.close)
            work.append(_again(lambda: _deliveries(deliverer)))
        tasks = [asyncio.create_task(one) for one in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _again(work: Callable[[], Awaitable[None]]) -> None:
    """Do work that never ends, and begin again when the store did not answer."""
    while True:
        try:
            await work()
        except (SQLAlchemyError, OSError) as error:
            name = type(error).__name__
            logging.getLogger(__name__).warning("nothing goes out just now: %s", name)
        except Exception:
            logging.getLogger(__name__).exception("nothing goes out just now")
        await asyncio.sleep(AGAIN)


async def _deliveries(deliverer: Deliverer) -> None:
    running = set[asyncio.Task[None]]()
    try:
        while True:
            running |= set(await deliverer.begin(AT_ONCE - len(running)))
            if len(running) < AT_ONCE:
                await asyncio.sleep(LOOK)
            if running:
                done, running = await asyncio.wait(
                    running, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    task.result()
    finally:
        if running:  # what has gone out is noted, or it would go out again
            await asyncio.wait(running, timeout=_ENDING)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _calls(caller: Caller) -> None:
    running = set[asyncio.Task[None]]()
    try:
        while True:
            claimed = await caller.claim() if len(running) < _CALLERS else None
            if claimed:
                running.add(asyncio.create_task(caller.tell(*claimed)))
                continue
            await asyncio.sleep(LOOK)
            for task in [one for one in running if one.done()]:
                running.remove(task)
                task.result()
    finally:
        for task in running:  # what was heard and not noted is told again under the same id
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
