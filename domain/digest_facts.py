"""What one feedback round said: by department, apart from others, and alike."""

from typing import Literal

from domain.records import FeedbackItem
from domain.text import Frozen


class Voice(Frozen):
    """How much one department said: items, people, and the median rating if any was given."""

    department: str
    items: int
    people: int
    median_rating: float | None


class Concern(Frozen):
    """What sets the words of one department apart: `terms` shared by `items`, seldom elsewhere."""

    department: str
    terms: tuple[str, ...]
    items: tuple[str, ...]
    share_here: float
    share_elsewhere: float
    minority: bool


class Theme(Frozen):
    """What several departments say alike: the shared term and the items that hold it."""

    term: str
    items: tuple[str, ...]
    departments: tuple[str, ...]


class DigestFacts(Frozen):
    """Stage 4: one feedback round. `items` are what people wrote, cleaned, never reworded."""

    type: Literal["digest"] = "digest"
    round: int
    asked: int
    answered: int
    voices: tuple[Voice, ...]
    concerns: tuple[Concern, ...]
    themes: tuple[Theme, ...]
    items: tuple[FeedbackItem, ...]
