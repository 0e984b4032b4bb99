"""The current details of a suggestion in the Temporal UI, as Markdown that cannot be bent.

Everything that a person or a model wrote is escaped: the UI does not sanitise it (temporal.md §2).
"""

import json
from collections.abc import Sequence

from domain.details_changes import changes
from domain.details_map import picture
from domain.details_path import answers, filter_link, path
from domain.markdown import LINE, NAME, PHRASE, code, joined
from domain.markdown import escaped as escaped
from domain.reading import Reader, moment, provenance_line
from domain.redrafting import worth_redrafting
from domain.signing import ApprovalState, Approver, waiting
from domain.text import Bilingual, Language, clean
from domain.wording import KIND_NAMES, STATE_NAMES

MOST = 18_000
"""Bytes of UTF-8 in all; the server refuses more than 20,000."""

_ELSE = Bilingual(
    en="Also: **ask** (`to` a person, or `item` for its evidence, and a `comment`; the deadline "
    "stands still), **transfer** or **delegate** (`to`), **add\\_approver** (`to`, `place`), "
    "**roll\\_back** (`step`), **comment**, **remind**, **cc**: each says in the list what it "
    "takes.",
    zh="还可以：**ask** 要求补充说明（`to` 某人，或以 `item` 指明条目，另附 `comment`；期限暂停）、"
    "**transfer** 转交或 **delegate** 委派（`to`）、**add\\_approver** 加签（`to`、`place`）、"
    "**roll\\_back** 退回至节点（`step`）、**comment** 评论、**remind** 催办、**cc** 抄送；"
    "所需字段见下拉列表。",
)
_SHOWN_APPROVERS = 12
_SHOWN_NAMES = 8
_SHOWN_REMARKS = 4


