"""One conflict: positions and interests, then the options that are fair by computation."""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.gathering import Gathering
    from activities.requests import ConflictRequest
    from domain.collaboration import Proposal
    from domain.conflict import Conflict, Position
    from domain.errors import BadInputError
    from domain.given import read_as, read_object
    from domain.text import Bilingual
    from workflows import options, starting

_REQUEST = Bilingual(en="collaboration and conflict", zh=" collaboration 和 conflict")
_POSITION = Bilingual(
    en="department, position and interests", zh=" department、position 和 interests"
)


@workflow.defn
class ConflictWorkflow:
    """A conflict · 冲突协调: waits for silent parties, never for ever; people choose."""

    @workflow.init
    def __init__(self, request: Any = None) -> None:
        self._rubbish: BadInputError | None = None
        try:
            self._request = read_as(ConflictRequest, read_object(request, _REQUEST))
        except BadInputError as error:
            self._rubbish = error
            return
        self._conflict = self._request.conflict
        self._computed = False
        self._withdrawn = False

    @workflow.run
    async def run(self, request: Any = None) -> dict[str, Any]:
        """Collect positions, compute what is fair, hand it over for a resolution."""
        if self._rubbish:
            raise starting.unusable(self._rubbish)
        try:
            await workflow.wait_condition(
                lambda: not self._conflict.silent or self._withdrawn,
                timeout=self._request.open_for,
                timeout_summary="positions due · 立场陈述截止",
            )
        except TimeoutError:
            workflow.logger.info("silent parties: %s", self._conflict.silent)
        if self._withdrawn:
            return {"withdrawn": True}
        self._computed = True
        await workflow.execute_activity_method(
            Gathering.gather_resolution,
            self._request.model_copy(update={"conflict": self._conflict}),
            summary="fair options · 计算公平方案",
            **options.GATHER,
        )
        await starting.report(
            self._request.home,
            "proposed",
            Proposal(
                kind="resolution",
                facts=self._request.reference,
                source=workflow.info().workflow_id,
            ),
        )
        return {"silent": list(self._conflict.silent)}

    @workflow.query
    def view(self) -> Conflict:
        """Return the conflict with the positions stated so far, for `accord show`."""
        return self._conflict

    @workflow.signal
    def withdrawn(self) -> None:
        """The collaboration closed."""
        self._withdrawn = True

    @workflow.update(
        description='State a position · 陈述立场 {"department":…,"position":…,"interests":[…]}'
    )
    def state_position(self, data: Any = None) -> str:
        """Take a party's position and interests, or its correction of them."""
        self._conflict = self._conflict.with_position(self._position(data))
        return "stated"

    @state_position.validator
    def validate_state_position(self, data: Any = None) -> None:
        """Refuse strangers, and what comes after the options were computed."""
        position = self._position(data)
        zh = self._request.language == "zh"
        if position.department not in self._conflict.parties:
            name = position.department
            raise _refused(f"{name}不是本冲突的当事方" if zh else f"{name} is not a party")
        if self._computed:
            raise _refused("方案已计算" if zh else "the options were computed already")

    def _position(self, data: Any) -> Position:
        try:
            return read_as(Position, read_object(data, _POSITION))
        except BadInputError as error:
            raise ApplicationError(
                error.within(self._request.language), type="BadInput", non_retryable=True
            ) from None


def _refused(sentence: str) -> ApplicationError:
    return ApplicationError(sentence, type="Refused", non_retryable=True)
