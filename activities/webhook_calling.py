"""Calling webhooks: each hears what happens, in order, signed, and again until it has heard."""

import asyncio
import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.causes import Cause
from activities.delivering import now
from activities.sending_seen import sending
from activities.sent import FailedError
from activities.webhook_transport import SECONDS, InternalTargetError
from domain.happening import Happening
from domain.problems import shown
from domain.retrying import next_call, worn_out
from domain.webhook import Webhook, call_body, call_headers, call_id, matches
from domain.webhook_address import Allowed, url_problem
from store import happenings, webhooks

AT_A_TIME = 100
"""Happenings that are looked at while a webhook is held; then others have their turn."""
_GONE = 410


@dataclasses.dataclass
class Caller:
    """Calls the webhooks of a store; any number of processes may do so."""

    engine: AsyncEngine
    client: httpx2.AsyncClient
    allowed: Allowed
    clock: Callable[[], dt.datetime] = now
    seconds: float = SECONDS
    holder: str = dataclasses.field(default_factory=lambda: uuid.uuid4().hex)

    async def call(self) -> bool:
        """Tell one webhook what it has not heard; False when none has anything to hear."""
        claimed = await self.claim()
        if claimed:
            await self.tell(*claimed)
        return claimed is not None

    async def claim(self) -> tuple[Webhook, str] | None:
        """Take a webhook that has something to hear, and its secret."""
        return await webhooks.claim_webhook(self.engine, self.holder, self.clock())

    async def tell(self, webhook: Webhook, secret: str) -> None:
        """Tell a webhook what comes next, one after the other, until it does not take one."""
        found = await happenings.happenings(self.engine, webhook.cursor, AT_A_TIME)
        for one in found:
            if not matches(webhook, one):
                continue
            try:
                await self._call(webhook, secret, one)
            except FailedError as error:
                await self._failed(webhook, error)
                return
            until = self.clock() + webhooks.LEASE
            if not await webhooks.told(self.engine, webhook.id, self.holder, one.number, until):
                return  # deleted, or taken over by somebody who thought us dead
            webhook = webhook.model_copy(update={"failures": 0, "failing_since": None})
        last = found[-1].number if found else webhook.cursor
        await webhooks.passed(self.engine, webhook.id, self.holder, last, self.clock())

    async def _failed(self, webhook: Webhook, error: FailedError) -> None:
        at = self.clock()
        disable = error.permanent or worn_out(webhook.failing_since, at)
        due_at = next_call(webhook.failures + 1, at)
        await webhooks.failed(self.engine, webhook, self.holder, error.reason, at, due_at, disable)

    async def _call(self, webhook: Webhook, secret: str, happening: Happening) -> None:
        """Post it, and show that; of which request it came is known to no webhook."""
        place = {"collaboration": happening.collaboration}
        if happening.suggestion:
            place["suggestion"] = happening.suggestion
        about: dict[str, str | int] = {"webhook": webhook.id, "attempt": webhook.failures + 1}
        about |= {"happening": happening.type}
        with sending("call webhook", Cause(), place, about) as attempt:
            try:
                await self._post(webhook, secret, happening)
            except FailedError as error:
                attempt.ended("failed" if error.permanent else "waiting", error)
                raise
            attempt.ended("sent")

    async def _post(self, webhook: Webhook, secret: str, happening: Happening) -> None:
        if problem := url_problem(webhook.url, self.allowed):  # the setting may have changed
            raise FailedError(problem.en, problem.zh)
        body = call_body(happening)
        headers = call_headers(secret, call_id(webhook, happening), body, self.clock())
        try:
            async with asyncio.timeout(self.seconds):
                answer = await self.client.post(webhook.url, content=body, headers=headers)
        except InternalTargetError:
            raise FailedError(
                "its name leads into an internal network", "其主机名指向内部网络"
            ) from None
        except TimeoutError:
            raise FailedError("no answer in time", "未在时限内应答") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            why = shown(str(error) or type(error).__name__, 120)
            raise FailedError(f"cannot be reached: {why}", f"无法连接：{why}") from None
        if not answer.is_success:
            code = answer.status_code
            raise FailedError(f"answered {code}", f"应答状态码 {code}", permanent=code == _GONE)
