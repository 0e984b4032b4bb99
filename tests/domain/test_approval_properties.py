import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import approval, events
from domain.asking import Colleague
from domain.command import VERBS, Command, read_command
from domain.details import MOST, details
from domain.policy import Policy
from domain.signing import (
    ENDED,
    MAX_ROUNDS,
    ApprovalState,
    Approver,
    Step,
    has_rejected,
    has_signed,
    standing,
    waiting,
)
from domain.suggestion import Suggestion
from tests.approvals import NOW, ask, asks, drafting, pending, put, role, suggestion

ACCOUNTS = ("ana", "bo", "cy", "dee")
WORDS = ("contracts", "invoices", "answers", "bills")
accounts = st.sampled_from(ACCOUNTS)
TEXT_VERBS = ("approve", "edit", "request_changes", "redraft", "reject", "comment")
OPEN = ("comment", "answer", "remove_approver", "withdraw", "terminate", "remind", "cc")
"""What is open to more people than those whose turn it is."""
ITEMS = ("role:1", "role:2", "role:3")


@st.composite
def extras(draw: st.DrawFn, verb: str) -> dict[str, Any]:
    """Return fields that the verb may have; often enough such that it is let through."""
    fields: dict[str, Any] = {}
    if verb in ("transfer", "delegate", "remove_approver", "cc", "add_approver"):
        fields["to"] = draw(st.lists(accounts, min_size=1, max_size=1 + (verb == "cc")))
    if verb == "ask" and draw(st.booleans()):
        fields["to"] = draw(accounts)
    elif verb == "ask":
        fields["item"] = draw(st.sampled_from(ITEMS))
    if verb == "add_approver":
        fields["place"] = draw(st.sampled_from(["before", "after", "parallel"]))
        if fields["place"] != "parallel":
            fields["mode"] = draw(st.sampled_from([None, "all", "any", "sequence"]))
    if verb == "roll_back":
        fields["step"] = draw(st.sampled_from(["1", "2", "+1"]))
        fields["then"] = draw(st.sampled_from(["rerun", "return", None]))
    return fields


def held(state: ApprovalState) -> set[tuple[str, str, str, str]]:
    """Return who said yes in which step to which words, as the rules see it."""
    return {(s.step, s.actor, s.item, s.fingerprint) for s in standing(state)}


def rest_of_sequence(state: ApprovalState) -> tuple[Approver, ...]:
    """Return who is not asked yet, since somebody before them has not decided."""
    step = state.current
    if not step or step.mode != "sequence":
        return ()
    silent = [one for one in step.approvers if not has_signed(state, one)]
    return tuple(silent[1:])


@st.composite
def drafts(draw: st.DrawFn, revision: int, author: str | None) -> Suggestion:
    """Three rows in few words, so that a redraft often keeps some of them."""
    rows = [
        role(f"{word} {place}", draw(accounts), draw(accounts))
        for place, word in zip(
            "abc", draw(st.lists(st.sampled_from(WORDS[:2]), max_size=3)), strict=False
        )
    ]
    return suggestion(
        rows or [role("contracts a", "bo"), role("more", "ana")], revision, author=author
    )


@st.composite
def policies(draw: st.DrawFn, author: str | None) -> Policy:
    """One to three steps, in any mode, of people other than the initiator."""
    others = st.sampled_from([one for one in ACCOUNTS if one != author])
    steps = []
    for _ in range(draw(st.integers(1, 3))):
        mode = draw(st.sampled_from(["all", "all", "any", "sequence", "ratio"]))
        people = draw(st.lists(others, min_size=1, max_size=3, unique=True))
        scoped = mode == "all" and draw(st.booleans())
        steps.append(
            Step(
                mode=mode,
                percent=draw(st.sampled_from([28, 50, 60, 100])) if mode == "ratio" else None,
                veto=(people[0],) if draw(st.booleans()) else (),
                approvers=tuple(
                    asks(one, ("role:1", draw(st.sampled_from(ITEMS))) if scoped else None)
                    for one in people
                ),
            )
        )
    seconds = [asks(one) for one in ACCOUNTS if one != author][: draw(st.integers(2, 3))]
    heads = {"Ops": asks("cy"), "Legal": asks("bo"), "Sales": asks("ana")}
    return Policy(
        steps=tuple(steps),
        seconds=tuple(seconds),
        heads={name: head for name, head in heads.items() if head.account != author},
        ladders={one: tuple(colleague(above) for above in ACCOUNTS) for one in ACCOUNTS},
        stewards=("cy",),
        dedup=draw(st.sampled_from(["none", "consecutive", "once"])),
    )


