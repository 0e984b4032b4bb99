"""Why each activity waited: every moment of a wait gets exactly one of five causes.

By the rules of Lashkevich and others (CAiSE 2023, arXiv 2212.01392). An activity is enabled when
the one before it in its case ends, and waits from then until it starts. At each moment in between:

1. batching: it belongs to a batch, and the last activity of the batch is not enabled yet. A batch
   is two or more of one kind by one person, back to back, all enabled before the first starts;
2. contention: the person is at work on something that was enabled earlier or at the same time;
3. prioritization: the person is at work on something that was enabled later;
4. unavailability: the person is outside working hours;
5. extraneous: none of these.

Earlier and later compare with when the activity was enabled; work outside its batch, with when
the whole batch was. The first activity of a case counts as enabled when it starts.
"""

import bisect
import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from domain.needs import Causes
from domain.working_hours import WorkingHours

CAUSES = ("batching", "prioritization", "contention", "unavailability", "extraneous")


@dataclass(slots=True, eq=False)
class Work:
    """One activity: when it was enabled, what came before it, and the batch it belongs to."""

    case: str
    activity: str
    resource: str
    begun: dt.datetime
    ended: dt.datetime
    enabled: dt.datetime
    source: "Work | None" = None
    batch: "list[Work]" = field(default_factory=list)

    @property
    def batch_enabled(self) -> dt.datetime:
        """When the last of its batch was enabled; of no batch, when it was itself."""
        return max((one.enabled for one in self.batch), default=self.enabled)


def causes(table: pl.DataFrame, hours: Mapping[str, WorkingHours]) -> tuple[Causes, ...]:
    """Return how the waits of each transition split, in the order of its names.

    `table` has start and end times on the log's own clock, which is the clock of the working
    hours. Transitions to a person whose working hours are not given are left out: nothing
    would tell whether they were away.
    """
    done = _works(table)
    desks: dict[str, list[Work]] = defaultdict(list)
    for work in done:
        desks[work.resource].append(work)
    for desk in desks.values():
        desk.sort(key=lambda one: (one.begun, one.ended, one.case, one.activity))
        _find_batches(desk)
    sums: dict[tuple[str, str, str, str], list[tuple[str, dict[str, float]]]] = defaultdict(list)
    for name, desk in desks.items():
        if name not in hours:
            continue
        starts, longest = [one.begun for one in desk], max(one.ended - one.begun for one in desk)
        for work in desk:
            if (source := work.source) is None:
                continue
            since = bisect.bisect_left(starts, work.enabled - longest)
            others = desk[since : bisect.bisect_left(starts, work.begun)]
            key = (source.activity, source.resource, work.activity, work.resource)
            sums[key].append((work.case, split(work, others, hours[name])))
    return tuple(_transition(key, sums[key]) for key in sorted(sums))


def split(work: Work, others: Iterable[Work], hours: WorkingHours) -> dict[str, float]:
    """Return the seconds of each cause in the wait of one activity."""
    seconds = dict.fromkeys(CAUSES, 0.0)
    if work.begun <= work.enabled:
        return seconds
    busy = [o for o in others if o is not work and o.ended > work.enabled and o.begun < work.begun]
    open_ = list(hours.within(work.enabled, work.begun))
    edges = {work.enabled, work.begun, work.batch_enabled}
    edges |= {at for one in busy for at in (one.begun, one.ended)}
    edges |= {at for span in open_ for at in span}
    inside = sorted(at for at in edges if work.enabled <= at <= work.begun)
    for begin, end in itertools.pairwise(inside):
        seconds[_cause(work, begin, busy, open_)] += (end - begin).total_seconds()
    return seconds


def _cause(
    work: Work,
    at: dt.datetime,
    busy: Sequence[Work],
    open_: Sequence[tuple[dt.datetime, dt.datetime]],
) -> str:
    """Return the cause at one moment; it holds until the next at which anything changes."""
    if at < work.batch_enabled:
        return "batching"
    at_hand = [one for one in busy if one.begun <= at < one.ended]
    if at_hand:
        earlier = any(one.enabled <= _since(work, one) for one in at_hand)
        return "contention" if earlier else "prioritization"
    return "extraneous" if any(begin <= at < end for begin, end in open_) else "unavailability"


def _since(work: Work, other: Work) -> dt.datetime:
    return work.enabled if any(one is other for one in work.batch) else work.batch_enabled


def _works(table: pl.DataFrame) -> list[Work]:
    rows = table.select("case", "activity", "resource", "at", "until").sort(
        "case", "at", "until", "activity", "resource"
    )
    found: list[Work] = []
    for case, activity, resource, begun, ended in rows.iter_rows():
        last = found[-1] if found and found[-1].case == case else None
        enabled = min(last.ended, begun) if last else begun
        found.append(Work(case, activity, resource or "", begun, ended, enabled, last))
    return found


def _find_batches(desk: Sequence[Work]) -> None:
    """Give each activity the batch it belongs to: as many as fit, from the first on."""
    run: list[Work] = []
    for work in desk:
        joins = (
            run
            and work.activity == run[0].activity
            and work.begun == run[-1].ended
            and work.enabled < run[0].begun
            and run[0].enabled < run[0].begun
        )
        if not joins:
            run = []
        run.append(work)
        if len(run) > 1:
            for one in run:
                one.batch = run


def _transition(
    key: tuple[str, str, str, str], waits: Sequence[tuple[str, dict[str, float]]]
) -> Causes:
    total = {name: sum(seconds[name] for _, seconds in waits) for name in CAUSES}
    source_activity, source_resource, target_activity, target_resource = key
    return Causes(
        source_activity=source_activity,
        source_resource=source_resource,
        target_activity=target_activity,
        target_resource=target_resource,
        frequency=len(waits),
        cases=tuple(sorted({case for case, _ in waits}, key=lambda one: (len(one), one))),
        wt_total=sum(total.values()),
        **{f"wt_{name}": seconds for name, seconds in total.items()},
    )
