"""What becomes of a collaboration as it goes through its stages: entered, parked, ended. Pure."""

from domain.brief import STAGES, Stage
from domain.collaboration import REQUIRED, CollaborationState, Outcome, Parked, Started
from domain.ledger import LedgerMark
from domain.problems import shown

MAX_MARKS = 200
"""Earlier notes of the ledger's growth; each stands for all rows before it."""
_NOTE = 300


def next_number(state: CollaborationState, sort: str) -> int:
    """Return the next number for a suggestion kind, a conflict or a round."""
    return state.counters.get(sort, 0) + 1


def numbered(state: CollaborationState, sort: str) -> CollaborationState:
    """Use up the next number of this sort."""
    return state.model_copy(update={"counters": state.counters | {sort: next_number(state, sort)}})


def entered(state: CollaborationState, stage: Stage) -> CollaborationState:
    """Enter a stage."""
    return state.model_copy(update={"stage": stage})


def left(state: CollaborationState, stage: Stage) -> CollaborationState:
    """Leave a stage as done."""
    if stage in state.done:
        return state
    done = tuple(s for s in STAGES if s in {*state.done, stage})
    return state.model_copy(update={"done": done})


def began(state: CollaborationState, started: Started) -> CollaborationState:
    """Note a suggestion that was started; a required kind is no longer parked."""
    parked = state.parked if state.parked and state.parked.kind != started.kind else None
    return state.model_copy(update={"suggestions": (*state.suggestions, started), "parked": parked})


def ended(state: CollaborationState, outcome: Outcome) -> CollaborationState:
    """Note how a suggestion ended. A required kind that was not approved parks the stage.

    One that is approved, here or earlier, no longer holds it up.
    """
    suggestions = tuple(
        s.model_copy(update={"state": outcome.state}) if s.id == outcome.suggestion else s
        for s in state.suggestions
    )
    approved = state.approved
    if outcome.state == "approved" and outcome.kind not in approved:
        approved = (*approved, outcome.kind)
    parked = state.parked if state.parked and state.parked.kind not in approved else None
    if outcome.kind in REQUIRED and outcome.kind not in approved and not state.closing:
        parked = Parked(
            kind=outcome.kind,
            suggestion=outcome.suggestion,
            state=outcome.state,
            sentence=outcome.sentence,
            since=outcome.at,
        )
    after = state.model_copy(
        update={
            "suggestions": suggestions,
            "approved": approved,
            "parked": parked,
            "refused": tuple(dict.fromkeys((*state.refused, *outcome.refused))),
        }
    )
    told = outcome.kind == "role_gap" and outcome.state == "impossible" and outcome.sentence
    return noted(after, outcome.sentence) if told else after


def unparked(state: CollaborationState) -> CollaborationState:
    """Let the stage go on: somebody asked for a new draft."""
    return state.model_copy(update={"parked": None})


def noted(state: CollaborationState, sentence: str) -> CollaborationState:
    """Keep a sentence for `accord show`; the last twenty are kept, each shortened."""
    note = shown(sentence, _NOTE)
    return state.model_copy(update={"notes": (*state.notes, note)[-20:]})


def unheard(state: CollaborationState, sentence: str) -> CollaborationState:
    """Note a feedback round that nobody answered; the lifecycle goes on without a digest."""
    return noted(state.model_copy(update={"round_empty": True}), sentence)


def ledger_grown(state: CollaborationState, mark: LedgerMark) -> CollaborationState:
    """Remember how far the ledger has grown; it never shrinks, and late reports change nothing.

    What was noted before is kept too: a ledger that was cut off and has grown again would pass
    with its newest head alone.
    """
    if mark.count <= state.ledger_count:
        return state
    return state.model_copy(
        update={
            "ledger_count": mark.count,
            "ledger_head": mark.head,
            "ledger_earlier": state.ledger_marks[-MAX_MARKS:],
        }
    )
