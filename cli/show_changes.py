"""What changed in a suggestion since those who are asked last decided, in lines and as JSON."""

from collections.abc import Iterator

from api.seeing_suggestion import ItemChanged
from domain.details_changes import shortened
from domain.text import Bilingual, Language

_MARKS = {"kept": ("", ""), "out": ("[-", "-]"), "in": ("{+", "+}")}
"""As `wdiff` marks them: readable without colours."""


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
