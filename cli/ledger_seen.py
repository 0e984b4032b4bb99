"""What a ledger in the store is found to be: its rows, signatures, and Temporal's note."""

import dataclasses
import os
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.service import RPCError, RPCStatusCode

from api.sending import view
from cli.connection import connection, needed_store
from domain.collaboration import CollaborationState
from domain.errors import BadInputError, UnknownError
from domain.ledger import GENESIS, LedgerMark, Row, first_fault, noted_fault
from domain.ledger_signing import PublicKey, signatures_fault
from domain.text import Bilingual
from store import collaborations, ledger
from store.ledger_key import check, trusted_keys
from workflows.names import collaboration_id
from workflows.settings import Settings


@dataclasses.dataclass(frozen=True)
class SeenLedger:
    """A ledger in the store. `keys` are those that signatures were checked with; none, unchecked.

    `anchor` is what the collaboration noted in Temporal; without it, `unanchored` says why.
    """

    rows: list[Row]
    fault: Bilingual | None
    keys: tuple[PublicKey, ...]
    anchor: LedgerMark | None
    unanchored: Bilingual | None


async def see_ledger(
    name: str,
    pinned: Sequence[PublicKey] = (),
    count: int | None = None,
    head: str | None = None,
) -> SeenLedger:
    """Read and verify a collaboration's ledger; `pinned` keys count instead of those known here.

    Raises:
        BadInputError: there is no store, nobody knows the collaboration, or a key file is broken.
    """
    keys = tuple(pinned) or keys_here()
    async with needed_store() as engine:
        await require(engine, name)
        # Temporal first: rows that are written meanwhile only make the ledger longer than noted.
        marks, unanchored = await _marks(name)
        anchor = marks[-1] if marks else None
        try:
            rows = await ledger.rows(engine, name)
        except BadInputError as error:
            return SeenLedger([], error.sentence, keys, anchor, unanchored)
    fault = first_fault(rows, count, head)
    if keys and not fault:
        fault = signatures_fault(rows, {key.kid: key for key in keys}, check)
    return SeenLedger(rows, fault or _denied(rows, marks), keys, anchor, unanchored)


def keys_here() -> tuple[PublicKey, ...]:
    """Return the public keys that this machine trusts. Raises BadInputError on a broken file."""
    settings = Settings.from_environment(os.environ)
    return trusted_keys(settings.home, settings.ledger_key)


async def require(engine: AsyncEngine, name: str) -> None:
    """Raise BadInputError when nobody ever heard of this collaboration."""
    if await collaborations.brief(engine, name) is not None:
        return
    try:
        known = bool(await ledger.rows(engine, name))
    except BadInputError:
        known = True
    if not known:
        raise UnknownError(name)


async def _marks(name: str) -> tuple[tuple[LedgerMark, ...], Bilingual | None]:
    """Return what the collaboration noted in Temporal, or why that is not known."""
    try:
        state = await view(await connection(), collaboration_id(name), CollaborationState)
    except BadInputError as error:
        return (), error.sentence
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return (), Bilingual(
                en=f"Temporal does not know {name}, or not any more",
                zh=f"Temporal 中没有或已不再保留 {name}",
            )
        return (), Bilingual(en="the engine does not answer", zh="引擎没有响应")
    if state is None:
        return (), Bilingual(en="no worker answers", zh="没有工作进程响应")
    if not state.ledger_marks:
        return (), Bilingual(
            en="the collaboration has noted nothing yet", zh="该协作尚未登记任何内容"
        )
    return state.ledger_marks, None


def _denied(rows: Sequence[Row], marks: Sequence[LedgerMark]) -> Bilingual | None:
    """Say which note of the collaboration's the rows deny, or None."""
    hashes = [GENESIS, *(row.hash for row in rows)]
    # The newest first: it tells best how much of the end is missing.
    faults = (noted_fault(hashes, mark.count, mark.head) for mark in reversed(marks))
    fault = next((found for found in faults if found), None)
    if fault is None:
        return None
    return Bilingual(
        en=f"{fault.en} (noted in Temporal by the collaboration)",
        zh=f"{fault.zh}（以协作在 Temporal 中的登记为准）",
    )
