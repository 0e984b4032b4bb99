"""The need: the queue that stands out, with its figures; else the need as somebody stated it."""

from collections.abc import Sequence

from activities.evidence.need import sender_counts, stated_pieces, waiting_figures
from activities.evidence.wording import (
    clip,
    exact,
    first_sentence,
    listed,
    named,
    percent,
    quoted,
    say,
)
from activities.rules.requests import answered
from domain.errors import BadInputError
from domain.items import Need
from domain.need_facts import NeedFacts, Queue
from domain.suggestion import Asked, DraftItem
from domain.text import Language, counted


def draft(facts: NeedFacts, language: Language, requests: Sequence[Asked]) -> tuple[DraftItem, ...]:
    """Draft the need; each request adds one more queue for comparison."""
    if facts.worst:
        item = _from_queue(facts, facts.worst, language, len(requests))
    elif facts.stated:
        item = _from_words(facts, facts.stated, language, len(requests))
    else:
        raise BadInputError(
            en=f"No department's queue stands out in {facts.source} "
            f"({facts.hand_offs:,} hand-offs); state the need in the brief (field need).",
            zh=f"{facts.source} 的 {facts.hand_offs:,} 次交接中，没有哪个部门的等待明显突出；"
            f"可以在立项申请的 need 字段写明协作需求。",
        )

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        compared = _others(facts)[:number]
        names = listed((queue.department for queue in compared), language)
        if not compared:
            return say(
                language,
                en=f"stays with the {facts.hand_offs:,} hand-offs of {facts.source}, "
                f"which hold no other queue",
                zh=f"仍以 {facts.source} 的 {facts.hand_offs:,} 次交接为准，日志里没有别的队列可比",
            ), ("log",)
        return say(
            language,
            en=f"keeps the need and compares it with the queue of {names}",
            zh=f"保留原需求，并加上与{names}待办队列的比较",
        ), tuple(f"queue:{queue.department}" for queue in compared)

    return (item, *answered(requests, language, alternative))


def _others(facts: NeedFacts) -> list[Queue]:
    """Return the queues that a redraft may add, longest first."""
    shown = facts.worst or (facts.queues[0] if facts.queues else None)
    return [queue for queue in facts.queues if queue is not shown]


def _comparison(facts: NeedFacts, language: Language, number: int) -> tuple[str, list[str]]:
    added = _others(facts)[:number]
    words = "".join(
        say(
            language,
            en=f" For comparison, {queue.department}: {waiting_figures(queue, language)}.",
            zh=f"对比{queue.department}：{waiting_figures(queue, language)}。",
        )
        for queue in added
    )
    return words, [f"queue:{queue.department}" for queue in added]


def _from_queue(facts: NeedFacts, worst: Queue, language: Language, compared: int) -> DraftItem:
    name = worst.department
    figures = waiting_figures(worst, language)
    statement = say(
        language,
        en=f"Work handed over to {name}: {figures}.",
        zh=f"移交到{name}的工作，{figures}。",
    )
    statement += _after(worst, language)
    words, cites = _comparison(facts, language, compared)
    statement += words
    cites = [f"queue:{name}", "log", *cites]
    if facts.stated:
        stated = quoted(first_sentence(facts.stated), language, 200)
        statement += say(
            language, en=f" The brief states: {stated}.", zh=f"立项申请提出：{stated}。"
        )
        cites.append("stated")
    senders = tuple(sender for sender, _ in worst.senders[:3])
    body = Need(
        title=_title(worst, language),
        statement=statement,
        waiting=name,
        senders=senders,
        hours=exact(worst.total_hours),
    )
    return DraftItem(body=body, cites=tuple(cites))


def _title(queue: Queue, language: Language) -> str:
    """Name the queue and the two departments that send most to it."""
    name = queue.department
    if not queue.senders:
        return say(language, en=f"Work waits too long in {name}", zh=f"缩短{name}待办队列的等待")
    senders = listed((sender for sender, _ in queue.senders[:2]), language)
    return say(
        language,
        en=clip(f"Work from {senders} waits too long in {name}"),
        zh=clip(f"缩短{senders}移交{name}后的等待"),
    )


def _after(queue: Queue, language: Language) -> str:
    """Word who sends the work, and what leaves the queue without being worked on."""
    name, left = queue.department, percent(queue.bounced_share)
    words = ""
    if queue.senders:
        senders = sender_counts(queue, language)
        words += say(
            language,
            en=f" Most of what reaches {name} comes from {senders}.",
            zh=f"{name}接到的工作主要来自{senders}。",
        )
    if queue.bounced_share > 0 or queue.still_waiting:
        still = counted(queue.still_waiting, "piece", "pieces")
        words += say(
            language,
            en=f" {left} left {name} untouched and {still} of work still wait there.",
            zh=f"{name}未处理就转走的占 {left}，仍在排队的有 {queue.still_waiting:,} 件。",
        )
    return words


def _from_words(facts: NeedFacts, stated: str, language: Language, compared: int) -> DraftItem:
    """Draft the need as stated, beside what the log soberly shows."""
    lines = stated_pieces(facts)
    words = " ".join(line for _, line in lines)
    cases, moves = f"{facts.cases:,}", f"{facts.hand_offs:,}"
    statement = say(
        language,
        en=f"{words} In {cases} cases and {moves} hand-offs of {facts.source} "
        f"no department's queue stands out.",
        zh=f"{words} {facts.source} 的 {cases} 个案例、{moves} 次交接中，"
        f"没有哪个部门的等待明显突出。",
    )
    cites = [*(key for key, _ in lines), "log"]
    if facts.queues:
        longest = facts.queues[0]
        figures = waiting_figures(longest, language)
        statement += say(
            language,
            en=f" The longest total is that of {longest.department}: {figures}.",
            zh=f"合计等待最多的是{longest.department}，{figures}。",
        )
        cites.append(f"queue:{longest.department}")
    added, more = _comparison(facts, language, compared)
    body = as_stated(stated, statement + added, [queue.department for queue in facts.queues])
    return DraftItem(body=body, cites=(*cites, *more))


def as_stated(stated: str, statement: str, queues: Sequence[str]) -> Need:
    """Return a need under the words of whoever stated it; no department is said to be waited on."""
    return Need(
        title=clip(first_sentence(stated), 60),
        statement=statement,
        waiting=None,
        senders=named(queues, stated),
    )
