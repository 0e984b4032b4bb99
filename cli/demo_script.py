"""What the demo accounts (演示账号) do: they answer through the same Update a person uses."""

import dataclasses
from typing import Any

from domain.brief import Brief
from domain.conflict import Conflict
from domain.directory import Directory
from domain.items import Practice
from domain.signing import ApprovalState, Approver
from domain.text import Bilingual
from domain.wording import VERB_NAMES

DEMO = Bilingual(en="demo account", zh="演示账号")

_WISH = Bilingual(
    en="The targets are tight for the people we have; please take the next softer step.",
    zh="按现有人手，目标定得偏紧，请改用下一档较稳妥的目标值重拟。",
)
_REFUSAL = Bilingual(
    en="Calling off every meeting would leave hand-overs without an owner; I cannot support it.",
    zh="取消全部会议后，交接就没有人负责了，这一条我不能同意。",
)
_SECOND_IDEA = (
    Bilingual(en="No more meetings at all", zh="取消全部跨部门会议"),
    Bilingual(
        en="Let us drop every cross-department meeting and settle everything in the group chat.",
        zh="建议取消所有跨部门会议，全部改在群里沟通。",
    ),
)
_REMARK = Bilingual(
    en="Our duty roster changes next month; I will bring the new one to the first meeting.",
    zh="下个月值班表有变动，第一次例会我带上新表。",
)


@dataclasses.dataclass
class Script:
    """The scripted part of the demo: one of each verb, and a conflict."""

    brief: Brief
    directory: Directory

    def decision(self, state: ApprovalState, approver: Approver) -> dict[str, Any]:
        """Return what this demo account decides on what it is asked about."""
        zh = self.brief.language
        if state.kind == "goals" and not state.asked and approver.account != self.brief.sponsor:
            return {"verb": "request_changes", "comment": _WISH.within(zh)}
        if state.kind == "cadence" and state.revision == 1 and (changes := _shorter(state)):
            return {"verb": "edit", "changes": changes}
        if state.kind == "idea" and self._refused_idea(state):
            return {"verb": "reject", "comment": _REFUSAL.within(zh)}
        return {"verb": "approve"}

    def remark(self, state: ApprovalState) -> str | None:
        """Return the comment that a demo account adds to the role matrix, once."""
        wanted = state.kind == "roles" and not state.remarks
        return _REMARK.within(self.brief.language) if wanted else None

    def ideas(self, first: dict[str, Any]) -> list[dict[str, Any]]:
        """Return two ideas: the organisation's own, and one that is turned down."""
        head = self.directory.head_of(self.brief.lead)
        others = [
            p.account
            for p in self.directory.people
            if p.department in self.brief.departments and not p.head
        ]
        author = next(a for a in others if a != first["author"] and (not head or a != head.account))
        title, text = (words.within(self.brief.language) for words in _SECOND_IDEA)
        return [first, {"title": title, "text": text, "author": author}]

    def conflict(self, whole: Conflict) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return the conflict as one head raises it, and what the other parties state later."""
        first, *others = whole.positions
        raised = whole.model_dump(mode="json") | {
            "positions": [first.model_dump(mode="json")],
            "raised_by": self.head(first.department),
        }
        return raised, [position.model_dump(mode="json") for position in others]

    def head(self, department: str) -> str:
        """Return who speaks for a department: its head, else the sponsor."""
        head = self.directory.head_of(department)
        return head.account if head else self.brief.sponsor

    def _refused_idea(self, state: ApprovalState) -> bool:
        title = _SECOND_IDEA[0].within(self.brief.language)
        return any(getattr(item.body, "title", None) == title for item in state.items)


def told(state: ApprovalState, decision: dict[str, Any]) -> Bilingual:
    """Return what was decided, for the progress line."""
    verb = VERB_NAMES[decision["verb"]]
    detail = decision.get("comment", "")
    if changes := decision.get("changes"):
        fields = [f"{c['id']}.{k} = {v}" for c in changes for k, v in c["body"].items()]
        detail = ", ".join(fields)
    tail_en, tail_zh = (f": {detail}", f"：{detail}") if detail else ("", "")
    return Bilingual(en=verb.en + tail_en, zh=verb.zh + tail_zh)


def _shorter(state: ApprovalState) -> list[dict[str, Any]]:
    """Return the edit that a head makes of the cadence: a meeting 15 minutes shorter."""
    for item in state.items:
        body = item.body
        if isinstance(body, Practice) and body.form == "meeting" and (body.minutes or 0) > 20:
            return [{"id": item.id, "body": {"minutes": (body.minutes or 0) - 15}}]
    return []
