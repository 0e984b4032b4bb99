"""What the sponsor grants, as a person reads it."""

from collections.abc import Callable
from decimal import Decimal

from domain.resource import Funding, Outcome, Release, WeeklyHours

Granting = Outcome | WeeklyHours | Funding | Release


def resource_lines(body: Granting, zh: bool, number: Callable[[Decimal], str]) -> list[str]:
    """Return the item as one headline and any further lines."""
    match body:
        case Outcome():
            head = f"预期成果：{body.text}" if zh else f"Outcome: {body.text}"
            return [head, f"{body.due} 前达成" if zh else f"by {body.due}"]
        case WeeklyHours():
            hours = f"每周工时：合计 {body.hours} 小时"
            return [hours if zh else f"Hours: {body.hours} a week in all", *_why(body.reason)]
        case Funding():
            return [_funding(body, zh, number), *_why(body.reason)]
        case Release():
            people = f"{body.people} 人" if zh else f"{body.people}"
            word = "抽调人员：" if zh else "People released: "
            return [f"{word}{body.department} · {people}", *_why(body.reason)]


def _funding(body: Funding, zh: bool, number: Callable[[Decimal], str]) -> str:
    if body.amount is None:
        return "预算：无" if zh else "Budget: none"
    amount = f"{number(body.amount)} {body.currency or ''}".strip()
    return f"预算：{amount}" if zh else f"Budget: {amount}"


def _why(reason: str) -> list[str]:
    return [reason] if reason else []
