"""The newcomer's part of the demo: the text in at most 30 lines, one key to decide."""

import asyncio
import codecs
import json
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from rich.cells import cell_len, chop_cells

from cli.output import Console, say
from domain.problems import shown
from domain.reading import Reader, moment, provenance_line
from domain.signing import ApprovalState, waiting
from domain.text import Bilingual, clean
from domain.wording import KIND_NAMES

LINES = 30
_KEYS = Bilingual(
    en="[a] approve  [e] edit  [r] request changes  [x] reject  [?] evidence  "
    "[Enter] let the demo account answer",
    zh="[a] 同意  [e] 修改后同意  [r] 要求重拟  [x] 拒绝  [?] 看依据  [Enter] 由演示账号代答",
)


class DecidedElsewhere(Exception):  # noqa: N818  not an error: somebody was quicker
    """The suggestion was decided in the Temporal UI or by another command meanwhile."""


class Player:
    """Asks the person at the terminal; a decision taken elsewhere ends the question."""

    def __init__(self, ui: str, home: str) -> None:
        self._ui, self._home = ui, home
        self._typed, self._ended = "", False
        self._decoder = codecs.getincrementaldecoder(sys.stdin.encoding or "utf-8")("replace")

    async def decision(
        self, state: ApprovalState, account: str, is_open: Callable[[], Any]
    ) -> dict[str, Any] | None:
        """Return the person's decision, or None to let the demo account answer."""
        for line in self._shown(state, account):
            say(line)
        while True:
            say(_KEYS)
            key = (await self._line(is_open)).strip().casefold()
            if key == "":
                return None
            if key == "a":
                return {"verb": "approve"}
            if decision := await self._worded(key, state, is_open):
                return decision

    async def _worded(
        self, key: str, state: ApprovalState, is_open: Callable[[], Any]
    ) -> dict[str, Any] | None:
        """Ask for the words that this key needs; None when there are none, or only a look."""
        if key == "?":
            for line in _evidence(state):
                say(line)
        if key == "e" and (changes := await self._changes(state, is_open)):
            return {"verb": "edit", "changes": changes}
        if key in ("r", "x"):
            say(Bilingual(en="Why? One line:", zh="理由（一行）："))
            if reason := (await self._line(is_open)).strip():
                return {"verb": "request_changes" if key == "r" else "reject", "comment": reason}
        return None

    async def _changes(
        self, state: ApprovalState, is_open: Callable[[], Any]
    ) -> list[dict[str, Any]]:
        words = [item for item in state.items if item.body.type not in ("objective", "request")]
        first = (words or state.items)[0]
        names = [name for name in first.body.model_dump() if name != "type"]
        fields, field = ", ".join(names), names[0]
        say(
            Bilingual(
                en=f"ITEM.FIELD=VALUE, such as {first.id}.{field}=… (fields: {fields})",
                zh=f"条目.字段=新值，例如 {first.id}.{field}=…（字段：{fields}）",
            )
        )
        try:
            return [change(await self._line(is_open))]
        except ValueError:
            say(Bilingual(en="That is not ITEM.FIELD=VALUE.", zh="格式应为 条目.字段=新值。"))
            return []

    async def _line(self, is_open: Callable[[], Any]) -> str:
        """Take one line without stopping the loop; look now and then whether it is still asked.

        Reads the descriptor itself: `readline` would hide pasted further lines from the loop.
        """
        loop, more = asyncio.get_running_loop(), asyncio.Event()

        def read() -> None:
            given = os.read(sys.stdin.fileno(), 65_536)
            self._ended = not given
            self._typed += self._decoder.decode(given)
            more.set()

        loop.add_reader(sys.stdin, read)
        try:
            while "\n" not in self._typed:
                if self._ended:
                    raise EOFError
                more.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(more.wait(), timeout=1.0)
                if not more.is_set() and not await is_open():
                    raise DecidedElsewhere
        finally:
            loop.remove_reader(sys.stdin)
        line, _, self._typed = self._typed.partition("\n")
        return clean(line)

    def _shown(self, state: ApprovalState, account: str) -> list[str]:
        zh = Console.language == "zh"
        me = state.approver(account)
        part = me.why.within(Console.language) if me else ""
        kind = KIND_NAMES[state.kind].within(Console.language)
        head = [
            "",
            f"── {kind} · {state.id} · r{state.revision} ──",
            f"您是{part}，请于 {moment(state.due_at, 'zh')}前决定。"
            if zh
            else f"You are the {part}; decide by {moment(state.due_at, 'en')}.",
        ]
        foot = [
            provenance_line(state.suggestion.provenance) if state.suggestion else "",
            f"{self._ui}/namespaces/accord/workflows/suggestion:{state.id}",
            f"ACCORD_HOME={self._home} accord decide {state.id} approve --as {account}",
        ]
        width = max(40, shutil.get_terminal_size().columns - 1)
        body = [piece for line in _text(state) for piece in _wrapped(line, width)]
        room = LINES - len(head) - sum(len(_wrapped(line, width)) for line in foot) - 2
        if len(body) > room:
            more = len(body) - room + 1
            rest = f"  … +{more}（? 看全文）" if zh else f"  … +{more} (?: all)"
            body = [*body[: room - 1], rest]
        return [*head, *body, *foot]


def change(text: str) -> dict[str, Any]:
    """Read ITEM.FIELD=VALUE; the value as JSON where it is JSON. Raises ValueError."""
    place, _, value = text.strip().partition("=")
    item, _, field = place.strip().rpartition(".")
    if not item or not field or not value:
        raise ValueError(text)
    try:
        parsed: Any = json.loads(value)
    except ValueError:
        parsed = value.strip()
    return {"id": item, "body": {field: parsed}}


def _text(state: ApprovalState) -> list[str]:
    reader = Reader(state.language, {p.account: p.name for p in state.people})
    lines = []
    for item in state.items:
        head, *rest = reader.lines(item.body)
        lines += [f"{item.id}  {head}", *(f"    {line}" for line in rest if line.strip())]
    return lines


def _evidence(state: ApprovalState) -> list[str]:
    suggestion = state.suggestion
    if suggestion is None:
        return []
    lines = _text(state)
    lines += [f"[{e.id}] {e.label}: {e.value} ({e.source})" for e in suggestion.evidence]
    lines += [f"{c.severity} {c.rule}: {shown(c.message, 300)}" for c in suggestion.checks]
    lines += [", ".join(a.name for a in waiting(state))]
    return lines


def _wrapped(line: str, width: int) -> list[str]:
    """Wrap by terminal cells: a Chinese character takes two."""
    return chop_cells(line, width) if cell_len(line) > width else [line]
