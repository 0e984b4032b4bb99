import datetime as dt
import json

import pytest

from domain.happening import Happening
from domain.webhook import (
    Webhook,
    call_body,
    call_headers,
    call_id,
    known_event,
    matches,
    new_secret,
    signature,
)

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
HAPPENED = Happening(
    number=7, type="suggestion.pending", collaboration="onboarding", body={"名": "协作"}, at=NOW
)


def webhook(*events: str, collaborations: tuple[str, ...] | None = None) -> Webhook:
    return Webhook(
        id="wh1",
        url="https://hook.example/",
        events=events,
        collaborations=collaborations,
        made_by="ana",
        made_at=NOW,
        cursor=0,
        due_at=NOW,
    )


def test_a_listener_hears_what_begins_as_it_said() -> None:
    assert matches(webhook(), HAPPENED)
    assert matches(webhook("decision.", "suggestion."), HAPPENED)
    assert matches(webhook("suggestion.pending"), HAPPENED)
    assert not matches(webhook("decision."), HAPPENED)
    assert not matches(webhook("suggestion.approved"), HAPPENED)


def test_a_listener_hears_of_its_collaborations_only() -> None:
    assert matches(webhook(collaborations=("onboarding",)), HAPPENED)
    assert not matches(webhook(collaborations=("returns",)), HAPPENED)
    assert not matches(webhook(collaborations=()), HAPPENED)


@pytest.mark.parametrize(
    "event",
    ["suggestion", "suggestion.", "suggestion.pending", "decision.r", "permission.withdrawn"],
)
def test_what_can_happen_is_known(event: str) -> None:
    assert known_event(event)


@pytest.mark.parametrize("event", ["sugestion.", "x", "collaboration.paused"])
def test_what_never_happens_is_not(event: str) -> None:
    assert not known_event(event)


def test_the_signature_is_the_one_of_the_specification() -> None:
    # The example of the Standard Webhooks reference libraries.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    signed = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body)
    assert signed == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_repeated_call_has_its_id_and_a_new_time() -> None:
    body, id = call_body(HAPPENED), call_id(webhook(), HAPPENED)
    secret = new_secret(b"k" * 24)
    first = call_headers(secret, id, body, NOW)
    again = call_headers(secret, id, body, NOW + dt.timedelta(minutes=1))
    assert first["webhook-id"] == again["webhook-id"] == "msg_wh1_7"
    assert first["webhook-signature"] != again["webhook-signature"]
    assert json.loads(body)["data"]["body"] == {"名": "协作"}
    assert body == call_body(HAPPENED)
