"""What a suggestion shows of its log: the widest lines, how sure, what is set aside and why."""

import pytest

from activities.evidence import evidence
from activities.rules import need as need_rules
from analysis.need_facts import need_facts
from analysis.needs import needs_report
from domain.hand_off_map import top_figures
from domain.need_facts import NeedFacts
from domain.suggestion import Evidence
from domain.text import Language
from domain.working_hours import working_hours
from tests import builders
from tests.analysis.logs import lasting, table
from tests.organisations import CHINESE, ENGLISH

WEEK = [{"from": "MONDAY", "to": "SUNDAY", "beginTime": "00:00:00", "endTime": "24:00:00"}]
ROWS = [
    row
    for n in range(40)
    for row in (
        (f"C{n}", n, "Sales", "working"),
        (f"C{n}", n + 1, "Legal", "queued"),
        (f"C{n}", n + 11 + n % 3, "Legal", "working"),
        (f"C{n}", n + 20, "Sales", "queued"),
        (f"C{n}", n + 21, "Sales", "working"),
        (f"C{n}", n + 22, "n/a", "parked"),
        (f"C{n}", n + 122, "Sales", "parked"),
    )
]
FEW = [("C1", 200, "Rare", "queued"), ("C1", 900, "Rare", "working")]


def facts(rows: list[tuple[str, float, str | None, str]] | None = None) -> NeedFacts:
    found = sorted(rows or [*ROWS, *FEW], key=lambda row: (row[0], row[1]))
    return need_facts(table(*found), "tickets", "speed up", ["Sales", "Legal"], {"n/a": 40})


def shown(found: NeedFacts, language: Language) -> dict[str, Evidence]:
    return {one.id: one for one in evidence(found, language)}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            {
                "map": "3 departments, 81 hand-offs between them",
                "queue:Legal": "; hours in all (95% interval ",
                "coverage": "3 departments, known for 86% of the events; not known: n/a × 40",
                "candidates": "1. Legal 439 h, ",
                "few": "Rare (1 arrival, 700 h)",
                "ping-pong": "40 times in 40 cases",
                "excluded": "step ",
            },
        ),
        (
            "zh",
            {
                "map": "3 个部门之间交接 81 次",
                "queue:Legal": "；合计时长（95% 区间 ",
                "coverage": "3 个部门，86% 的事件部门已知；缺失：n/a × 40",
                "candidates": "1. Legal 439 小时，占 ",
                "few": "Rare（1 次到达，700 小时）",
                "ping-pong": "40 个案例共 40 次",
                "excluded": "step ",
            },
        ),
    ],
)
def test_a_need_shows_what_its_log_says(language: Language, said: dict[str, str]) -> None:
    found = shown(facts(), language)
    for name, words in said.items():
        assert words in found[name].value, name
        assert found[name].source.startswith("tickets")


def test_the_figures_are_those_of_accord_needs() -> None:
    found = facts()
    rows = sorted([*ROWS, *FEW], key=lambda row: (row[0], row[1]))
    report = needs_report(table(*rows), {"n/a": 40}, 0)
    assert found.report is not None
    for name in ("log", "handoffs", "queues", "few", "edges", "excluded", "needs", "remarks"):
        assert getattr(found.report, name) == getattr(report, name)


def test_a_log_that_tells_no_queue_from_work_shows_the_time_elapsed_and_says_so() -> None:
    found = facts([(case, hour, name, "unknown") for case, hour, name, _ in ROWS])
    assert found.queues == ()
    queue = shown(found, "en")["queue:Legal"]
    assert "holds the first activity's work too" in queue.value
    assert "no queue from work" in shown(found, "en")["remark:1"].value
    (item,) = need_rules.draft(found, "en", ())
    assert set(item.cites) <= set(shown(found, "en"))


def test_causes_are_shown_where_the_log_and_working_hours_tell() -> None:
    rows = [
        row
        for n in range(3)
        for row in (
            (f"{n}", 10 * n, 10 * n + 1, "Sales", "ask", "Ann"),
            (f"{n}", 10 * n + 4, 10 * n + 5, "Legal", "answer", "Bo"),
        )
    ]
    hours = working_hours({"Ann": WEEK, "Bo": WEEK}, "hours.json")
    found = need_facts(lasting(*rows), "timed", None, ["Legal"], hours=hours)
    assert sum(hour for _, hour in found.causes) == pytest.approx(9.0)
    assert " h" in shown(found, "en")["causes"].value
    assert "小时" in shown(found, "zh")["causes"].value
    without = need_facts(lasting(*rows), "timed", None, ["Legal"])
    assert without.causes == ()
    assert "causes" not in shown(without, "en")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hand_offs_that_the_map_cannot_have_are_counted_beside_the_others(
    language: Language,
) -> None:
    words = {"en": "from an unknown department", "zh": "不知来自哪个部门"}[language]
    known: list[tuple[str, float, str | None, str]] = [
        ("1", 0, "Sales", "working"),
        ("1", 2, "Legal", "queued"),
        ("1", 3, "Legal", "working"),
    ]
    assert words not in shown(facts(known), language)["log"].value
    found = facts([*known, ("1", 5, None, "working"), ("1", 6, "Finance", "queued")])
    assert found.report
    told = shown(found, language)["log"].value
    number = found.hand_offs - found.report.handoffs.count
    assert number == 1
    assert {"en": "(1 of them ", "zh": "（其中 1 次"}[language] + words in told


def test_where_nothing_is_handed_over_there_is_no_map() -> None:
    found = facts([("1", hour, "Sales", "working") for hour in range(3)])
    assert "map" not in shown(found, "en")
    assert "at most" in shown(found, "en")["remark:1"].value


def test_facts_of_before_have_no_map_and_read_as_they_did() -> None:
    for org in (CHINESE, ENGLISH):
        found = evidence(builders.need_facts(org), org.language)
        assert not {"map", "coverage", "candidates"} & {one.id for one in found}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_team_shows_what_its_need_rests_on(language: Language) -> None:
    found = facts()
    assert found.report is not None
    top = top_figures(found.report, found.source)
    team = builders.team_facts(ENGLISH).model_copy(update={"waits": top})
    said = {one.id: one for one in evidence(team, language)}
    assert said["map"] == shown(found, language)["map"]
    assert [id for id in said if id.startswith("queue:")] == ["queue:Legal", "queue:Sales"]
    assert "95" in said["queue:Legal"].value
    bare = evidence(builders.team_facts(ENGLISH), language)
    assert not any(one.id == "map" or one.id.startswith("queue:") for one in bare)
