import datetime as dt
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.items import (
    Body,
    Change,
    Idea,
    KeyResult,
    Liaison,
    Member,
    Need,
    Practice,
    Quote,
    Request,
    Role,
    Sentence,
    SharedObjective,
    Term,
)
from domain.reading import Reader, moment, number, provenance_line
from domain.resource import Funding, Outcome, Release, WeeklyHours
from domain.suggestion import Provenance
from domain.text import Language

NAMES = {"ana": "安娜", "bo": "Bo Lin"}
BODIES: tuple[Body, ...] = (
    Need(
        title="queue",
        statement="it waits",
        waiting="Legal",
        senders=("Sales", "Ops"),
        hours=Decimal(9),
    ),
    Member(
        account="ana",
        name="安娜",
        department="Sales",
        hours=4,
        covers=("risk", "law"),
        lead=True,
        reason="knows the risk",
    ),
    Liaison(account="bo", name="Bo Lin", department="Legal", reason="speaks for them"),
    Role(
        deliverable="contracts",
        responsible=("ana", "bo"),
        accountable="bo",
        consulted=("cy",),
        informed=("dee",),
    ),
    SharedObjective(text="sooner", serves="O1"),
    KeyResult(
        text="faster",
        measure="lead",
        unit="days",
        better="lower",
        baseline=Decimal("31.5000"),
        target=Decimal("24"),
        current=Decimal("29.2"),
        weight=1000,
        due=dt.date(2026, 9, 30),
        owner="ana",
        source="measures.csv",
        affects=("Sales", "Legal"),
    ),
    Practice(form="meeting", title="weekly", text="talk", owner="bo", every_days=7, minutes=30),
    Sentence(text="too slow", quotes=(Quote(item="F1", text="nine days"),), about=("Sales",)),
    Term(option="A", department="Sales", gives="time", gets="speed"),
    Change(target="key_result:1", field="target", before="24", after="26", reason="late"),
    Idea(title="templates", text="use them", author="ana", next_step="try one"),
    Request(text="softer", asked_by="bo", handling="done"),
    Outcome(text="shorter", due=dt.date(2026, 9, 30)),
    WeeklyHours(hours=32, reason="eight with four"),
    Funding(amount=Decimal("20000.00"), currency="CNY", reason="as asked"),
    Release(department="Legal", people=2, reason="it waits there"),
)


def test_every_sort_of_item_is_here() -> None:
    assert {type(body) for body in BODIES} == set(get_args(get_args(Body)[0]))


def leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = [one for key, one in value.items() if key != "type"]
    if isinstance(value, list):
        return [leaf for one in value for leaf in leaves(one)]
    return [value] if isinstance(value, str) else []


SILENT = {"lower", "lead", "meeting"}
"""Words of fields that the lines say in other words."""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.type)
def test_what_is_signed_is_read(body: Body, language: Language) -> None:
    text = "\n".join(Reader(language, NAMES).lines(body))
    shown = body.model_dump(mode="json", exclude={"about"})
    for leaf in leaves(shown):
        plain = number(Decimal(leaf)) if leaf.replace(".", "").isdigit() else leaf
        assert leaf in SILENT or plain in text, leaf


READ: dict[str, tuple[list[str], list[str]]] = {
    "need": (
        ["queue", "it waits", "queue of Legal; waited 9 hours; sent by Sales, Ops"],
        ["queue", "it waits", "积压部门：Legal；等待 9 小时；来件部门：Sales、Ops"],
    ),
    "outcome": (
        ["Outcome: shorter", "by 2026-09-30"],
        ["预期成果：shorter", "2026-09-30 前达成"],
    ),
    "hours": (
        ["Hours: 32 a week in all", "eight with four"],
        ["每周工时：合计 32 小时", "eight with four"],
    ),
    "budget": (
        ["Budget: 20000 CNY", "as asked"],
        ["预算：20000 CNY", "as asked"],
    ),
    "release": (
        ["People released: Legal · 2", "it waits there"],
        ["抽调人员：Legal · 2 人", "it waits there"],
    ),
    "member": (
        [
            "安娜 (ana) · Sales · team lead · 4 hours a week · covers risk, law",
            "why: knows the risk",
        ],
        ["安娜（ana） · Sales · 组长 · 每周 4 小时 · 负责技能 risk、law", "理由：knows the risk"],
    ),
    "liaison": (
        ["Bo Lin (bo) · Legal · liaison", "why: speaks for them"],
        ["Bo Lin（bo） · Legal · 对接人", "理由：speaks for them"],
    ),
    "role": (
        [
            "contracts",
            "accountable: Bo Lin (bo)",
            "responsible: 安娜 (ana), Bo Lin (bo)",
            "consulted: cy",
            "informed: dee",
        ],
        [
            "contracts",
            "最终负责人：Bo Lin（bo）",
            "执行人：安娜（ana）、Bo Lin（bo）",
            "被咨询人：cy",
            "被知会人：dee",
        ],
    ),
    "objective": (["Objective [O1] sooner"], ["目标 [O1] sooner"]),
    "key_result": (
        [
            "faster",
            "31.5 → 24 days (now 29.2), weight 100%, by 2026-09-30",
            "owner 安娜 (ana); touches Sales, Legal; measured in measures.csv",
        ],
        [
            "faster",
            "31.5 → 24 days（现值 29.2），权重 100%，2026-09-30 前完成",
            "负责人 安娜（ana）；涉及 Sales、Legal；数据来源 measures.csv",
        ],
    ),
    "practice": (
        ["Meeting: weekly · every 7 days · 30 minutes", "talk", "owner Bo Lin (bo)"],
        ["会议：weekly · 每 7 天 · 30 分钟", "talk", "负责人 Bo Lin（bo）"],
    ),
    "sentence": (["too slow", "“nine days” [F1]"], ["too slow", "“nine days” [F1]"]),
    "term": (
        ["Sales · option A", "gives: time", "gets: speed"],
        ["Sales · 方案 A", "付出：time", "获得：speed"],
    ),
    "change": (
        ["key_result:1 · target: 24 → 26", "late"],
        ["key_result:1 · target: 24 → 26", "late"],
    ),
    "idea": (
        ["templates", "by 安娜 (ana)", "use them", "next step: try one"],
        ["templates", "提出人 安娜（ana）", "use them", "建议下一步：try one"],
    ),
    "request": (
        ["Bo Lin (bo) asked: “softer”", "done"],
        ["Bo Lin（bo）要求：“softer”", "done"],
    ),
}
"""Every line of each sort of item, in English and in Chinese."""


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.type)
def test_each_sort_of_item_reads_so_in_both_languages(body: Body) -> None:
    assert (Reader("en", NAMES).lines(body), Reader("zh", NAMES).lines(body)) == READ[body.type]


