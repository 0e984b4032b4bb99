"""What people are told: asked, reminded, and what came of it. Each message has a business key."""

import datetime as dt
import re
from collections.abc import Callable, Collection
from typing import Literal

from domain.problems import shown
from domain.reading import moment
from domain.signing import ApprovalState, Approver, waiting
from domain.text import Frozen, Language, Text
from domain.wording import STATE_NAMES

_REASON = 400
"""Characters of a reason that a message holds; the page shows the rest."""
_ASKED = re.compile(
    r"(?P<suggestion>.+):r(?P<revision>[1-9]\d{0,9}):(?P<sort>asked|escalated):"
    r"(?P<account>[^:]+)(?::(?P<again>\d{1,9}))?"
)


class Words(Frozen):
    """A message in one language."""

    subject: str
    body: Text


class Announcement(Frozen):
    """One message to one person; `key` is its business key: the same key is sent once.

    It is in the collaboration's language, `language`; `other` says the same in the other one, for
    whoever reads that.
    """

    key: str
    collaboration: str
    recipient: str
    subject: str
    body: Text
    at: dt.datetime
    language: Language | None = None
    other: Words | None = None

    def words(self, language: Language | None) -> Words:
        """Return it as somebody who reads this language gets it."""
        if self.other and self.language and language not in (None, self.language):
            return self.other
        return Words(subject=self.subject, body=self.body)


Worded = Callable[[Language], Words]


def announcement(
    state: ApprovalState, key: str, account: str, worded: Worded, now: dt.datetime
) -> Announcement:
    """Return one message about a suggestion, in both languages."""
    words = worded(state.language)
    return Announcement(
        key=key,
        collaboration=state.collaboration,
        recipient=account,
        subject=words.subject,
        body=words.body,
        at=now,
        language=state.language,
        other=worded("en" if state.language == "zh" else "zh"),
    )


def asked_message(
    state: ApprovalState, now: dt.datetime, told: Collection[str] = ()
) -> tuple[Announcement, ...]:
    """Ask everybody who is waited for but those who were `told`.

    A person who was asked about this revision is not asked again: it would have the same key.
    """

    def worded(language: Language) -> Words:
        due = moment(state.due_at, language)
        return _words(
            language,
            Words(
                subject=f"请审批：{_title(state)}",
                body=f"{state.id} 第 {state.revision} 版，请于 {due}前决定。",
            ),
            Words(
                subject=f"Please decide: {_title(state)}",
                body=f"{state.id} revision {state.revision}; please decide by {due}.",
            ),
        )

    return _to_waiting(state, "asked", worded, now, told)


def reminder_message(state: ApprovalState, now: dt.datetime) -> tuple[Announcement, ...]:
    """Remind everybody who is still waited for, once a revision."""

    def worded(language: Language) -> Words:
        due = moment(state.due_at, language)
        return _words(
            language,
            Words(
                subject=f"催办：{_title(state)}",
                body=f"{state.id} 仍待您决定，{due}到期；到期不视为同意。",
            ),
            Words(
                subject=f"Reminder: {_title(state)}",
                body=f"{state.id} still waits for you; it expires at {due}. "
                "Silence is not consent.",
            ),
        )

    return _to_waiting(state, "reminded", worded, now)


def escalation_message(state: ApprovalState, now: dt.datetime) -> tuple[Announcement, ...]:
    """Tell those who may now sign instead, and those who still could, once a revision."""
    step = state.current
    silent = {one.account for one in waiting(state)}
    places = [p for p in step.approvers if silent & set(p.involved) and p.stand_ins] if step else []
    return tuple(
        announcement(state, _key(state, "escalated", account), account, worded, now)
        for place in places
        for worded in (_escalated(state, place),)
        for account in place.accounts
    )


def _escalated(state: ApprovalState, place: Approver) -> Worded:
    names = [place.name, *(one.name for one in place.stand_ins)]

    def worded(language: Language) -> Words:
        due = moment(state.due_at, language)
        return _words(
            language,
            Words(
                subject=f"升级上报：{_title(state)}",
                body=f"{state.id} 第 {state.revision} 版：{'、'.join(names)} 任一人均可决定，"
                f"{due}到期。",
            ),
            Words(
                subject=f"Escalated: {_title(state)}",
                body=f"{state.id} revision {state.revision}: any of {', '.join(names)} may "
                f"decide; it expires at {due}.",
            ),
        )

    return worded


def ended_message(state: ApprovalState, now: dt.datetime) -> tuple[Announcement, ...]:
    """Tell everybody who was asked, and whose words it was, how it ended and why.

    Asked was also who handed it on, answered a question, or decided on a text before this one.
    """
    asked = [account for step in state.steps for a in step.approvers for account in a.involved]
    asked += state.copied
    asked += state.authors.values()
    asked += [one.account for step in state.steps for one in step.left]
    asked += [who for one in state.questions for who in (one.by, one.to) if who]
    asked += [*state.decided_on, *([state.initiator] if state.initiator else [])]
    who = ", ".join(state.decided_by) or "—"
    why = f"\n{shown(state.sentence, _REASON)}" if state.sentence.strip() else ""

    def worded(language: Language) -> Words:
        status = STATE_NAMES[state.status].within(language)
        return Words(
            subject=f"{_title(state)}{'：' if language == 'zh' else ': '}{status}",
            body=f"{state.id} r{state.revision} · {status} · {who}{why}",
        )

    return tuple(
        announcement(state, ended_key(state.id, account), account, worded, now)
        for account in dict.fromkeys(asked)
    )


def ended_key(suggestion: str, account: str) -> str:
    """Return the key of the message that tells somebody how it ended."""
    return f"{suggestion}:ended:{account}"


def _title(state: ApprovalState) -> str:
    return state.suggestion.title if state.suggestion else state.id


def _words(language: Language, zh: Words, en: Words) -> Words:
    return zh if language == "zh" else en


def _to_waiting(
    state: ApprovalState,
    sort: str,
    worded: Worded,
    now: dt.datetime,
    told: Collection[str] = (),
) -> tuple[Announcement, ...]:
    """Tell whoever is waited for, and whoever may sign instead."""
    people = dict.fromkeys(one for approver in waiting(state) for one in approver.accounts)
    return tuple(
        announcement(state, _key(state, sort, account), account, worded, now)
        for account in people
        if account not in told
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
