"""A suggestion as a person reads it: plain lines, the same words on every surface."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from domain.items import (
    Body,
    Change,
    Idea,
    KeyResult,
    Liaison,
    Member,
    Need,
    Part,
    Practice,
    Request,
    Role,
    Sentence,
    SharedObjective,
    Succession,
    Term,
)
from domain.reading_resource import resource_lines
from domain.resource import Funding, Outcome, Release, WeeklyHours
from domain.suggestion import Provenance
from domain.text import Language
from domain.wording import DRAFTED_BY, PART_NAMES

_BEIJING = ZoneInfo("Asia/Shanghai")
_CENTS = 6
"""Decimal places of a cost: one draft often costs less than a thousandth."""

_RACI: tuple[Part, ...] = ("accountable", "responsible", "consulted", "informed")
_FORMS = {
    "meeting": ("Meeting", "会议"),
    "check_in": ("Check-in", "进度同步"),
    "channel": ("Channel", "沟通渠道"),
    "agreement": ("Agreement", "协作约定"),
}


def moment(at: dt.datetime | None, language: Language) -> str:
    """Return a time for a reader: Beijing time in Chinese, UTC in English, always named."""
    if at is None:
        return "—"
    if language == "zh":
        return f"{at.astimezone(_BEIJING):%Y-%m-%d %H:%M}（北京时间）"
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


def number(value: Decimal) -> str:
    """Return a number without trailing zeros or exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Decimal) -> str:
    """Return a figure as a person reads it, with thousands separators: 19,191.72."""
    return f"{Decimal(number(value)):,f}"


