"""The decision page: what is asked, of whom, by when, the text, and four buttons."""

from collections.abc import Iterator

from api.pages.forms import Form, buttons, holds, to_copy
from api.pages.frame import attribute, note, text
from api.pages.picture import hand_off_map
from api.seeing_suggestion import SuggestionSeen, suggestion_line
from domain.differences import Span
from domain.reading import Reader, moment, provenance_line
from domain.signing import Approver, standing, waiting
from domain.suggestion import Item, Suggestion
from domain.text import Bilingual, Language
from domain.wording import KIND_NAMES, STATE_NAMES

_YOURS = Bilingual(en="you sign this", zh="由您签署")
_COLON = Bilingual(en=": ", zh="：")
_SIGNED = Bilingual(en="signed by ", zh="已签署：")
_SIGNED_APART = ("team", "role_gap")
"""What each head signs for their own people: who reads it sees whose are still missing."""
_TEXT = Bilingual(en="The text", zh="内容")
_CHANGED = Bilingual(en="Changed since you last decided", zh="您上次决定之后的改动")
_FINDINGS = Bilingual(en="Checks", zh="检查")
_PASSED = Bilingual(en="All checks passed.", zh="检查：全部通过。")
_SAID = Bilingual(en="Questions and comments", zh="提问与评论")
_NOTHING = Bilingual(en="Nothing has been drafted yet.", zh="尚未起草。")
_AWAY = Bilingual(
    en="No worker answers just now: this is what the store remembers.",
    zh="暂无工作进程响应：以下为存储中的内容。",
)


def decision(
    seen: SuggestionSeen, account: str, form: Form, language: Language, support: str = ""
) -> str:
    """Return the inside of the page, for this person. `support` is the part about leadership."""
    mine = _approver(seen, account) if seen.suggestion else None
    parts = [_head(seen, account, language)]
    if form.typed and (mine is None or not holds(form.typed)):
        parts.insert(0, to_copy(form.typed, language))
    if seen.source != "workflow" and seen.status == "pending":
        parts.append(note(_AWAY, language))
    if seen.suggestion is None:
        parts.append(note(_NOTHING, language))
        return "".join(parts)
    parts += [
        _changes(seen, account, language),
        _items(seen, seen.suggestion, mine, language),
        support,
        hand_off_map(seen, language),
        _findings(seen.suggestion, language),
    ]
    if mine is not None:
        parts.append(buttons(seen, account, form, language))
    parts += [_said(seen, language), _evidence(seen.suggestion, language)]
    return "".join(parts)


def _approver(seen: SuggestionSeen, account: str) -> Approver | None:
    """Return the place that this person may decide in now, if there is one."""
    state = seen.state
    return next((a for a in waiting(state) if account in a.accounts), None) if state else None


def _head(seen: SuggestionSeen, account: str, language: Language) -> str:
    kind = next((kind for kind in KIND_NAMES if f":{kind}:" in seen.id), None)
    title = seen.suggestion.title if seen.suggestion else seen.id
    home = seen.id.partition(":")[0]
    told = [f'<p class="up"><a href="/c/{attribute(home)}">← {text(home)}</a></p>']
    told.append(f"<h1>{text(title)}</h1>")
    name = KIND_NAMES[kind].within(language) if kind else ""
    state = STATE_NAMES[seen.status].within(language)
    told.append(f'<p class="state">{text(name)} · {text(state)}</p>')
    if seen.waiting:
        asked = [p for p in seen.waiting.people if p.account == account and p.part]
        if asked and asked[0].part:
            why = asked[0].part.within(language)
            you = f"请您审批（{why}）" if language == "zh" else f"You are asked: {why}"
            told.append(f'<p class="state">{text(you)}</p>')
    if seen.waiting and seen.waiting.due_at:
        due = moment(seen.waiting.due_at, language)
        told.append(f"<p>{'截止' if language == 'zh' else 'Due'} {text(due)}</p>")
    told.append(f"<p>{text(suggestion_line(seen).within(language))}</p>")
    if seen.suggestion:
        text_ = seen.suggestion
        number = f"第 {text_.revision} 版" if language == "zh" else f"revision {text_.revision}"
        by = provenance_line(text_.provenance)
        told.append(f'<p class="soft">{text(number)} · {text_.fingerprint[:12]}<br>{text(by)}</p>')
    return "".join(told)


