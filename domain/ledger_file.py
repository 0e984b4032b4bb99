"""A ledger as a file: a header, one line for each row, and a signed close.

Each line is canonical JSON (sorted keys, no spaces, UTF-8). So whatever is changed in a line either
changes what it says, which hash and signature show, or how it says it, which is a fault as well.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter

from domain.ledger import GENESIS, MOST_ROWS, Digest, Moment, Row
from domain.ledger_signing import PublicKey, Signer, signature
from domain.suggestion import canonical
from domain.text import Frozen


class Header(Frozen):
    """The first line: whose ledger it is, and the public keys that its signatures are made with."""

    type: Literal["header"] = "header"
    format: Literal["accord-ledger"] = "accord-ledger"
    version: Literal[1] = 1
    collaboration: str = Field(min_length=1)
    keys: tuple[PublicKey, ...] = Field(min_length=1, max_length=100)


class RowLine(Row):
    """A row of the ledger, as it is in the store; `type`, its default, is not in its hash."""

    type: Literal["row"] = "row"


class Close(Frozen):
    """The last line: how many rows there are, the last one's hash, when, and all bytes before it.

    `digest` is the SHA-256 of the lines before; signed, it lets nothing in them be changed.
    """

    type: Literal["close"] = "close"
    collaboration: str
    count: int = Field(ge=0, le=MOST_ROWS)
    head: Digest
    digest: Digest
    at: Moment
    kid: str
    signature: str


Line = Header | RowLine | Close
READER: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="type")])


def written(line: Line) -> bytes:
    """Return the one form that a line has, with its end."""
    return canonical(_plain(line)).encode() + b"\n"


def close_message(close: Close) -> bytes:
    """Return what the signature of the last line is under."""
    told = {name: value for name, value in _plain(close).items() if name != "signature"}
    return f"accord ledger close 1\n{canonical(told)}".encode()


def exported(
    collaboration: str,
    rows: Sequence[Row],
    keys: Mapping[str, PublicKey],
    signer: Signer,
    at: dt.datetime,
) -> Iterator[bytes]:
    """Yield the lines of a ledger whose rows have been verified.

    `keys` by kid must hold those of all signed rows; only those, and the signer's, go into the
    file.
    """
    used = {row.kid for row in rows if row.kid} | {signer.public.kid}
    known = {**keys, signer.public.kid: signer.public}
    header = Header(collaboration=collaboration, keys=tuple(known[kid] for kid in sorted(used)))
    digest = hashlib.sha256()
    lines: list[Line] = [header, *(RowLine(**row.model_dump()) for row in rows)]
    for line in lines:
        text = written(line)
        digest.update(text)
        yield text
    unsigned = Close(
        collaboration=collaboration,
        count=len(rows),
        head=rows[-1].hash if rows else GENESIS,
        digest=digest.hexdigest(),
        at=at,
        kid=signer.public.kid,
        signature="",
    )
    seal = signature(close_message(unsigned), signer)
    yield written(unsigned.model_copy(update={"signature": seal}))


def _plain(line: BaseModel) -> dict[str, Any]:
    told = line.model_dump()
    return told | ({"at": told["at"].isoformat()} if "at" in told else {})
