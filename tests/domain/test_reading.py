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
from domain.suggestion import Provenance
from domain.text import Language

NAMES = {"ana": "安娜", "bo": "Bo Lin"}
BODIES: tuple[Body, ...] = (
    Need(
        title="queue", statement="it waits", waiting="Legal", senders=("Sales",), hours=Decimal(9)
    ),
    Member(
        account="ana",
        name="安娜",
        department="Sales",
        hours=4,
        covers=("risk",),
        lead=True,
        reason="knows the risk",
    ),
    Liaison(account="bo", name="Bo Lin", department="Legal", reason="speaks for them"),
    Role(deliverable="contracts", responsible=("ana",), accountable="bo", consulted=("cy",)),
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