def _items(
    seen: SuggestionSeen, suggestion: Suggestion, mine: Approver | None, language: Language
) -> str:
    reader = Reader(language, seen.names)
    signed = standing(seen.state) if seen.state and suggestion.kind in _SIGNED_APART else ()
    rows = []
    for item in suggestion.items:
        by = dict.fromkeys(reader.name(one.actor) for one in signed if one.item == item.id)
        rows.append(_item(item, reader, mine, language, tuple(by)))
    return f"<h2>{_TEXT.within(language)}</h2>{''.join(rows)}"


def _item(
    item: Item, reader: Reader, mine: Approver | None, language: Language, signed: tuple[str, ...]
) -> str:
    yours = mine is not None and mine.signs(item.id)
    lines = "".join(
        f"<p>{text(row)}</p>"
        for line in reader.lines(item.body)
        for row in line.splitlines()
        if row.strip()
    )
    foot = [text(department) for department in item.departments]
    foot += [f'<a href="#e-{attribute(cite)}">{text(cite)}</a>' for cite in item.cites]
    if yours and mine is not None and mine.items is not None:
        foot.append(f"<b>{_YOURS.within(language)}</b>")
    if signed:
        foot.append(f"<b>✓ {_SIGNED.within(language)}{text(_and(signed, language))}</b>")
    sort = "item yours" if yours else "item"
    small = f"<small>{' · '.join(foot)}</small>"
    return f'<div class="{sort}" id="i-{attribute(item.id)}">{lines}{small}</div>'


def _and(names: tuple[str, ...], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(names)


def _changes(seen: SuggestionSeen, account: str, language: Language) -> str:
    found = [one for one in seen.changes if one.account == account]
    if not found:
        return ""
    rows = "".join(f'<div class="item"><p>{_spans(one.spans)}</p></div>' for one in found)
    return f"<h2>{_CHANGED.within(language)}</h2>{rows}"


def _spans(spans: tuple[Span, ...]) -> str:
    tags = {"kept": "{}", "out": "<del>{}</del>", "in": "<ins>{}</ins>"}
    return "".join(tags[span.what].format(text(span.text).replace("\n", "<br>")) for span in spans)


def _findings(suggestion: Suggestion, language: Language) -> str:
    if not suggestion.checks:
        return f'<p class="soft">{_PASSED.within(language)}</p>'
    rows = "".join(
        f'<p class="note {"bad" if one.severity == "error" else ""}">{text(one.message)}</p>'
        for one in suggestion.checks
    )
    return f"<h2>{_FINDINGS.within(language)}</h2>{rows}"


def _said(seen: SuggestionSeen, language: Language) -> str:
    rows = "".join(_remarks(seen, language))
    return f"<h2>{_SAID.within(language)}</h2>{rows}" if rows else ""


def _remarks(seen: SuggestionSeen, language: Language) -> Iterator[str]:
    state = seen.state
    if state is None:
        return
    colon = _COLON.within(language)
    for one in state.questions:
        answer = text(one.answer or "—")
        yield f'<div class="item"><p>{text(one.by)}{colon}{text(one.text)}</p><p>{answer}</p></div>'
    for remark in state.remarks:
        at = moment(remark.at, language)
        yield (
            f'<div class="item"><p>{text(remark.by)}{colon}{text(remark.text)}</p>'
            f"<small>{text(at)}</small></div>"
        )


def _evidence(suggestion: Suggestion, language: Language) -> str:
    if not suggestion.evidence:
        return ""
    colon = _COLON.within(language)
    rows = "".join(
        f'<p id="e-{attribute(one.id)}"><b>{text(one.id)}</b> {text(one.label)}{colon}'
        f'{text(one.value)}<br><span class="soft">{text(one.source)}</span></p>'
        for one in suggestion.evidence
    )
    count = len(suggestion.evidence)
    title = f"依据（{count}）" if language == "zh" else f"What it rests on ({count})"
    return f"<details><summary>{title}</summary>{rows}</details>"
