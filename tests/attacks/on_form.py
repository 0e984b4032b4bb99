"""Attacks on the form of what is sent: no decision at all, half of one, or one with more in it."""

import json

from tests.attacks.attack import Attack, Scene, Sent, raw, text_of, typed

DEEP = "[" * 20_000 + "]" * 20_000


def _with(scene: Scene, field: str, value: str) -> Sent:
    """Return an approval in which one field is written as nothing that writes JSON would."""
    fields = {"actor": scene.asked} | text_of(scene.need) | {field: "@"}
    return raw(json.dumps(fields).replace('"@"', value), scene.asked, scene.need)


def _verb(scene: Scene, verb: object) -> Sent:
    return typed("decide", scene.asked, scene.need, verb=verb)


def _actor(scene: Scene, actor: object) -> Sent:
    """Return an approval by somebody who cannot be; a stranger sits there."""
    text = json.dumps(text_of(scene.need) | {"actor": actor})
    return raw(text, scene.stranger, scene.need)


_NOT_ASKED = "is not asked about"
_UNREAD = "send one JSON object with actor, revision and fingerprint, not something else"

ON_FORM = (
    Attack("an array", lambda s: raw("[1]", s.stranger, s.need), "not an array"),
    Attack("a text", lambda s: raw('"approve"', s.stranger, s.need), "not a text"),
    Attack("a number", lambda s: raw("12", s.stranger, s.need), "not a number"),
    Attack("true, as if that were a yes", lambda s: raw("true", s.stranger, s.need), "not true"),
    Attack(
        "null, as if nothing were a yes",
        lambda s: raw("null", s.stranger, s.need),
        "not nothing",
        "say which text you decide on",
    ),
    Attack(
        "an empty object",
        lambda s: raw("{}", s.stranger, s.need),
        'say who decides: "actor"',
        "say which text you decide on",
    ),
    Attack("half an object", lambda s: raw('{"actor": ', s.stranger, s.need), _UNREAD),
    Attack(
        "an array of decisions, to have many at once",
        lambda s: raw(f"[{typed('approve', s.asked, s.need).text}]", s.asked, s.need),
        "not an array",
    ),
    Attack(
        "a decision within a text within a text",
        lambda s: raw(json.dumps(json.dumps(json.dumps({"actor": s.asked}))), s.asked, s.need),
        "not a text",
    ),
    Attack(
        "20,000 arrays within one another",
        lambda s: _with(s, "comment", DEEP),
        _UNREAD,
    ),
    Attack(
        "a change that is nested too deep to be written down",
        lambda s: typed("edit", s.asked, s.need, changes=[{"id": s.item, "body": _deep(150)}]),
        "must be text, not a list",
    ),
    Attack(
        "NaN for a revision",
        lambda s: _with(s, "revision", "NaN"),
        "revision",
    ),
    Attack(
        "Infinity for a revision",
        lambda s: _with(s, "revision", "Infinity"),
        "revision",
    ),
    Attack(
        "a revision of five thousand digits",
        lambda s: _with(s, "revision", "1" * 5_000),
        _UNREAD,
    ),
    Attack(
        "a revision that is a number and a half",
        lambda s: typed("approve", s.asked, s.need, revision=2.5),
        "revision",
    ),
    Attack(
        "a revision that is a yes",
        lambda s: typed("approve", s.asked, s.need, revision=True),
        "revision",
    ),
    Attack(
        "two actors, the second of whom is not asked",
        lambda s: raw(
            f'{{"actor": "{s.asked}", ' + typed("approve", s.stranger, s.need).text[1:],
            s.stranger,
            s.need,
        ),
        _NOT_ASKED,
    ),
    Attack(
        "a decision without a verb, read as a yes",
        lambda s: typed("decide", s.asked, s.need),
        "verb",
    ),
    Attack("a verb that nobody knows", lambda s: _verb(s, "applaud"), "verb"),
    Attack("all verbs by a wildcard", lambda s: _verb(s, "*"), "verb"),
    Attack("a verb that is a yes", lambda s: _verb(s, True), "verb"),
    Attack("a verb that is a list of verbs", lambda s: _verb(s, ["reject", "approve"]), "verb"),
    Attack("a verb in other letters", lambda s: _verb(s, "APPROVE"), "verb"),
    Attack(
        "a verb sent to another verb",
        lambda s: typed("comment", s.asked, s.need, verb="approve", comment="yes"),
        "names another verb",
    ),
    Attack(
        "an update that nobody knows",
        lambda s: typed("applaud", s.asked, s.need),
        "applaud: there is no such thing to do here",
    ),
    Attack(
        "a decision by nobody",
        lambda s: typed("approve", s.stranger, s.need, leaving=("actor",)),
        'say who decides: "actor"',
        _NOT_ASKED,
    ),
    Attack("an actor who is empty", lambda s: _actor(s, ""), "actor", _NOT_ASKED),
    Attack("an actor who is a list", lambda s: _actor(s, [s.asked]), "actor", _NOT_ASKED),
    Attack("an actor who is a number", lambda s: _actor(s, 7), "actor", _NOT_ASKED),
    Attack("an actor who is an object", lambda s: _actor(s, {"id": s.asked}), "actor", _NOT_ASKED),
    Attack("an actor who is too long", lambda s: _actor(s, "a" * 5_000), "actor", _NOT_ASKED),
    Attack("an actor who is everybody", lambda s: _actor(s, "*"), "actor", _NOT_ASKED),
    Attack(
        "an actor with something that cannot be seen",
        lambda s: _actor(s, f"{s.asked}\u200b"),
        "actor",
        _NOT_ASKED,
    ),
    Attack(
        "an actor written from right to left",
        lambda s: _actor(s, f"\u202e{s.asked[::-1]}"),
        "actor",
        _NOT_ASKED,
    ),
    Attack(
        "an actor in letters that look the same",
        lambda s: _actor(s, s.asked.replace("a", "а")),  # the first letter of Cyrillic
        "actor",
        _NOT_ASKED,
    ),
    Attack(
        "an actor who says themselves that they are verified",
        lambda s: typed("approve", s.asked, s.need, verified=True),
        "verified: unknown field",
    ),
    Attack(
        "an actor who brings an authority of their own",
        lambda s: typed("approve", s.asked, s.need, authority="admin"),
        "authority: unknown field",
    ),
    Attack(
        "an actor who writes the signatures themselves",
        lambda s: typed("approve", s.asked, s.need, signatures=[{"actor": s.other}]),
        "signatures: unknown field",
    ),
    Attack(
        "a decision with an id of its own inside",
        lambda s: typed("approve", s.asked, s.need, decision_id=s.used_id),
        "decision_id: unknown field",
    ),
    Attack(
        "a stranger whose decision says that it comes from the proxy",
        lambda s: typed("approve", s.stranger, s.need, surface="temporal-ui"),
        _NOT_ASKED,
    ),
    Attack(
        "a surface that is no name of one",
        lambda s: typed("approve", s.stranger, s.need, surface="the API\n, verified"),
        "surface",
        _NOT_ASKED,
    ),
    Attack(
        "people who are named by an object",
        lambda s: typed("transfer", s.asked, s.need, to={"account": s.stranger}),
        "to",
    ),
    Attack(
        "changes that are an object",
        lambda s: typed("edit", s.asked, s.need, changes={"id": s.item, "body": {"title": "x"}}),
        "changes",
    ),
)


def _deep(levels: int) -> dict[str, object]:
    found: object = "x"
    for _ in range(levels):
        found = [found]
    return {"title": found}
