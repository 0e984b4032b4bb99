"""The whole list through one surface, and what must be true after each attack."""

import dataclasses
import traceback
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal, Protocol

from domain.collaboration import CollaborationState
from domain.ledger import Row
from domain.signing import ApprovalState
from tests.attacks.attack import Attack, Mode, Scene, Sent, same
from tests.attacks.listed import ATTACKS
from tests.attacks.stage import quiet
from tests.workflows.cast import Shown, refusal, until
from tests.workflows.place import Place
from tests.workflows.test_rubbish import PROBLEMS
from workflows.names import collaboration_id

LONGEST = 900
"""Characters of a sentence: that of a shape that is wrong names all that would be right."""


@dataclasses.dataclass(frozen=True)
class Own:
    """A surface answers an attack in its own words; by default it then sends and keeps nothing."""

    says: str
    kept: Literal["refused"] | None = None


class Surface(Protocol):
    """One way to decide: all that a new one needs to be tried with the whole list.

    `excused` are attacks that nobody can express here, each with the reason; `own` those that the
    surface answers itself. `modes` are those of the worker behind it; with `signed_in` the surface
    says who decides, so that one worker is tried with the attacks of both. Where it makes the id of
    a decision itself, `ids` says from which of ours.
    """

    name: ClassVar[str]
    modes: ClassVar[tuple[Mode, ...]]
    signed_in: ClassVar[bool]
    excused: ClassVar[Mapping[str, str]]
    own: ClassVar[Mapping[str, Own]]

    async def send(self, sent: Sent, id: str) -> str:
        """Send it under this id and return what the person is told."""


@dataclasses.dataclass(frozen=True)
class Tried:
    """One attack as it went: what was said, the need and what was aimed at, before and after."""

    attack: Attack
    sent: Sent
    answer: str
    need: tuple[ApprovalState, ApprovalState]
    aim: tuple[ApprovalState, ApprovalState]
    stuck: bool
    rows: tuple[Row, ...] = ()


@dataclasses.dataclass(frozen=True)
class Raid:
    """All attacks by name, and all that none of them was to touch, before and after."""

    scene: Scene
    tried: dict[str, Tried]
    rest: tuple[tuple[Any, ...], tuple[Any, ...]]


def tried_in(surface: type[Surface], mode: Mode) -> list[Attack]:
    """Return the attacks that are tried through this surface with a worker of this mode."""
    return [
        attack
        for attack in ATTACKS
        if attack.name not in surface.excused
        and mode in surface.modes
        and (surface.signed_in or attack.mode == mode)
    ]


async def raid(
    at: Place,
    surface: Surface,
    scene: Scene,
    only: Sequence[str] | None = None,
    among: Sequence[Attack] | None = None,
) -> Raid:
    """Try everything, or `only` these, one after another; then wait for all that is kept of it.

    `among` are the attacks of a scene of their own, in the place of the list.
    """
    tried: dict[str, Tried] = {}
    mark = uuid.uuid4().hex[:8]
    owner = {row.key: "" for row in await at.ledger(scene.collaboration)}
    before = await _rest(at, scene)
    attacks = tried_in(type(surface), scene.mode) if among is None else among
    for number, attack in enumerate(attacks):
        if only is not None and attack.name not in only:
            continue
        sent = attack.sends(scene)
        id = sent.id or f"{mark}-{number}"
        aimed = next((s for s in (scene.idea, scene.ended) if s.id in sent.workflow), scene.need)
        answer = await _answer(surface, sent, id)
        need, stuck = await _now(at, scene.need)
        aim = need if aimed is scene.need else (await _now(at, aimed))[0]
        tried[id] = Tried(attack, sent, answer, (scene.need, need), (aimed, aim), stuck)
        scene = dataclasses.replace(scene, need=need)
        if surface.signed_in:  # what it keeps itself is there at once, under an id of its own
            for row in await at.ledger(scene.collaboration):
                known = _id(surface, row)
                owner.setdefault(row.key, known if known in tried else id)
    await _all_written(at, scene)
    rows = await at.ledger(scene.collaboration)
    found: dict[str, list[Row]] = {id: [] for id in tried}
    for row in rows:
        found.setdefault(owner.get(row.key, _id(surface, row)), []).append(row)
    kept = {
        one.attack.name: dataclasses.replace(one, rows=tuple(found[id]))
        for id, one in tried.items()
    }
    return Raid(scene, kept, (before, await _rest(at, scene)))


def _id(surface: Surface, row: Row) -> str:
    """Return under which of our ids this was tried."""
    id = row.key.rpartition(":")[2]
    made: Mapping[str, str] = getattr(surface, "ids", {})
    return made.get(id, id)


async def _answer(surface: Surface, sent: Sent, id: str) -> str:
    """Return what the surface says; an error of ours is no answer, and is told as one."""
    try:
        return await surface.send(sent, id)
    except Exception as error:
        return "".join(traceback.format_exception(error))


async def _now(at: Place, state: ApprovalState) -> tuple[ApprovalState, bool]:
    """Return what has become of a suggestion, and whether Temporal reports a problem with it."""
    now = await quiet(Shown(at.suggestion(state.id), state))
    described = await now.handle.describe()
    return now.state, bool(described.typed_search_attributes.get(PROBLEMS))


async def _rest(at: Place, scene: Scene) -> tuple[Any, ...]:
    """Return all that no attack touches: the other suggestions, and the collaboration."""
    home = at.client.get_workflow_handle(collaboration_id(scene.collaboration))
    told = await home.query("view", result_type=CollaborationState)
    problems = (await home.describe()).typed_search_attributes.get(PROBLEMS)
    others = [await _now(at, one) for one in (scene.idea, scene.ended)]
    return (told.approved, told.suggestions, told.stage, told.parked, problems, others)


async def _all_written(at: Place, scene: Scene) -> None:
    """Be refused once more, and wait for its row: what was refused before is written before."""
    last = f"last-{uuid.uuid4()}"
    await refusal(at.suggestion(scene.need.id).execute_update("approve", [], id=last))

    async def there() -> bool:
        rows = await at.ledger(scene.collaboration)
        return any(row.key.endswith(last) for row in rows)

    await until(there, "the row of the last refusal")


def withstood(surface: type[Surface], tried: Tried) -> None:
    """Assert that the attack achieved nothing, was answered in a sentence, and is on record."""
    attack, own = tried.attack, surface.own.get(tried.attack.name)
    says = attack.signed_in if surface.signed_in and attack.signed_in else attack.says
    _is_a_sentence(tried.answer)
    assert (own.says if own else says) in tried.answer
    holds = same if own else attack.holds
    assert holds(*tried.need), tried.answer
    assert tried.aim == tried.need or same(*tried.aim)
    assert not tried.stuck
    kept = own.kept if own else attack.kept
    assert [row.result for row in tried.rows] == ([kept] if kept else [])
    for row in tried.rows:
        assert row.result == "recorded" or (row.reason and not row.verified)
        assert not surface.signed_in or row.actor == tried.sent.by


def _is_a_sentence(answer: str) -> None:
    assert 5 < len(answer) < LONGEST
    assert "\n" not in answer
    assert "Traceback" not in answer
    assert 'File "' not in answer
