"""How a deterministic rule says what it found, and which sorts of items each kind may hold."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, TypeVar

from domain.directory import Contact
from domain.suggestion import Evidence, Item, Kind
from domain.text import Bilingual, Frozen
from domain.work import Work

Severity = Literal["error", "warning"]
_B = TypeVar("_B", bound=Frozen)
_NAMED = ("department", "queue", "voice", "party", "release")
"""Evidence whose id ends in the name of a department."""


class Finding(NamedTuple):
    """One finding before its language is chosen; `item` is the id it is about, if it is one."""

    rule: str
    severity: Severity
    said: Bilingual
    item: str | None = None


class Draft(NamedTuple):
    """What rules look at: the items, the evidence by id, and full source texts by item id.

    `people` are those whom items may name, as they are on the day `on`; `standing` are the rows of
    roles that the charter holds.
    """

    kind: Kind
    items: Sequence[Item]
    evidence: Mapping[str, Evidence]
    sources: Mapping[str, str]
    people: Sequence[Contact] = ()
    on: dt.date | None = None
    standing: Sequence[Item] = ()

    def bodies(self, sort: type[_B]) -> list[tuple[str, _B]]:
        """Return the bodies of one sort with the ids of their items."""
        return [(one.id, one.body) for one in self.items if isinstance(one.body, sort)]

    def named(self, prefix: str) -> list[str]:
        """Return what follows `prefix:` in the ids of the evidence."""
        start = f"{prefix}:"
        return [key[len(start) :] for key in self.evidence if key.startswith(start)]

    @property
    def due(self) -> dt.date | None:
        """Return when the collaboration is due, as its evidence says."""
        shown = self.evidence.get("due")
        try:
            return dt.date.fromisoformat(shown.value) if shown else None
        except ValueError:
            return None

    @property
    def work(self) -> Work | None:
        """Return the days on which what is drafted is in work, where it is said on which day."""
        return Work.due(self.on, self.due) if self.on else None

    @property
    def names(self) -> list[str]:
        """Return the departments and people of the evidence: numbers in these are no figures."""
        people = (one.label for key, one in self.evidence.items() if key.startswith("person:"))
        return [*(name for prefix in _NAMED for name in self.named(prefix)), *people]


def error(rule: str, en: str, zh: str, item: str | None = None) -> Finding:
    """Return a finding that blocks."""
    return Finding(rule, "error", Bilingual(en=en, zh=zh), item)


def warning(rule: str, en: str, zh: str, item: str | None = None) -> Finding:
    """Return a finding that is only shown."""
    return Finding(rule, "warning", Bilingual(en=en, zh=zh), item)


Findings = Iterable[Finding]
