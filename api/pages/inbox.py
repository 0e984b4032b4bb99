"""What waits for somebody, as a page: the nearest deadline first."""

from collections.abc import Sequence

from api.pages.frame import attribute, note, text
from domain.listing import Listing
from domain.reading import moment
from domain.text import Bilingual, Language
from domain.wording import KIND_NAMES

_TITLE = Bilingual(en="What waits for you", zh="待您审批")
_NOTHING = Bilingual(en="Nothing waits for you.", zh="没有待您审批的事项。")


def inbox(rows: Sequence[Listing], language: Language) -> str:
    """Return the inside of the page."""
    title = f"<h1>{_TITLE.within(language)}</h1>"
    if not rows:
        return title + note(_NOTHING, language)
    return title + "".join(_row(row, language) for row in rows)


def _row(row: Listing, language: Language) -> str:
    kind, due = KIND_NAMES[row.kind].within(language), moment(row.due_at, language)
    word = "截止" if language == "zh" else "due"
    return (
        f'<div class="row"><a href="/d/{attribute(row.suggestion)}"><b>{text(row.title)}</b><br>'
        f'<span class="soft">{text(kind)} · {text(row.suggestion)} · {word} {text(due)}</span></a>'
        "</div>"
    )
