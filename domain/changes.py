"""What changed since somebody last decided: their words to go by are those they stood for.

A new revision is compared with what each person last signed or sent back, not with the revision
before it, which they may never have read.
"""

from collections.abc import Iterable

from domain.differences import Span, differences
from domain.items import Body
from domain.reading import Reader
from domain.signing import ApprovalState, Approver, scope
from domain.suggestion import Item
from domain.text import Frozen

MOST_KEPT = 200_000
"""Bytes of former texts: they travel with the state through queries and continue-as-new."""


class Changed(Frozen):
    """One item that reads otherwise; `before` is None where it is new or no longer kept.

    Of an item that is `gone`, nothing is left to sign.
    """

    item: str
    before: Body | None = None
    after: Body | None = None

    @property
    def gone(self) -> bool:
        """Say whether the item is no longer there."""
        return self.after is None


def remembered(
    state: ApprovalState, actor: str | None = None, items: Iterable[Item] = ()
) -> ApprovalState:
    """Keep what each signer stood for, and what `actor` has read, before the text changes.

    The newest texts are kept, up to `MOST_KEPT` bytes; older ones are let go.
    """
    read = {account: dict(items) for account, items in state.decided_on.items()}
    now = {(item.id, item.fingerprint): item.body for item in state.items}
    pairs = [(s.actor, s.item, s.fingerprint) for s in state.signatures]
    pairs += [(actor, item.id, item.fingerprint) for item in items if actor]
    texts = dict(state.former)
    for account, item, fingerprint in pairs:
        if body := now.get((item, fingerprint)):
            read.setdefault(account, {})[item] = fingerprint
            texts.pop(fingerprint, None)
            texts[fingerprint] = body
    used = {fingerprint for items in read.values() for fingerprint in items.values()}
    kept = {fingerprint: body for fingerprint, body in texts.items() if fingerprint in used}
    return state.model_copy(update={"decided_on": read, "former": _newest(kept)})


def _newest(texts: dict[str, Body]) -> dict[str, Body]:
    left, kept = MOST_KEPT, list[str]()
    for fingerprint in reversed(texts):
        left -= len(texts[fingerprint].model_dump_json().encode())
        if left < 0:
            break
        kept.append(fingerprint)
    return {fingerprint: texts[fingerprint] for fingerprint in reversed(kept)}


def changed_since(state: ApprovalState, approver: Approver) -> tuple[Changed, ...]:
    """Return what reads otherwise than what this place last decided on, in the order of the text.

    Nothing for somebody who has not decided yet: the whole text is new to them.
    """
    read: dict[str, str] = {}
    for account in approver.accounts:
        read |= state.decided_on.get(account, {})
    if not read:
        return ()
    found = [
        Changed(item=item.id, before=state.former.get(read.get(item.id, "")), after=item.body)
        for item in scope(state, approver)
        if read.get(item.id) != item.fingerprint
    ]
    left = {item.id for item in state.items}
    gone = [(item, state.former.get(text)) for item, text in read.items() if item not in left]
    return (*found, *(Changed(item=item, before=body) for item, body in gone))


def spans(change: Changed, reader: Reader) -> tuple[Span, ...]:
    """Return the change word by word, as the item is read; the former text first where it goes."""
    return differences(_read(change.before, reader), _read(change.after, reader))


def _read(body: Body | None, reader: Reader) -> str:
    return "\n".join(reader.lines(body)) if body else ""
