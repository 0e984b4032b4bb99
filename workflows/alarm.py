"""One timer of a workflow, kept running for as long as it stands for the same time."""

import asyncio
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.events import AT_ONCE


class Alarm:
    """Rings at one time; set again for that time, it costs no new timer."""

    def __init__(self) -> None:
        self._timer: asyncio.Task[None] | None = None
        self._at: datetime | None = None

    def set(self, at: datetime | None, summary: str) -> None:
        """Ring at `at`, at once when that has passed, never when it is None."""
        if self._timer and self._at == at:
            return
        self.stop()
        if at:
            left = max(at - workflow.now(), AT_ONCE)
            self._timer = asyncio.create_task(workflow.sleep(left, summary=summary))
            self._at = at

    def rings(self) -> bool:
        """Say whether the time has come; so until it is stopped or set for another time."""
        return self._timer is not None and self._timer.done()

    def stop(self) -> None:
        """Have it ring no more."""
        if self._timer:
            self._timer.cancel()
        self._timer = None