def colleague(account: str) -> Colleague:
    person = asks(account)
    return Colleague(account=account, name=person.name, why=person.why)


class Decisions(RuleBasedStateMachine):
    """Random people, drafts, deadlines and pauses around one suggestion.

    `signed` is kept by this machine alone: who said yes to which words, as long as these stand.
    """

    def __init__(self) -> None:
        super().__init__()
        self.author: str | None = None
        self.state: ApprovalState = drafting()
        self.now = NOW
        self.signed: set[tuple[str, str, str, str]] = set()
        self.words: dict[str, str] = {}
        self.sent: list[Command] = []
        self.entries = 0
        self.expected = 0
        self.rounds = 0
        self.ended: ApprovalState | None = None

    def become(self, state: ApprovalState) -> None:
        """Take the next state; look at what must be true of every step."""
        assert state.revision >= self.state.revision
        before = {item.id: item.fingerprint for item in self.state.items}
        after = {item.id: item.fingerprint for item in state.items}
        self.words = {i: who for i, who in self.words.items() if before[i] == after.get(i)}
        self.entries += len(state.unrecorded) - len(self.state.unrecorded)
        self.state = state
        reads = set(after.items())
        self.signed = {one for one in self.signed if one[2:] in reads}

    @initialize(author=st.sampled_from([None, None, "dee"]))
    def begin(self, author: str | None) -> None:
        self.author = author

    @precondition(lambda self: self.state.status == "drafting")
    @rule(data=st.data())
    def publish(self, data: st.DataObject) -> None:
        author = self.author
        draft = data.draw(drafts(self.state.revision + 1, author))
        before = {item.id: item.fingerprint for item in self.state.items}
        self.become(put(self.state, draft, data.draw(policies(author)), self.now))
        self.words |= {
            item.id: author
            for item in draft.items
            if author and before.get(item.id) != item.fingerprint
        }
        assert held(self.state) <= self.signed
        self.signed = held(self.state)
        assert self.state.status == "pending"
        assert self.state.due_at == self.now + self.state.decide_within

    @rule(
        data=st.data(),
        verb=st.sampled_from(VERBS),
        actor=accounts,
        bound=st.sampled_from(["now", "now", "now", "now", "before", "unbound", "other"]),
        word=st.sampled_from(WORDS),
    )
    def send(self, data: st.DataObject, verb: str, actor: str, bound: str, word: str) -> None:
        fields: dict[str, Any] = data.draw(extras(verb))
        if verb == "edit":
            item = data.draw(st.sampled_from(ITEMS))
            body: dict[str, Any] = {"deliverable": f"{word} {item}"}
            if data.draw(st.booleans()):
                body["responsible"] = [data.draw(accounts)]
            fields["changes"] = [{"id": item, "body": body}]
        if bound == "before":
            fields["revision"] = max(1, self.state.revision - 1)
        elif bound == "unbound":
            fields |= {"revision": None}
        elif bound == "other":
            fields |= {"fingerprint": "0123456789"}
        self.decide(ask(self.state, verb, actor, f"d{len(self.sent)}", **fields))

    @precondition(lambda self: bool(waiting(self.state)))
    @rule(data=st.data())
    def approve(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(waiting(self.state)))
        self.decide(ask(self.state, "approve", person.account, f"d{len(self.sent)}"))

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), actor=accounts)
    def send_again(self, data: st.DataObject, actor: str) -> None:
        old = data.draw(st.sampled_from(self.sent))
        known = old.decision_id in self.state.decided
        before = self.state
        self.decide(old)
        if known:
            assert self.state == before
            other = old.model_copy(update={"actor": "eve"})
            refusal = approval.decide(self.state, other, self.now)
            assert refusal
            assert refusal.code == "id_used"

    def decide(self, command: Command) -> None:
        self.sent.append(command)
        before = self.state
        if approval.decide(before, command, self.now):
            return
        after = approval.apply(before, command, self.now)
        if command.decision_id in before.decided:
            assert after == before
            return
        self.expected += 1
        assert command.actor
        opinion = bool(before.current and before.current.delegated(command.actor))
        self.only_whose_turn_it_is_decides(command, before)
        self.nobody_is_given_a_say_on_their_own_words(command, before)
        self.become(after)
        self.sent_back(command.verb, before, after)
        if command.verb == "edit":
            changed = [i.id for i, j in zip(after.items, before.items, strict=True) if i != j]
            assert changed
            self.words |= dict.fromkeys(changed, command.actor)
        if not opinion:
            self.keep_signatures(command, before, after)
        entry = after.unrecorded[-1]
        assert (entry.verb, entry.actor, entry.at) == (command.verb, command.actor, self.now)
        assert entry.revision == (after.revision or None)

    def only_whose_turn_it_is_decides(self, command: Command, before: ApprovalState) -> None:
        if command.verb in OPEN:
            return
        actor = command.actor or ""
        assert before.status == "pending"
        assert before.current
        assert before.approver(actor) or before.current.delegated(actor)
        assert command.revision in (None, before.revision)
        assert not any(one.account == actor for one in rest_of_sequence(before))

    def keep_signatures(
        self, command: Command, before: ApprovalState, after: ApprovalState
    ) -> None:
        actor = command.actor or ""
        if command.verb in ("approve", "edit"):
            upto = before.step + 1
            for step in after.steps[before.step if command.verb == "approve" else 0 : upto]:
                place = step.holder(actor)
                self.signed |= {
                    (step.key, actor, item.id, item.fingerprint)
                    for item in after.items
                    if place and place.signs(item.id)
                }
        if command.verb in ("roll_back", "transfer", "remove_approver"):
            assert held(after) <= self.signed
            self.signed = held(after)

    def nobody_is_given_a_say_on_their_own_words(
        self, command: Command, before: ApprovalState
    ) -> None:
        if command.verb not in ("transfer", "delegate", "add_approver") or not before.current:
            return
        actor = command.actor or ""
        place = before.current.holder(actor) or before.current.delegated(actor)
        assert place
        own = {who for item, who in before.authors.items() if place.signs(item)}
        assert not own & set(command.to)
        assert self.author not in command.to
        assert not before.current.involved & set(command.to)

    def sent_back(self, verb: str, before: ApprovalState, after: ApprovalState) -> None:
        """Look at what must be true of every new draft that was asked for."""
        if verb not in ("request_changes", "redraft"):
            return
        self.rounds += 1
        assert self.rounds <= MAX_ROUNDS
        assert (after.status, after.signatures) == ("drafting", before.signatures)
        assert (after.asked == before.asked) == (verb == "redraft")
        if verb == "redraft" and before.suggestion:
            assert before.suggestion.provenance.drafted_by != "person"

    @rule(hours=st.integers(0, 200))
    def wait(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)

    @rule()
    def ring(self) -> None:
        alarm = events.next_alarm(self.state)
        if alarm is None or alarm > self.now:
            return
        if not self.state.reminded:
            self.become(events.reminded(self.state))
        elif not self.state.escalated:
            after = events.escalated(self.state, self.now)
            self.expected += len(after.unrecorded) - len(self.state.unrecorded)
            self.become(after)
            assert self.state.status == "pending"
        else:
            self.become(events.expired(self.state, self.now))
            self.expected += 1
            assert self.state.status == "expired"

    @rule()
    def pause(self) -> None:
        self.become(events.paused(self.state, self.now))
        assert events.next_alarm(self.state) is None

    @rule(hours=st.integers(0, 200))
    def resume(self, hours: int) -> None:
        left = self.state.due_at and self.state.stopped_at and self.state.due_at - self.now
        self.now += dt.timedelta(hours=hours)
        self.become(events.resumed(self.state, self.now))
        going = self.state.status == "pending" and not self.state.stopped_at
        if left and self.state.due_at and going:
            assert self.state.due_at - self.now >= left
            assert self.state.paused_at is None

    @precondition(lambda self: self.state.revision > 2)
    @rule()
    def withdraw(self) -> None:
        self.expected += self.state.status not in ENDED
        self.become(events.withdrawn(self.state, self.now))
        assert self.state.status in ENDED

    @rule(count=st.integers(0, 3))
    def record(self, count: int) -> None:
        kept = min(count, len(self.state.unrecorded))
        self.state = events.without_recorded(self.state, kept)

    @invariant()
    def nothing_happens_after_the_end(self) -> None:
        if self.ended is not None:
            same = {"unrecorded": self.state.unrecorded}
            assert self.ended.model_copy(update=same) == self.state
        elif self.state.status in ENDED:
            self.ended = self.state

    @invariant()
    def each_accepted_command_is_one_entry(self) -> None:
        assert self.entries == self.expected

    @invariant()
    def only_people_who_are_asked_count_and_once(self) -> None:
        asked = {one for step in self.state.steps for a in step.approvers for one in a.accounts}
        signed = [(s.step, s.actor, s.item) for s in standing(self.state)]
        assert len(signed) == len(set(signed))
        assert {actor for _, actor, _ in signed} <= asked
        for step in self.state.steps:
            people = [one for place in step.approvers for one in place.involved]
            assert len(people) == len(set(people))
        assert len(self.state.decided_by) == len(set(self.state.decided_by))
        if self.state.status in ("approved", "rejected"):
            assert set(self.state.decided_by) <= asked

    @invariant()
    def only_what_was_signed_is_signed(self) -> None:
        assert held(self.state) == self.signed
        assert self.words == self.state.authors

    @invariant()
    def approved_means_signed_by_all_who_had_to(self) -> None:
        if self.state.status != "approved":
            return
        for index, step in enumerate(self.state.steps):
            done = [self.has_signed(index, approver) for approver in step.approvers]
            match step.mode:
                case "any":
                    assert any(done)
                case "ratio":
                    assert sum(done) * 100 >= (step.percent or 0) * len(done)
                case _:
                    assert all(done)
        for item, author in self.words.items():
            assert any(i == item and who != author for _, who, i, _ in self.signed)

    def has_signed(self, index: int, approver: Approver) -> bool:
        """Ask this machine's own record, not the rules."""
        first = index if self.state.dedup == "none" else 0
        keys = [step.key for step in self.state.steps[first : index + 1]]
        return all(
            any(
                (key, who, item.id, item.fingerprint) in self.signed
                for key in keys
                for who in approver.accounts
            )
            for item in self.state.items
            if approver.signs(item.id)
        )

    @invariant()
    def somebody_who_is_waited_for_can_decide(self) -> None:
        if self.state.status != "pending":
            return
        still = waiting(self.state)
        current = self.state.current
        unsigned = [
            a
            for a in (current.approvers if current else ())
            if current
            and not has_signed(self.state, a)
            and not has_rejected(self.state, current, a)
        ]
        assert still or not unsigned
        for person in still:
            given = ask(self.state, "reject", person.account, "probe")
            assert approval.decide(self.state, given, self.now) is None

    @invariant()
    def it_survives_a_journey_as_json(self) -> None:
        assert ApprovalState.model_validate_json(self.state.model_dump_json()) == self.state

    @invariant()
    def it_can_be_shown(self) -> None:
        text = details(self.state)
        assert text
        assert len(text.encode()) <= MOST


