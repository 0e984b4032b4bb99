"""The shape of a business setting: what an example organisation does, in one language."""

from dataclasses import dataclass
from typing import Literal


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a block of text that are not blank: one phrase each."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@dataclass(frozen=True, slots=True)
class Desk:
    """A department: the names it may carry, what it does with a case, its goal and its skill.

    In a goal `{target}` stands for the number that the seed sets for `measure`.
    """

    names: tuple[str, ...]
    activities: tuple[str, ...]
    skill: str
    measure: str
    goal: str


@dataclass(frozen=True, slots=True)
class Gauge:
    """A measure: its usual level, in `unit`, and where the readings come from."""

    measure: str
    label: str
    unit: str
    better: Literal["lower", "higher"]
    level: float
    source: str


@dataclass(frozen=True, slots=True)
class Tension:
    """One measure that two desks (by index) are held to pushing in opposite directions."""

    measure: str
    lowers: tuple[int, str]
    raises: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What people everywhere talk about: what bothers them, what follows, what they wish."""

    complaints: tuple[str, ...]
    effects: tuple[str, ...]
    wishes: tuple[str, ...]
    praise: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grievance:
    """What only one small desk suffers from: each sentence names `term`."""

    desk: int
    term: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One party of a quarrel; interests as (id, text, weight), `floor` without a deal (0-100)."""

    desk: int
    position: str
    interests: tuple[tuple[str, str, int], ...]
    floor: int


@dataclass(frozen=True, slots=True)
class Quarrel:
    """A conflict; options as (id, text, how far each interest is served in order, 0-100)."""

    issue: str
    sides: tuple[Side, ...]
    options: tuple[tuple[str, str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of business; desks stand in the order in which a case passes them."""

    key: str
    titles: tuple[str, ...]
    companies: tuple[str, ...]
    backgrounds: tuple[str, ...]
    lead: int
    desks: tuple[Desk, ...]
    gauges: tuple[Gauge, ...]
    objectives: tuple[tuple[str, str | None], ...]
    tensions: tuple[Tension, ...]
    subjects: tuple[Subject, ...]
    grievances: tuple[Grievance, ...]
    quarrel: Quarrel
    ideas: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """How people of one language speak, what they are called and how their systems write logs.

    `zones` are where departments sit, the head office first; `clocks` are the zones in which
    their systems export times.
    """

    openings: tuple[str, ...]
    turns: tuple[str, ...]
    subjects: tuple[Subject, ...]
    odd: tuple[str, ...]
    given: tuple[tuple[str, str], ...]
    family: tuple[tuple[str, str], ...]
    zones: tuple[str, ...]
    clocks: tuple[str, ...]
    board: tuple[str, ...]
    columns: tuple[str, str, str, str, str]
    states: dict[str, str]


def parts(text: str) -> tuple[str, ...]:
    """Return the parts of a text that slashes separate."""
    return tuple(part.strip() for part in text.split("/"))


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Return `title | text` twice or more; the bar may stand on the next line."""
    return tuple((row[0], row[1]) for row in _table(text))


def desks(text: str) -> tuple[Desk, ...]:
    """Read desks: names, then below them `| activities | skill` and `| measure | goal`."""
    return tuple(Desk(parts(row[0]), parts(row[1]), *row[2:]) for row in _table(text))


def options(text: str) -> tuple[tuple[str, str, tuple[int, ...]], ...]:
    """Read options: `id | text | how far each interest is served`."""
    return tuple((row[0], row[1], tuple(map(int, row[2].split()))) for row in _table(text))


def people(text: str) -> tuple[tuple[str, str], ...]:
    """Read names and their Latin spelling, `伟/wei`; a Latin name spells itself."""
    names = (word.partition("/") for word in text.split())
    return tuple((name, latin or name.lower()) for name, _, latin in names)


def _table(text: str) -> tuple[tuple[str, ...], ...]:
    """Split lines at bars; a line that starts with a bar goes on with the row above it."""
    rows: list[tuple[str, ...]] = []
    for line in lines(text):
        cells = tuple(cell.strip() for cell in line.split("|"))
        if cells[0]:
            rows.append(cells)
        else:
            rows[-1] += cells[1:]
    return tuple(rows)
