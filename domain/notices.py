"""What people are told about a decision that was made: questions, answers, copies, opinions."""

import datetime as dt
from collections.abc import Iterable

from domain.command import Command
from domain.messages import Announcement, Words, announcement, asked_message
from domain.signing import ApprovalState, waiting
from domain.text import Bilingual, Language


def notices(
    before: ApprovalState, after: ApprovalState, command: Command, now: dt.datetime
) -> tuple[Announcement, ...]:
    """Return what the command makes worth telling, each with a business key of its own."""
    match command.verb:
        case "ask":
            question = after.questions[-1]
            asked = [question.to] if question.to else []
            return _told(after, command, asked, _ASKED, question.text, now)
        case "answer":
            askers = [
                one.by
                for one, old in zip(after.questions, before.questions, strict=True)
                if one.answer and not old.answer
            ]
            return _told(after, command, askers, _ANSWERED, command.comment, now)
        case "cc":
            fresh = [one for one in after.copied if one not in before.copied]
            return _told(after, command, fresh, _COPIED, command.comment, now)
        case "remind":
            silent = [one.account for one in waiting(after)]
            return _told(after, command, silent, _URGED, command.comment, now)
        case "approve" | "reject" if _delegated(before, command):
            back = [one.account for one in waiting(after)]
            mine = before.current.delegated(command.actor or "") if before.current else None
            givers = [one for one in back if mine and one in mine.involved]
            return _told(after, command, givers, _RETURNED, command.comment, now)
    # Until its times are worked out, nobody is told by when to decide.
    if after.status != "pending" or after.untimed:
        return ()
    return asked_message(after, now, _told_before(before, after))


def _told_before(before: ApprovalState, after: ApprovalState) -> frozenset[str]:
    """Return who was asked about this very round before: most decisions ask nobody anew."""
    same = (before.revision, before.rollbacks) == (after.revision, after.rollbacks)
    if not same or before.untimed:
        return frozenset()
    return frozenset(one for approver in waiting(before) for one in approver.accounts)


_ASKED = Bilingual(en="A question for you", zh="请您补充说明")
_ANSWERED = Bilingual(en="Your question was answered", zh="您的问题已有答复")
_COPIED = Bilingual(en="For your information", zh="抄送给您")
_URGED = Bilingual(en="Please decide", zh="催办")
_RETURNED = Bilingual(en="Back with you, with an opinion", zh="委派意见已返回，请您决定")


def _delegated(state: ApprovalState, command: Command) -> bool:
    return bool(state.current and state.current.delegated(command.actor or ""))


def _told(
    state: ApprovalState,
    command: Command,
    people: Iterable[str],
    what: Bilingual,
    text: str,
    now: dt.datetime,
) -> tuple[Announcement, ...]:
    title = state.suggestion.title if state.suggestion else state.id

    def worded(language: Language) -> Words:
        zh = language == "zh"
        about = (
            f"{state.id} 第 {state.revision} 版" if zh else f"{state.id} revision {state.revision}"
        )
        said = f"{command.actor}：{text}" if zh else f"{command.actor}: {text}"
        return Words(
            subject=f"{what.within(language)}{'：' if zh else ': '}{title}",
            body=f"{about}\n{said}" if text else about,
        )

    key = f"{state.id}:{command.verb}:{command.decision_id}"
    return tuple(announcement(state, f"{key}:{one}", one, worded, now) for one in people)
