"""Who decides instead or as well: transfer 转交, delegate 委派, add and remove approvers 加签减签.

Nobody gets a say twice in a step, and the initiator of words never gets one on those words, by
whatever way they would come to it: separation of duties is closed under all of these verbs.
"""

from domain.asking import Approver, Colleague, Left, Step
from domain.command import Command
from domain.refusals import Refusal, refusal
from domain.signing import ApprovalState, has_signed, in_step, scope
from domain.text import Bilingual

MOST_APPROVERS = 60
LONGEST_CHAIN = 3
"""So many delegates, one after another, at most."""


def may_transfer(state: ApprovalState, command: Command) -> Refusal | None:
    """Say whether this approver may hand their place to somebody else for good."""
    if len(command.to) != 1:
        return refusal("one_person", state)
    actor = command.actor or ""
    if any(step.added_by == actor for step in state.steps[state.step :]):
        return refusal("added_then_transfer", state)
    return _may_come(state, command)


def transferred(state: ApprovalState, command: Command) -> ApprovalState:
    """Put the target in the actor's place, with the same items; the actor is out."""
    place, step = state.approver(command.actor or ""), state.current
    if not place or not step or not command.to:
        return state
    target = _colleague(state, command.to[0], _from("transferred by", "转交自", state, command))
    new = Approver(**dict(target), items=place.items, added_by=place.added_by)
    gone = Left(account=place.account, name=place.name, how="transferred")
    step = step.replaced(place.account, new)
    return in_step(state, state.step, step.model_copy(update={"left": (*step.left, gone)}))


def may_delegate(state: ApprovalState, command: Command) -> Refusal | None:
    """Say whether somebody else may be asked first for an opinion, which comes back."""
    if len(command.to) != 1:
        return refusal("one_person", state)
    place = _place(state, command)
    if place and len(place.delegates) >= LONGEST_CHAIN:
        return refusal("delegates", state, str(LONGEST_CHAIN))
    return _may_come(state, command)


def delegated(state: ApprovalState, command: Command) -> ApprovalState:
    """Ask the target for an opinion, which comes back; the actor may decide without it."""
    place = _place(state, command)
    if not place or not state.current or not command.to:
        return state
    target = _colleague(state, command.to[0], _from("asked by", "受托于", state, command))
    chain = place.model_copy(update={"delegates": (*place.delegates, target)})
    return in_step(state, state.step, state.current.replaced(place.account, chain))


def returned(state: ApprovalState, actor: str) -> ApprovalState:
    """Give the place back to whoever asked this delegate."""
    place = state.current.delegated(actor) if state.current else None
    if not place or not state.current:
        return state
    back = place.model_copy(update={"delegates": place.delegates[:-1]})
    return in_step(state, state.step, state.current.replaced(place.account, back))


def may_add(state: ApprovalState, command: Command) -> Refusal | None:
    """Say whether these people may be asked as well."""
    if not command.to:
        return refusal("no_person", state)
    if command.place is None:
        return refusal("no_place", state)
    if command.place == "parallel" and command.mode:
        return refusal("parallel_mode", state)
    asked = sum(len(step.approvers) for step in state.steps)
    if asked + len(command.to) > MOST_APPROVERS:
        return refusal("too_many_approvers", state, str(MOST_APPROVERS))
    return _may_come(state, command)


def added(state: ApprovalState, command: Command) -> ApprovalState:
    """Ask these people beside the actor, or in a step of their own before or after this one."""
    actor, step = command.actor or "", state.current
    place = state.approver(actor)
    if not place or not step or not command.to:
        return state
    why = _from("added by", "加签自", state, command)
    people = tuple(
        Approver(**dict(_colleague(state, one, why)), items=place.items, added_by=actor)
        for one in command.to
    )
    if command.place == "parallel":
        return in_step(state, state.step, step.replaced(place.account, place, *people))
    number = state.added + 1
    own = Step(key=f"+{number}", mode=command.mode or "all", approvers=people, added_by=actor)
    at = state.step + (command.place == "after")
    steps = (*state.steps[:at], own, *state.steps[at:])
    return state.model_copy(update={"steps": steps, "added": number})


def may_remove(state: ApprovalState, command: Command) -> Refusal | None:
    """Say whether somebody who was added, and has not decided yet, may be left out again."""
    if len(command.to) != 1:
        return refusal("one_person", state)
    found = _added(state, command)
    if found is None:
        return refusal("not_added", state, command.to[0])
    index, place = found
    if scope(state, place) and has_signed(state, place, index):
        return refusal("signed_by", state, place.name)
    return None


def removed(state: ApprovalState, command: Command) -> ApprovalState:
    """Leave somebody out who was added; a step of added people alone goes with the last."""
    found = _added(state, command)
    if found is None:
        return state
    index, place = found
    step = state.steps[index]
    if len(step.approvers) == 1:
        steps = (*state.steps[:index], *state.steps[index + 1 :])
        return state.model_copy(update={"steps": steps})
    gone = Left(account=place.account, name=place.name, how="removed")
    step = step.replaced(place.account)
    return in_step(state, index, step.model_copy(update={"left": (*step.left, gone)}))


def _added(state: ApprovalState, command: Command) -> tuple[int, Approver] | None:
    """Return the place that the actor, or for a steward anybody, added for this person."""
    actor, target = command.actor or "", next(iter(command.to), "")
    for index, step in enumerate(state.steps[state.step :], state.step):
        for place in step.approvers:
            mine = place.added_by is not None and actor in (place.added_by, *state.stewards)
            if (
                place.account == target
                and mine
                and (len(state.steps) > 1 or len(step.approvers) > 1)
            ):
                return index, place
    return None


def _may_come(state: ApprovalState, command: Command) -> Refusal | None:
    """Refuse strangers, whoever has a say already, and the initiators of what is to be signed."""
    place = _place(state, command)
    items = {item.id for item in scope(state, place)} if place else set()
    barred = {author for item, author in state.authors.items() if item in items}
    involved = state.current.involved if state.current else frozenset()
    later = frozenset[str]()
    if command.verb == "add_approver" and command.place == "after":
        following = state.steps[state.step + 1 : state.step + 2]
        later = frozenset(account for step in following for account in step.involved)
    for account in command.to:
        if state.contact(account) is None:
            return refusal("unknown_person", state, account)
        if account in involved | later or command.to.count(account) > 1:
            return refusal("asked_already", state, account)
        if account in barred or account == state.initiator:
            return refusal("initiator_cannot", state, account)
    return None


def _place(state: ApprovalState, command: Command) -> Approver | None:
    """Return the place that the actor decides or gives an opinion in."""
    step, actor = state.current, command.actor or ""
    return (step.holder(actor) or step.delegated(actor)) if step else None


def _colleague(state: ApprovalState, account: str, why: Bilingual) -> Colleague:
    known = state.contact(account)
    return Colleague(account=account, name=known.name if known else account, why=why)


def _from(en: str, zh: str, state: ApprovalState, command: Command) -> Bilingual:
    known = state.contact(command.actor or "")
    place = _place(state, command)
    name = known.name if known else place.name if place else command.actor
    return Bilingual(en=f"{en} {name}", zh=f"{zh} {name}")
