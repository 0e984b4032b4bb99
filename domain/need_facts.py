"""What an event log says for stage 1: hand-offs, and how long work waits in each department."""

from typing import Literal

from domain.needs import Cause as WaitCause
from domain.needs import NeedsReport
from domain.text import Frozen


class Queue(Frozen):
    """Waiting in one department, charged to it as the receiver. `interval`: 95 % of the median."""

    department: str
    arrivals: int
    total_hours: float
    median_hours: float
    p90_hours: float
    bounced_share: float
    still_waiting: int
    interval: tuple[float, float]
    senders: tuple[tuple[str, int], ...]
    cases: tuple[str, ...]
    stands_out: bool


class NeedFacts(Frozen):
    """Stage 1: what the event log says. `stated` is the need as the brief puts it, if it does.

    `source_fingerprint` is the SHA-256 of the file that an imported log came from: which of those
    that had this name it was. `days` lie between the log's first event and its last one. `report`
    is what `accord needs` says of the same log, without what no suggestion shows; None in facts
    from before it was kept. `causes` are why activities waited, in hours, where the log and working
    hours tell.
    """

    type: Literal["need"] = "need"
    source: str
    source_fingerprint: str | None = None
    events: int
    cases: int
    known_share: float
    hand_offs: int
    ping_pong_cases: int
    queues: tuple[Queue, ...]
    stated: str | None
    days: float | None = None
    report: NeedsReport | None = None
    causes: tuple[tuple[WaitCause, float], ...] = ()

    @property
    def worst(self) -> Queue | None:
        """Return the longest queue that stands out, if one does."""
        return next((queue for queue in self.queues if queue.stands_out), None)
