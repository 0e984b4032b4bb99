"""How an endpoint wants to be asked: found out once, remembered for the life of the process."""

import json
from dataclasses import dataclass, replace
from typing import Literal

from temporalio.exceptions import ApplicationError

from activities.llm_answers import only_json
from activities.llm_endpoint import OPENAI, Endpoint

Structure = Literal["json_schema", "json_object", "plain"]
_PLAINER: dict[Structure, Structure] = {"json_schema": "json_object", "json_object": "plain"}
CAPS = ("max_tokens", "max_completion_tokens")


@dataclass(frozen=True, slots=True)
class Form:
    """How the answer is asked for. `temperature` False leaves it to the endpoint."""

    structure: Structure = "json_schema"
    stream: bool = False
    cap: str = CAPS[0]
    recapped: bool = False
    temperature: bool = True


_known: dict[tuple[str, str, str], Form] = {}
"""By address, model and prompt: an endpoint may refuse one schema and take another."""


def first_form(endpoint: Endpoint, prompt: str) -> Form:
    """Return the form that worked here last for this prompt, the strictest at first."""
    strict = Form(cap=CAPS[endpoint.base_url == OPENAI])
    return _known.get((endpoint.base_url, endpoint.model, prompt), strict)


def remember(endpoint: Endpoint, prompt: str, form: Form, text: str) -> None:
    """Begin with the form that `text` came in from now on.

    Some servers take a response format and ignore it: after an answer that is no JSON object the
    next one is asked for more plainly, so that the model is shown the schema.
    """
    if form.structure != "plain" and not _is_object(text):
        form = replace(form, structure=_PLAINER[form.structure])
    _known[endpoint.base_url, endpoint.model, prompt] = form


def forget() -> None:
    """Begin with the strictest form again, everywhere."""
    _known.clear()


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(only_json(text)), dict)
    except (ValueError, RecursionError):
        return False


def next_form(form: Form, error: ApplicationError) -> Form | None:
    """Return what to try after `form` was refused with `error`; None: it was not the form.

    A parameter that the endpoint names as the culprit is changed. Otherwise the answer is asked
    for more and more plainly, and at last as a stream, which some models insist on.
    """
    if error.type == "LLMStreamed":
        return None if form.stream else replace(form, stream=True)
    if error.type != "LLMRefusedRequest":
        return None
    status, named, final = error.details
    if final or status not in (400, 404, 422):
        return None
    if named in CAPS and not form.recapped and named == form.cap:
        other = CAPS[1 - CAPS.index(form.cap)]
        return replace(form, cap=other, recapped=True)
    if named == "temperature" and form.temperature:
        return replace(form, temperature=False)
    if form.structure != "plain" and named != "stream":
        return replace(form, structure=_PLAINER[form.structure])
    return None if form.stream or status == 404 else replace(form, stream=True)
