"""Stage 1 without a log: a brief names a survey, and the need says that it is self-reported."""

from domain.items import Need
from domain.survey_facts import SurveyNeedFacts
from store import facts
from tests.workflows.cast import begin
from tests.workflows.place import Place, brief


async def test_a_need_is_drafted_from_a_survey_and_labelled(at: Place) -> None:
    given = brief("zh")
    given["sources"] = given["sources"] | {"survey": "zh/survey.csv"}
    del given["sources"]["events"]
    story = await begin(at, given)
    shown = await story.pending("need")
    assert shown.state.suggestion is not None
    body = shown.state.suggestion.items[0].body
    assert isinstance(body, Need)
    assert body.title.endswith("（自报）")
    assert body.statement.startswith("自报，未经测量：")
    assert body.hours is None
    assert all("自报" in one.label for one in shown.state.suggestion.evidence[:2])
    started = next(s for s in (await story.state()).suggestions if s.kind == "need")
    kept = await facts.facts(at.engine, started.facts)
    assert isinstance(kept, SurveyNeedFacts)
    assert kept.worst is not None
    assert body.waiting == kept.worst.department
    await story.close()
