"""When to try again what could not be delivered, and when to leave it."""

import datetime as dt

WAITS = tuple(
    dt.timedelta(seconds=s) for s in (30, 2 * 60, 10 * 60, 30 * 60, 2 * 3600, 6 * 3600, 12 * 3600)
)
"""After the first failure, the second …; together almost 21 hours: a night and a morning."""
STALE = dt.timedelta(days=3)
"""A message that is older when it is first seen is not sent: notifications were off so long."""
PATIENCE = dt.timedelta(days=5)
"""A webhook that has failed for so long is disabled."""


def next_try(attempts: int, now: dt.datetime) -> dt.datetime | None:
    """Return when to try again after so many attempts; None to give up."""
    return now + WAITS[attempts - 1] if 1 <= attempts <= len(WAITS) else None


def next_call(failures: int, now: dt.datetime) -> dt.datetime:
    """Return when to call a webhook again: it is disabled by time, not by number."""
    return now + WAITS[min(max(failures, 1), len(WAITS)) - 1]


def worn_out(failing_since: dt.datetime | None, now: dt.datetime) -> bool:
    """Say whether a webhook has failed for too long."""
    return failing_since is not None and now - failing_since >= PATIENCE
