"""How a deterministic rule says what it found, and which sorts of items each kind may hold."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, TypeVar

from domain.suggestion import Evidence, Item, Kind
from domain.text import Bilingual, Frozen

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
    """What rules look at: the items, the evidence by id, and full source texts by item id."""

    kind: Kind
    items: Sequence[Item]
    evidence: Mapping[str, Evidence]
    sources: Mapping[str, str]

    def bodies(self, sort: type[_B]) -> list[tuple[str, _B]]:
        """Return the bodies of one sort with the ids of their items."""
        return [(one.id, one.body) for one in self.items if isinstance(one.body, sort)]

    def named(self, prefix: str) -> list[str]:
        """Return what follows `prefix:` in the ids of the evidence."""
        start = f"{prefix}:"
        return [key[len(start) :] for key in self.evidence if key.startswith(start)]

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
