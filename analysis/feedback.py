"""What one feedback round says: voices, concerns of one department, themes of several."""

from collections.abc import Sequence
from statistics import median

from analysis.concerns import concerns
from analysis.mentions import Mentions
from analysis.themes import themes
from domain.digest_facts import DigestFacts, Voice
from domain.records import FeedbackItem


def digest_facts(
    items: Sequence[FeedbackItem], number: int, asked: int, departments: Sequence[str]
) -> DigestFacts:
    """Return the facts of round `number`, to which `asked` people were invited.

    `voices` has every department of `departments`, in that order and also without items, then
    others that wrote, by name. `answered` counts people. `items` keep their order and words. See
    `concerns.concerns` and `themes.themes` for what counts as one.
    """
    strangers = sorted({item.department for item in items} - set(departments))
    everybody = tuple(dict.fromkeys([*departments, *strangers]))
    mentions = Mentions(items)
    found = concerns(mentions, everybody, minority_below=1 / max(len(set(departments)), 1))
    return DigestFacts(
        round=number,
        asked=asked,
        answered=len({item.account for item in items}),
        voices=tuple(_voice(name, items) for name in everybody),
        concerns=found,
        themes=themes(mentions, everybody, found),
        items=tuple(items),
    )


def _voice(department: str, items: Sequence[FeedbackItem]) -> Voice:
    own = [item for item in items if item.department == department]
    ratings = [item.rating for item in own if item.rating is not None]
    return Voice(
        department=department,
        items=len(own),
        people=len({item.account for item in own}),
        median_rating=float(median(ratings)) if ratings else None,
    )
