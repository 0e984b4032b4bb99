"""A brief, a suggestion and facts to keep; each changes by keyword."""

import datetime as dt
from decimal import Decimal
from typing import Any

from domain.brief import Brief, Objective
from domain.items import Body, KeyResult, Need
from domain.sources import EventLog, Sources
from domain.suggestion import (
    CheckResult,
    Evidence,
    Item,
    Provenance,
    Suggestion,
    fingerprint,
)
from domain.team_facts import Placed, TeamFacts

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


def brief(**changes: Any) -> Brief:
    """A brief as a company would write it."""
    fields: dict[str, Any] = {
        "id": "onboarding",
        "title": "新客户上线提速",
        "language": "zh",
        "sponsor": "zhao.min",
        "lead": "交付部",
        "departments": ("交付部", "法务部"),
        "objectives": (Objective(id="O1", text="上线周期缩短三成", measure="lead_time"),),
        "due": dt.date(2026, 9, 30),
        "sources": Sources(
            people="people.yaml",
            events=EventLog(file="events.csv"),
            feedback="feedback.csv",
            measures="measures.csv",
        ),
    }
    return Brief(**fields | changes)


def suggestion(**changes: Any) -> Suggestion:
    """A suggestion with a need and a key result, so that text and decimals are kept."""
    bodies: tuple[Body, ...] = (
        Need(
            title="合同审批等待过长",
            statement="平均等待「法务部」 26.5 小时。\n其余部门正常。",
            waiting="法务部",
            senders=("交付部",),
            hours=Decimal("26.5000"),
        ),
        KeyResult(
            text="审批等待不超过 12 小时",
            measure="wait",
            unit="小时",
            better="lower",
            baseline=Decimal("26.5"),
            target=Decimal("12"),
            current=Decimal("26.50"),
            weight=1000,
            due=dt.date(2026, 9, 30),
            owner="li.na",
            source="measures.csv",
            affects=("法务部",),
        ),
    )
    fields: dict[str, Any] = {
        "id": "onboarding:need:1",
        "kind": "need",
        "revision": 1,
        "language": "zh",
        "title": "协作需求",
        "items": tuple(item(f"n{place}", body) for place, body in enumerate(bodies, 1)),
        "evidence": (Evidence(id="e1", label="等待", value="26.5 小时", source="events.csv"),),
        "checks": (CheckResult(rule="cited", severity="warning", message="依据偏少", item="n1"),),
        "provenance": Provenance(drafted_by="rules", language="zh"),
        "made_at": NOW,
    }
    return Suggestion(**fields | changes)


def item(id: str, body: Body) -> Item:
    """One item as people see it."""
    return Item(
        id=id,
        body=body,
        cites=("e1",),
        departments=("法务部",),
        fingerprint=fingerprint(body.model_dump(mode="json")),
    )


def team_facts(**changes: Any) -> TeamFacts:
    """The solver's answer for a small team."""
    fields: dict[str, Any] = {
        "source": "people.yaml",
        "status": "OPTIMAL",
        "objective": 12.5,
        "bound": 12.5,
        "considered": 31,
        "members": (
            Placed(account="li.na", name="李娜", department="法务部", hours=6, covers=("合同",)),
        ),
        "liaisons": (),
        "lead": "li.na",
        "unmet": (),
    }
    return TeamFacts(**fields | changes)
