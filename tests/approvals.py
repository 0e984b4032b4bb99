"""Suggestions, policies and states for whoever tests decisions; four people."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from domain import approval, events
from domain.brief import Brief
from domain.checks import check
from domain.command import Command, read_command
from domain.composing import compose
from domain.directory import Contact, Directory, Person
from domain.items import Body, Idea, Liaison, Member, Practice, Role
from domain.policy import Policy
from domain.refusals import _SENTENCES, refusal
from domain.signing import ApprovalState, Approver, Mode, Step
from domain.suggestion import DraftItem, Evidence, Kind, Provenance, Suggestion
from domain.text import Bilingual, Language

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
ID = "onboarding-1:roles:1"
WHY = Bilingual(en="head", zh="负责人")
PEOPLE = (
    Person(account="ana", name="安娜", department="Sales", head=True),
    Person(account="bo", name="Bo Lin", department="Legal", head=True),
    Person(account="cy", name="Cy Moor", department="Ops", head=True),
    Person(account="dee", name="Dee Roy", department="Ops"),
)
DIRECTORY = Directory(people=PEOPLE)
EVIDENCE = (Evidence(id="event:1", label="hand-overs", value="412", source="events.csv"),)


UNBOUND = (
    "comment",
    "answer",
    "transfer",
    "delegate",
    "add_approver",
    "remove_approver",
    "withdraw",
    "terminate",
    "remind",
    "cc",
)
SAYING = ("reject", "request_changes", "comment", "ask", "answer", "roll_back", "terminate")


def asks(account: str, items: tuple[str, ...] | None = None) -> Approver:
    """Return this person as an approver."""
    person = DIRECTORY.person(account)
    return Approver(account=account, name=person.name if person else account, why=WHY, items=items)


def role(deliverable: str, accountable: str, *responsible: str) -> Role:
    """Return a row of the role matrix."""
    return Role(
        deliverable=deliverable, accountable=accountable, responsible=responsible or ("dee",)
    )


ROLES: tuple[Body, ...] = (
    role("contracts", "bo", "ana"),
    role("invoices", "ana", "bo"),
    role("answers", "bo", "ana"),
)
PRACTICES: tuple[Body, ...] = (
    Practice(form="meeting", title="weekly", text="one hour", owner="ana", every_days=7),
    Practice(form="channel", title="chat", text="one room", owner="bo"),
)
IDEA: tuple[Body, ...] = (
    Idea(title="templates", text="use templates", author="dee", next_step="try one"),
)
TEAM: tuple[Body, ...] = (
    Member(account="ana", name="安娜", department="Sales", hours=4, lead=True, reason="leads"),
    Member(account="bo", name="Bo Lin", department="Legal", hours=4),
    Member(account="cy", name="Cy Moor", department="Ops", hours=4),
    Liaison(account="dee", name="Dee Roy", department="Ops"),
)
BODIES: dict[Kind, tuple[Body, ...]] = {
    "roles": ROLES,
    "cadence": PRACTICES,
    "idea": IDEA,
    "team": TEAM,
}


def suggestion(
    bodies: Sequence[Body] = ROLES,
    revision: int = 1,
    kind: Kind = "roles",
    author: str | None = None,
    language: Language = "en",
    evidence: tuple[Evidence, ...] = EVIDENCE,
) -> Suggestion:
    """Return a checked suggestion of these bodies."""
    drafts = [DraftItem(body=body, cites=(EVIDENCE[0].id,)) for body in bodies]
    items = compose(drafts, DIRECTORY, {})
    found = check(kind, items, evidence, language)
    return Suggestion(
        id=ID,
        kind=kind,
        revision=revision,
        language=language,
        title="Who does what",
        items=items,
        evidence=evidence,
        checks=tuple(one for one in found if one.severity == "error"),
        provenance=Provenance(drafted_by="rules", language=language, author=author),
        made_at=NOW,
    )


def policy(
    *approvers: str | Approver,
    mode: Mode = "all",
    seconds: Sequence[str] = (),
    heads: Sequence[str] = (),
    percent: int | None = None,
    veto: Sequence[str] = (),
    **more: Any,
) -> Policy:
    """Return one step of these people."""
    asked = tuple(asks(a) if isinstance(a, str) else a for a in approvers)
    departments = {person.account: person.department for person in PEOPLE}
    return Policy(
        steps=(Step(mode=mode, approvers=asked, percent=percent, veto=tuple(veto)),),
        seconds=tuple(asks(one) for one in seconds),
        heads={departments[one]: asks(one) for one in heads},
        **more,
    )


def drafting(kind: Kind = "roles", language: Language = "en") -> ApprovalState:
    """Return a suggestion that nothing was drafted for yet."""
    return ApprovalState(id=ID, collaboration="onboarding-1", kind=kind, language=language)


def put(
    state: ApprovalState, one: Suggestion, asked: Policy, now: dt.datetime = NOW
) -> ApprovalState:
    """Put a revision before people."""
    people = tuple(Contact(account=p.account, name=p.name, department=p.department) for p in PEOPLE)
    return events.published(state, one, asked, people, {}, now)


def pending(
    *approvers: str | Approver,
    mode: Mode = "all",
    kind: Kind = "roles",
    seconds: Sequence[str] = (),
    heads: Sequence[str] = (),
    author: str | None = None,
    language: Language = "en",
    **more: Any,
) -> ApprovalState:
    """Return a suggestion that waits for these people."""
    people = approvers or ("ana", "bo")
    asked = policy(*people, mode=mode, seconds=seconds, heads=heads, **more)
    one = suggestion(BODIES[kind], kind=kind, author=author, language=language)
    return put(drafting(kind, language), one, asked)


def ask(state: ApprovalState, verb: str, actor: str, id: str = "", **fields: Any) -> Command:
    """Return a command about the text as it stands, as a surface would send it."""
    bound: dict[str, Any] = {"actor": actor}
    if verb not in UNBOUND and state.suggestion:
        bound |= {"revision": state.revision, "fingerprint": state.suggestion.fingerprint[:12]}
    if verb in SAYING:
        bound["comment"] = "because"
    return read_command(verb, bound | fields, id or f"{verb}-{actor}-{len(state.decided)}")


def does(
    state: ApprovalState,
    verb: str,
    actor: str,
    now: dt.datetime = NOW,
    id: str = "",
    **fields: Any,
) -> ApprovalState:
    """Do what must be allowed."""
    command = ask(state, verb, actor, id, **fields)
    refused = approval.decide(state, command, now)
    assert refused is None, refused
    return approval.apply(state, command, now)


def refused(state: ApprovalState, verb: str, actor: str, id: str = "", **fields: Any) -> str:
    """Return the code of the refusal of what must not be allowed; both sentences are there.

    A sentence that has room for what it is about says it.
    """
    found = approval.decide(state, ask(state, verb, actor, id, **fields), NOW)
    assert found, f"{verb} by {actor} was allowed"
    for sentence in (found.sentence.en, found.sentence.zh):
        assert sentence
        assert len(sentence) < 600
        assert "\n" not in sentence
        assert "None" not in sentence
    if "{detail}" in _SENTENCES[found.code][0]:
        assert found.sentence != refusal(found.code, state).sentence, "it does not say of what"
    return found.code


def change(item: str, **body: Any) -> list[dict[str, Any]]:
    """Return the changes of an edit of one item."""
    return [{"id": item, "body": body}]


def brief(language: Language = "en", **fields: Any) -> Brief:
    """Return a brief of three departments; Sales leads, and bo is the sponsor."""
    return Brief.model_validate(
        {
            "id": "onboarding-1",
            "title": "Faster onboarding",
            "language": language,
            "sponsor": "bo",
            "lead": "Sales",
            "departments": ["Sales", "Legal", "Ops"],
            "objectives": [{"id": "O1", "text": "sign sooner"}],
            "due": "2026-12-31",
            "sources": {
                "people": "people.yaml",
                "events": {"file": "events.csv"},
                "feedback": "feedback.csv",
                "measures": "measures.csv",
            },
        }
        | fields
    )
