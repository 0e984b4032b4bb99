"""The worker's composition root: settings, logging, clients, activities, workflows; then serve."""

import asyncio
import dataclasses
import datetime as dt
import logging
import os
import queue
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import structlog
from opentelemetry import trace
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.worker import Worker

from activities.charting import Charting
from activities.drafting import Drafting
from activities.evaluating import Evaluating
from activities.founding import Founding
from activities.gathering import Gathering
from activities.ground import Ground
from activities.llm_endpoint import Endpoint, endpoints_from
from activities.llm_transport import Connections
from activities.permitting import Permitting
from activities.recording import Recording
from activities.refusals import keep_refusal
from activities.rounds import FeedbackRounds
from activities.scheduling import Scheduling
from activities.succeeding import Succeeding
from activities.tokens import PublicKeys
from activities.turns import Turns
from domain.errors import BadInputError
from store.engine import close, open_store
from store.ledger_key import worker_key
from store.migrating import migrate
from telemetry import telemetry
from traces import traces
from workflows.causes import caused
from workflows.collaboration import CollaborationWorkflow
from workflows.conflict import ConflictWorkflow
from workflows.evaluation import EvaluationWorkflow
from workflows.events_first import EventsFirst
from workflows.feedback_round import FeedbackRoundWorkflow
from workflows.identity import Identity, Mode, mode_at
from workflows.settings import Settings as Settings
from workflows.settings import connect as connect
from workflows.suggestion import SuggestionWorkflow
from workflows.tolerance import Refused, RefusedAttempt, Tolerant

WORKFLOWS: list[type] = [
    CollaborationWorkflow,
    SuggestionWorkflow,
    FeedbackRoundWorkflow,
    ConflictWorkflow,
    EvaluationWorkflow,
]
_DRAIN_SECONDS = 0.2
_PATIENCE_SECONDS = 10.0
_LOCAL_DRAFTS = 2
_HOSTED_DRAFTS = 100


@asynccontextmanager
async def ground(settings: Settings, endpoints: tuple[Endpoint, ...]) -> AsyncIterator[Ground]:
    """Open the store, migrated, with the ledger's key; without endpoints rules draft."""
    signer = await asyncio.to_thread(worker_key, settings.home, settings.ledger_key)
    await asyncio.to_thread(migrate, settings.store)
    engine = open_store(settings.store)
    try:
        async with Connections() as connections:
            yield Ground(
                engine,
                settings.data,
                endpoints,
                settings.budget,
                settings.prices,
                signer,
                connections,
            )
    finally:
        await close(engine)


@asynccontextmanager
async def serving(
    client: Client, ground: Ground, settings: Settings, workflows: Sequence[type] = WORKFLOWS
) -> AsyncIterator[None]:
    """Serve both task queues and write refused attempts to the ledger until the block ends."""
    drafting, keys = Drafting(ground), PublicKeys(settings.token_keys)
    identity = Identity(identity_mode(client, settings), keys)
    light: list[Any] = [
        *_activities(Founding(ground, client), Gathering(ground), drafting),
        *_activities(Charting(ground, client)),
        *_activities(Recording(ground, client), FeedbackRounds(ground), Turns(ground)),
        *_activities(Scheduling(client, settings.queue), Permitting(ground)),
        *_activities(Evaluating(ground), Succeeding(ground)),
    ]
    async with AsyncExitStack() as stack:
        stack.enter_context(telemetry(os.environ))
        tolerant = Tolerant(identity, settings.site)
        draining = asyncio.create_task(_drain(ground, keys, tolerant.refused))
        stack.push_async_callback(_stop, draining, ground, tolerant.refused)
        await stack.enter_async_context(
            Worker(
                client,
                task_queue=settings.queue,
                workflows=workflows,
                workflow_runner=EventsFirst(),
                activities=light,
                interceptors=[tolerant],
                # Else refusing an update of 2 MiB, which goes back with it, blocks for 20 s.
                disable_payload_error_limit=True,
                sticky_queue_schedule_to_start_timeout=dt.timedelta(seconds=2),
                graceful_shutdown_timeout=dt.timedelta(seconds=5),
            )
        )
        await stack.enter_async_context(
            Worker(
                client,
                task_queue=settings.llm_queue,
                activities=_activities(drafting),
                max_concurrent_activities=_at_once(ground, settings),
                max_task_queue_activities_per_second=_per_second(settings),
                graceful_shutdown_timeout=dt.timedelta(seconds=1),
            )
        )
        yield


