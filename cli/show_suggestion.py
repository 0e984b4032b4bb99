"""A suggestion in lines: the whole text, what it rests on, who has signed, and how to decide."""

from collections.abc import Iterator, Sequence

from temporalio.service import RPCError, RPCStatusCode

from cli.connection import Connection, remembered
from cli.pending import pending_rows
from cli.seeing_less import row_waits
from cli.seen import Source
from cli.sending import unknown, view
from cli.show_changes import ItemChanged, change_lines, changes
from cli.show_path import StepSeen, path, path_lines
from cli.waiting import Waiting, in_words, waiting_of
from domain.ledger import Row
from domain.problems import shown
from domain.reading import Reader, moment, provenance_line
from domain.redrafting import redraft_line, worth_redrafting
from domain.signing import ApprovalState
from domain.suggestion import Item, Suggestion
from domain.text import Bilingual, Frozen, Language
from domain.wording import STATE_NAMES, VERB_NAMES
from store import ledger, people, suggestions
from workflows.names import suggestion_id

NOTE = 400
"""Characters of a remark that are shown on its line."""
_COMMANDS = 6
"""For how many approvers the exact command is printed."""


class SuggestionSeen(Frozen):
    """One suggestion as it can be told now; `state` is there when its workflow told it."""

    id: str
    source: Source
    status: str
    suggestion: Suggestion | None = None
    fingerprint: str | None = None
    waiting: Waiting | None = None
    state: ApprovalState | None = None
    names: dict[str, str] = {}
    path: tuple[StepSeen, ...] = ()
    changes: tuple[ItemChanged, ...] = ()
    recorded: tuple[Row, ...] = ()


async def see_suggestion(connection: Connection, name: str) -> SuggestionSeen:
    """Find out about a suggestion.

    Raises:
        BadInputError: neither the server nor the store knows it.
    """
    gone = False
    state = None
    try:
        state = await view(connection, suggestion_id(name), ApprovalState)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        gone = True
    if state is None:
        return await _without_worker(connection, name, gone)
    return SuggestionSeen(
        id=name,
        source="workflow",
        status=state.status,
        suggestion=state.suggestion,
        fingerprint=state.suggestion.fingerprint if state.suggestion else None,
        waiting=waiting_of(state) if state.status == "pending" else None,
        state=state,
        names={p.account: p.name for p in state.people},
        path=path(state),
        changes=changes(state),
    )


async def _without_worker(connection: Connection, name: str, gone: bool) -> SuggestionSeen:
    """Tell what the store holds, and whom the server lists as asked."""
    collaboration = name.partition(":")[0]
    rows = [] if gone else await pending_rows(connection, f"WorkflowId='{suggestion_id(name)}'")
    async with remembered() as engine:
        if engine is None:
            raise unknown(name)
        text = await suggestions.suggestion(engine, name)
        if text is None and gone:
            raise unknown(name)
        ends = await suggestions.outcomes(engine, collaboration)
        directory = await people.directory(engine, collaboration)
        recorded = [r for r in await ledger.rows(engine, collaboration) if r.suggestion == name]
        waits = [await row_waits(engine, row) for row in rows]
    ended = next((end.state for end in ends if end.suggestion == name), None)
    return SuggestionSeen(
        id=name,
        source="store" if gone else "server",
        status=ended or ("pending" if waits else "drafting"),
        suggestion=text,
        fingerprint=text.fingerprint if text else None,
        waiting=waits[0] if waits and not ended else None,
        names={p.account: p.name for p in directory.people},
        recorded=tuple(recorded),
    )


def suggestion_line(seen: SuggestionSeen) -> Bilingual:
    """Say who is waited for and since when; else how it stands."""
    if seen.waiting:
        return in_words(seen.waiting)
    status, state = STATE_NAMES[seen.status], seen.state
    by = ", ".join(state.decided_by) if state else ""
    sentence = shown(state.sentence, NOTE) if state else ""
    who = Bilingual(en=f" by {by}" if by else "", zh=f"（{by}）" if by else "")
    why = Bilingual(en=f": {sentence}" if sentence else "", zh=f"：{sentence}" if sentence else "")
    return Bilingual(
        en=f"Nobody is waited for: {seen.id} {status.en}{who.en}{why.en}",
        zh=f"无人待办：{seen.id} {status.zh}{who.zh}{why.zh}",
    )


def suggestion_lines(
    seen: SuggestionSeen, page: str | None, language: Language
) -> Iterator[Bilingual | str]:
    """Return everything for a reader, the first line first."""
    yield suggestion_line(seen)
    if seen.source != "workflow":
        yield Bilingual(
            en="No worker answers: this is from the store.",
            zh="没有工作进程响应：以下来自存储。",
        )
    if seen.suggestion:
        yield from text_lines(seen.suggestion, seen.names, language)
        yield from _evidence(seen.suggestion, language)
    yield from change_lines(seen.changes, language)
    if seen.state:
        yield from path_lines(seen.state, seen.path, language)
        yield from _said(seen.state)
    yield from (_row(row) for row in seen.recorded)
    yield from _how(seen)
    if page:
        yield Bilingual(en=f"Temporal UI: {page}", zh=f"Temporal 界面：{page}")


