"""What a worker that starts anew does with a history."""

from temporalio.worker import Replayer

from worker import WORKFLOWS
from workflows.causes import Causes
from workflows.events_first import EventsFirst
from workflows.tolerance import Tolerant, data_converter


def replayer() -> Replayer:
    """Return what replays histories as our worker does."""
    return Replayer(
        workflows=WORKFLOWS,
        workflow_runner=EventsFirst(),
        data_converter=data_converter,
        interceptors=[Causes(), Tolerant()],
    )
