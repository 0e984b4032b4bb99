"""Where a process finds Temporal, the store and the evidence; light enough for any command."""

import dataclasses
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.envconfig import ClientConfig

from activities.tokens import folder
from domain.budget import Budget, budget_from
from domain.errors import BadInputError
from domain.pricing import PRICES, Prices, prices_from
from domain.site import base_from
from workflows.causes import Causes
from workflows.identity import Mode, mode_named
from workflows.names import LLM_QUEUE, NAMESPACE, QUEUE
from workflows.tolerance import data_converter
from workflows.tracing import traced


@dataclasses.dataclass(frozen=True)
class Settings:
    """Where a process finds the store, the folder of evidence and the queues it serves.

    `llm_rate` is the most drafts by the model that begin in a minute, by all workers together,
    `llm_concurrency` how many run at once in this one; None leaves it to the endpoint's sort.
    `home` holds the ledger's key, unless `ledger_key` names another file.
    `identity` None leaves it to where the server is; `token_keys` is the folder of public keys.
    `site` is where people reach the API; None where nobody said so, and then nothing links there.
    """

    store: str
    data: Path
    queue: str = QUEUE
    llm_queue: str = LLM_QUEUE
    llm_rate: float | None = None
    llm_concurrency: int | None = None
    budget: Budget = Budget()
    prices: Prices = Prices()
    home: Path = Path(".accord")
    ledger_key: Path | None = None
    identity: Mode | None = None
    token_keys: Path | None = None
    site: str | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the ACCORD_… variables of docs/operations.md, but those of the endpoint.

        Raises BadInputError naming the variable that cannot be used.
        """
        home = Path(environ.get("ACCORD_HOME") or ".accord").absolute()
        store = environ.get("ACCORD_STORE") or f"sqlite+aiosqlite:///{home / 'accord.db'}"
        named = environ.get("ACCORD_LEDGER_KEY")
        concurrency = _number(environ, "ACCORD_MODEL_CONCURRENCY", 1, 1_000)
        return cls(
            store=store,
            data=Path(environ.get("ACCORD_DATA") or "data").absolute(),
            llm_rate=_number(environ, "ACCORD_MODEL_RATE", 0.1, 100_000),
            llm_concurrency=None if concurrency is None else int(concurrency),
            budget=budget_from(environ),
            prices=prices_from(environ.get(PRICES, "")),
            home=home,
            ledger_key=Path(named).absolute() if named else None,
            identity=mode_named(environ.get("ACCORD_IDENTITY")),
            token_keys=Path(environ.get("ACCORD_TOKEN_KEYS") or folder(home)).absolute(),
            site=base_from(environ),
        )


def _number(environ: Mapping[str, str], name: str, least: float, most: float) -> float | None:
    text = environ.get(name, "").strip()
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        raise BadInputError(
            f"{name}: {text!r} is not a number from {least:g} to {most:,.0f}",
            f"{name}：{text!r} 应为 {least:g} 到 {most:,.0f} 之间的数",
        )
    return number


async def connect(**overrides: Any) -> Client:
    """Connect by TEMPORAL_* variables or a Temporal profile; `overrides` win over both.

    What the client sends, and whatever workers on it do, knows which request caused it.
    """
    config: dict[str, Any] = {"namespace": NAMESPACE}
    config |= {k: v for k, v in ClientConfig.load_client_connect_config().items() if v is not None}
    config |= {key: value for key, value in overrides.items() if value is not None}
    return await Client.connect(
        config.pop("target_host", "localhost:7233"),
        data_converter=data_converter,
        interceptors=[*traced(), Causes()],  # so that log lines are written within the span
        **config,
    )
