"""The charter as a page: Markdown in the collaboration's language, everything in it escaped."""

from collections.abc import Mapping

from domain.charter import Approval, Charter
from domain.details import escaped
from domain.reading import Reader, moment
from domain.suggestion import KINDS, Item
from domain.wording import DRAFTED_BY, KIND_NAMES


def charter_page(charter: Charter, names: Mapping[str, str]) -> str:
    """Return the charter part by part, each with who approved which text, and when.

    `names` maps accounts to people's names.
    """
    zh = charter.language == "zh"
    reader = Reader(charter.language, names)
    number = f"第 {charter.revision} 版" if zh else f"revision {charter.revision}"
    word = "协作章程" if zh else "Charter"
    parts = [f"# {escaped(charter.title)}", f"{word} · {number} · `{charter.fingerprint[:12]}`"]
    for kind in KINDS:
        items: tuple[Item, ...] = getattr(charter, kind)
        if not items:
            continue
        parts.append(f"## {KIND_NAMES[kind].within(charter.language)}")
        parts.append("\n".join(line for item in items for line in _item(item, reader)))
        approvals = [a for a in charter.approvals if a.kind == kind]
        parts.append("\n".join(_approved(a, charter, reader) for a in approvals))
    return "\n\n".join(parts) + "\n"


def _item(item: Item, reader: Reader) -> list[str]:
    head, *rest = reader.lines(item.body)
    cites = f" {escaped('[' + ', '.join(item.cites) + ']')}" if item.cites else ""
    return [f"* **{escaped(head)}**{cites}", *(f"  * {escaped(line)}" for line in rest if line)]


def _approved(approval: Approval, charter: Charter, reader: Reader) -> str:
    zh = charter.language == "zh"
    people = ("、" if zh else ", ").join(reader.name(a) for a in approval.decided_by)
    drafted = DRAFTED_BY[approval.drafted_by].within(charter.language)
    at = moment(approval.at, charter.language)
    text = (
        f"{approval.suggestion} 第 {approval.revision} 版，{drafted}起草，{people}同意，{at}"
        if zh
        else f"{approval.suggestion} revision {approval.revision}, drafted by {drafted}, "
        f"approved by {people}, {at}"
    )
    return f"> {escaped(text)} `{approval.fingerprint[:12]}`  "