Decisions.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
test_decisions_keep_their_promises = Decisions.TestCase


def taken(state: ApprovalState, *commands: Command) -> tuple[ApprovalState, list[bool]]:
    """Send commands one after another, as the server does; say which were let through."""
    passed = []
    for command in commands:
        passed.append(approval.decide(state, command, NOW) is None)
        state = approval.apply(state, command, NOW) if passed[-1] else state
    return state, passed


@given(
    verbs=st.tuples(*[st.sampled_from(["transfer", "delegate", "add_approver", "ask", "cc"])] * 2),
    mode=st.sampled_from(["all", "any"]),
)
def test_two_people_who_bring_in_others_at_once_come_to_the_same_in_either_order(
    verbs: tuple[str, str], mode: Any
) -> None:
    state = pending("ana", "bo", mode=mode)
    fields = [
        {"to": to} | ({"place": "parallel"} if verb == "add_approver" else {})
        for verb, to in zip(verbs, ("cy", "dee"), strict=True)
    ]
    one, two = (
        ask(state, verb, actor, actor, **more)
        for verb, actor, more in zip(verbs, ("ana", "bo"), fields, strict=True)
    )
    (first, passed), (second, passed_too) = taken(state, one, two), taken(state, two, one)
    assert all(passed + passed_too)
    assert essence(first) == essence(second)
    assert len(first.unrecorded) == len(second.unrecorded) == 2


