"""The current details of a suggestion in the Temporal UI, as Markdown that cannot be bent.

Everything that a person or a model wrote is escaped: the UI does not sanitise it (temporal.md §2).
"""

import json
import re
from collections.abc import Iterable

from domain.reading import Reader, moment, provenance_line
from domain.signing import ApprovalState, Approver, waiting
from domain.text import Language, clean
from domain.wording import KIND_NAMES, STATE_NAMES

_SHOWN_APPROVERS = 6
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:/@=\"'$^])")


def escaped(text: str) -> str:
    """Return untrusted text as one line of Markdown that reads the same and does nothing."""
    return _SPECIAL.sub(r"\\\1", " ".join(clean(text).split()))


def details(state: ApprovalState) -> str:
    """Return what is asked, of whom, by when, the text with its evidence, and how to decide."""
    zh = state.language == "zh"
    suggestion = state.suggestion
    kind = KIND_NAMES[state.kind].within(state.language)
    status = STATE_NAMES[state.status].within(state.language)
    if suggestion is None:
        return f"# {escaped(kind)} · {status}\n\n`{state.id}`"
    revision = f"第 {suggestion.revision} 版" if zh else f"revision {suggestion.revision}"
    parts = [
        f"# {escaped(suggestion.title)} · {revision} · {status}",
        _asked(state),
        f"## {'内容' if zh else 'The text'}",
        _items(state),
        f"## {'依据' if zh else 'Evidence'}",
        _evidence(state),
        _findings(state),
        _how(state),
        _last(state),
    ]
    return "\n\n".join(part for part in parts if part)


def paste(state: ApprovalState, approver: Approver) -> str:
    """Return the JSON that this approver pastes into the Temporal UI's update box."""
    fingerprint = state.suggestion.fingerprint[:12] if state.suggestion else ""
    return json.dumps(
        {"actor": approver.account, "revision": state.revision, "fingerprint": fingerprint},
        ensure_ascii=False,
    )


def _asked(state: ApprovalState) -> str:
    zh = state.language == "zh"
    still = waiting(state)
    lines = [f"`{state.id}` · {escaped(_provenance(state))}"]
    if still:
        names = _joined(f"{a.name} ({a.account}, {a.why.within(state.language)})" for a in still)
        lines.append(f"**{'等待' if zh else 'Waiting for'}** {escaped(names)}")
        mode = state.current.mode if state.current else "all"
        lines.append(_mode_line(mode, state.language))
        lines.append(
            f"**{'截止' if zh else 'Due'}** {escaped(moment(state.due_at, state.language))}"
        )
    if state.decided_by:
        who = _joined(state.decided_by)
        lines.append(f"**{'决定人' if zh else 'Decided by'}** {escaped(who)}")
    return "  \n".join(lines)


def _mode_line(mode: str, language: Language) -> str:
    if language == "zh":
        return "会签：须全部同意" if mode == "all" else "或签：一人同意即可"
    return "all of them must approve" if mode == "all" else "one of them is enough"


def _provenance(state: ApprovalState) -> str:
    return provenance_line(state.suggestion.provenance) if state.suggestion else ""


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _items(state: ApprovalState) -> str:
    reader = Reader(state.language, {p.account: p.name for p in state.people})
    rows = []
    for item in state.items:
        head, *rest = reader.lines(item.body)
        cites = f" {escaped('[' + ', '.join(item.cites) + ']')}" if item.cites else ""
        rows.append(f"* **{escaped(item.id)}** {escaped(head)}{cites}")
        rows += [f"  * {escaped(line)}" for line in rest if line.strip()]
    return "\n".join(rows)


def _evidence(state: ApprovalState) -> str:
    zh = state.language == "zh"
    head = "| 编号 | 事实 | 数值 | 来源 |" if zh else "| id | fact | value | source |"
    evidence = state.suggestion.evidence if state.suggestion else ()
    rows = [
        f"| {escaped(e.id)} | {escaped(e.label)} | {escaped(e.value)} | {escaped(e.source)} |"
        for e in evidence
    ]
    return "\n".join([head, "|---|---|---|---|", *rows])


def _findings(state: ApprovalState) -> str:
    zh = state.language == "zh"
    checks = state.suggestion.checks if state.suggestion else ()
    if not checks:
        return f"**{'检查' if zh else 'Checks'}** {'全部通过' if zh else 'all passed'}"
    rows = [f"* {escaped(c.severity)} {escaped(c.rule)}: {escaped(c.message)}" for c in checks]
    return "\n".join([f"## {'检查' if zh else 'Checks'}", *rows])


def _how(state: ApprovalState) -> str:
    still = waiting(state)
    if not still:
        return ""
    zh = state.language == "zh"
    words = (
        "## 如何决定\n\n点右上角 **More Actions → Send Update**，选 **approve**（同意）、"
        "**edit**（修改后同意）、**request_changes**（要求重拟）或 **reject**（拒绝），"
        '粘贴您名下的一行 JSON。拒绝和要求重拟须加 `"comment": "理由"`；修改须加 '
        '`"changes": [{"id": "条目编号", "body": {"字段": "新值"}}]`。'
        if zh
        else "## How to decide\n\nTop right: **More Actions → Send Update**; choose **approve**, "
        "**edit**, **request_changes** or **reject**, and paste the line under your name. To "
        'reject or request changes add `"comment": "your reason"`; to edit add '
        '`"changes": [{"id": "item id", "body": {"field": "new value"}}]`.'
    )
    lines = [f"{escaped(a.name)}\n\n```json\n{paste(state, a)}\n```" for a in still]
    more = len(still) - _SHOWN_APPROVERS
    rest = [f"… +{more}"] if more > 0 else []
    return "\n\n".join([words, *lines[:_SHOWN_APPROVERS], *rest])


def _last(state: ApprovalState) -> str:
    zh = state.language == "zh"
    rows = [f"**{'最近记录' if zh else 'Last recorded'}** {escaped(state.last_recorded)}"]
    rows += [f"* {escaped(r.by)}: {escaped(r.text)}" for r in state.remarks[-10:]]
    rows += [
        f"* {escaped(a.by)} {'要求重拟' if zh else 'asked for changes'}: {escaped(a.text)}"
        for a in state.asked
    ]
    return "\n".join(rows) if state.last_recorded or len(rows) > 1 else ""