def bare(body: Body, **fields: Any) -> list[list[str]]:
    """Return the lines of an item with less in it, in English and in Chinese."""
    less = body.model_copy(update=fields)
    return [Reader("en", NAMES).lines(less), Reader("zh", NAMES).lines(less)]


def test_what_an_item_does_not_have_leaves_no_trace_in_its_lines() -> None:
    need, member, practice = BODIES[0], BODIES[1], BODIES[6]
    assert bare(need, waiting=None, senders=(), hours=None) == [["queue", "it waits"]] * 2
    assert bare(need, waiting=None, senders=()) == [
        ["queue", "it waits", "waited 9 hours"],
        ["queue", "it waits", "等待 9 小时"],
    ]
    assert bare(member, lead=False, covers=(), reason="") == [
        ["安娜 (ana) · Sales · 4 hours a week"],
        ["安娜（ana） · Sales · 每周 4 小时"],
    ]
    assert bare(practice, every_days=None, minutes=None, form="agreement") == [
        ["Agreement: weekly", "talk", "owner Bo Lin (bo)"],
        ["协作约定：weekly", "talk", "负责人 Bo Lin（bo）"],
    ]


def test_people_are_named_with_their_account() -> None:
    assert Reader("zh", NAMES).name("ana") == "安娜（ana）"
    assert Reader("en", NAMES).name("bo") == "Bo Lin (bo)"
    assert Reader("en", NAMES).name("cy") == "cy"


def test_a_person_without_a_reason_is_one_line() -> None:
    body = BODIES[1].model_copy(update={"reason": ""})
    assert len(Reader("en", NAMES).lines(body)) == 1
    assert Reader("zh", NAMES).lines(BODIES[2])[1] == "理由：speaks for them"


def test_a_weight_is_read_in_percent() -> None:
    for thousandths, percent in ((1000, "100%"), (200, "20%"), (333, "33.3%"), (5, "0.5%")):
        body = BODIES[5].model_copy(update={"weight": thousandths})
        assert f"weight {percent}," in "\n".join(Reader("en", {}).lines(body))


def test_a_kept_measure_is_not_read_as_a_change() -> None:
    kept = BODIES[5].model_copy(update={"keep": True})
    assert "keep 24 days" in Reader("en", {}).lines(kept)[1]
    assert "→" not in Reader("zh", {}).lines(kept)[1]
    assert Reader("zh", {}).lines(kept)[1].startswith("保持 24 days（")


def test_a_time_is_read_with_its_zone() -> None:
    at = dt.datetime(2026, 3, 2, 20, 30, tzinfo=dt.UTC)
    assert moment(at, "en") == "2026-03-02 20:30 UTC"
    assert moment(at, "zh") == "2026-03-03 04:30（北京时间）"
    assert moment(None, "zh") == "—"


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
    )
)
def test_a_number_is_read_without_loss(value: Decimal) -> None:
    text = number(value)
    assert Decimal(text) == value
    assert "E" not in text
    assert not (text.endswith("0") and "." in text)


@pytest.mark.parametrize(
    ("value", "text"),
    [("100", "100"), ("100.0", "100"), ("0.50", "0.5"), ("1E+2", "100"), ("0", "0"), ("0.0", "0")],
)
def test_only_zeros_behind_the_point_are_left_out(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


@pytest.mark.parametrize(
    ("provenance", "en", "zh"),
    [
        (
            {"drafted_by": "rules", "reason": "timed out"},
            "rules (timed out)",
            "规则起草（timed out）",
        ),
        ({"drafted_by": "rules"}, "drafted by rules", "由规则起草"),
        ({"drafted_by": "person", "author": "ana"}, "a person (ana)", "人工起草（ana）"),
        (
            {"drafted_by": "model", "model": "m1", "host": "h.example"},
            "the model (m1 @ h.example)",
            "模型起草（m1 @ h.example）",
        ),
        (
            {
                "drafted_by": "model",
                "model": "m1",
                "host": "h.example",
                "reason": "fallback",
                "cost": Decimal("0.00213400"),
                "currency": "CNY",
            },
            "the model (m1 @ h.example; fallback; cost 0.002134 CNY)",
            "模型起草（m1 @ h.example；fallback；费用 0.002134 元）",
        ),
        (
            {"drafted_by": "rules", "cost": Decimal("0.1234567"), "currency": "USD"},
            "rules (cost 0.123457 USD)",
            "规则起草（费用 0.123457 USD）",
        ),
    ],
)
def test_who_worded_it_is_said(provenance: dict[str, Any], en: str, zh: str) -> None:
    assert provenance_line(Provenance(language="en", **provenance)).endswith(en)
    assert provenance_line(Provenance(language="zh", **provenance)).endswith(zh)