@pytest.mark.parametrize("mode", ["all", "any"])
@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("transfer", {}),
        ("delegate", {}),
        *(("add_approver", {"place": place}) for place in ("before", "after", "parallel")),
    ],
)
def test_nobody_who_has_a_say_already_is_given_another(
    verb: str, more: dict[str, Any], mode: Any
) -> None:
    state = pending("ana", "bo", mode=mode)
    refused = approval.decide(state, ask(state, verb, "ana", "again", to=["bo"], **more), NOW)
    assert refused
    assert refused.code == "asked_already"
    assert approval.decide(state, ask(state, verb, "ana", "new", to=["cy"], **more), NOW) is None


def essence(state: ApprovalState) -> tuple[Any, ...]:
    """Return what a state comes to, whatever the order in which people came."""
    return (
        state.status,
        state.suggestion,
        held(state),
        sorted(remark.by for remark in state.remarks),
        [approver.account for approver in waiting(state)],
    )


@given(
    verbs=st.tuples(st.sampled_from(TEXT_VERBS), st.sampled_from(TEXT_VERBS)),
    mode=st.sampled_from(["all", "any"]),
    three=st.booleans(),
)
def test_two_people_at_once_come_to_what_one_after_the_other_comes_to(
    verbs: tuple[str, str], mode: Any, three: bool
) -> None:
    state = pending("ana", "bo", *(["cy"] if three else []), mode=mode)
    changes = [
        [{"id": f"role:{number}", "body": {"deliverable": f"row {number}"}}] for number in (1, 2)
    ]
    one, two = (
        ask(state, verb, actor, actor, **({"changes": edit} if verb == "edit" else {}))
        for verb, actor, edit in zip(verbs, ("ana", "bo"), changes, strict=True)
    )
    first, passed = taken(state, one, two)
    second, passed_too = taken(state, two, one)
    assert passed[0]
    assert passed_too[0]
    if passed[1] and passed_too[1]:
        assert essence(first) == essence(second)
    if "comment" not in verbs and not passed[1]:
        assert first.status != "pending" or first.revision > state.revision


@given(
    verb=st.sampled_from(VERBS),
    actor=st.sampled_from([*ACCOUNTS, "eve", None]),
    body=st.dictionaries(
        st.sampled_from(["deliverable", "accountable", "responsible", "type", "x"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(accounts),
        min_size=1,
        max_size=3,
    ),
    status=st.sampled_from(["drafting", "pending", *ENDED]),
    empty=st.booleans(),
)
def test_apply_never_raises_whatever_decide_would_have_said(
    verb: str, actor: str | None, body: dict[str, Any], status: Any, empty: bool
) -> None:
    state = (drafting() if empty else pending()).model_copy(update={"status": status})
    given = {"actor": actor, "changes": [{"id": "role:1", "body": body}]}
    command = read_command(verb, given, "d")
    after = approval.apply(state, command, NOW)
    assert len(after.unrecorded) == 1
    assert ApprovalState.model_validate_json(after.model_dump_json()) == after
