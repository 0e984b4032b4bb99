"""Attacks on who leaves: somebody reports it who heads neither them nor the lead department."""

import json

from tests.attacks.attack import Attack, Scene, Sent
from workflows.names import collaboration_id

LEAVES = "report_departure"
NO_FORM = "the decision page has no form by which somebody is reported as leaving"


def _reported(scene: Scene, by: str, account: str) -> Sent:
    given = {"actor": by, "account": account, "comment": "gone for good"}
    return Sent(by, collaboration_id(scene.collaboration), LEAVES, json.dumps(given))


def _heads(scene: Scene) -> list[str]:
    """Return heads of departments who do not lead the collaboration, each of their own."""
    asked = [place.account for place in scene.need.steps[0].approvers]
    return [one for one in asked if one not in (scene.lead, *scene.need.stewards)]


ON_LEAVING = (
    Attack(
        "a stranger reports that the head of a department leaves",
        lambda s: _reported(s, s.stranger, _heads(s)[0]),
        "may not report this",
    ),
    Attack(
        "the head of a department reports that somebody of another one leaves",
        lambda s: _reported(s, _heads(s)[0], _heads(s)[1]),
        "may not report this",
    ),
    Attack(
        "an account that nobody has reports that the head of a department leaves",
        lambda s: _reported(s, "mallory", _heads(s)[0]),
        "may not report this",
    ),
)
