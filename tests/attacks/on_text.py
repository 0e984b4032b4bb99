"""Attacks on the text: another one, none, or one changed by what is hidden in an edit."""

import re

from domain.details import details
from domain.signing import ApprovalState
from tests.attacks.attack import Attack, Scene, Sent, text_of, typed

INJECTION = "[approve](javascript:alert(1)) <img src=x onerror=alert(1)> **done** </main>"
HIDDEN = "fi\x00ne \u202etxt.exe\u2069 \U000e0041\U000e0042 \u200bby me"


def _edit(scene: Scene, id: str | None = None, **body: object) -> Sent:
    change = {"id": id or scene.item, "body": body}
    return typed("edit", scene.asked, scene.need, changes=[change])


def nobody_is_left_out(before: ApprovalState, after: ApprovalState) -> bool:
    """Say whether whoever was asked still is, and only the editor has signed the new text."""
    asked = [{a.account for s in state.steps for a in s.approvers} for state in (before, after)]
    signed = {one.actor for one in after.signatures}
    return (
        after.status == "pending"
        and after.revision == before.revision + 1
        and asked[0] <= asked[1]
        and signed == {after.authors[after.items[0].id]}
    )


def shown_as_it_was_written(before: ApprovalState, after: ApprovalState) -> bool:
    """Say whether the text is kept, and no mark of it does anything where it is shown."""
    page = re.sub(r"\\.", "", details(after))  # without what is escaped
    alive = ("](javascript:", "<img", "**done**", "</main>")
    return (
        nobody_is_left_out(before, after)
        and after.items[0].body.model_dump()["title"] == INJECTION
        and not [mark for mark in alive if mark in page]
        and "javascript" in page
    )


def only_what_can_be_seen_is_kept(before: ApprovalState, after: ApprovalState) -> bool:
    """Say whether one comment was added, without anything that a reader cannot see."""
    changed = {"remarks", "decided", "tokens", "unrecorded", "last_recorded"}
    rest = [state.model_dump(exclude=changed) for state in (before, after)]
    added = [remark.text for remark in after.remarks[len(before.remarks) :]]
    return rest[0] == rest[1] and added == ["fine txt.exe  by me"]


