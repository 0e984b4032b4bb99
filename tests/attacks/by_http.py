"""What the Temporal UI sends to its server when somebody sends an update, and what comes back."""

import base64
import json
from typing import Any
from urllib.parse import quote

from tests.attacks.attack import Sent
from workflows.names import NAMESPACE


def request(sent: Sent, id: str) -> tuple[str, dict[str, Any]]:
    """Return path and body, as the dialog of the UI makes them of what is typed into it."""
    payload = {"metadata": {"encoding": _base64("json/plain")}, "data": _base64(sent.text)}
    place = f"/api/v1/namespaces/{NAMESPACE}/workflows/{quote(sent.workflow, safe='')}"
    if sent.signal:
        body: dict[str, Any] = {"signalName": sent.update, "input": {"payloads": [payload]}}
        return f"{place}/signal/{sent.update}", body
    given = {"args": {"payloads": [payload]}}
    body = {"request": {"meta": {"updateId": id}, "input": given}}
    return f"{place}/update/{sent.update}", body


def told(answer: str) -> str:
    """Return the sentence in an answer: the refusal, the error, or what was done."""
    said = json.loads(answer)
    if "outcome" not in said:
        return str(said.get("message") or "the signal was sent")
    if failure := said["outcome"].get("failure"):
        return str(failure["message"])
    (payload,) = said["outcome"]["success"]["payloads"]
    return str(payload if isinstance(payload, str) else json.loads(_plain(payload["data"])))


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


def _plain(coded: str) -> str:
    return base64.b64decode(coded).decode()
