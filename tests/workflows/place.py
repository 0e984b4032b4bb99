"""Where a test runs: a real Temporal server, a real store and a real worker, all of its own."""

import contextlib
import dataclasses
import datetime as dt
import json
import shutil
import uuid
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client, WorkflowHandle

import worker
from activities.llm_endpoint import endpoints_from
from cli.engine import connected, dev_server
from domain.ledger import Row
from domain.text import Language
from store import ledger, outbox
from tests.postgresql import store_for
from workflows.names import NAMESPACE, QUEUE, suggestion_id

ANY_PORTS = (0, 0)
"""Free ones: of two servers that start at once, both would take the usual ones for free."""
EXAMPLES = Path(__file__).parents[2] / "examples"
Handle = WorkflowHandle[Any, Any]


@dataclasses.dataclass(frozen=True)
class Place:
    """A server, its client, the store and the folder of evidence. `queue` is the worker's."""

    client: Client
    address: str
    home: Path
    data: Path
    engine: AsyncEngine
    queue: str = QUEUE
    ui: str = ""
    store: str = ""

    def settings(self, **environ: str) -> worker.Settings:
        """Return those of a worker here, with more of what its environment may say."""
        own = {"ACCORD_HOME": str(self.home), "ACCORD_STORE": self.store}
        return dataclasses.replace(worker.Settings.from_environment(own | environ), data=self.data)

    def suggestion(self, id: str) -> Handle:
        return self.client.get_workflow_handle(suggestion_id(id))

    async def ledger(self, collaboration: str) -> list[Row]:
        return await ledger.rows(self.engine, collaboration)

    async def sent(self, collaboration: str) -> list[outbox.Announcement]:
        return await outbox.announcements(self.engine, collaboration)


@contextlib.asynccontextmanager
async def place(
    home: Path,
    environ: Mapping[str, str] | None = None,
    options: tuple[str, ...] = (),
    serve: bool = True,
) -> AsyncIterator[Place]:
    """Run a server with its database in `home`, and a worker on a copy of the examples."""
    for language in ("en", "zh"):
        shutil.copytree(EXAMPLES / language, home / "data" / language)
    async with contextlib.AsyncExitStack() as stack:
        given = {**(environ or {}), "ACCORD_HOME": str(home)}
        if "ACCORD_STORE" not in given:
            given["ACCORD_STORE"] = stack.enter_context(store_for(home / "accord.db"))
        settings = dataclasses.replace(worker.Settings.from_environment(given), data=home / "data")
        engine = stack.enter_context(dev_server(home / "server", options, ANY_PORTS))
        client = await connected(engine)
        endpoints = endpoints_from(environ or {})
        ground = await stack.enter_async_context(worker.ground(settings, endpoints))
        if serve:
            await stack.enter_async_context(worker.serving(client, ground, settings))
        data = settings.data
        yield Place(
            client, engine.address, home, data, ground.engine, ui=engine.ui, store=settings.store
        )


def document(language: Language, name: str) -> dict[str, Any]:
    """Return one document of the examples as the JSON that a person would send."""
    read = YAML(typ="safe").load((EXAMPLES / language / f"{name}.yaml").read_text("utf-8"))
    plain: dict[str, Any] = json.loads(json.dumps(read, default=str))
    return plain


def brief(language: Language, **changes: Any) -> dict[str, Any]:
    """Return the example's brief under an id of its own, with some fields changed."""
    due = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=120)
    own = {"id": f"t-{uuid.uuid4().hex[:10]}", "due": str(due)}
    return document(language, "brief") | own | changes


__all__ = ["NAMESPACE", "Handle", "Place", "brief", "document", "place"]
