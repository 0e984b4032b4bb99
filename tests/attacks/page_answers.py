"""What the decision page answers in its own words: it has few fields, and names nobody."""

from tests.attacks.by_api import ENDED, HIDDEN, NAMES, NO_ID, UNKNOWN
from tests.attacks.on_tokens import ON_TOKENS
from tests.attacks.raid import Own

_FORMLESS = (
    "an array",
    "a text",
    "a number",
    "true, as if that were a yes",
    "null, as if nothing were a yes",
    "half an object",
    "an array of decisions, to have many at once",
    "a decision within a text within a text",
    "20,000 arrays within one another",
    "two actors, the second of whom is not asked",
)
_UNNAMED = (
    "an empty object",
    "an approval without a revision",
    "an approval without a fingerprint",
    "an approval that names no text at all",
    "a token that is used for the second time",
)
_NO_FIELD = (
    "somebody who is not asked edits",
    "the initiator edits their own idea to sign it",
    "somebody rolls back to a step that is not done",
    "the initiator is added as an approver",
    "approvers are added who have a say already",
    "everybody is added by a wildcard",
    "a stranger adds approvers to stuff the vote",
    "a finished suggestion is edited",
    "a change that is nested too deep to be written down",
    "an approval that brings changes with it",
    "an edit that changes nothing",
    "an edit without a change, which would only sign",
    "an edit of an item that is not there",
    "an edit of every item by a wildcard",
    "an edit that makes an item another sort of item",
    "an edit with a computed number that is none",
    "an edit with a computed number beyond all measure",
    "an edit that moves the work to a department that nobody has",
    "an edit that leaves nothing to read",
    "an edit that is larger than what a suggestion may hold",
    "an edit that drops departments, and so their signatures",
    "an edit with Markdown, HTML and a javascript: address in it",
    "a bare name where a token is asked for",
    *NAMES,
)
"""Attacks with what no form of a page says, such as changes."""
_SEVERAL = (
    "a place is transferred to two people, who would both count",
    "one approver is added twice",
    "approvers are added by the score",
)
_SOMEBODY_ELSES = (
    "a token that has expired",
    "a token that is good for a month",
    "a token for the text before the edit",
    "a token for another text of the same revision",
    "a token for another verb",
)
_MISSING, _TWICE, _FORM, _LONG, _THEIRS, _NONE = (
    Own(said, kept="refused")
    for said in (
        "is missing",
        "stands in the form twice",
        "is not a fingerprint",
        "may have at most",
        "nobody else can use it",
        "is not a decision token",
    )
)
OWN = {
    **{attack.name: Own(attack.says, kept="refused") for attack in ON_TOKENS},
    **dict.fromkeys(_FORMLESS, _MISSING),
    **dict.fromkeys(_UNNAMED, _MISSING),
    **dict.fromkeys(_NO_FIELD, UNKNOWN),
    **dict.fromkeys(_SEVERAL, _TWICE),
    **dict.fromkeys(_SOMEBODY_ELSES, _THEIRS),
    "null for a token": _NONE,
    "a token of a hundred thousand characters": _LONG,
    "a stranger's own good token under the name of who is asked": Own(
        "is not asked about", kept="refused"
    ),
    "a comment of a megabyte": _LONG,
    "an approval with a fingerprint of nothing": _FORM,
    "an account that nobody has approves": HIDDEN,
    "a finished suggestion is approved": ENDED,
    "all suggestions are approved at once by a wildcard": NO_ID,
    "the collaboration is approved instead of the suggestion": NO_ID,
    "a revision of five thousand digits": Own("too many digits", kept="refused"),
    "an update that nobody knows": Own("verb: must be one of", kept="refused"),
    "another decision under an id that has decided already": Own(
        "you have signed this text already", kept="refused"
    ),
}
