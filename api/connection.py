"""What whoever asks reaches: the engine, and the store where it is known."""

import dataclasses
import datetime as dt
from urllib.parse import quote

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from domain.errors import BadInputError
from domain.ledger_signing import Signer
from store.postgresql import UnreachableError, why

RPC = dt.timedelta(seconds=6)
"""The longest that one call to the server may take, unless people wait for a worker."""


@dataclasses.dataclass(frozen=True)
class Connection:
    """A client of the engine, where it is, and its Web UI if that is known.

    `store` is None where this machine knows none; `signer` holds the ledger's key, for attempts
    that no worker sees. `surface` is what the ledger calls this door.
    """

    client: Client
    address: str
    ui: str | None
    store: AsyncEngine | None = None
    signer: Signer | None = None
    surface: str = "cli"

    def page(self, workflow_id: str) -> str | None:
        """Return the address of a workflow's page in the Web UI."""
        if self.ui is None:
            return None
        place = quote(workflow_id, safe=":")
        return f"{self.ui}/namespaces/{quote(self.client.namespace)}/workflows/{place}"

    def needed_store(self) -> AsyncEngine:
        """Return the store. Raises BadInputError where none is known."""
        if self.store is None:
            raise BadInputError(
                "there is no store here; set ACCORD_HOME or ACCORD_STORE",
                "此处没有存储；请设置 ACCORD_HOME 或 ACCORD_STORE",
            )
        return self.store


def store_error(error: SQLAlchemyError) -> BadInputError:
    """Return the sentence for a store that cannot be opened, read or written."""
    if isinstance(error, UnreachableError):
        return BadInputError(error.sentence.en, error.sentence.zh)
    said = why(error)
    return BadInputError(f"the store cannot be used: {said}", f"存储无法使用：{said}")
