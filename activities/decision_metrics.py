"""How many decisions were recorded, and how many attempts refused, by names of our own.

Only words of ours are labels: a refused attempt holds whatever a stranger sent.
"""

from collections.abc import Collection
from functools import cache

from opentelemetry import metrics
from opentelemetry.metrics import Counter

from activities.llm_metrics import METER
from domain.ledger import Entry
from domain.suggestion import KINDS
from domain.wording import VERB_NAMES

SURFACES = ("accord", "api", "cli", "page", "temporal", "temporal-ui")
_OTHER = "_OTHER"


@cache
def _decisions() -> Counter:
    return metrics.get_meter(METER).create_counter(
        "accord.decisions", "{decision}", "Decisions recorded and attempts refused."
    )


def counted(entry: Entry) -> None:
    """Count one entry of the ledger."""
    parts = entry.suggestion.split(":")
    kind = parts[1] if len(parts) == 3 else ""
    _decisions().add(
        1,
        {
            "accord.decision.result": entry.result,
            "accord.decision.verb": _known(entry.verb, VERB_NAMES),
            "accord.decision.surface": _known(entry.surface, SURFACES),
            "accord.suggestion.kind": _known(kind, KINDS),
        },
    )


def _known(word: str, words: Collection[str]) -> str:
    return word if word in words else _OTHER
