"""The state of one collaboration, and what each thing that happens makes of it. Pure."""

import datetime as dt
from typing import Literal, TypeVar

from pydantic import BaseModel, Field

from domain.brief import STAGES, Brief, Stage
from domain.conflict import Conflict
from domain.departure import Departure, Vacancy
from domain.details import escaped
from domain.leadership import RED, Leadership, leadership
from domain.ledger import LedgerMark
from domain.problems import shown
from domain.suggestion import Kind
from domain.text import Account, Bilingual, Frozen, Line, Text
from domain.wording import KIND_NAMES, STAGE_NAMES, STATE_NAMES

EndState = Literal["approved", "rejected", "expired", "withdrawn", "terminated", "impossible"]

REQUIRED: tuple[Kind, ...] = ("need", "resource", "team", "roles", "goals", "cadence")
"""Kinds without which the lifecycle cannot go on: one that fails parks the collaboration."""

PROPOSED: tuple[Kind, ...] = ("digest", "resolution", "adjustment")
"""Kinds that rounds, conflicts and evaluations propose; a signal can start no other."""

STAGE_KINDS: dict[Stage, tuple[Kind, ...]] = {
    "identify": ("need", "resource"),
    "team": ("team", "roles"),
    "goals": ("goals",),
    "communication": ("cadence",),
    "evaluation": (),
}


MAX_ARRIVALS = 100
MAX_REMEMBERED = 1_000
"""Keys of arrivals that are remembered; the same thing comes twice within minutes, if ever."""
MAX_MARKS = 200
"""Earlier notes of the ledger's growth; each stands for all rows before it."""
_NOTE = 300
_SHOWN = 20


class Outcome(Frozen):
    """How a suggestion ended. `impossible`: nothing could be drafted; `sentence` says why.

    `refused`: people whom their heads do not release; a next draft of the team is without them.
    """

    suggestion: str
    kind: Kind
    state: EndState
    revision: int
    decided_by: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    sentence: Text = ""
    at: dt.datetime


class Proposal(Frozen):
    """Facts that a round, a conflict or an evaluation found worth a suggestion."""

    kind: Kind
    facts: str
    source: str
    initiator: str | None = None


class RaisedConflict(Frozen):
    """A conflict that somebody raised."""

    conflict: Conflict
    by: str


class ProposedIdea(Frozen):
    """An idea in its author's words."""

    title: Line
    text: Text = Field(min_length=1)
    author: Account


class Arrival(Frozen):
    """One thing that waits to be attended to; exactly one field is set, or `people` is.

    `people`: the directory may have changed, so somebody may be lost.
    """

    key: str
    outcome: Outcome | None = None
    proposal: Proposal | None = None
    conflict: RaisedConflict | None = None
    idea: ProposedIdea | None = None
    again: Kind | None = None
    departure: Departure | None = None
    people: bool = False


class Started(Frozen):
    """A suggestion that was started, and how it stands as far as the collaboration knows.

    `vacancy` is what it is to fill, if it is a role gap.
    """

    id: str
    kind: Kind
    facts: str
    state: Literal["pending"] | EndState = "pending"
    initiator: str | None = None
    vacancy: Vacancy | None = None


class Parked(Frozen):
    """Why and since when a required stage stands still."""

    kind: Kind
    suggestion: str
    state: EndState
    sentence: Text
    since: dt.datetime


class Closing(Frozen):
    """Who closed the collaboration and why."""

    by: str
    reason: Text = ""


class Steer(Frozen):
    """Who closes, pauses or resumes a collaboration, and why."""

    actor: Account
    comment: Text = ""


class SteerPermitted(Steer):
    """The same, by somebody whom a permission lets: it is looked up before anything happens."""

    permission: str | None = Field(default=None, pattern=r"^pm_[0-9a-f]{24}$")


class SteerRedraft(Steer):
    """Who asks for a new draft of which kind."""

    kind: Kind


