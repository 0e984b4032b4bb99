"""One evaluation run, started by a Schedule: reads, scores, proposes or records "no change"."""

from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.evaluating import Evaluating
    from activities.requests import EvaluationRequest
    from domain.collaboration import Proposal
    from workflows import options, starting

_SCHEDULED_BY = SearchAttributeKey.for_keyword("TemporalScheduledById")


@workflow.defn
class EvaluationWorkflow:
    """A periodic reading of the measures · 定期评估; minutes long, waits for nobody."""

    @workflow.run
    async def run(self, collaboration: Any = None) -> dict[str, Any]:
        """Evaluate once; what is worth a decision is reported to the collaboration."""
        if not isinstance(collaboration, str) or not collaboration:
            raise ApplicationError(
                'send the id of a collaboration, such as "onboarding-1" · 请发送协作编号',
                type="BadInput",
                non_retryable=True,
            )
        info = workflow.info()
        scheduled_by = info.typed_search_attributes.get(_SCHEDULED_BY)
        try:
            found = await workflow.execute_activity_method(
                Evaluating.evaluate,
                EvaluationRequest(
                    collaboration=collaboration,
                    id=info.workflow_id,
                    read_at=workflow.now(),
                    scheduled_by=scheduled_by,
                ),
                summary="measures · 读取指标",
                **options.GATHER,
            )
        except ActivityError as error:
            raise starting.unusable(error) from None
        if found.proposed:
            await starting.report(
                found.home,
                "proposed",
                Proposal(kind="adjustment", facts=found.facts, source=info.workflow_id),
            )
        if found.missed:  # an import may have been when nobody could be told
            await starting.report(found.home, "people_changed", info.workflow_id)
        return {"facts": found.facts, "outcome": "proposed" if found.proposed else "no change"}
