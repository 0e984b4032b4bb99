"""A suggestion in lines: the whole text, what it rests on, who has signed, and how to decide."""

from collections.abc import Iterator, Sequence

from api.first_line import NOTE
from api.seeing_suggestion import SuggestionSeen, suggestion_line
from cli.show_changes import change_lines
from cli.show_path import path_lines
from domain.ledger import Row
from domain.problems import shown
from domain.reading import Reader, moment, provenance_line
from domain.redrafting import redraft_line, worth_redrafting
from domain.signing import ApprovalState
from domain.suggestion import Item, Suggestion
from domain.text import Bilingual, Language
from domain.wording import VERB_NAMES

_COMMANDS = 6
"""For how many approvers the exact command is printed."""


def suggestion_lines(
    seen: SuggestionSeen, page: str | None, language: Language
) -> Iterator[Bilingual | str]:
    """Return everything for a reader, the first line first."""
    yield suggestion_line(seen)
    yield from _source(seen)
    if seen.suggestion:
        yield from _revisions(seen)
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


def _source(seen: SuggestionSeen) -> Iterator[Bilingual]:
    if seen.source == "server":
        yield Bilingual(
            en="No worker answers: this is from the store.",
            zh="没有工作进程响应：以下来自存储。",
        )
    if seen.source == "store":
        yield Bilingual(
            en="The engine does not know it (any more): this is from the store.",
            zh="引擎中已没有该建议稿：以下来自存储。",
        )


def _revisions(seen: SuggestionSeen) -> Iterator[Bilingual]:
    numbers = ", ".join(str(one.revision) for one in seen.revisions)
    if len(seen.revisions) > 1:
        yield Bilingual(
            en=f"Revisions: {numbers} (`accord show {seen.id} --revision N`)",
            zh=f"版本：{numbers}（`accord show {seen.id} --revision N`）",
        )


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
    said = "".join(f" · “{shown(text, NOTE)}”" for text in (row.comment, row.reason) if text)
    return Bilingual(
        en=f"Ledger {row.sequence}: {who}: {name.en} ({row.result}), {moment(row.at, 'en')}{said}",
        zh=f"台账 {row.sequence}：{who}：{name.zh}（{row.result}），{moment(row.at, 'zh')}{said}",
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
