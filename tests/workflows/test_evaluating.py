import datetime as dt

from activities.evaluating import Evaluating
from activities.ground import Ground
from activities.requests import EvaluationRequest
from tests.workflows.cast import begin
from tests.workflows.place import Place, brief
from tests.workflows.telling import eight_weeks_on


async def test_an_evaluation_that_is_tried_again_after_a_crash_still_proposes(at: Place) -> None:
    since = {"baseline_until": str(eight_weeks_on(at, "en"))}
    story = await begin(at, brief("en", skip=["identify", "team"], **since))
    await story.approve("goals")
    await story.ended("goals")
    evaluate = Evaluating(Ground(engine=at.engine, root=at.data)).evaluate

    async def proposes(id: str) -> bool:
        now = dt.datetime.now(dt.UTC)
        request = EvaluationRequest(
            collaboration=story.id, id=f"{story.id}-{id}", read_at=now, scheduled_by=None
        )
        return (await evaluate(request)).proposed

    assert await proposes("first")
    assert await proposes("first")  # the same one, since its first attempt never reported back
    assert not await proposes("second")  # nothing is new: nobody is asked again
    await story.close()
