"""Pending suggestions as the server lists them: no worker has to answer for this."""

import datetime as dt

from api.connection import RPC, Connection
from domain.suggestion import Kind, Provenance
from domain.text import Frozen
from workflows.names import APPROVERS, COLLABORATION, DUE_AT, KIND

LIMIT = 1_000
"""The most that one list shows; nobody reads more."""


class PendingRow(Frozen):
    """One suggestion that waits for people; `approvers` are accounts.

    The server does not list its `provenance`: that comes from the store, where it is known.
    """

    suggestion: str
    collaboration: str
    kind: Kind
    approvers: tuple[str, ...]
    since: dt.datetime
    due_at: dt.datetime | None
    provenance: Provenance | None = None


def pending_query(account: str | None) -> str:
    """Return the list filter for what waits for this account, or for anybody."""
    query = "AccordState='pending'"
    return f"{query} AND AccordApprovers='{account}'" if account else query


async def pending_rows(connection: Connection, also: str = "") -> list[PendingRow]:
    """Return what is pending, the oldest first; `also` narrows the list down."""
    query = " AND ".join(filter(None, (pending_query(None), "ExecutionStatus='Running'", also)))
    found = connection.client.list_workflows(query, limit=LIMIT, rpc_timeout=RPC)
    rows = []
    async for told in found:
        given = told.typed_search_attributes
        rows.append(
            PendingRow.model_validate(
                {
                    "suggestion": told.id.removeprefix("suggestion:"),
                    "collaboration": given.get(COLLABORATION) or "",
                    "kind": given.get(KIND),
                    "approvers": tuple(given.get(APPROVERS) or ()),
                    "since": told.start_time,
                    "due_at": given.get(DUE_AT),
                }
            )
        )
    return sorted(rows, key=lambda row: (row.since, row.suggestion))