class CollaborationState(Frozen):
    """All that a collaboration remembers between steps; carried across continue-as-new."""

    brief: Brief
    started_at: dt.datetime
    opened: bool = False
    stage: Stage = "identify"
    done: tuple[Stage, ...] = ()
    approved: tuple[Kind, ...] = ()
    charter_revision: int = 0
    counters: dict[str, int] = Field(default_factory=dict)
    suggestions: tuple[Started, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    attended: tuple[str, ...] = ()
    became: dict[str, str] = Field(default_factory=dict)
    parked: Parked | None = None
    refused: tuple[str, ...] = ()
    round_started: bool = False
    round_empty: bool = False
    scheduled: bool = False
    paused: bool = False
    closing: Closing | None = None
    steering: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ledger_count: int = 0
    ledger_head: str = ""
    ledger_earlier: tuple[LedgerMark, ...] = ()

    @property
    def ledger_marks(self) -> tuple[LedgerMark, ...]:
        """Return what was noted of the ledger, the newest last; nothing before the first row."""
        if not self.ledger_count:
            return ()
        newest = LedgerMark(count=self.ledger_count, head=self.ledger_head)
        return (*self.ledger_earlier, newest)

    @property
    def id(self) -> str:
        """Return the collaboration's id."""
        return self.brief.id

    @property
    def pending(self) -> tuple[Started, ...]:
        """Return the suggestions that nobody has reported an end of."""
        return tuple(s for s in self.suggestions if s.state == "pending")

    @property
    def vacancies(self) -> tuple[Vacancy, ...]:
        """Return what nobody has, as far as people have not decided about it."""
        latest = {s.vacancy.account: s for s in self.suggestions if s.vacancy}
        return tuple(
            s.vacancy
            for s in latest.values()
            if s.vacancy and s.state not in ("approved", "rejected")
        )

    def gap_of(self, account: str) -> Started | None:
        """Return the latest suggestion about who takes over from somebody, if there was one."""
        found = (s for s in self.suggestions if s.vacancy and s.vacancy.account == account)
        return next(reversed(tuple(found)), None)

    def pending_of(self, kind: Kind) -> Started | None:
        """Return the pending suggestion of this kind, if there is one."""
        return next((s for s in self.pending if s.kind == kind), None)

    @property
    def leadership(self) -> Leadership:
        """Return how the sponsor's acceptance stands."""
        asked = [(s.kind, s.state) for s in self.suggestions]
        if self.parked and self.parked.kind == "resource":  # nothing could be drafted, say
            asked.append((self.parked.kind, self.parked.state))
        return leadership(asked, self.brief.skip, over=self.closing is not None)

    @property
    def heard_back(self) -> bool:
        """Say whether the first feedback round has ended in a decided digest, or in silence."""
        digests = [s for s in self.suggestions if s.kind == "digest"]
        return self.round_empty or any(s.state != "pending" for s in digests)


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


def noted(state: CollaborationState, sentence: str) -> CollaborationState:
    """Keep a sentence for `accord show`; the last twenty are kept, each shortened."""
    note = shown(sentence, _NOTE)
    return state.model_copy(update={"notes": (*state.notes, note)[-20:]})


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


def unheard(state: CollaborationState, sentence: str) -> CollaborationState:
    """Note a feedback round that nobody answered; the lifecycle goes on without a digest."""
    return noted(state.model_copy(update={"round_empty": True}), sentence)


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


def may_steer(state: CollaborationState, steer: Steer) -> Bilingual | None:
    """Say why this person may not close, pause, resume or redraft; None means that they may."""
    if state.closing:
        return Bilingual(en="this collaboration is closing already", zh="该协作正在结束")
    if steer.actor in state.steering:
        return None
    who = ", ".join(state.steering)
    return Bilingual(
        en=f"{steer.actor} may not do this; it is for the sponsor or the lead's head: {who}",
        zh=f"{steer.actor} 无权进行此操作；须由分管领导或牵头部门负责人操作：{who}",
    )


def may_steer_or_claim(state: CollaborationState, steer: SteerPermitted) -> Bilingual | None:
    """Say the same, but let a permission that is named through: the store tells what it is worth.

    A validator cannot look it up, so whoever steers by one is asked again by the handler.
    """
    if steer.permission is None or state.closing:
        return may_steer(state, steer)
    return None


def may_redraft(state: CollaborationState, steer: SteerRedraft) -> Bilingual | None:
    """Say why this kind cannot be drafted anew now; None means that it can."""
    if refused := may_steer(state, steer):
        return refused
    if (state.parked is None or state.parked.kind != steer.kind) and not asks_again(state, steer):
        return Bilingual(
            en=f"{steer.kind} is not parked; only a parked kind can be drafted anew",
            zh=f"{KIND_NAMES[steer.kind].zh}并未停滞；只有停滞的事项才能重新起草",
        )
    return None


def asks_again(state: CollaborationState, steer: SteerRedraft) -> bool:
    """Say whether this asks the sponsor what they stand for outside of the stage that does.

    Once more, at any time after they accepted: what was granted holds until they accept the new
    one. Or for the first time, where the brief skips both stages that would have asked.
    """
    asked = "resource" in state.approved or {"identify", "team"} <= set(state.brief.skip)
    underway = state.pending_of("resource") or any(a.again for a in state.arrivals)
    return steer.kind == "resource" and asked and not underway


CONFLICT_WANTED = Bilingual(en="issue, parties and options", zh=" issue、parties 和 options")
IDEA_WANTED = Bilingual(en="title, text and author", zh=" title、text 和 author")
DEPARTURE_WANTED = Bilingual(en="actor and account", zh=" actor 和 account")
Sent = TypeVar("Sent", bound=BaseModel)


def may_add(state: CollaborationState) -> Bilingual | None:
    """Say why nothing can be added any more; None means that it can."""
    if state.closing:
        return Bilingual(en="this collaboration is closing", zh="该协作正在结束")
    if len(state.arrivals) >= MAX_ARRIVALS:
        return Bilingual(en="too much is waiting; try again later", zh="待处理事项过多，请稍后再试")
    return None


def may_raise(state: CollaborationState, conflict: Conflict) -> Bilingual | None:
    """Say why this conflict cannot be raised here; None means that it can."""
    if refused := may_add(state):
        return refused
    if not conflict.raised_by:
        return Bilingual(
            en='say who raises it: "raised_by": "your account"',
            zh='请写明由谁提出："raised_by": "您的账号"',
        )
    if len(set(conflict.parties)) < len(conflict.parties):
        return Bilingual(en="parties: a department stands twice", zh="parties：有部门重复出现")
    strangers = [p for p in conflict.parties if p not in state.brief.departments]
    if strangers:
        return Bilingual(
            en=f"parties: {strangers[0]} does not take part in this collaboration",
            zh=f"parties：{strangers[0]}未参加本协作",
        )
    return None


def vacancy_line(vacancy: Vacancy) -> Bilingual:
    """Say what nobody has until others take it over."""
    held = vacancy.places
    return Bilingual(
        en=f"Nobody has, since {vacancy.name} is lost: {'; '.join(held)}",
        zh=f"{vacancy.name}离开后无人承担：{'；'.join(held)}",
    )


def details(state: CollaborationState) -> str:
    """Return the current details in the Temporal UI, as Markdown; all text in it is escaped."""
    zh = state.brief.language == "zh"
    rows = [f"# {escaped(state.brief.title)}", f"`{state.id}`"]
    for stage in STAGES:
        mark = "✓" if stage in state.done else "…" if stage == state.stage else "·"
        rows.append(f"* {mark} {STAGE_NAMES[stage].within(state.brief.language)}")
    support = state.leadership
    rows.append(f"* {RED} **{said(state)}**" if support.red else f"* {said(state)}")
    if state.parked:
        name = KIND_NAMES[state.parked.kind].within(state.brief.language)
        why = STATE_NAMES[state.parked.state].within(state.brief.language)
        word = "停滞" if zh else "Parked"
        rows.append(f"* **{word}** {name} · {why} · {escaped(state.parked.sentence, _NOTE)}")
    for pending in state.pending[:_SHOWN]:
        link = f"/namespaces/{{namespace}}/workflows/suggestion:{pending.id}"
        name = KIND_NAMES[pending.kind].within(state.brief.language)
        rows.append(f"* {'待审批' if zh else 'waiting'}: [{name} {escaped(pending.id)}]({link})")
    rows += [
        f"* {escaped(vacancy_line(one).within(state.brief.language), _NOTE)}"
        for one in state.vacancies[:_SHOWN]
    ]
    if len(state.pending) > _SHOWN:
        rows.append(f"* … +{len(state.pending) - _SHOWN}: `accord show {state.id}`")
    rows += [f"* {escaped(note, _NOTE)}" for note in state.notes[-5:]]
    return "\n\n".join(rows[:2]) + "\n\n" + "\n".join(rows[2:])


def said(state: CollaborationState) -> str:
    """Return how the sponsor's acceptance stands, in the collaboration's language."""
    return state.leadership.said.within(state.brief.language)


def unparked(state: CollaborationState) -> CollaborationState:
    """Let the stage go on: somebody asked for a new draft."""
    return state.model_copy(update={"parked": None})
