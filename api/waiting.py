"""Who is waited for, for what and since when, as one sentence: the first line of `accord show`."""

import datetime as dt
from collections.abc import Iterable

from domain.problems import shown
from domain.reading import moment
from domain.signing import ApprovalState, waiting
from domain.suggestion import Kind
from domain.text import Bilingual, Frozen
from domain.wording import KIND_NAMES


class Person(Frozen):
    """Somebody who is waited for; `part` says why they are, where that is known."""

    account: str
    name: str
    part: Bilingual | None = None


class Waiting(Frozen):
    """One thing that waits for people, since when and until when.

    A suggestion has a `kind`, `revision` and `people`; a feedback round has `missing` of `asked`
    people; a conflict has `silent` departments.
    """

    id: str
    kind: Kind | None = None
    revision: int | None = None
    people: tuple[Person, ...] = ()
    one_is_enough: bool = False
    asked: int | None = None
    missing: int | None = None
    silent: tuple[str, ...] = ()
    since: dt.datetime | None = None
    due_at: dt.datetime | None = None


def waiting_of(state: ApprovalState) -> Waiting:
    """Return whom a pending suggestion waits for."""
    return Waiting(
        id=state.id,
        kind=state.kind,
        revision=state.revision,
        people=tuple(Person(account=a.account, name=a.name, part=a.why) for a in waiting(state)),
        one_is_enough=state.current is not None and state.current.mode == "any",
        since=state.waiting_since,
        due_at=state.due_at,
    )


def in_words(waits: Waiting) -> Bilingual:
    """Say whom this waits for, since when, for which suggestion, round or conflict."""
    who = _who(waits)
    en = f"Waiting for {who.en}{_since(waits.since).en}: {_what(waits).en}"
    gap = " " if who.zh[:1].isascii() else ""
    zh = f"{_since(waits.since).zh}等待{gap}{who.zh}：{_what(waits).zh}"
    if waits.due_at:
        en += f", due {moment(waits.due_at, 'en')}"
        zh += f"，截止 {moment(waits.due_at, 'zh')}"
    return Bilingual(en=en, zh=zh)


def together(sentences: Iterable[Bilingual]) -> Bilingual:
    """Return several sentences as one line."""
    found = list(sentences)
    return Bilingual(en="; ".join(s.en for s in found), zh="；".join(s.zh for s in found))


def _who(waits: Waiting) -> Bilingual:
    if waits.asked is not None:
        return Bilingual(
            en=f"feedback of {waits.missing} of {waits.asked} people",
            zh=f"{waits.asked} 人中其余 {waits.missing} 人的意见",
        )
    if waits.silent:
        names = [shown(name) for name in waits.silent]
        return Bilingual(en=f"the position of {', '.join(names)}", zh=f"{'、'.join(names)}陈述立场")
    en = ", ".join(_person(p, "en") for p in waits.people) or "somebody (the worker knows whom)"
    zh = "、".join(_person(p, "zh") for p in waits.people) or "审批人（名单由工作进程掌握）"
    if waits.one_is_enough and len(waits.people) > 1:
        return Bilingual(en=f"one of {en}", zh=f"下列任一人审批：{zh}")
    return Bilingual(en=en, zh=f"{zh}审批")


def _person(person: Person, language: str) -> str:
    name, account = shown(person.name), shown(person.account)
    if language == "zh":
        part = f"，{shown(person.part.zh)}" if person.part else ""
        return f"{name}（{account}{part}）" if name != account else f"{account}{part}"
    part = f", {shown(person.part.en)}" if person.part else ""
    return f"{name} ({account}{part})" if name != account else f"{account}{part}"


def _since(at: dt.datetime | None) -> Bilingual:
    if at is None:
        return Bilingual(en="", zh="")
    return Bilingual(en=f" since {moment(at, 'en')}", zh=f"自 {moment(at, 'zh')}起")


def _what(waits: Waiting) -> Bilingual:
    if waits.kind is None:
        return Bilingual(en=waits.id, zh=waits.id)
    name = KIND_NAMES[waits.kind]
    if not waits.revision:
        return Bilingual(en=f"{waits.id} ({name.en})", zh=f"{waits.id}（{name.zh}）")
    return Bilingual(
        en=f"{waits.id} ({name.en}, revision {waits.revision})",
        zh=f"{waits.id}（{name.zh}，第 {waits.revision} 版）",
    )
