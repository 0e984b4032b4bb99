"""Checks of a digest: verbatim quotations, every department heard, no minority left out."""

from domain.findings import Draft, Findings, error, warning
from domain.items import Quote, Sentence
from domain.text import fold

SHORTEST = 4
_SHOWN_WHOLE = 250
"""Evidence that is shorter than this was not shortened."""


def digest_verbatim(draft: Draft) -> Findings:
    """Every quotation is a verbatim part of the item that it names."""
    for item, body in draft.bodies(Sentence):
        for quote in body.quotes:
            yield from _quote(draft, item, quote)


def _quote(draft: Draft, item: str, quote: Quote) -> Findings:
    shown = draft.evidence.get(f"item:{quote.item}")
    full = draft.sources.get(quote.item)
    if shown is None and full is None:
        yield error(
            "digest.unknown_item",
            f"There is no feedback item {quote.item}.",
            f"没有编号为 {quote.item} 的反馈。",
            item,
        )
        return
    whole, part = fold(full if full is not None else shown.value if shown else ""), fold(quote.text)
    if part and part == whole or (len(part) >= SHORTEST and part in whole):
        return
    if full is None and len(whole) > _SHOWN_WHOLE and whole.endswith("..."):
        yield warning(
            "digest.unverified",
            f"Only the beginning of {quote.item} is shown, so the quotation was not found in it.",
            f"反馈 {quote.item} 只显示了开头，无法核对引文。",
            item,
        )
        return
    yield error(
        "digest.verbatim",
        f"“{quote.text[:60]}” is not a verbatim part of {quote.item} or proves nothing.",
        f"「{quote.text[:60]}」不是反馈 {quote.item} 的原文，或过短而不能说明问题。",
        item,
    )


def digest_about(draft: Draft) -> Findings:
    """A sentence is about the departments whose people it quotes."""
    for item, body in draft.bodies(Sentence):
        shown = [draft.evidence.get(f"item:{quote.item}") for quote in body.quotes]
        labels = [one.label for one in shown if one]
        for name in body.about:
            if labels and not any(label.startswith(f"{name} · ") for label in labels):
                yield error(
                    "digest.about",
                    f"It is said to be about {name}, but quotes nobody from there.",
                    f"标为涉及{name}，却没有引用该部门的反馈。",
                    item,
                )


def digest_covered(draft: Draft) -> Findings:
    """Every department that wrote is quoted, and every minority concern is cited."""
    heard = {name for _, body in draft.bodies(Sentence) for name in body.about}
    for name in draft.named("voice"):
        if name not in heard:
            yield error(
                "cites.department_missing",
                f"{name} wrote, but nothing that it wrote is quoted.",
                f"{name}有反馈，但没有引用其中任何一条。",
            )
    cited = {cite for one in draft.items for cite in one.cites}
    for key in draft.named("minority"):
        if f"minority:{key}" not in cited:
            yield error(
                "cites.minority_missing",
                f"The minority concern of {key.rsplit(':', 1)[0]} is left out.",
                f"漏掉了{key.rsplit(':', 1)[0]}的少数意见。",
            )


RULES = (digest_verbatim, digest_about, digest_covered)
