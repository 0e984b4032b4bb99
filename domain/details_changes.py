"""What changed since those who are asked last decided, in the current details: word by word."""

from domain.changes import Changed, changed_since, spans
from domain.differences import Span
from domain.markdown import LINE, code, escaped, joined
from domain.reading import Reader
from domain.signing import ApprovalState, waiting

AROUND = 30
"""Characters of unchanged text that are shown on either side of a change."""


def changes(state: ApprovalState) -> tuple[str, list[str]]:
    """Return a heading and a row for each changed item; people with the same changes together."""
    zh = state.language == "zh"
    seen: dict[tuple[Changed, ...], list[str]] = {}
    for approver in waiting(state):
        if found := changed_since(state, approver):
            seen.setdefault(found, []).append(approver.name)
    reader = Reader(state.language, {p.account: p.name for p in state.people})
    rows: list[str] = []
    for found, people in seen.items():
        names = joined(people, state.language)
        rows.append(f"\n**{names}**\n" if rows else f"**{names}**\n")
        rows += [_row(one, reader, zh) for one in found]
    head = (
        "## 上次决定之后的改动\n\n~~删去的文字~~ · **加入的文字**\n"
        if zh
        else "## Changed since they last decided\n\n~~taken out~~ · **put in**\n"
    )
    return head, rows


def _row(change: Changed, reader: Reader, zh: bool) -> str:
    if change.before is None:
        said = "新增，或原文已不再保留" if zh else "new, or its former text is no longer kept"
        return f"* `{code(change.item)}` {said}"
    marked = "".join(_marked(span) for span in shortened(spans(change, reader)))
    return f"* `{code(change.item)}` {marked}"


def shortened(found: tuple[Span, ...], most: int = LINE) -> tuple[Span, ...]:
    """Return the changes with a little of the text around them; … where text or changes are left
    out, after `most` characters in all."""
    short: list[Span] = []
    left = most
    for place, span in enumerate(found):
        text = " ".join(span.text.split()) if span.text.strip() else " "
        text = _spaced(span.text, text)
        if span.what == "kept":
            text = _around(text, first=place == 0, last=place == len(found) - 1)
        if len(text) > left:
            return (*short, Span(what=span.what, text=text[:left]), Span(what="kept", text="…"))
        short.append(Span(what=span.what, text=text))
        left -= len(text)
    return tuple(short)


def _spaced(text: str, line: str) -> str:
    """Return one line with the gaps at its ends, which part it from the next span."""
    before = " " if line.strip() and text[0].isspace() else ""
    after = " " if line.strip() and text[-1].isspace() else ""
    return f"{before}{line}{after}"


def _around(text: str, first: bool, last: bool) -> str:
    if first and last or len(text) <= 2 * AROUND:
        return text
    if first:
        return f"…{text[-AROUND:]}"
    return f"{text[:AROUND]}…" if last else f"{text[:AROUND]} … {text[-AROUND:]}"


def _marked(span: Span) -> str:
    """Return one span as Markdown; the gaps at its ends stay outside of the marks."""
    inner = span.text.strip()
    if not inner:
        return span.text
    mark = {"kept": "", "out": "~~", "in": "**"}[span.what]
    before = span.text[: len(span.text) - len(span.text.lstrip())]
    after = span.text[len(span.text.rstrip()) :]
    return f"{before}{mark}{escaped(inner)}{mark}{after}"
