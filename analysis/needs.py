"""All that a log says about needs, put together: the same waits that stage 1 rests on."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analysis.basis import with_basis
from analysis.handoffs import ping_pong
from analysis.patterns import arrived_when, rework, work
from analysis.queues import edges, needs, queues
from analysis.timers import left_out, with_timers
from analysis.waiting_causes import causes
from analysis.waits import arrivals, stays
from domain.needs import Basis, Causes, HandOffs, LogFigures, NeedsReport, PingPong
from domain.text import Bilingual
from domain.working_hours import WorkingHours


@dataclass(frozen=True)
class Waits:
    """A log as every figure is computed from it: its stays, and where cases arrived and waited.

    `table` says with `timer` which time is nobody's queue; `basis` is what tells queue from work.
    """

    table: pl.DataFrame
    route: pl.DataFrame
    arrived: pl.DataFrame
    basis: Basis


def waits_in(table: pl.DataFrame) -> Waits:
    """Return the waits of a log that is a table in order."""
    settled, basis = with_basis(table)
    timed = with_timers(settled)
    route = stays(timed)
    return Waits(timed, route, arrivals(route), basis)


def needs_report(
    table: pl.DataFrame,
    placeholders: Mapping[str, int],
    copies: int,
    hours: Mapping[str, WorkingHours] | None = None,
    seed: int = 0,
    waits: Waits | None = None,
) -> NeedsReport:
    """Return the report of a log that is a table in order; `hours` is who works when.

    `waits` are those of the same table, where somebody has them already.
    """
    found = waits_in(table) if waits is None else waits
    arrived, basis = found.arrived, found.basis
    cases = len(table["case"].rle())  # they stand case by case
    ranked, few = queues(arrived, cases, basis, seed)
    return NeedsReport(
        log=_log(table, placeholders, copies, cases, basis),
        handoffs=_hand_offs(arrived, ping_pong(found.route), basis),
        queues=ranked,
        few=few,
        edges=edges(arrived),
        excluded=left_out(found.table),
        causes=_causes(table, basis, hours),
        needs=needs(arrived, ranked, basis, seed),
        rework=rework(table),
        arrivals=arrived_when(arrived),
        work=work(table),
        remarks=tuple(_remarks(table, cases, arrived, basis, hours)),
    )


def _log(
    table: pl.DataFrame, placeholders: Mapping[str, int], copies: int, cases: int, basis: Basis
) -> LogFigures:
    known = table["department"].drop_nulls()
    return LogFigures(
        cases=cases,
        events=len(table),
        groups=known.n_unique(),
        group_coverage=round(len(known) / len(table), 4) if len(table) else 0.0,
        placeholders=dict(placeholders),
        basis=basis,
        copies=copies,
    )


def _hand_offs(arrived: pl.DataFrame, returned: pl.DataFrame, basis: Basis) -> HandOffs:
    between = arrived.filter(pl.col("sender").is_not_null())
    ended = arrived["hours"].count()
    bounced = (arrived["outcome"] == "bounced").sum()
    told = ended and basis != "elapsed"
    return HandOffs(
        count=len(between),
        cases=between["key"].n_unique(),
        queue_hours=round(arrived["hours"].sum(), 2),
        bounced_share=round(bounced / ended, 4) if told else None,
        ping_pong=PingPong(triples=len(returned), cases=returned["key"].n_unique()),
    )


def _causes(
    table: pl.DataFrame, basis: Basis, hours: Mapping[str, WorkingHours] | None
) -> tuple[Causes, ...]:
    if basis != "times" or hours is None or table["resource"].null_count() == len(table):
        return ()
    clock = pl.duration(minutes=pl.col("offset"))
    done = table.filter(pl.col("until").is_not_null())
    return causes(done.with_columns(pl.col("at", "until") + clock), hours)


def _remarks(
    table: pl.DataFrame,
    cases: int,
    arrived: pl.DataFrame,
    basis: Basis,
    hours: Mapping[str, WorkingHours] | None,
) -> list[Bilingual]:
    """Say what a reader has to know before believing a figure."""
    remarks = []
    if cases == len(table) > 1:
        remarks.append(
            Bilingual(
                en="Each case has one event: this lists cases, not their steps; export the steps.",
                zh="每个案件只有一条事件：这是案件清单而非步骤记录，请导出各步骤的记录。",
            )
        )
    elif table["department"].n_unique() - bool(table["department"].null_count()) < 2:
        remarks.append(
            Bilingual(
                en="There is one department at most, so nothing is handed over.",
                zh="至多只有一个部门，因此没有交接。",
            )
        )
    if basis == "elapsed" and len(arrived):
        remarks.append(
            Bilingual(
                en="The log tells no queue from work: hours run from the sender's last event to "
                "the receiver's first, and hold that activity's work.",
                zh="日志无法区分排队与处理：时长自交出方最后事件起至接收方首个事件止，含该活动的处理时间。",
            )
        )
    if hours is not None:
        remarks += _of_hours(table, basis, hours)
    return remarks


def _of_hours(
    table: pl.DataFrame, basis: Basis, hours: Mapping[str, WorkingHours]
) -> list[Bilingual]:
    """Say why causes are not told, or of whom only, although there are working hours."""
    people = table["resource"].drop_nulls().unique().to_list()
    known = len([name for name in people if name in hours])
    if basis != "times":
        remark = Bilingual(
            en="Without start and end times (--start, --end) no causes are told.",
            zh="没有开始与结束时间（--start、--end），不推断等待原因。",
        )
    elif not people:
        remark = Bilingual(
            en="Without people (--resource) no causes are told.",
            zh="没有处理人（--resource），不推断等待原因。",
        )
    elif known < len(people):
        remark = Bilingual(
            en=f"The working hours name {known:,} of the log's {len(people):,} people, spelt "
            "alike; causes are told of nobody else.",
            zh=f"日志中的 {len(people):,} 人，工作时间文件中姓名一致的有 {known:,} 人；"
            "其余人员不推断等待原因。",
        )
    else:
        return []
    return [remark]
