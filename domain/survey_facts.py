"""What a survey says for stage 1: a type of its own, so that no figure passes for measured."""

from typing import Literal

from domain.text import Frozen


class Reported(Frozen):
    """What is said to wait in one department, in hours a week. `senders`: who says so, how much.

    It stands out when its claim is `backed` (see `domain.survey`) and it takes part.
    """

    department: str
    claims: int
    one_sided: int
    hours_per_week: float
    share: float
    senders: tuple[tuple[str, float], ...]
    processes: tuple[str, ...]
    backed: bool
    stands_out: bool


class SurveyNeedFacts(Frozen):
    """Stage 1 without a log: what departments say themselves. `stated` is the need in the brief."""

    type: Literal["need_survey"] = "need_survey"
    source: str
    answers: int
    departments: int
    claims: int
    one_sided: int
    silent: tuple[str, ...]
    queues: tuple[Reported, ...]
    stated: str | None

    @property
    def worst(self) -> Reported | None:
        """Return the department that costs others most by what is said, if one stands out."""
        return next((queue for queue in self.queues if queue.stands_out), None)