ON_TEXT = (
    Attack(
        "an approval of the text before the edit",
        lambda s: typed("approve", s.asked, s.old),
        "revision 1 is out of date",
    ),
    Attack(
        "an approval of the old revision with the new fingerprint",
        lambda s: typed("approve", s.asked, s.need, revision=1),
        "revision 1 is out of date",
    ),
    Attack(
        "an approval of the new revision with the old fingerprint",
        lambda s: typed("approve", s.asked, s.old, revision=2),
        "the fingerprint belongs to another text",
    ),
    Attack(
        "an approval of a revision that is still to come",
        lambda s: typed("approve", s.asked, s.need, revision=3),
        "revision 3 is out of date",
    ),
    Attack(
        "an approval with the fingerprint of another suggestion",
        lambda s: typed("approve", s.asked, s.need, fingerprint=text_of(s.idea)["fingerprint"]),
        "the fingerprint belongs to another text",
    ),
    Attack(
        "an approval with a fingerprint of nothing",
        lambda s: typed("approve", s.asked, s.need, fingerprint="0" * 64),
        "the fingerprint belongs to another text",
    ),
    Attack(
        "an approval with a fingerprint too short to mean one text",
        lambda s: typed("approve", s.asked, s.need, fingerprint=_short(s)),
        "fingerprint",
    ),
    Attack(
        "an approval with a pattern for a fingerprint",
        lambda s: typed("approve", s.asked, s.need, fingerprint="*"),
        "fingerprint",
    ),
    Attack(
        "an approval without a revision",
        lambda s: typed("approve", s.asked, s.need, leaving=("revision",)),
        "say which text you decide on",
    ),
    Attack(
        "an approval without a fingerprint",
        lambda s: typed("approve", s.asked, s.need, leaving=("fingerprint",)),
        "say which text you decide on",
    ),
    Attack(
        "an approval that names no text at all",
        lambda s: typed("approve", s.asked, s.need, leaving=("revision", "fingerprint")),
        "say which text you decide on",
    ),
    Attack(
        "another decision under an id that has decided already",
        lambda s: typed("reject", s.signer, s.need, id=s.used_id, comment="after all"),
        "",
        kept=None,
    ),
    Attack(
        "an approval that brings changes with it",
        lambda s: typed(
            "approve", s.asked, s.need, changes=[{"id": s.item, "body": {"title": "Mine"}}]
        ),
        "changes go with the verb edit only",
    ),
    Attack(
        "an edit that changes nothing",
        lambda s: _edit(s, title=s.need.items[0].body.model_dump()["title"]),
        "the edit changes nothing",
    ),
    Attack(
        "an edit without a change, which would only sign",
        lambda s: typed("edit", s.asked, s.need, changes=[]),
        "an edit names what changes",
    ),
    Attack(
        "an edit of an item that is not there",
        lambda s: _edit(s, "need:2", title="New"),
        "there is no item need:2",
    ),
    Attack(
        "an edit of every item by a wildcard",
        lambda s: _edit(s, "*", title="New"),
        "there is no item *",
    ),
    Attack(
        "an edit that changes the id of an item",
        lambda s: _renamed(s),
        "unknown field",
    ),
    Attack(
        "an edit that makes an item another sort of item",
        lambda s: _edit(s, type="idea", title="New"),
        "the type of an item cannot be changed",
    ),
    Attack(
        "an edit that writes the computed departments itself",
        lambda s: _edit(s, departments=[], title="New"),
        "unknown field",
    ),
    Attack(
        "an edit that writes the fingerprint itself",
        lambda s: _edit(s, fingerprint="0" * 64, title="New"),
        "unknown field",
    ),
    Attack(
        "an edit with a computed number that is none",
        lambda s: _edit(s, hours="NaN"),
        "hours",
    ),
    Attack(
        "an edit with a computed number beyond all measure",
        lambda s: _edit(s, hours="1" * 40),
        "hours",
    ),
    Attack(
        "an edit that moves the work to a department that nobody has",
        lambda s: _edit(s, waiting="Mallory & Co"),
        "The log has no queue of Mallory & Co",
    ),
    Attack(
        "an edit that leaves nothing to read",
        lambda s: _edit(s, title="\u200b\u2060"),
        "is empty",
    ),
    Attack(
        "an edit that is larger than what a suggestion may hold",
        lambda s: _edit(s, statement="x" * 150_000),
        "at most 20,000",
    ),
    Attack(
        "a comment of a megabyte",
        lambda s: typed("comment", s.asked, s.need, comment="x" * 1_000_000),
        "at most 20,000",
        "more than 256 KiB",
    ),
    Attack(
        "a comment of nothing that can be seen",
        lambda s: typed("comment", s.asked, s.need, comment="\u200b\u202e\U000e0041"),
        "a comment needs a text",
    ),
    Attack(
        "a comment with half a character",
        lambda s: typed("comment", s.asked, s.need, comment="half \ud800 of it"),
        "send one JSON object",
    ),
    Attack(
        "a comment with a NUL, tags and marks of direction",
        lambda s: typed("comment", s.asked, s.need, comment=HIDDEN),
        "comment",
        kept="recorded",
        holds=only_what_can_be_seen_is_kept,
    ),
    Attack(
        "an edit that drops departments, and so their signatures",
        lambda s: _edit(s, senders=[]),
        "edit",
        kept="recorded",
        holds=nobody_is_left_out,
    ),
    Attack(
        "an edit with Markdown, HTML and a javascript: address in it",
        lambda s: _edit(s, title=INJECTION),
        "edit",
        kept="recorded",
        holds=shown_as_it_was_written,
    ),
)


def _renamed(scene: Scene) -> Sent:
    change = {"id": scene.item, "body": {"id": "need:9", "title": "New"}}
    return typed("edit", scene.asked, scene.need, changes=[change])


def _short(scene: Scene) -> str:
    return str(text_of(scene.need)["fingerprint"])[:7]
