"""Attacks by people who may not decide, or not so: strangers, initiators, those who have signed."""

from tests.attacks.attack import Attack, Scene, Sent, typed


def _twenty_one(scene: Scene) -> list[str]:
    return [person.account for person in scene.need.people[:21]]


ON_PEOPLE = (
    Attack(
        "somebody who is not asked approves",
        lambda s: typed("approve", s.stranger, s.need),
        "is not asked about",
    ),
    Attack(
        "somebody who is not asked rejects",
        lambda s: typed("reject", s.stranger, s.need, comment="no"),
        "is not asked about",
    ),
    Attack(
        "somebody who is not asked edits",
        lambda s: typed(
            "edit", s.stranger, s.need, changes=[{"id": s.item, "body": {"title": "Mine"}}]
        ),
        "is not asked about",
    ),
    Attack(
        "an account that nobody has approves",
        lambda s: typed("approve", "mallory", s.need),
        "mallory is not asked about",
    ),
    Attack(
        "the editor approves their own words once more",
        lambda s: typed("approve", s.editor, s.need),
        "you have signed this text already",
    ),
    Attack(
        "the initiator approves their own idea",
        lambda s: typed("approve", s.initiator, s.idea),
        "nobody approves their own words",
    ),
    Attack(
        "the initiator edits their own idea to sign it",
        lambda s: typed(
            "edit", s.initiator, s.idea, changes=[{"id": "idea:1", "body": {"title": "Mine"}}]
        ),
        "nobody approves their own words",
    ),
    Attack(
        "one person approves twice",
        lambda s: typed("approve", s.signer, s.need),
        "you have signed this text already",
    ),
    Attack(
        "who has approved rejects after all",
        lambda s: typed("reject", s.signer, s.need, comment="on second thoughts"),
        "you have signed this text already",
    ),
    Attack(
        "somebody of a later step approves before their turn",
        lambda s: typed("approve", s.later, s.need),
        "is not asked about",
    ),
    Attack(
        "an approver withdraws what others wrote",
        lambda s: typed("withdraw", s.asked, s.need),
        "only the person whose words it is",
    ),
    Attack(
        "an approver terminates it",
        lambda s: typed("terminate", s.asked, s.need, comment="enough"),
        "may not terminate this",
    ),
    Attack(
        "a stranger reminds people in the name of nobody",
        lambda s: typed("remind", s.stranger, s.need),
        "has no part in this suggestion",
    ),
    Attack(
        "a stranger has copies sent to everybody",
        lambda s: typed("cc", s.stranger, s.need, to=[s.other]),
        "has no part in this suggestion",
    ),
    Attack(
        "somebody answers a question that nobody asked",
        lambda s: typed("answer", s.stranger, s.need, comment="yes"),
        "no open question waits",
    ),
    Attack(
        "somebody rolls back to a step that is not done",
        lambda s: typed("roll_back", s.asked, s.need, step="2", comment="again"),
        "that step is not finished",
    ),
    Attack(
        "a place is transferred to the initiator",
        lambda s: typed("transfer", s.lead, s.idea, to=s.initiator),
        "nobody may be given a say on their own words",
    ),
    Attack(
        "the initiator is asked for an opinion on their own words",
        lambda s: typed("delegate", s.lead, s.idea, to=s.initiator),
        "nobody may be given a say on their own words",
    ),
    Attack(
        "the initiator is added as an approver",
        lambda s: typed("add_approver", s.lead, s.idea, to=[s.initiator], place="parallel"),
        "nobody may be given a say on their own words",
    ),
    Attack(
        "a place is transferred to whose words it is",
        lambda s: typed("transfer", s.asked, s.need, to=s.editor),
        "has a say in this step already",
    ),
    Attack(
        "a place is transferred to somebody who is counted already",
        lambda s: typed("transfer", s.asked, s.need, to=s.signer),
        "has a say in this step already",
    ),
    Attack(
        "a place is transferred to oneself",
        lambda s: typed("transfer", s.asked, s.need, to=s.asked),
        "has a say in this step already",
    ),
    Attack(
        "an opinion is asked of oneself",
        lambda s: typed("delegate", s.asked, s.need, to=s.asked),
        "has a say in this step already",
    ),
    Attack(
        "a place is transferred to an account that nobody has",
        lambda s: typed("transfer", s.asked, s.need, to="mallory"),
        "is not in the directory",
    ),
    Attack(
        "an opinion is asked of an account that nobody has",
        lambda s: typed("delegate", s.asked, s.need, to="mallory"),
        "is not in the directory",
    ),
    Attack(
        "a place is transferred to two people, who would both count",
        lambda s: typed("transfer", s.asked, s.need, to=[s.stranger, s.initiator]),
        "name one person",
    ),
    Attack(
        "approvers are added who have a say already",
        lambda s: typed("add_approver", s.asked, s.need, to=[s.signer], place="parallel"),
        "has a say in this step already",
    ),
    Attack(
        "one approver is added twice",
        lambda s: typed(
            "add_approver", s.asked, s.need, to=[s.stranger, s.stranger], place="parallel"
        ),
        "has a say in this step already",
    ),
    Attack(
        "approvers are added by the score",
        lambda s: typed("add_approver", s.asked, s.need, to=_twenty_one(s), place="parallel"),
        "at most 20",
    ),
    Attack(
        "everybody is added by a wildcard",
        lambda s: typed("add_approver", s.asked, s.need, to=["*"], place="parallel"),
        "to[0]",
    ),
    Attack(
        "a stranger adds approvers to stuff the vote",
        lambda s: typed("add_approver", s.stranger, s.need, to=[s.initiator], place="parallel"),
        "is not asked about",
    ),
    Attack(
        "who would say no is removed",
        lambda s: typed("remove_approver", s.asked, s.need, to=s.other),
        "was not added by you",
    ),
    Attack(
        "a finished suggestion is approved",
        lambda s: typed("approve", s.lead, s.ended),
        "ended",
    ),
    Attack(
        "a finished suggestion is edited",
        lambda s: typed(
            "edit", s.lead, s.ended, changes=[{"id": "idea:1", "body": {"title": "Late"}}]
        ),
        "ended",
    ),
    Attack(
        "all suggestions are approved at once by a wildcard",
        lambda s: _elsewhere(s, f"suggestion:{s.collaboration}:*:1"),
        "not found",
        kept=None,
    ),
    Attack(
        "the collaboration is approved instead of the suggestion",
        lambda s: _elsewhere(s, f"collaboration:{s.collaboration}"),
        "approve: there is no such thing to do here",
    ),
    Attack(
        "the collaboration is told that the suggestion was approved",
        lambda s: _outcome(s),
        "",
        kept=None,
    ),
)


def _elsewhere(scene: Scene, workflow: str) -> Sent:
    sent = typed("approve", scene.asked, scene.need)
    return Sent(sent.by, workflow, sent.update, sent.text)


def _outcome(scene: Scene) -> Sent:
    forged = typed(
        "outcome",
        scene.asked,
        scene.need,
        leaving=("actor", "fingerprint"),
        suggestion=scene.need.id,
        kind=scene.need.kind,
        state="approved",
        decided_by=[scene.asked],
        at="2026-01-01T00:00:00Z",
    )
    home = f"collaboration:{scene.collaboration}"
    return Sent(scene.asked, home, "outcome", forged.text, signal=True)
