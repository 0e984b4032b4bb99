"""What an event log says about needs: the answer of `accord needs`, as people and programs get it.

Hours are clock hours. What is not known is null, never a zero.
"""

from typing import Literal, get_args

from domain.text import Bilingual, Frozen, Language

Basis = Literal["states", "times", "elapsed"]
"""What tells queue from work: states, start and end times, or nothing.

With nothing, a wait runs from the sender's last event to the receiver's first, and holds that
event's work.
"""

Cause = Literal["batching", "prioritization", "contention", "unavailability", "extraneous"]
CAUSES: tuple[Cause, ...] = get_args(Cause)
"""Why an activity waited; see `analysis.waiting_causes`."""

HOLDS_WORK = Bilingual(
    en="holds the first activity's work too: the log tells no queue from work",
    zh="含首个活动的处理时间：日志无法区分排队与处理",
)
"""What is said of every figure that rests on nothing but the time elapsed."""


class LogFigures(Frozen):
    """How much there is, and of how much the department is known."""

    cases: int
    events: int
    groups: int
    group_coverage: float
    placeholders: dict[str, int]
    basis: Basis
    copies: int


class PingPong(Frozen):
    """A, B, A: how often, and in how many cases."""

    triples: int
    cases: int


class HandOffs(Frozen):
    """Hand-offs between two known departments; hours and shares of all arrivals."""

    count: int
    cases: int
    queue_hours: float
    bounced_share: float | None
    ping_pong: PingPong


class QueueFigures(Frozen):
    """Waiting in one department. `interval` is the 95 % interval of `queue_hours`."""

    group: str
    arrivals: int
    queue_hours: float
    median_hours: float | None
    p90_hours: float | None
    bounced_share: float | None
    interval: tuple[float, float] | None
    notes: tuple[Bilingual, ...]


class Edge(Frozen):
    """Hand-offs from one department to another, and the hours that cases waited after them."""

    source: str
    target: str
    count: int
    queue_hours: float


class Excluded(Frozen):
    """Time that is nobody's queue, and why."""

    activity: str
    reason: Bilingual
    hours: float


class Sender(Frozen):
    """Who sent cases, how many, and how long those waited."""

    group: str
    count: int
    queue_hours: float


class Need(Frozen):
    """A candidate: where cases wait long. `stands_out`: more than chance explains."""

    rank: int
    groups: tuple[str, ...]
    queue_hours: float
    share: float
    interval: tuple[float, float]
    arrivals: int
    stands_out: bool
    senders: tuple[Sender, ...]
    cases: tuple[str, ...]


class Causes(Frozen):
    """How the waits of one transition split, in seconds; see `analysis.waiting_causes`."""

    source_activity: str
    source_resource: str
    target_activity: str
    target_resource: str
    frequency: int
    cases: tuple[str, ...]
    wt_total: float
    wt_batching: float
    wt_prioritization: float
    wt_contention: float
    wt_unavailability: float
    wt_extraneous: float


class Rework(Frozen):
    """An activity that was done again: in how many cases, and how often."""

    activity: str
    cases: int
    repeats: int


class Arrived(Frozen):
    """Arrivals of one weekday (Monday is 1) and hour of the log's own clock."""

    weekday: int
    hour: int
    arrivals: int
    queue_hours: float


class Work(Frozen):
    """How much of a department an activity is, how much of it theirs, and who of them did it."""

    group: str
    activity: str
    focus: float
    stake: float
    coverage: float | None


class NeedsReport(Frozen):
    """All of it. `remarks` say what to know before reading on."""

    log: LogFigures
    handoffs: HandOffs
    queues: tuple[QueueFigures, ...]
    few: tuple[QueueFigures, ...]
    edges: tuple[Edge, ...]
    excluded: tuple[Excluded, ...]
    causes: tuple[Causes, ...]
    needs: tuple[Need, ...]
    rework: tuple[Rework, ...]
    arrivals: tuple[Arrived, ...]
    work: tuple[Work, ...]
    remarks: tuple[Bilingual, ...]

    def document(self, language: Language) -> dict[str, object]:
        """Return it for JSON, its sentences in one language."""
        told = self.model_dump(mode="json")
        for name, figures in (("queues", self.queues), ("few", self.few)):
            for row, one in zip(told[name], figures, strict=True):
                del row["notes"]
                row["note"] = "; ".join(n.within(language) for n in one.notes) or None
        for row, left_out in zip(told["excluded"], self.excluded, strict=True):
            row["reason"] = left_out.reason.within(language)
        told["remarks"] = [one.within(language) for one in self.remarks]
        return told
