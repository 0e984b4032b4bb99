"""Evidence of where cases wait, in short: the hand-off map and the longest queues.

A need has all of it; a team what its need rests on, under the same ids.
"""

from activities.evidence.wording import figure, proof, say
from domain.hand_off_map import TopFigures
from domain.needs import Edge, QueueFigures
from domain.suggestion import Evidence
from domain.text import Language, counted

MAP = "map"
"""The id of the evidence that a picture can be drawn of."""


def of_map(top: TopFigures, language: Language) -> Evidence:
    """Word the hand-off map: how much is on it, and its widest lines."""
    edges = [_edge(one, language) for one in top.edges]
    return proof(
        MAP,
        say(language, en="Hand-off map", zh="交接图"),
        say(
            language,
            en=f"{counted(top.departments, 'department', 'departments')}, "
            f"{counted(top.hand_offs, 'hand-off', 'hand-offs')} between them, "
            f"{figure(top.hours)} queue hours; longest: {'; '.join(edges)}",
            zh=f"{top.departments:,} 个部门之间交接 {top.hand_offs:,} 次，共排队 "
            f"{figure(top.hours)} 小时；排队最久：{'；'.join(edges)}",
        ),
        top.source,
    )


def _edge(one: Edge, language: Language) -> str:
    hours = figure(one.queue_hours)
    return say(
        language,
        en=f"{one.source} → {one.target} {hours} h",
        zh=f"{one.source} → {one.target} {hours} 小时",
    )


def of_queue(queue: QueueFigures, source: str, language: Language) -> Evidence:
    """Word one queue as `accord needs` has it: in all, with its interval and its notes."""
    hours = figure(queue.queue_hours)
    text = say(
        language,
        en=f"{counted(queue.arrivals, 'arrival', 'arrivals')} waited {hours} hours in all"
        f"{total_interval(queue, language)}",
        zh=f"{queue.arrivals:,} 次到达共等待 {hours} 小时{total_interval(queue, language)}",
    )
    if queue.median_hours is not None:
        median = figure(queue.median_hours)
        text += say(language, en=f"; median {median} hours", zh=f"，中位等待 {median} 小时")
    notes = [one.within(language) for one in queue.notes]
    if notes:
        text += say(language, en="; ", zh="；") + say(language, en="; ", zh="；").join(notes)
    label = say(language, en=f"Queue of {queue.group}", zh=f"{queue.group}的待办队列")
    return proof(f"queue:{queue.group}", label, text, source)


def total_interval(queue: QueueFigures, language: Language) -> str:
    """Word how sure the hours in all are; nothing where too little is known for that."""
    if queue.interval is None:
        return ""
    low, high = map(figure, queue.interval)
    return say(language, en=f" (95% interval {low}–{high})", zh=f"（95% 区间 {low}–{high}）")


def of_team_need(top: TopFigures | None, language: Language) -> tuple[Evidence, ...]:
    """Word what the need rests on that a team is for; nothing where no log was read."""
    if top is None:
        return ()
    queues = [of_queue(one, top.source, language) for one in top.queues]
    return (of_map(top, language), *queues)