def text_lines(
    text: Suggestion, names: dict[str, str], language: Language, brief: bool = False
) -> Iterator[str]:
    """Return the title, who worded it, and each item; `brief` for the headlines alone."""
    revision = f"第 {text.revision} 版" if language == "zh" else f"revision {text.revision}"
    yield f"{shown(text.title, 300)} · {revision} · {text.fingerprint[:12]}"
    yield shown(provenance_line(text.provenance), NOTE)
    reader = Reader(language, names)
    for item in text.items:
        yield from _item(item, reader, brief)
    for check in text.checks:
        yield f"  ! {check.severity} {check.rule}: {shown(check.message, NOTE)}"
    if not text.checks and not brief:
        yield "检查：全部通过" if language == "zh" else "Checks: all passed"


def _item(item: Item, reader: Reader, brief: bool) -> Iterator[str]:
    head, *rest = reader.lines(item.body)
    if brief:
        yield f"  [{item.id}] {shown(head, 160)}"
        return
    cites = f" [{', '.join(item.cites)}]" if item.cites else ""
    yield f"  [{item.id}] {' '.join(head.split())}{cites} · {', '.join(item.departments)}"
    yield from (f"      {row}" for line in rest for row in line.splitlines() if row.strip())


def _evidence(text: Suggestion, language: Language) -> Iterator[str]:
    if text.evidence:
        yield "依据" if language == "zh" else "Evidence"
    for fact in text.evidence:
        yield f"  [{fact.id}] {fact.label}: {fact.value} · {fact.source}"


def _said(state: ApprovalState) -> Iterator[Bilingual]:
    signed = {(s.actor, s.revision): s for s in state.signatures}
    for signature in signed.values():
        at = signature.at
        yield Bilingual(
            en=f"Signed: {signature.actor}, revision {signature.revision}, {moment(at, 'en')} "
            f"({signature.surface})",
            zh=f"已签署：{signature.actor}，第 {signature.revision} 版，{moment(at, 'zh')}"
            f"（{signature.surface}）",
        )
    for wish in state.asked:
        said = shown(wish.text, NOTE)
        yield Bilingual(
            en=f"Changes requested by {shown(wish.by)}: {said}",
            zh=f"{shown(wish.by)} 要求重拟：{said}",
        )
    for one in state.questions:
        answer = shown(one.answer or "—", NOTE)
        whom = Bilingual(
            en=f" of {shown(one.to)}" if one.to else "", zh=f"向 {shown(one.to)} " if one.to else ""
        )
        said = shown(one.text, NOTE)
        yield Bilingual(
            en=f"Question {one.id}{whom.en} by {shown(one.by)}: {said} → {answer}",
            zh=f"{shown(one.by)} {whom.zh}提问 {one.id}：{said} → {answer}",
        )
    for remark in state.remarks:
        said = shown(remark.text, NOTE)
        yield Bilingual(
            en=f"Comment by {shown(remark.by)}, {moment(remark.at, 'en')}: {said}",
            zh=f"{shown(remark.by)} 评论（{moment(remark.at, 'zh')}）：{said}",
        )


def _row(row: Row) -> Bilingual:
    name = VERB_NAMES.get(row.verb, Bilingual(en=row.verb, zh=row.verb))
    who = shown(row.actor or "—")
    return Bilingual(
        en=f"Ledger {row.sequence}: {who}: {name.en} ({row.result}), {moment(row.at, 'en')}",
        zh=f"台账 {row.sequence}：{who}：{name.zh}（{row.result}），{moment(row.at, 'zh')}",
    )


def _how(seen: SuggestionSeen) -> Sequence[Bilingual | str]:
    if not seen.waiting or not seen.suggestion:
        return []
    bound = (
        f"--revision {seen.suggestion.revision} --fingerprint {seen.suggestion.fingerprint[:12]}"
    )
    accounts = [person.account for person in seen.waiting.people[:_COMMANDS]]
    return [
        Bilingual(
            en="Decide: approve, or edit --change 'ITEM.FIELD=VALUE', request_changes --comment "
            "TEXT, redraft, reject --comment TEXT, comment --comment TEXT",
            zh="作出决定：approve（同意），或 edit --change '条目.字段=值'（修改后同意）、"
            "request_changes --comment 理由（要求重拟）、redraft（重新起草）、"
            "reject --comment 理由（拒绝）、comment --comment 内容（评论）",
        ),
        *(f"  accord decide {seen.id} approve --as {account} {bound}" for account in accounts),
        *(
            redraft_line(seen.id, f"--as {account} {bound}")
            for account in accounts[:1]
            if seen.state and worth_redrafting(seen.state)
        ),
    ]
