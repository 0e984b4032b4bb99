"""What people are told: asked, reminded, and what came of it. Each message has a business key."""

import datetime as dt
import re
from typing import Literal

from domain.reading import moment
from domain.signing import ApprovalState, waiting
from domain.text import Frozen, Text
from domain.wording import STATE_NAMES

_ASKED = re.compile(
    r"(?P<suggestion>.+):r(?P<revision>[1-9]\d{0,9}):(?P<sort>asked|escalated):"
    r"(?P<account>[^:]+)(?::(?P<again>\d{1,9}))?"
)


class Announcement(Frozen):
    """One message to one person; `key` is its business key: the same key is sent once."""

    key: str
    collaboration: str
    recipient: str
    subject: str
    body: Text
    at: dt.datetime


def asked_message(state: ApprovalState, now: dt.datetime) -> tuple[Announcement, ...]:
    """Ask everybody who is waited for; a person who was asked about this revision is not again."""
    title = state.suggestion.title if state.suggestion else state.id
    zh = state.language == "zh"
    subject = f"请审批：{title}" if zh else f"Please decide: {title}"
    due = moment(state.due_at, state.language)
    body = (
        f"{state.id} 第 {state.revision} 版，请于 {due} 前决定。"
        if zh
        else f"{state.id} revision {state.revision}; please decide by {due}."
    )
    return _to_waiting(state, "asked", subject, body, now)


def reminder_message(state: ApprovalState, now: dt.datetime) -> tuple[Announcement, ...]:
    """Remind everybody who is still waited for, once a revision."""
    title = state.suggestion.title if state.suggestion else state.id
    zh = state.language == "zh"
    subject = f"催办：{title}" if zh else f"Reminder: {title}"
    due = moment(state.due_at, state.language)
    body = (
        f"{state.id} 仍待您决定，{due} 到期；到期不视为同意。"
        if zh
        else f"{state.id} still waits for you; it expires at {due}. Silence is not consent."
    )
    return _to_waiting(state, "reminded", subject, body, now)


def escalation_message(state: ApprovalState, now: dt.datetime) -> tuple[Announcement, ...]:
    """Tell those who may now sign instead, and those who still could, once a revision."""
    title = state.suggestion.title if state.suggestion else state.id
    zh = state.language == "zh"
    subject = f"升级上报：{title}" if zh else f"Escalated: {title}"
    due = moment(state.due_at, state.language)
    step = state.current
    silent = {one.account for one in waiting(state)}
    places = [p for p in step.approvers if silent & set(p.involved) and p.stand_ins] if step else []
    found = []
    for place in places:
        names = [place.name, *(one.name for one in place.stand_ins)]
        body = (
            f"{state.id} 第 {state.revision} 版：{'、'.join(names)} 任一人均可决定，{due} 到期。"
            if zh
            else f"{state.id} revision {state.revision}: any of {', '.join(names)} may decide; "
            f"it expires at {due}."
        )
        found += [
            Announcement(
                key=_key(state, "escalated", account),
                collaboration=state.collaboration,
                recipient=account,
                subject=subject,
                body=body,
                at=now,
            )
            for account in place.accounts
        ]
    return tuple(found)


def ended_message(state: ApprovalState, now: dt.datetime) -> tuple[Announcement, ...]:
    """Tell everybody who was asked, and whose words it was, how it ended."""
    title = state.suggestion.title if state.suggestion else state.id
    status = STATE_NAMES[state.status].within(state.language)
    asked = [account for step in state.steps for a in step.approvers for account in a.involved]
    asked += state.copied
    who = ", ".join(state.decided_by) or "—"
    subject = f"{title}：{status}" if state.language == "zh" else f"{title}: {status}"
    body = f"{state.id} r{state.revision} · {status} · {who}"
    return tuple(
        Announcement(
            key=f"{state.id}:ended:{account}",
            collaboration=state.collaboration,
            recipient=account,
            subject=subject,
            body=body,
            at=now,
        )
        for account in dict.fromkeys([*asked, *state.authors.values()])
    )


def _to_waiting(
    state: ApprovalState, sort: str, subject: str, body: str, now: dt.datetime
) -> tuple[Announcement, ...]:
    """Tell whoever is waited for, and whoever may sign instead."""
    people = dict.fromkeys(one for approver in waiting(state) for one in approver.accounts)
    return tuple(
        Announcement(
            key=_key(state, sort, account),
            collaboration=state.collaboration,
            recipient=account,
            subject=subject,
            body=body,
            at=now,
        )
        for account in people
    )


def _key(state: ApprovalState, sort: str, account: str) -> str:
    """Return the business key: one a person, sort and revision, and again after a way back."""
    again = f":{state.rollbacks}" if state.rollbacks else ""
    return f"{state.id}:r{state.revision}:{sort}:{account}{again}"


class Asking(Frozen):
    """What the key of a message says that asked somebody; `again` counts the ways back before."""

    suggestion: str
    revision: int
    sort: Literal["asked", "escalated"]
    account: str
    again: int = 0


def asking_of(key: str) -> Asking | None:
    """Read a key that `_key` made for somebody who was asked; None for any other message."""
    found = _ASKED.fullmatch(key)
    if not found:
        return None
    said = {name: value for name, value in found.groupdict().items() if value is not None}
    return Asking.model_validate(said)
