"""What became of a yes: taken back, or changed later. Counted only where the records prove it."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from analysis.decisions import Decision
from domain.items import Change
from domain.oversight import End, Watched, kind_of
from domain.suggestion import Suggestion

Reversal = Literal["rolled_back", "own_no", "adjusted"]


def reversals(watched: Watched, taken: Sequence[Decision]) -> dict[str, frozenset[Reversal]]:
    """Return, by the key of each approval that was reversed, how.

    `rolled_back`: a recorded `roll_back` of the same revision came later, and this person was asked
    about that revision anew after it: their signature was void. Nobody is asked anew whose
    signature stayed; where the suggestion ended before their turn came again, nothing is counted.

    `own_no`: the same person later rejected this suggestion or sent it back, while every item that
    they had approved still read the same. A no after somebody changed one of them reverses nothing.

    `adjusted`: an item that they approved stands in the charter, and an adjustment approved later
    changed it. The charter holds the newest approved suggestion of a kind: one that was replaced
    before is not changed by it. That a target was moved after an evaluation need not mean that
    approving it was wrong: it is counted apart.
    """
    changed, back, again = _adjusted(watched), _ways_back(watched), _asked_again(watched)
    texts = {(text.id, text.revision): text for text in watched.texts}
    later: dict[tuple[str, str], list[Decision]] = {}
    found: dict[str, frozenset[Reversal]] = {}
    for one in reversed(taken):
        place = one.suggestion, one.account
        if one.approves:
            how: set[Reversal] = set()
            revision = one.suggestion, one.revision or 0
            moment = min((at for at in back.get(revision, ()) if at >= one.at), default=None)
            if moment and any(at >= moment for at in again.get((*revision, one.account), ())):
                how.add("rolled_back")
            if any(set(one.fingerprints) <= set(no.fingerprints) for no in later.get(place, ())):
                how.add("own_no")
            if changed.get(one.suggestion, set()) & _items(one, texts.get(revision)):
                how.add("adjusted")
            found |= {one.key: frozenset(how)} if how else {}
        else:
            later.setdefault(place, []).append(one)
    return found


def _ways_back(watched: Watched) -> dict[tuple[str, int], list[dt.datetime]]:
    """Return when each revision was gone back in."""
    found: dict[tuple[str, int], list[dt.datetime]] = {}
    for row in watched.rows:
        if (row.verb, row.result) == ("roll_back", "recorded"):
            found.setdefault((row.suggestion, row.revision or 0), []).append(row.at)
    return found


def _asked_again(watched: Watched) -> dict[tuple[str, int, str], list[dt.datetime]]:
    """Return when each person was asked about a revision after a way back in it."""
    found: dict[tuple[str, int, str], list[dt.datetime]] = {}
    for one in watched.asked:
        if one.asking.again:
            place = one.asking.suggestion, one.asking.revision, one.asking.account
            found.setdefault(place, []).append(one.at)
    return found


def _adjusted(watched: Watched) -> dict[str, set[str]]:
    """Return the items that adjustments changed, by the approved suggestion that they came from."""
    newest: dict[str, Suggestion] = {}
    for text in sorted(watched.texts, key=lambda text: text.revision):
        newest[text.id] = text
    approved = sorted((e for e in watched.ends if e.state == "approved"), key=lambda end: end.at)
    found: dict[str, set[str]] = {}
    for end in approved:
        made = newest.get(end.suggestion)
        if made is None or made.kind != "adjustment":
            continue
        targets = {i.body.target for i in made.items if isinstance(i.body, Change)}
        for source in _standing(end, approved):
            held = newest.get(source)
            items = {item.id for item in held.items} if held else set()
            found.setdefault(source, set()).update(targets & items)
    return found


def _standing(adjustment: End, approved: Sequence[End]) -> list[str]:
    """Return what the charter of this collaboration held when the adjustment came into force."""
    place = adjustment.suggestion.partition(":")[0]
    held: dict[str, str] = {}
    for end in approved:
        kind = kind_of(end.suggestion)
        if kind and end.at < adjustment.at and end.suggestion.partition(":")[0] == place:
            held[kind] = end.suggestion
    return [*held.values()]


def _items(one: Decision, text: Suggestion | None) -> set[str]:
    items = text.items if text else ()
    return {item.id for item in items if item.fingerprint in one.fingerprints}
