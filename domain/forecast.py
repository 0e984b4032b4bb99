"""The path of a suggestion before there is one: its steps, its people, and who stands in today.

Reads time zones, as deputies do, so workflows do not call it.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from domain.asking import Approver, Dedup, Mode, Policy, Step
from domain.brief import Brief
from domain.charter import Charter
from domain.deputies import StandIn, stand_ins
from domain.directory import Directory
from domain.items import Practice, SharedObjective
from domain.policy import policy
from domain.suggestion import Item, Kind
from domain.text import Bilingual, Frozen

OBJECTIVES = "objectives"


class Seat(Frozen):
    """One person of the path. `items` names departments, or the objectives; None is the whole.

    `counted` is the step whose yes of the same person counts here as well (自动去重).
    """

    account: str
    name: str
    why: Bilingual
    items: tuple[str, ...] | None
    veto: bool
    counted: int | None
    stand_in: StandIn


class ForecastStep(Frozen):
    """One step of the path."""

    number: int
    name: str
    mode: Mode
    percent: int | None
    needed: int
    people: tuple[Seat, ...]


class Forecast(Frozen):
    """The path for one kind. `own` says that it is the brief's policy and not the default."""

    kind: Kind
    own: bool
    dedup: Dedup
    initiator: str | None
    steps: tuple[ForecastStep, ...]
    skipped: tuple[Bilingual, ...]
    stewards: tuple[str, ...]


def forecast(
    kind: Kind,
    brief: Brief,
    directory: Directory,
    at: dt.datetime | dt.date,
    initiator: str | None = None,
    charter: Charter | None = None,
) -> Forecast:
    """Return the path as if every department taking part were touched. Raises BadInputError."""
    items = _imagined(kind, brief)
    asked = policy(kind, items, brief, directory, initiator, charter)
    before = policy(kind, items, brief, directory, None, charter) if initiator else asked
    counted = _counted(asked, {item.id for item in items})
    return Forecast(
        kind=kind,
        own=kind in brief.policies,
        dedup=asked.dedup,
        initiator=initiator,
        steps=tuple(
            _step(number, step, counted[number - 1], directory, at, initiator)
            for number, step in enumerate(asked.steps, 1)
        ),
        skipped=tuple(_skipped(before, asked, initiator)),
        stewards=asked.stewards,
    )


def _imagined(kind: Kind, brief: Brief) -> tuple[Item, ...]:
    """Return one item for each department, named after it, and the objectives among goals."""
    practice = Practice(form="agreement", title="-", text="-", owner=brief.sponsor)
    items = [
        Item(id=name, body=practice, cites=(), departments=(name,), fingerprint="")
        for name in brief.departments
    ]
    if kind == "goals":
        body = SharedObjective(text="-", serves="-")
        items.append(Item(id=OBJECTIVES, body=body, cites=(), departments=(), fingerprint=""))
    return tuple(items)


def _step(
    number: int,
    step: Step,
    counted: Mapping[str, int],
    directory: Directory,
    at: dt.datetime | dt.date,
    initiator: str | None,
) -> ForecastStep:
    found = stand_ins([one.account for one in step.approvers], directory, at, initiator)
    return ForecastStep(
        number=number,
        name=step.name,
        mode=step.mode,
        percent=step.percent,
        needed=step.needed,
        people=tuple(
            _seat(one, step, counted, stand_in)
            for one, stand_in in zip(step.approvers, found, strict=True)
        ),
    )


def _seat(one: Approver, step: Step, counted: Mapping[str, int], stand_in: StandIn) -> Seat:
    return Seat(
        account=one.account,
        name=one.name,
        why=one.why,
        items=one.items,
        veto=one.account in step.veto,
        counted=counted.get(one.account),
        stand_in=stand_in,
    )


def _counted(asked: Policy, everything: set[str]) -> list[dict[str, int]]:
    """Return, per step, in which earlier step each person says the yes that counts here too."""
    found: list[dict[str, int]] = []
    given: dict[str, tuple[int, set[str]]] = {}
    for number, step in enumerate(asked.steps, 1):
        wanted = {
            one.account: everything if one.items is None else set(one.items)
            for one in step.approvers
        }
        before = {who: given[who] for who in wanted if who in given and asked.dedup != "none"}
        found.append({who: first for who, (first, had) in before.items() if wanted[who] <= had})
        if asked.dedup != "once":
            given = {}
        for who, items in wanted.items():
            first, had = before.get(who, (number, set()))
            given[who] = (first if items <= had else number, had | items)
    return found


def _skipped(before: Policy, asked: Policy, initiator: str | None) -> Iterator[Bilingual]:
    """Say in which steps the initiator would be asked, were these not their own words."""
    for number, step in enumerate(before.steps, 1):
        for one in step.approvers:
            if one.account == initiator:
                yield Bilingual(
                    en=f"step {number}: {one.name} ({one.why.en}) is the initiator and does not "
                    "decide on their own words",
                    zh=f"第 {number} 步：{one.name}（{one.why.zh}）是发起人，不审批自己的文字",
                )
    gone = len(before.steps) - len(asked.steps)
    if gone > 0:
        steps_en = "one step is" if gone == 1 else f"{gone} steps are"
        yield Bilingual(
            en=f"{steps_en} left out: nobody but the initiator would be asked there",
            zh=f"略去 {gone} 个步骤：除发起人外无人可审批",
        )


def names(accounts: Sequence[str], directory: Directory) -> list[str]:
    """Return the names of accounts, for people."""
    people = (directory.person(account) for account in accounts)
    return [one.name if one else account for one, account in zip(people, accounts, strict=True)]
