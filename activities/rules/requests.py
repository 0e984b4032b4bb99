"""What a redraft did about each request: word for word, and honestly when nothing could be done."""

from collections.abc import Callable, Sequence

from activities.evidence.wording import say
from domain.items import Request
from domain.suggestion import Asked, DraftItem
from domain.text import Language

Alternative = Callable[[int], tuple[str, tuple[str, ...]]]
"""Number of the redraft, from 1, to what it does differently, in words, and the evidence of it."""


def answered(
    requests: Sequence[Asked], language: Language, alternative: Alternative
) -> list[DraftItem]:
    """Return one Request item for each request; rules cannot read free text and say so."""
    found = []
    for number, asked in enumerate(requests, 1):
        words, cites = alternative(number)
        latest = number == len(requests)
        handling = say(
            language,
            en=f"Rules cannot read what {asked.by} wrote, so "
            f"{'this draft' if latest else 'an earlier draft'} {words}.",
            zh=f"规则读不懂 {asked.by} 写的自由文字，"
            f"因此{'本稿' if latest else '较早的一稿'}{words}。",
        )
        body = Request(text=asked.text, asked_by=asked.by, handling=handling)
        found.append(DraftItem(body=body, cites=cites))
    return found