def identity_mode(client: Client, settings: Settings) -> Mode:
    """Return what decisions must prove: what was set, else by who can reach the server."""
    return settings.identity or mode_at(client.service_client.config.target_host)


def _at_once(ground: Ground, settings: Settings) -> int:
    """Return how many drafts run here at once: what waits inside a local model is on its clock."""
    if settings.llm_concurrency:
        return settings.llm_concurrency
    return _LOCAL_DRAFTS if any(one.is_local for one in ground.endpoints) else _HOSTED_DRAFTS


def _per_second(settings: Settings) -> float | None:
    return settings.llm_rate / 60 if settings.llm_rate else None


def _activities(*capabilities: object) -> list[Any]:
    """Return the activities of these objects: their public async methods."""
    found = []
    for capability in capabilities:
        for name in vars(type(capability)):
            method = getattr(capability, name)
            if hasattr(method, "__temporal_activity_definition"):
                found.append(method)
    return found


async def _drain(ground: Ground, keys: PublicKeys, refused: Refused) -> None:
    """Do what cannot be done inside a workflow: write refusals down, and read keys."""
    while True:
        keys.refresh()
        await _write_refusals(ground, refused)
        await asyncio.sleep(_DRAIN_SECONDS)


async def _stop(draining: "asyncio.Task[None]", ground: Ground, refused: Refused) -> None:
    draining.cancel()
    await asyncio.gather(draining, return_exceptions=True)
    await _write_refusals(ground, refused)


async def _write_refusals(ground: Ground, refused: Refused) -> None:
    while True:
        try:
            attempt: RefusedAttempt = refused.get_nowait()
        except queue.Empty:
            return
        try:
            await keep_refusal(ground, **dataclasses.asdict(attempt))
        except Exception:
            logging.getLogger(__name__).exception("a refused attempt could not be recorded")


def log_to(stream: Any, level: int = logging.INFO) -> None:
    """Log JSON lines with Temporal's ids, through structlog, to `stream`."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            caused,
            _traced,
            structlog.stdlib.add_log_level,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso"),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # It would repeat what strangers send as their place in a trace, word for word.
    logging.getLogger("opentelemetry.trace").setLevel(logging.ERROR)


def _traced(_logger: Any, _method: str, event: Any) -> Any:
    """Add to a log line the trace in which it was written."""
    context = trace.get_current_span().get_span_context()
    return event | {"trace_id": f"{context.trace_id:032x}"} if context.is_valid else event


async def _reached() -> Client:
    """Connect, or say in one sentence where nobody answered."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await connect()
    except (TimeoutError, RuntimeError):
        address = ClientConfig.load_client_connect_config().get("target_host", "localhost:7233")
        raise BadInputError(
            f"no Temporal server answers at {address}; run `accord up`, or set TEMPORAL_ADDRESS",
            f"{address} 上没有 Temporal 服务器应答；请运行 `accord up`，或设置 TEMPORAL_ADDRESS",
        ) from None


async def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    log_to(sys.stderr)
    settings = Settings.from_environment(os.environ)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    with traces(os.environ):
        client = await _reached()
        async with (
            ground(settings, endpoints_from(os.environ)) as opened,
            serving(client, opened, settings),
        ):
            logging.getLogger(__name__).info("serving %s", client.namespace)
            await stopped.wait()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except (BadInputError, RuntimeError, OSError) as error:
        sentence = error.sentence.both if isinstance(error, BadInputError) else str(error)
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()
        os._exit(2)
    sys.stderr.flush()
    os._exit(0)
