"""How the model did: calls, failures, tokens and time for each prompt, and how often rules did it.

Pure: attempts and provenances in, figures out. Times are seconds of single calls.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from domain.suggestion import Kind, Provenance
from domain.text import Frozen
from domain.usage import Attempt

UNFINISHED = "unfinished"


class PromptUsage(Frozen):
    """One prompt at one model. `failures` counts calls by how they ended, `ok` left out."""

    prompt: str
    model: str
    host: str
    calls: int
    failures: dict[str, int]
    tokens_in: int
    tokens_out: int
    p50_seconds: float | None
    p95_seconds: float | None


class KindDrafts(Frozen):
    """Who worded the drafts of one kind. `repairs` are the model's calls beyond one a draft."""

    kind: Kind
    drafts: int
    by_model: int
    by_rules: int
    repairs: int


def by_prompt(attempts: Iterable[Attempt]) -> tuple[PromptUsage, ...]:
    """Return the figures of each prompt, model and host, in that order."""

    def place(attempt: Attempt) -> tuple[str, str, str]:
        return attempt.prompt, attempt.model, attempt.host

    groups = groupby(sorted(attempts, key=place), key=place)
    return tuple(_usage(*where, tuple(calls)) for where, calls in groups)


def by_kind(drafts: Iterable[tuple[Kind, Provenance]]) -> tuple[KindDrafts, ...]:
    """Return who drafted each kind; what people wrote themselves is no draft and not counted."""
    found: dict[Kind, list[Provenance]] = {}
    for kind, provenance in drafts:
        if provenance.drafted_by != "person":
            found.setdefault(kind, []).append(provenance)
    return tuple(_drafts(kind, found[kind]) for kind in sorted(found))


def percentile(values: Sequence[float], percent: int) -> float | None:
    """Return the nearest-rank percentile: a value that occurred; None without values."""
    if not values:
        return None
    rank = -(-percent * len(values) // 100)
    return sorted(values)[max(rank, 1) - 1]


def _usage(prompt: str, model: str, host: str, calls: Sequence[Attempt]) -> PromptUsage:
    ended = Counter(call.outcome or UNFINISHED for call in calls)
    times = [call.seconds for call in calls if call.seconds is not None]
    return PromptUsage(
        prompt=prompt,
        model=model,
        host=host,
        calls=len(calls),
        failures={name: ended[name] for name in sorted(ended) if name != "ok"},
        tokens_in=sum(call.tokens_in for call in calls),
        tokens_out=sum(call.tokens_out for call in calls),
        p50_seconds=percentile(times, 50),
        p95_seconds=percentile(times, 95),
    )


def _drafts(kind: Kind, drafts: Sequence[Provenance]) -> KindDrafts:
    by_model = [draft for draft in drafts if draft.drafted_by == "model"]
    return KindDrafts(
        kind=kind,
        drafts=len(drafts),
        by_model=len(by_model),
        by_rules=len(drafts) - len(by_model),
        repairs=sum(max(draft.calls - 1, 0) for draft in by_model),
    )
