"""Each decision of a person with what can be known about it: how long it took, what it changed.

Pure: what was recorded in, decisions out.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from analysis.reading_time import Edit, edit_between, least_seconds, words_of
from domain.ledger import Entry
from domain.oversight import Asked, Watched, kind_of
from domain.suggestion import Item, Kind, Suggestion
from domain.text import Frozen

APPROVING = ("approve", "edit")
SENDING_BACK = ("request_changes", "redraft")
DECIDING = (*APPROVING, *SENDING_BACK, "reject")
"""Verbs that say yes or no to a text; the others ask, hand on or comment."""

Texts = Mapping[tuple[str, int], Suggestion]


class Decision(Frozen):
    """One decision as recorded. Times are seconds, None where they are not known.

    `elapsed` runs from being asked about the revision, `dwell` from first opening it on its page or
    by the API: None where it was read elsewhere, as in the Temporal UI. `had` is the most that can
    have gone into it: since being asked, or since their decision before, whichever was later, for
    people read one text after the other. `needed` is the least that reading takes of what they
    approved and had not approved before in the same words; None where there was nothing new to
    read.
    """

    key: str
    suggestion: str
    kind: Kind
    account: str
    verb: str
    revision: int | None
    fingerprints: tuple[str, ...]
    at: dt.datetime
    verified: bool
    elapsed: float | None = None
    dwell: float | None = None
    had: float | None = None
    needed: float | None = None
    edit: Edit | None = None

    @property
    def approves(self) -> bool:
        """Say whether it was a yes."""
        return self.verb in APPROVING

    @property
    def seen(self) -> int | None:
        """Return the revision that was read: an edit is recorded with the one that it made."""
        before = 1 if self.verb == "edit" else 0
        return self.revision - before if self.revision else None

    @property
    def quick(self) -> bool | None:
        """Say whether an approval was faster than its text can be read; None if unknown."""
        if self.verb != "approve" or self.had is None or self.needed is None:
            return None
        return self.had < self.needed


def decisions(watched: Watched) -> tuple[Decision, ...]:
    """Return every decision of a person, the earliest first."""
    texts = {(text.id, text.revision): text for text in watched.texts}
    asked = _by_person(watched.asked)
    opened = {(one.suggestion, one.revision, one.account): one.at for one in watched.opened}
    last: dict[str, dt.datetime] = {}
    known: dict[tuple[str, str], set[str]] = {}
    found = []
    for row in sorted(watched.rows, key=lambda row: row.at):  # stable: equal times keep their order
        one = _read(row)
        if one is None:
            continue
        begun = _asked_at(one, asked, texts)
        before = known.setdefault((one.suggestion, one.account), set())
        timed = {
            "elapsed": _between(begun, one.at),
            "dwell": _dwell(one, opened.get((one.suggestion, one.seen or 0, one.account))),
            "had": _between(max(filter(None, (begun, last.get(one.account)))), one.at)
            if begun
            else None,
            "needed": _needed(one, texts, before),
            "edit": _edit(one, texts),
        }
        found.append(one.model_copy(update=timed))
        last[one.account] = one.at
        before |= set(one.fingerprints) if one.approves else set()
    return tuple(found)


def _read(row: Entry) -> Decision | None:
    kind = kind_of(row.suggestion)
    if row.result != "recorded" or row.verb not in DECIDING or not row.actor or not kind:
        return None
    return Decision(
        key=row.key,
        suggestion=row.suggestion,
        kind=kind,
        account=row.actor,
        verb=row.verb,
        revision=row.revision,
        fingerprints=row.fingerprints,
        at=row.at,
        verified=row.verified,
    )


_ByPerson = Mapping[tuple[str, int, str], list[Asked]]


def _by_person(asked: Iterable[Asked]) -> _ByPerson:
    found: dict[tuple[str, int, str], list[Asked]] = {}
    for one in asked:
        place = one.asking.suggestion, one.asking.revision, one.asking.account
        found.setdefault(place, []).append(one)
    return found


def _asked_at(one: Decision, asked: _ByPerson, texts: Texts) -> dt.datetime | None:
    """Return when they were last asked about what they read, else when that text was made.

    Superiors are asked by the escalation. Whoever decides before anybody could be told, as in the
    second between a draft and its due times, read it at most since it was there.
    """
    seen = one.seen or 0
    told = [a for a in asked.get((one.suggestion, seen, one.account), ()) if a.at <= one.at]
    first = [a for a in told if a.asking.sort == "asked"] or told[:1]
    if first:
        return max(a.at for a in first)
    text = texts.get((one.suggestion, seen))
    return text.made_at if text and text.made_at <= one.at else None


def _dwell(one: Decision, opened: dt.datetime | None) -> float | None:
    """Return how long it was open; what was opened after the decision was read elsewhere before."""
    return _between(opened, one.at) if opened and opened <= one.at else None


def _needed(one: Decision, texts: Texts, before: set[str]) -> float | None:
    text = texts.get((one.suggestion, one.seen or 0))
    if text is None or one.verb != "approve":
        return None
    new = _unread(text, set(one.fingerprints), before)
    return least_seconds(words_of(new, text)) if new else None


def _unread(text: Suggestion, signed: set[str], before: set[str]) -> list[Item]:
    return [i for i in text.items if i.fingerprint in signed and i.fingerprint not in before]


def _edit(one: Decision, texts: Texts) -> Edit | None:
    if one.verb != "edit" or not one.revision:
        return None
    before = texts.get((one.suggestion, one.revision - 1))
    after = texts.get((one.suggestion, one.revision))
    return edit_between(before, after) if before and after else None


def _between(since: dt.datetime | None, until: dt.datetime) -> float | None:
    return (until - since).total_seconds() if since else None
