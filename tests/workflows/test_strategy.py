import datetime as dt

from domain.brief import Objective
from domain.goal_facts import GoalsFacts
from store import facts
from store.strategy import replace_strategy
from tests.workflows.cast import begin
from tests.workflows.place import Place, brief

COMPANY = Objective(id="S1", text="新客户当天上线")
SKIP = ["identify", "team"]


async def test_a_brief_without_objectives_serves_those_of_the_company(at: Place) -> None:
    await replace_strategy(at.engine, [COMPANY], None, "zhao.min", dt.datetime.now(dt.UTC))
    story = await begin(at, brief("zh", skip=SKIP, objectives=[]))
    goals = await story.pending("goals")
    started = next(s for s in (await story.state()).suggestions if s.kind == "goals")
    kept = await facts.facts(at.engine, started.facts)
    assert isinstance(kept, GoalsFacts)
    assert kept.objectives == (COMPANY,)
    assert goals.state.suggestion is not None
    assert "S1" in goals.state.suggestion.model_dump_json()
    await story.close()
