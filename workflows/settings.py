"""Where a process finds Temporal, the store and the evidence; light enough for any command."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.envconfig import ClientConfig

from workflows.names import LLM_QUEUE, NAMESPACE, QUEUE
from workflows.tolerance import data_converter


@dataclasses.dataclass(frozen=True)
class Settings:
    """Where a process finds the store, the folder of evidence and the queues it serves."""

    store: str
    data: Path
    queue: str = QUEUE
    llm_queue: str = LLM_QUEUE

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Read ACCORD_HOME, ACCORD_STORE and ACCORD_DATA; each has a default below `.accord`."""
        home = Path(environ.get("ACCORD_HOME") or ".accord").absolute()
        store = environ.get("ACCORD_STORE") or f"sqlite+aiosqlite:///{home / 'accord.db'}"
        return cls(store=store, data=Path(environ.get("ACCORD_DATA") or "data").absolute())


async def connect(**overrides: Any) -> Client:
    """Connect by TEMPORAL_* variables or a Temporal profile; `overrides` win over both."""
    config: dict[str, Any] = {"namespace": NAMESPACE}
    config |= {k: v for k, v in ClientConfig.load_client_connect_config().items() if v is not None}
    config |= {key: value for key, value in overrides.items() if value is not None}
    return await Client.connect(
        config.pop("target_host", "localhost:7233"), data_converter=data_converter, **config
    )
