"""How the model did: calls, failures, tokens, cost and time, and how often rules did it.

Pure: attempts and provenances in, figures out. Times are seconds of single calls.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from domain.suggestion import Kind, Provenance
from domain.text import Frozen
from domain.usage import Attempt, total_cost

UNFINISHED = "unfinished"


class Totals(Frozen):
    """What calls add up to. `failures` counts calls by how they ended, `ok` left out.

    `estimated` counts calls whose tokens are an estimate of ours. `cost` is by currency;
    `unpriced` counts calls that used tokens without a known price.
    """

    calls: int
    failures: dict[str, int]
    tokens_in: int
    tokens_out: int
    tokens_cached: int
    tokens_reasoning: int
    estimated: int
    cost: dict[str, Decimal]
    unpriced: int


class PromptUsage(Totals):
    """One prompt at one model; `drafts` were made by it, with `repairs` calls beyond one each."""

    prompt: str
    model: str
    host: str
    drafts: int
    repairs: int
    p50_seconds: float | None
    p95_seconds: float | None


class KindDrafts(Frozen):
    """Who worded the drafts of one kind. `repairs` are the model's calls beyond one a draft.

    `reasons` counts why rules did it; a draft without a reason is not in there.
    """

    kind: Kind
    drafts: int
    by_model: int
    by_rules: int
    repairs: int
    reasons: dict[str, int]


Drafts = Sequence[tuple[Kind, Provenance]]


def by_prompt(attempts: Iterable[Attempt], drafts: Drafts = ()) -> tuple[PromptUsage, ...]:
    """Return the figures of each prompt, model and host, in that order."""

    def place(attempt: Attempt) -> tuple[str, str, str]:
        return attempt.prompt, attempt.model, attempt.host

    groups = groupby(sorted(attempts, key=place), key=place)
    return tuple(_usage(*where, tuple(calls), drafts) for where, calls in groups)


def totals(attempts: Sequence[Attempt]) -> Totals:
    """Return the figures of all calls together."""
    return Totals(**_sums(attempts))


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


def _usage(
    prompt: str, model: str, host: str, calls: Sequence[Attempt], drafts: Drafts
) -> PromptUsage:
    # A provenance names the model that says it answered, an attempt also the one that was asked.
    names = {model, *(call.answered_by for call in calls)}
    made = [
        one
        for _, one in drafts
        if one.drafted_by == "model"
        and (one.prompt, one.host) == (prompt, host)
        and one.model in names
    ]
    times = [call.seconds for call in calls if call.seconds is not None]
    return PromptUsage(
        prompt=prompt,
        model=model,
        host=host,
        drafts=len(made),
        repairs=_repairs(made),
        p50_seconds=percentile(times, 50),
        p95_seconds=percentile(times, 95),
        **_sums(calls),
    )


def _sums(calls: Sequence[Attempt]) -> dict[str, Any]:
    ended = Counter(call.outcome or UNFINISHED for call in calls)
    cost, unpriced = total_cost(calls)
    return {
        "calls": len(calls),
        "failures": {name: ended[name] for name in sorted(ended) if name != "ok"},
        "tokens_in": sum(call.tokens_in for call in calls),
        "tokens_out": sum(call.tokens_out for call in calls),
        "tokens_cached": sum(call.tokens_cached for call in calls),
        "tokens_reasoning": sum(call.tokens_reasoning for call in calls),
        "estimated": sum(call.estimated for call in calls),
        "cost": cost,
        "unpriced": unpriced,
    }


def _drafts(kind: Kind, drafts: Sequence[Provenance]) -> KindDrafts:
    by_model = [draft for draft in drafts if draft.drafted_by == "model"]
    reasons = Counter(d.reason for d in drafts if d.drafted_by == "rules" and d.reason)
    return KindDrafts(
        kind=kind,
        drafts=len(drafts),
        by_model=len(by_model),
        by_rules=len(drafts) - len(by_model),
        repairs=_repairs(by_model),
        reasons=dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _repairs(drafts: Iterable[Provenance]) -> int:
    return sum(max(draft.calls - 1, 0) for draft in drafts)
