"""Whom their heads do not release: a person refused is not proposed again in this collaboration.

A head refuses by a `reject` of the team (all people whose release they sign, or the one that
`item` names), by `request_changes` (the one that `item` names, or the only one whose release they
sign), or by an `edit` that puts somebody else in the place.
"""

from collections.abc import Iterable

from pydantic import Field

from domain.command import Command
from domain.items import Liaison, Member
from domain.refusals import Refusal, refusal
from domain.signing import ApprovalState, scope, standing
from domain.suggestion import DraftItem, Item
from domain.text import Frozen


class TeamSoFar(Frozen):
    """What people have said to the drafts of a team so far; accounts.

    `refused` are not released by their heads. `members` and `liaisons` stand in the last draft
    and were not refused; of these, `released` are those whose release is signed. `sub_teams` are
    those in which a member sits, where the team is split.
    """

    refused: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    liaisons: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    sub_teams: dict[str, tuple[int, ...]] = Field(default_factory=dict)


def may_refuse(state: ApprovalState, command: Command) -> Refusal | None:
    """Say why the item that a refusal names cannot be refused; None where it can, or none is."""
    if command.item is None:
        return None
    if state.kind != "team":
        return refusal("field_unused", state, "item")
    own = releasable(state, command.actor or "")
    if any(item.id == command.item for item in own):
        return None
    return refusal("not_yours_to_release", state, ", ".join(item.id for item in own) or "—")


def refused_by(state: ApprovalState, command: Command) -> tuple[str, ...]:
    """Return whom a `reject` or `request_changes` does not release; accounts.

    Where no item is named nobody: of several people in a request, since words are not read for
    names, and by whoever signs the whole.
    """
    actor = command.actor or ""
    place = state.approver(actor)
    opinion = state.current is not None and state.current.delegated(actor)
    if place is None or opinion:
        return ()
    own = releasable(state, actor)
    if command.item is not None:
        return _accounts(item for item in own if item.id == command.item)
    if place.items is None or (command.verb == "request_changes" and len(own) > 1):
        return ()
    return _accounts(own)


def noted(before: ApprovalState, after: ApprovalState, command: Command) -> ApprovalState:
    """Remember whom the command refused; whoever an edit puts in is not refused any more."""
    if before.kind != "team" or command.verb not in ("edit", "reject", "request_changes"):
        return after
    if command.verb == "edit":
        inside = _accounts(after.items)
        out = [account for account in _accounts(before.items) if account not in inside]
        refused = [one for one in (*before.refused, *out) if one not in inside]
    else:
        refused = [*before.refused, *refused_by(before, command)]
    return after.model_copy(update={"refused": tuple(dict.fromkeys(refused))})


def so_far(state: ApprovalState) -> TeamSoFar:
    """Return what the next draft of a team has to go by."""
    left = [body for body in _seated(state.items) if body.account not in state.refused]
    signed = {one.item for one in standing(state)}
    released = _accounts(item for item in state.items if item.id in signed)
    return TeamSoFar(
        refused=state.refused,
        members=tuple(one.account for one in left if isinstance(one, Member)),
        liaisons=tuple(one.account for one in left if isinstance(one, Liaison)),
        released=tuple(account for account in released if account not in state.refused),
        sub_teams={b.account: b.sub_teams for b in left if isinstance(b, Member) and b.sub_teams},
    )


def left_out(state: ApprovalState) -> tuple[str, ...]:
    """Return who was refused and is not in a text that was approved all the same."""
    inside = _accounts(state.items) if state.status == "approved" else ()
    return tuple(account for account in state.refused if account not in inside)


def to_be_solved_again(state: ApprovalState) -> bool:
    """Say whether the next draft of a team needs another answer of the solver."""
    return state.kind == "team" and bool(state.refused) and state.revision > 0


def reference(state: ApprovalState, first: str) -> str:
    """Return under which reference the facts of the next draft are kept; `first` for the first."""
    return f"{first}:r{state.revision + 1}" if to_be_solved_again(state) else first


def released(state: ApprovalState) -> tuple[Member | Liaison, ...]:
    """Return those whose release is signed, in the words that were signed."""
    if state.kind != "team":
        return ()
    signed = {one.item for one in standing(state)}
    return tuple(_seated(item for item in state.items if item.id in signed))


def in_signed_words(
    drafts: Iterable[DraftItem], signed: Iterable[Member | Liaison]
) -> tuple[DraftItem, ...]:
    """Return drafts in which whoever was released, for the same part, has the reason signed then.

    Another reason would be another text, and their head would be asked again.
    """
    known: dict[tuple[str, str], Member | Liaison] = {
        (body.type, body.account): body for body in signed
    }
    return tuple(_signed_words(draft, known) for draft in drafts)


def _signed_words(draft: DraftItem, known: dict[tuple[str, str], Member | Liaison]) -> DraftItem:
    body = draft.body
    if not isinstance(body, Member | Liaison):
        return draft
    before = known.get((body.type, body.account))
    if before is None or body.model_copy(update={"reason": before.reason}) != before:
        return draft
    return draft.model_copy(update={"body": before})


def releasable(state: ApprovalState, actor: str) -> list[Item]:
    """Return the people of a team whose release this person signs now."""
    if state.kind != "team":
        return []
    place = state.approver(actor)
    items = scope(state, place) if place else ()
    return [item for item in items if isinstance(item.body, Member | Liaison)]


def _seated(items: Iterable[Item]) -> list[Member | Liaison]:
    return [item.body for item in items if isinstance(item.body, Member | Liaison)]


def _accounts(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(body.account for body in _seated(items))
