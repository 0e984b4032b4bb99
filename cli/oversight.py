"""`accord inbox --stats`: how people decided, per approver and kind."""

import asyncio
from collections.abc import Sequence
from typing import Any

from analysis.oversight import Oversight, oversight
from cli.asked import read_collaboration
from cli.connection import needed_store
from cli.output import print_json, say
from cli.oversight_words import lines, rules
from domain.errors import UnknownError
from domain.text import Bilingual
from store import collaborations
from store import oversight as store


def print_stats(ids: Sequence[str], account: str | None, as_json: bool) -> None:
    """Print the figures of these collaborations, or of all; of one approver, or of all."""
    names = [read_collaboration(one) for one in ids]
    found = asyncio.run(_figures(names))
    shown = [one for one in found if account in (None, one.approver)]
    if as_json:
        print_json(_document(names, account, shown))
        return
    for line in lines(shown):
        say(line)
    if not shown:
        say(Bilingual(en="Nobody has decided anything yet.", zh="尚无任何决定。"))


async def _figures(names: Sequence[str]) -> tuple[Oversight, ...]:
    async with needed_store() as engine:
        for name in names:
            if await collaborations.brief(engine, name) is None:
                raise UnknownError(name)
        return oversight(await store.watched(engine, names or None))


def _document(
    names: Sequence[str], account: str | None, shown: Sequence[Oversight]
) -> dict[str, Any]:
    return {
        "ok": True,
        "collaborations": [*names] or None,
        "account": account,
        "rules": rules(),
        "approvers": [one.model_dump(mode="json") for one in shown],
    }
