import datetime as dt

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.brief import DepartmentGoal, Objective
from domain.conflict import Conflict, Interest, Option, Position
from domain.digest_facts import DigestFacts, Voice
from domain.directory import Contact
from domain.errors import BadInputError
from domain.facts import CadenceFacts, Facts, IdeaFacts, RolesFacts
from domain.goal_facts import AdjustmentFacts, GoalConflict, GoalsFacts, Reading, Score
from domain.need_facts import NeedFacts, Queue
from domain.records import FeedbackItem
from domain.resolution_facts import OptionValue, ResolutionFacts
from store.facts import facts, keep_facts, newest_need
from tests import builders
from tests.organisations import CHINESE
from tests.store.samples import team_facts

DAY = dt.date(2026, 3, 2)
LI_NA = Contact(account="li.na", name="李娜", department="法务部")
FASTER = DepartmentGoal(department="交付部", text="更快", measure="wait", direction="lower")
SAFER = DepartmentGoal(department="法务部", text="更稳", measure="wait", direction="higher")
CONFLICT = Conflict(
    issue="审批时限",
    parties=("交付部", "法务部"),
    positions=(
        Position(
            department="法务部",
            position="不能少于三天",
            interests=(Interest(id="i1", text="合规", weight=100),),
        ),
    ),
    options=(
        Option(id="o1", text="两天", serves={"i1": 60}),
        Option(id="o2", text="分级", serves={}),
    ),
)

EVERY_TYPE: list[Facts] = [
    NeedFacts(
        source="events.csv",
        events=2000,
        cases=300,
        known_share=0.98,
        hand_offs=900,
        ping_pong_cases=12,
        queues=(
            Queue(
                department="法务部",
                arrivals=210,
                total_hours=5565.5,
                median_hours=26.5,
                p90_hours=70.25,
                bounced_share=0.1,
                still_waiting=4,
                interval=(24.0, 29.5),
                senders=(("交付部", 180), ("销售部", 30)),
                cases=("C-1", "C-2"),
                stands_out=True,
            ),
        ),
        stated=None,
    ),
    builders.survey_need_facts(CHINESE),
    builders.resource_facts(CHINESE),
    builders.role_gap_facts(CHINESE),
    team_facts(),
    RolesFacts(
        need="合同审批等待过长",
        waiting="法务部",
        lead_department="交付部",
        team_lead="li.na",
        members=(LI_NA,),
        heads=(LI_NA,),
        departments=("交付部", "法务部"),
    ),
    GoalsFacts(
        need="合同审批等待过长",
        due=DAY,
        objectives=(Objective(id="O1", text="提速"),),
        department_goals=(FASTER, SAFER),
        conflicts=(GoalConflict(measure="wait", label="等待", first=FASTER, second=SAFER),),
        readings=(
            Reading(
                measure="wait",
                label="等待",
                unit="小时",
                better="lower",
                source="measures.csv",
                points=12,
                baseline=26.5,
                latest=1 / 3,
                best=20.0,
                latest_at=DAY,
            ),
        ),
        members=(LI_NA,),
        departments=("交付部", "法务部"),
    ),
    CadenceFacts(
        members=(LI_NA,),
        departments=("交付部",),
        team_lead="li.na",
        time_zones=("Asia/Shanghai",),
        shared_hours_utc=(1, 9),
        key_results=("kr1",),
        due=DAY,
    ),
    DigestFacts(
        round=1,
        asked=40,
        answered=1,
        voices=(Voice(department="法务部", items=1, people=1, median_rating=None),),
        concerns=(),
        themes=(),
        items=(FeedbackItem(id="f1", account="li.na", department="法务部", text="太急了"),),
    ),
    ResolutionFacts(
        conflict=CONFLICT,
        number=1,
        values=(OptionValue(option="o1", values=(50.0, 60.0), feasible=True, pareto=True),),
        pareto=("o1",),
        leximin="o1",
        nash=None,
        chosen=None,
    ),
    AdjustmentFacts(
        evaluation="e1",
        read_at=DAY,
        scores=(
            Score(
                item="kr1",
                text="等待",
                measure="wait",
                unit="小时",
                baseline=26.5,
                target=12.0,
                current=20.0,
                due=DAY,
                owner="li.na",
                score=None,
                elapsed=0.5,
                band="unknown",
                signal="not enough data",
                points=3,
            ),
        ),
        evidence_key="abc",
        proposes=("kr1",),
    ),
    IdeaFacts(
        title="模板合同",
        text="常用条款做成模板",
        author=LI_NA,
        lead_department="交付部",
        related=(("kr1", "等待"),),
    ),
]


def test_every_type_of_facts_is_tried() -> None:
    assert {type(one) for one in EVERY_TYPE} == set(Facts.__args__)


@pytest.mark.parametrize("one", EVERY_TYPE, ids=lambda one: one.type)
async def test_facts_come_back_as_their_own_type(engine: AsyncEngine, one: Facts) -> None:
    assert await keep_facts(engine, "onboarding/facts/1", one)
    assert await facts(engine, "onboarding/facts/1") == one


async def test_the_first_facts_under_a_reference_stay(engine: AsyncEngine) -> None:
    await keep_facts(engine, "r", team_facts())
    assert not await keep_facts(engine, "r", team_facts(considered=99))
    assert await facts(engine, "r") == team_facts()


async def test_a_missing_reference_is_named(engine: AsyncEngine) -> None:
    with pytest.raises(BadInputError, match="nowhere") as refusal:
        await facts(engine, "nowhere")
    assert "「nowhere」" in refusal.value.within("zh")


async def test_facts_that_could_not_be_read_back_are_not_kept(engine: AsyncEngine) -> None:
    with pytest.raises(ValueError, match="bound"):
        await keep_facts(engine, "r", team_facts(bound=float("inf")))
    with pytest.raises(BadInputError):
        await facts(engine, "r")


async def test_the_newest_need_is_that_of_the_highest_number_and_of_no_other_collaboration(
    engine: AsyncEngine,
) -> None:
    need = EVERY_TYPE[0]
    assert isinstance(need, NeedFacts)
    for reference, source in (
        ("a:need:2", "two"),
        ("a:need:10", "ten"),
        ("a:need:9", "nine"),
        ("a-b:need:11", "another"),
    ):
        await keep_facts(engine, reference, need.model_copy(update={"source": source}))
    await keep_facts(engine, "a:team:12", team_facts())
    found = await newest_need(engine, "a")
    assert found is not None
    assert found.source == "ten"
    assert await newest_need(engine, "nobody") is None
