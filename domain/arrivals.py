"""What waits to be attended to in a collaboration: queued once, taken in order. Pure."""

from domain.collaboration import Arrival, CollaborationState, Outcome
from domain.departure import Departure
from domain.text import Bilingual

MAX_REMEMBERED = 1_000
"""Keys of arrivals that are remembered; the same thing comes twice within minutes, if ever."""


def arrived(state: CollaborationState, arrival: Arrival) -> CollaborationState:
    """Queue an arrival; the same key again is the same thing and changes nothing."""
    known = {a.key for a in state.arrivals} | set(state.attended)
    if arrival.key in known:
        return state
    return state.model_copy(update={"arrivals": (*state.arrivals, arrival)})


def attended_to(state: CollaborationState) -> CollaborationState:
    """Drop the first arrival, remembering its key."""
    if not state.arrivals:
        return state
    remembered = (*state.attended, state.arrivals[0].key)[-MAX_REMEMBERED:]
    return set_aside(state).model_copy(update={"attended": remembered})


def turned_into(state: CollaborationState, key: str, id: str) -> CollaborationState:
    """Remember what an arrival became, for whoever sent it: others may have come with it."""
    newest = [*state.became.items(), (key, id)][-MAX_REMEMBERED:]
    return state.model_copy(update={"became": dict(newest)})


def set_aside(state: CollaborationState) -> CollaborationState:
    """Drop the first arrival and forget it: what could not be done may arrive again."""
    return state.model_copy(update={"arrivals": state.arrivals[1:]})


def raises_gap(state: CollaborationState, departure: Departure) -> bool:
    """Say whether a loss calls for a suggestion: one at a time about each person who is lost.

    Of what was found by comparing, only once: people have decided, or let it pass. A person may
    report it again.
    """
    earlier = state.gap_of(departure.account)
    if earlier is None or earlier.state == "approved":
        return True
    return earlier.state != "pending" and departure.cause == "reported"


def unknown_approval(outcome: Outcome) -> Bilingual:
    """Say that an approval was reported which nobody has recorded: anybody can send a signal."""
    return Bilingual(
        en=f"{outcome.suggestion} was reported as approved, but no such decision is recorded",
        zh=f"有信号称 {outcome.suggestion} 已获同意，但没有这项决定的记录",
    )