class Reader:
    """Words items for one reader: their language, and names in place of accounts."""

    def __init__(self, language: Language, names: Mapping[str, str]) -> None:
        self._zh = language == "zh"
        self._names = names

    def lines(self, body: Body) -> list[str]:  # noqa: C901  one arm for each type of item
        """Return the item as one headline and any further lines."""
        match body:
            case Need():
                return self._need(body)
            case Outcome() | WeeklyHours() | Funding() | Release():
                return resource_lines(body, self._zh, number)
            case Member() | Liaison():
                return self._person(body)
            case Role():
                return self._role(body)
            case SharedObjective():
                return [f"{'目标' if self._zh else 'Objective'} [{body.serves}] {body.text}"]
            case KeyResult():
                return self._key_result(body)
            case Practice():
                return self._practice(body)
            case Sentence():
                return [body.text, *(f"“{q.text}” [{q.item}]" for q in body.quotes)]
            case Term():
                return self._term(body)
            case Change():
                return self._change(body)
            case Idea():
                return self._idea(body)
            case Succession():
                return self._succession(body)
            case Request():
                return self._request(body)

    def name(self, account: str) -> str:
        """Return `name (account)`, or the account alone when nobody is known by it."""
        known = self._names.get(account)
        if not known:
            return account
        return f"{known}（{account}）" if self._zh else f"{known} ({account})"

    def _all(self, accounts: tuple[str, ...]) -> str:
        return ("、" if self._zh else ", ").join(self.name(a) for a in accounts) or "—"

    def _need(self, body: Need) -> list[str]:
        rows = []
        if body.waiting:
            rows.append(f"{'积压部门：' if self._zh else 'queue of '}{body.waiting}")
        if body.hours is not None:
            unit = "小时" if self._zh else "hours"
            rows.append(f"{'等待 ' if self._zh else 'waited '}{grouped(body.hours)} {unit}")
        if body.senders:
            senders = ("、" if self._zh else ", ").join(body.senders)
            rows.append(f"{'来件部门：' if self._zh else 'sent by '}{senders}")
        joint = "；" if self._zh else "; "
        return [body.title, body.statement, *([joint.join(rows)] if rows else [])]

    def _person(self, body: Member | Liaison) -> list[str]:
        head = f"{self.name(body.account)} · {body.department}"
        why = [f"{'理由：' if self._zh else 'why: '}{body.reason}"] if body.reason else []
        if isinstance(body, Liaison):
            return [f"{head} · {'对接人' if self._zh else 'liaison'}", *why]
        part = f" · {'组长' if self._zh else 'team lead'}" if body.lead else ""
        covers = ("、" if self._zh else ", ").join(body.covers)
        joint = "、" if self._zh else ", "
        teams = joint.join(map(str, body.sub_teams))
        part += f" · {'小组' if self._zh else 'sub-team'} {teams}" if teams else ""
        hours = f"每周 {body.hours} 小时" if self._zh else f"{body.hours} hours a week"
        skill = f" · {'负责技能' if self._zh else 'covers'} {covers}" if covers else ""
        return [f"{head}{part} · {hours}{skill}", *why]

    def _role(self, body: Role) -> list[str]:
        language: Language = "zh" if self._zh else "en"
        labels = [PART_NAMES[part].within(language) for part in _RACI]
        parts = ((body.accountable,), body.responsible, body.consulted, body.informed)
        colon = "：" if self._zh else ": "
        rows = [f"{n}{colon}{self._all(p)}" for n, p in zip(labels, parts, strict=True) if p]
        return [body.deliverable, *rows]

    def _key_result(self, body: KeyResult) -> list[str]:
        first, last = number(body.baseline), number(body.target)
        way = f"{last} {body.unit}" if body.keep else f"{first} → {last} {body.unit}"
        weight = f"{Decimal(body.weight) / 10:g}%"
        if self._zh:
            keep = "保持 " if body.keep else ""
            return [
                body.text,
                f"{keep}{way}（现值 {number(body.current)}），权重 {weight}，{body.due} 前完成",
                f"负责人 {self.name(body.owner)}；涉及 {'、'.join(body.affects)}；"
                f"数据来源 {body.source}",
            ]
        keep = "keep " if body.keep else ""
        return [
            body.text,
            f"{keep}{way} (now {number(body.current)}), weight {weight}, by {body.due}",
            f"owner {self.name(body.owner)}; touches {', '.join(body.affects)}; "
            f"measured in {body.source}",
        ]

    def _practice(self, body: Practice) -> list[str]:
        form = _FORMS[body.form][1 if self._zh else 0]
        every = ""
        if body.every_days:
            every = (
                f" · 每 {body.every_days} 天" if self._zh else f" · every {body.every_days} days"
            )
        if body.minutes:
            every += f" · {body.minutes} {'分钟' if self._zh else 'minutes'}"
        owner = f"{'负责人' if self._zh else 'owner'} {self.name(body.owner)}"
        return [f"{form}{'：' if self._zh else ': '}{body.title}{every}", body.text, owner]

    def _term(self, body: Term) -> list[str]:
        gives, gets = ("付出：", "获得：") if self._zh else ("gives: ", "gets: ")
        option = f"{'方案' if self._zh else 'option'} {body.option}"
        return [f"{body.department} · {option}", f"{gives}{body.gives}", f"{gets}{body.gets}"]

    def _change(self, body: Change) -> list[str]:
        return [f"{body.target} · {body.field}: {body.before} → {body.after}", body.reason]

    def _idea(self, body: Idea) -> list[str]:
        author = f"{'提出人' if self._zh else 'by'} {self.name(body.author)}"
        step = f"{'建议下一步：' if self._zh else 'next step: '}{body.next_step}"
        return [body.title, author, body.text, step]

    def _succession(self, body: Succession) -> list[str]:
        part = PART_NAMES[body.part].within("zh" if self._zh else "en")
        who = f"{self.name(body.lost)} → {self.name(body.successor)}"
        why = f"{'理由：' if self._zh else 'why: '}{body.reason}"
        colon = "：" if self._zh else ": "
        return [
            f"{body.target} · {body.about} · {part}{colon}{who}",
            *([why] if body.reason else []),
        ]

    def _request(self, body: Request) -> list[str]:
        said = f"{self.name(body.asked_by)}{'要求：' if self._zh else ' asked: '}“{body.text}”"
        return [said, body.handling]


def provenance_line(provenance: Provenance) -> str:
    """Say in one line who worded it, why not the model (or not the first one), and its cost."""
    zh = provenance.language == "zh"
    by = DRAFTED_BY[provenance.drafted_by].within(provenance.language)
    details = [provenance.reason, _cost(provenance)]
    if provenance.drafted_by == "model":
        details.insert(0, f"{provenance.model} @ {provenance.host}")
    elif provenance.drafted_by == "person":
        details.insert(0, provenance.author or "")
    detail = ("；" if zh else "; ").join(filter(None, details))
    if zh:
        return f"由{by}起草" + (f"（{detail}）" if detail else "")
    return f"drafted by {by}" + (f" ({detail})" if detail else "")


def _cost(provenance: Provenance) -> str:
    if provenance.cost is None:
        return ""
    amount, currency = number(round(provenance.cost, _CENTS)), provenance.currency or ""
    if provenance.language == "zh":
        return f"费用 {amount} {'元' if currency == 'CNY' else currency}".rstrip()
    return f"cost {amount} {currency}".rstrip()
