"""The bare endpoint that `bench.api` reads beside ours: `python -m bench.bare_inbox HOST:PORT`.

FastAPI and SQLAlchemy as their tutorials have it: one join, fifty rows, JSON.
"""

import os
import sys
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from store.tables.suggestions import listed_approvers, listings

app = FastAPI()
engine = create_async_engine(f"sqlite+aiosqlite:///{os.environ['ACCORD_HOME']}/accord.db")


class Row(BaseModel):
    """One suggestion."""

    suggestion: str
    title: str
    kind: str
    state: str
    revision: int
    fingerprint: str
    approvers: list[str]
    departments: list[str]


class Page(BaseModel):
    """Fifty of them."""

    suggestions: list[Row]


@app.get("/healthz")
async def healthz() -> dict[str, bool]:
    """Answer."""
    return {"ok": True}


@app.get("/inbox")
async def inbox(approver: str) -> Page:
    """Return what waits for one person."""
    asked = listed_approvers
    statement = (
        select(*(listings.c[name] for name in Row.model_fields))
        .join(asked, asked.c.suggestion == listings.c.suggestion)
        .where(asked.c.account == approver, listings.c.state == "pending")
        .order_by(asked.c.due_at, asked.c.suggestion)
        .limit(50)
    )
    async with engine.connect() as connection:
        found: list[Any] = [dict(row) for row in (await connection.execute(statement)).mappings()]
    return Page(suggestions=[Row.model_validate(row) for row in found])


if __name__ == "__main__":
    host, _, port = sys.argv[1].rpartition(":")
    uvicorn.run(app, host=host, port=int(port), log_level="error")
