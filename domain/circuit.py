"""Whether an endpoint is worth asking, judged by how the last calls ended, whoever made them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

FAILURES = 5
"""So many failures in a row open the circuit."""

COOLDOWN = dt.timedelta(seconds=60)
"""How long after the last failure nobody asks."""

DEAD = dt.timedelta(minutes=16)
"""An unfinished attempt older than this ended with its worker."""

LOOK_BACK = dt.timedelta(hours=1)
"""How far back calls are read; what failed longer ago says nothing about now."""

FAILED = frozenset({"LLMTransport", "LLMServer", "LLMBadShape", "LLMRateLimited"})
"""What is the endpoint's fault; other outcomes say nothing about its health."""


@dataclass(frozen=True, slots=True)
class Recent:
    """One attempt: when it began, how long it took, how it ended; None while it runs."""

    at: dt.datetime
    seconds: float | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Open:
    """Nobody asks; `until` is when to look again."""

    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Probe:
    """One call may find out whether the endpoint has recovered."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Everybody may ask."""


Circuit = Open | Probe | Closed


class CircuitOpenError(Exception):
    """The endpoint is left alone until then, so the call was not made."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(f"the endpoint is left alone until {until.isoformat()}")
        self.until = until


def circuit(recent: Iterable[Recent], now: dt.datetime) -> Circuit:
    """Return the state that `recent`, in any order, leaves at `now`.

    The clocks of workers may differ: a failure or a probe that lies further in the future than
    it could hold anybody up is no reason to wait for that time to come.
    """
    attempts = list(recent)
    last = _last_of_a_row(attempts)
    if last is None:
        return Closed()
    if abs(now - last) < COOLDOWN:
        return Open(last + COOLDOWN)
    running = [one.at for one in attempts if one.outcome is None and abs(now - one.at) < DEAD]
    probes = [at for at in running if at >= last or last > now]
    if probes:
        return Open(min(max(probes) + DEAD, now + COOLDOWN))
    return Probe()


def _last_of_a_row(attempts: Iterable[Recent]) -> dt.datetime | None:
    """Return when the last of enough failures in a row ended; None when they were not enough."""
    told = sorted(
        (one.at + dt.timedelta(seconds=one.seconds or 0), one.outcome == "ok")
        for one in attempts
        if one.outcome == "ok" or one.outcome in FAILED
    )
    row = 0
    for _, succeeded in told:
        row = 0 if succeeded else row + 1
    return told[-1][0] if row >= FAILURES else None
