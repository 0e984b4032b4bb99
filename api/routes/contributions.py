"""What people put into a collaboration: feedback, ideas, departures and conflicts."""

from fastapi import APIRouter, Request

from api import conflicts, rounds
from api.arriving import send_and_follow
from api.callers import require
from api.documents import Arrived, Heard
from api.footing import Asks, On
from api.inputs import CollaborationId, Feedback, Idea, Leaving, Raised
from api.permitting import steering_by
from api.problems import ProblemError
from api.route import Once, update_id
from domain.text import Bilingual

router = APIRouter(prefix="/v1/collaborations", tags=["collaborations · 协作"], route_class=Once)
_ONE_OF = Bilingual(
    en="send one of conflict and position", zh="conflict 与 position 二者请给出其一"
)
_SAID = Bilingual(en="send text, or close: true", zh="请发送 text，或 close: true")


@router.post("/{id}/feedback")
async def feedback(
    id: CollaborationId, said: Feedback, on: On, asks: Asks, request: Request
) -> Heard:
    """Say what you think in the open feedback round, or end the round."""
    if (said.text is None) != said.close:
        raise ProblemError(422, "bad_input", _SAID)
    ours = update_id(request, asks.account)
    await require(on.store, asks, "steer" if said.close else "speak", id)
    if said.close:
        by = {"actor": asks.account} | await steering_by(on.store, asks.account, id)
        told = await rounds.end_round(on.connection, id, by, said.round, ours)
    else:
        told = await rounds.hand_in(
            on.connection, id, asks.account, said.round, None, said.text, ours
        )
    return Heard.model_validate({"collaboration": id} | told)


@router.post("/{id}/ideas")
async def idea(id: CollaborationId, said: Idea, on: On, asks: Asks, request: Request) -> Arrived:
    """Propose an idea in your own name."""
    await require(on.store, asks, "speak", id)
    ours = update_id(request, asks.account)
    given = {"title": said.title, "text": said.text, "author": asks.account}
    came = await send_and_follow(on.connection, id, "propose_idea", given, ours)
    return Arrived(collaboration=id, decision_id=ours, suggestion=came)


@router.post("/{id}/departures")
async def departure(
    id: CollaborationId, leaving: Leaving, on: On, asks: Asks, request: Request
) -> Arrived:
    """Report that you leave, or somebody of your department does: others take over from them.

    It is for whoever leaves, the head of their department or of the lead department, and the
    sponsor.
    """
    await require(on.store, asks, "speak", id)
    ours = update_id(request, asks.account)
    given = {"actor": asks.account, "account": leaving.account or asks.account}
    given |= {"comment": leaving.comment, "surface": on.connection.surface}
    came = await send_and_follow(on.connection, id, "report_departure", given, ours)
    return Arrived(collaboration=id, decision_id=ours, suggestion=came)


@router.post("/{id}/conflicts")
async def conflict(
    id: CollaborationId, raised: Raised, on: On, asks: Asks, request: Request
) -> Arrived:
    """Raise a conflict, or state one party's position on an open one."""
    await require(on.store, asks, "speak", id)
    ours = update_id(request, asks.account)
    if (raised.conflict is None) == (raised.position is None):
        raise ProblemError(422, "bad_input", _ONE_OF)
    if raised.conflict is not None:
        given = raised.conflict.model_dump(mode="json") | {"raised_by": asks.account}
        came = await send_and_follow(on.connection, id, "raise_conflict", given, ours)
    else:
        assert raised.position is not None
        stated = raised.position.model_dump(mode="json")
        came = await conflicts.state_position(on.connection, id, raised.number, stated, ours)
    return Arrived(collaboration=id, decision_id=ours, conflict=came)
