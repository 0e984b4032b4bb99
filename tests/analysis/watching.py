"""What was recorded about a suggestion, piece by piece, for whoever tests oversight."""

import dataclasses
import datetime as dt
from typing import Any, Literal

from domain.items import Body, Change, Practice
from domain.ledger import Entry
from domain.messages import Asking
from domain.oversight import Asked, End, Opened, Watched
from domain.suggestion import Item, Kind, Provenance, Suggestion, fingerprint

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
ID = "onboarding:cadence:1"
LONG = "we meet and say what we wait for " * 20


def at(seconds: float) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


def practice(title: str, text: str = LONG) -> Practice:
    return Practice(form="agreement", title=title, text=text, owner="ana")


def change(target: str) -> Change:
    return Change(target=target, field="due", before="1", after="2", reason="late")


def text(
    *bodies: Body, id: str = ID, kind: Kind = "cadence", revision: int = 1, made: float = 0
) -> Suggestion:
    """A revision of these bodies; the items are called i1, i2, …"""
    items = tuple(
        Item(
            id=f"i{place}",
            body=body,
            cites=(),
            departments=("Ops",),
            fingerprint=fingerprint(body.model_dump(mode="json")),
        )
        for place, body in enumerate(bodies or (practice("weekly"),), 1)
    )
    return Suggestion(
        id=id,
        kind=kind,
        revision=revision,
        language="en",
        title="How we talk",
        items=items,
        evidence=(),
        checks=(),
        provenance=Provenance(drafted_by="rules", language="en"),
        made_at=at(made),
    )


@dataclasses.dataclass
class Records:
    """What the store would hold; `says`, `asks`, `ends` add to it."""

    texts: list[Suggestion] = dataclasses.field(default_factory=list)
    rows: list[Entry] = dataclasses.field(default_factory=list)
    asked: list[Asked] = dataclasses.field(default_factory=list)
    over: list[End] = dataclasses.field(default_factory=list)
    seen: list[Opened] = dataclasses.field(default_factory=list)

    def says(
        self, who: str, verb: str, seconds: float, of: Suggestion | None = None, **more: Any
    ) -> str:
        """Record a decision on a text and return its key."""
        one = of or self.texts[-1]
        key = f"{one.id}:decision:{len(self.rows)}"
        fields: dict[str, Any] = {
            "collaboration": one.id.partition(":")[0],
            "suggestion": one.id,
            "key": key,
            "verb": verb,
            "result": "recorded",
            "actor": who,
            "surface": "cli",
            "revision": one.revision,
            "fingerprints": tuple(item.fingerprint for item in one.items),
            "at": at(seconds),
        }
        self.rows.append(Entry(**fields | more))
        return key

    def asks(
        self,
        who: str,
        seconds: float,
        of: Suggestion | None = None,
        sort: Literal["asked", "escalated"] = "asked",
        again: int = 0,
    ) -> None:
        """Record that somebody was asked about a text."""
        one = of or self.texts[-1]
        asking = Asking(
            suggestion=one.id, revision=one.revision, sort=sort, account=who, again=again
        )
        self.asked.append(Asked(asking, at(seconds)))

    def opens(self, who: str, seconds: float, of: Suggestion | None = None) -> None:
        """Record that somebody opened a text for the first time."""
        one = of or self.texts[-1]
        self.seen.append(Opened(one.id, one.revision, who, at(seconds)))

    def ends(self, of: Suggestion, state: str, seconds: float) -> None:
        """Record how a suggestion ended."""
        self.over.append(End(of.id, state, at(seconds)))

    @property
    def watched(self) -> Watched:
        """Return all of it."""
        return Watched(
            rows=tuple(self.rows),
            asked=tuple(self.asked),
            texts=tuple(self.texts),
            ends=tuple(self.over),
            opened=tuple(self.seen),
        )