def details(state: ApprovalState, site: str | None = None) -> str:
    """Return what is asked, of whom, by when, the text with its evidence, and how to decide.

    Too long a text is cut, the evidence first, and says where the rest can be read. `site` is where
    people reach the API, if that is known.
    """
    language, suggestion = state.language, state.suggestion
    status = STATE_NAMES[state.status].within(language)
    if suggestion is None:
        return f"# {escaped(KIND_NAMES[state.kind].within(language))} · {status}\n\n`{state.id}`"
    zh = language == "zh"
    revision = f"第 {suggestion.revision} 版" if zh else f"revision {suggestion.revision}"
    head = [f"# {escaped(suggestion.title)} · {revision} · {status}", _asked(state)]
    foot = [_last(state), _how(state)]
    left = MOST - sum(_size(part) + 2 for part in (*head, *foot))
    told = (path(state), changes(state), answers(state), picture(state, site))
    head += [_some(state, part, left // 5) for part in told]
    left -= sum(_size(part) + 2 for part in head[2:])
    items = _fitted(state, f"## {'内容' if zh else 'The text'}", _items(state), left)
    findings = _fitted(state, *_findings(state), left - _size(items))
    rest = left - _size(items) - _size(findings)
    evidence = _fitted(state, *_evidence(state), rest)
    parts = [*head, items, findings, *foot, evidence]
    return "\n\n".join(part for part in parts if part)


def paste(state: ApprovalState, approver: Approver) -> str:
    """Return the JSON that this approver pastes into the Temporal UI's update box."""
    fingerprint = state.suggestion.fingerprint[:12] if state.suggestion else ""
    shown = {"actor": approver.account, "revision": state.revision, "fingerprint": fingerprint}
    # One field a line: the UI clips long lines of code.
    fields = ",\n ".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in shown.items())
    return "{" + fields + "}"


def _size(text: str) -> int:
    return len(text.encode())


def _some(state: ApprovalState, part: tuple[str, list[str]], most: int) -> str:
    """Return a part that a page goes on after; nothing where it has no rows."""
    head, rows = part
    return _fitted(state, head, rows, most) if rows else ""


def _fitted(state: ApprovalState, head: str, rows: Sequence[str], most: int) -> str:
    """Return the head and as many whole rows as `most` bytes hold, then where the rest is."""
    pointer = (
        f"\n… 篇幅所限，此处未完：请用 `accord show {state.id}` 阅读全文"
        if state.language == "zh"
        else f"\n… cut here for length: `accord show {state.id}` prints all of it"
    )
    whole = "\n".join([head, *rows])
    if _size(whole) + 2 <= most:
        return whole
    if _size(pointer) + 2 > most:
        return ""
    taken, left = [head], most - _size(head) - _size(pointer) - 4
    for row in rows:
        left -= _size(row) + 1
        if left < 0:
            break
        taken.append(row)
    return "\n".join([*(taken if len(taken) > 1 else []), pointer])


def _asked(state: ApprovalState) -> str:
    zh = state.language == "zh"
    still = waiting(state)
    lines = [f"`{state.id}` · {escaped(_provenance(state))}"]
    if still:
        asked = [f"{a.name} ({a.account}, {a.why.within(state.language)})" for a in still]
        names = joined(asked, state.language)
        lines.append(f"**{'等待' if zh else 'Waiting for'}** {names}")
        due = moment(state.due_at, state.language)
        stopped = ("（已暂停）" if zh else " (stands still)") if state.stopped_at else ""
        lines.append(f"**{'截止' if zh else 'Due'}** {escaped(due)}{stopped}")
    if state.decided_by:
        lines.append(
            f"**{'决定人' if zh else 'Decided by'}** {joined(state.decided_by, state.language)}"
        )
    return "\n".join(lines)


def _provenance(state: ApprovalState) -> str:
    return provenance_line(state.suggestion.provenance) if state.suggestion else ""


def _items(state: ApprovalState) -> list[str]:
    reader = Reader(state.language, {p.account: p.name for p in state.people})
    rows = []
    for item in state.items:
        head, *rest = reader.lines(item.body)
        cites = f" {escaped('[' + ', '.join(item.cites) + ']', PHRASE)}" if item.cites else ""
        lines = [f"**{_line(state, head)}**"]
        lines += [_line(state, line) for line in rest if line.strip()]
        # The UI runs nested lists together, and keeps the lines of a paragraph: one an item.
        rows.append("\n" + "\n".join([*lines, f"`{code(item.id)}`{cites}"]))
    return rows


def _line(state: ApprovalState, text: str) -> str:
    """Escape one line of an item; a line that is cut says so itself."""
    cut = len(" ".join(clean(text).split())) > LINE
    return escaped(text) + (f" (`accord show {state.id}`)" if cut else "")


def _evidence(state: ApprovalState) -> tuple[str, list[str]]:
    """Return each fact as a paragraph: the column is too narrow for a table."""
    evidence = state.suggestion.evidence if state.suggestion else ()
    rows = [
        f"\n**{escaped(e.label)}** {escaped(e.value)}\n`{code(e.id)}` · {escaped(e.source)}"
        for e in evidence
    ]
    return f"## {'依据' if state.language == 'zh' else 'Evidence'}", rows


def _findings(state: ApprovalState) -> tuple[str, list[str]]:
    zh = state.language == "zh"
    checks = state.suggestion.checks if state.suggestion else ()
    if not checks:
        return f"**{'检查' if zh else 'Checks'}** {'全部通过' if zh else 'all passed'}", []
    rows = [
        f"* {escaped(c.severity)} {escaped(c.rule, NAME)}: {escaped(c.message, 2 * PHRASE)}"
        for c in checks
    ]
    return f"## {'检查' if zh else 'Checks'}\n", rows


def how_to_decide(language: Language) -> str:
    """Return how a decision is sent in the Temporal UI; static, so it is there before the text."""
    return (
        "## 如何决定\n\n点右上角 **More Actions → Send an Update**，选 **approve**（同意）、"
        "**edit**（修改后同意）、**request_changes**（要求重拟）或 **reject**（拒绝），"
        '粘贴您名下的 JSON。拒绝和要求重拟须加 `"comment": "理由"`；修改须加 '
        '`"changes": [{"id": "条目编号", "body": {"字段": "新值"}}]`。'
        if language == "zh"
        else "## How to decide\n\nTop right: **More Actions → Send an Update**; choose "
        "**approve**, **edit**, **request_changes** or **reject**, and paste the JSON under your "
        'name. To reject or request changes add `"comment": "your reason"`; to edit add '
        '`"changes": [{"id": "item id", "body": {"field": "new value"}}]`.'
    )


def _how(state: ApprovalState) -> str:
    still = waiting(state)
    if not still:
        return ""
    words = [
        how_to_decide(state.language),
        _how_to_refuse(state),
        _how_to_redraft(state),
        _else(state),
    ]
    lines = [f"{_name(state, a)}\n\n```json\n{paste(state, a)}\n```" for a in still]
    more = len(still) - _SHOWN_APPROVERS
    rest = [f"… +{more}: `accord show {state.id}`"] if more > 0 else []
    return "\n\n".join([*filter(None, words), *lines[:_SHOWN_APPROVERS], *rest])


def _name(state: ApprovalState, approver: Approver) -> str:
    """Return whose JSON follows, with a link to everything that waits for the same person."""
    all_theirs = "待其审批的全部事项" if state.language == "zh" else "all that waits for them"
    pending = (("AccordState", "pending"), ("AccordApprovers", approver.account))
    return f"**{escaped(approver.name, NAME)}** · {filter_link(all_theirs, pending)}"


def _else(state: ApprovalState) -> str:
    """Say what the other verbs are for."""
    own = (("AccordCollaboration", state.collaboration), ("AccordState", "pending"))
    if state.language == "zh":
        return f"{_ELSE.zh} {filter_link('本协作的全部待办', own)}。"
    return f"{_ELSE.en} {filter_link('All that is pending in this collaboration', own)}."


def _how_to_refuse(state: ApprovalState) -> str:
    """Return how a head keeps one person of a team back; nothing for other kinds."""
    if state.kind != "team":
        return ""
    return (
        "人员由其部门负责人派出。不派出某人：发送 **request\\_changes**，并加 "
        '`"item": "member:账号"`（名下仅一人时可省略）；下一稿不再提名此人，已签署派出的人员保留。'
        if state.language == "zh"
        else "Each head releases their own people. To keep one back send **request\\_changes** "
        'with `"item": "member:account"` (not needed where you release one person only): the next '
        "draft is without them, and whoever is released stays."
    )


def _how_to_redraft(state: ApprovalState) -> str:
    """Return how the model is asked again; nothing unless it failed, to keep the page short."""
    if not worth_redrafting(state):
        return ""
    return (
        "模型恢复后，可用同一段 JSON 发送 **redraft**（重新起草）。"
        if state.language == "zh"
        else "Once the model answers again, **redraft** with the same JSON has it drafted anew."
    )


def _last(state: ApprovalState) -> str:
    zh = state.language == "zh"
    rows = [f"**{'最近记录' if zh else 'Last recorded'}** {escaped(state.last_recorded)}"]
    rows += [_said(r.by, r.text) for r in state.remarks[-_SHOWN_REMARKS:]]
    wish = "要求重拟" if zh else "asked for changes"
    rows += [_said(f"{a.by} {wish}", a.text) for a in state.asked]
    rows[1:1] = [""] if len(rows) > 1 else []  # without it the UI shows no list
    return "\n".join(rows) if state.last_recorded or len(rows) > 1 else ""


def _said(by: str, text: str) -> str:
    return f"* {escaped(by, 2 * NAME)}: {escaped(text, PHRASE)}"
