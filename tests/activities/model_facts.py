"""Facts for the tests of what a model words: two languages, small, with a conflict in each."""

import datetime as dt

from analysis.fairness import resolution_facts
from domain.brief import DepartmentGoal, Objective
from domain.conflict import Conflict, Interest, Option, Position
from domain.digest_facts import Concern, DigestFacts, Theme, Voice
from domain.directory import Contact
from domain.goal_facts import GoalConflict, GoalsFacts, Reading
from domain.records import FeedbackItem
from domain.resolution_facts import ResolutionFacts


def reading(
    measure: str = "wait_hours",
    label: str = "工单等待时长",
    unit: str = "小时",
    better: str = "lower",
    baseline: float = 26.4,
    latest: float = 25.0,
    best: float = 18.0,
) -> Reading:
    return Reading.model_validate(
        {
            "measure": measure,
            "label": label,
            "unit": unit,
            "better": better,
            "source": "measures.csv",
            "points": 12,
            "baseline": baseline,
            "latest": latest,
            "best": best,
            "latest_at": "2026-09-07",
        }
    )


def goals_facts() -> GoalsFacts:
    slow = DepartmentGoal(
        department="合规部", text="逐单核验证件", measure="checks", direction="higher"
    )
    fast = DepartmentGoal(
        department="客服部", text="减少核验步骤", measure="checks", direction="lower"
    )
    return GoalsFacts(
        need="开户工单在合规部排队，客服部每天催办，客户等待过久。",
        due=dt.date(2026, 12, 31),
        objectives=(Objective(id="S1", text="让客户当天开户", measure="wait_hours"),),
        department_goals=(slow, fast),
        conflicts=(GoalConflict(measure="checks", label="核验步骤数", first=slow, second=fast),),
        readings=(
            reading(),
            reading("checks", "核验步骤数", "步", "higher", 6, 6, 8),
            reading("rework", "退回率", "%", "lower", 14, 12, 9),
            reading("nps", "客户评分", "分", "higher", 3.9, 4.0, 4.4),
        ),
        members=(
            Contact(account="li.na", name="李娜", department="客服部"),
            Contact(account="wang.wei", name="王伟", department="合规部"),
            Contact(account="zhao.min", name="赵敏", department="运营部"),
        ),
        departments=("客服部", "合规部", "运营部"),
    )


WORDS = {
    "客服部": ("排队进度看不到，客户一直打电话来问", "合规退单不写原因，只能再问一遍"),
    "合规部": ("材料缺页，每天都要退回重交", "人手不够，月底积压最多"),
    "运营部": ("系统两边都要录入，容易录错", "交接时没有统一的清单"),
}


def digest_facts(each: int = 2) -> DigestFacts:
    items = [
        FeedbackItem(
            id=f"{'ABC'[place]}{number}",
            account=f"a{place}{number}",
            department=department,
            text=f"{texts[number % 2]}（第 {number} 次说）",
        )
        for place, (department, texts) in enumerate(WORDS.items())
        for number in range(each)
    ]
    return DigestFacts(
        round=1,
        asked=30,
        answered=len(items),
        voices=tuple(
            Voice(department=department, items=each, people=each, median_rating=3.0)
            for department in WORDS
        ),
        concerns=(
            Concern(
                department="运营部",
                terms=("录入",),
                items=("C0",),
                share_here=0.5,
                share_elsewhere=0.0,
                minority=True,
            ),
        ),
        themes=(Theme(term="退回", items=("A1", "B0"), departments=("客服部", "合规部")),),
        items=tuple(items),
    )


def conflict() -> Conflict:
    return Conflict(
        issue="核验步骤要不要减少",
        parties=("合规部", "客服部"),
        positions=(
            Position(
                department="合规部",
                position="一步都不能少",
                interests=(
                    Interest(id="safe", text="不出合规事故", weight=70),
                    Interest(id="load", text="少加班", weight=30),
                ),
                floor=30,
            ),
            Position(
                department="客服部",
                position="至少减两步",
                interests=(Interest(id="speed", text="客户当天开户", weight=100),),
                floor=20,
            ),
        ),
        options=(
            Option(
                id="pre", text="材料预审，缺页当场补", serves={"safe": 90, "load": 60, "speed": 70}
            ),
            Option(id="cut", text="直接减两步", serves={"safe": 10, "load": 90, "speed": 90}),
            Option(id="wait", text="保持现状", serves={"safe": 80, "load": 20, "speed": 20}),
        ),
    )


def conflict_facts() -> ResolutionFacts:
    return resolution_facts(conflict(), 1)
