"""What changed in a suggestion since those who are asked last decided, in lines and as JSON."""

from collections.abc import Iterator

from domain.changes import changed_since, spans
from domain.details_changes import shortened
from domain.differences import Span
from domain.reading import Reader
from domain.signing import ApprovalState, waiting
from domain.text import Bilingual, Frozen, Language

_MARKS = {"kept": ("", ""), "out": ("[-", "-]"), "in": ("{+", "+}")}
"""As `wdiff` marks them: readable without colours."""


class ItemChanged(Frozen):
    """One item that reads otherwise than what this person last decided on, word by word."""

    account: str
    item: str
    spans: tuple[Span, ...]


def changes(state: ApprovalState) -> tuple[ItemChanged, ...]:
    """Return what changed for each person who is asked now."""
    reader = Reader(state.language, {p.account: p.name for p in state.people})
    return tuple(
        ItemChanged(account=approver.account, item=one.item, spans=spans(one, reader))
        for approver in waiting(state)
        for one in changed_since(state, approver)
    )


def change_lines(found: tuple[ItemChanged, ...], language: Language) -> Iterator[Bilingual | str]:
    """Return one line for each changed item, those of one person together."""
    asked = ""
    for one in found:
        if one.account != asked:
            asked = one.account
            yield Bilingual(
                en=f"Changed since {asked} last decided ([-taken out-] {{+put in+}}):",
                zh=f"{asked} 上次决定之后的改动（[-删去-] {{+加入+}}）：",
            )
        marked = (f"{_MARKS[s.what][0]}{s.text}{_MARKS[s.what][1]}" for s in shortened(one.spans))
        yield f"  [{one.item}] {''.join(marked)}"
