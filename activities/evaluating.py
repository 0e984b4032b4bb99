"""Evaluating: the measures read again, and whether the evidence has changed since the last time."""

import datetime as dt

from temporalio import activity

from activities.double_booking import shares_somebody
from activities.ground import Ground, basis_of, in_words, read_or_kept_measures
from activities.requests import Evaluated, EvaluationRequest
from activities.succeeding import losses
from analysis.measures import adjustment_facts
from store import collaborations, evaluations, facts, measures


class Evaluating:
    """Scores the key results of a collaboration, each time that its schedule asks."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    @activity.defn
    async def evaluate(self, request: EvaluationRequest) -> Evaluated:
        """Read the measures again, score, and say whether the evidence calls for a decision.

        The same evidence as at the last evaluation asks nobody again.
        """
        brief, charter, _ = await basis_of(self._ground, request.collaboration)
        engine = self._ground.engine
        with in_words(brief.language):
            fresh = await read_or_kept_measures(self._ground, brief)
        await measures.keep_measures(engine, brief.id, *fresh)
        points, _meanings = await measures.measures(engine, brief.id)
        row = next(c for c in await collaborations.collaborations(engine) if c.id == brief.id)
        started = brief.baseline_until or row.started_at.date()
        found = adjustment_facts(
            request.id, charter.key_results, points, started, request.read_at.date()
        )
        # An attempt that crashed may have kept this very evaluation: it is not the last one.
        kept = await evaluations.evaluations(engine, brief.id)
        last = next((e.evidence_key for e in reversed(kept) if e.id != request.id), None)
        proposed = bool(found.proposes) and found.evidence_key != last
        await facts.keep_facts(engine, request.id, found)
        await evaluations.keep_evaluation(
            engine,
            brief.id,
            request.id,
            "proposed" if proposed else "no change",
            request.id,
            found.evidence_key,
            request.read_at.astimezone(dt.UTC),
        )
        home = (row.summary or {}).get("workflow", "")
        lost = await losses(self._ground, brief.id, request.read_at.date())
        missed = bool(lost.accounts) or await shares_somebody(engine, charter)
        return Evaluated(facts=request.id, proposed=proposed, home=home, missed=missed)
