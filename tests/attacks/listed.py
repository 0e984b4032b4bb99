"""The one list of attacks: every surface through which somebody decides is tried with all of it."""

from tests.attacks.attack import Attack
from tests.attacks.on_form import ON_FORM
from tests.attacks.on_http import ON_HTTP
from tests.attacks.on_leaving import ON_LEAVING
from tests.attacks.on_people import ON_PEOPLE
from tests.attacks.on_text import ON_TEXT
from tests.attacks.on_tokens import ON_TOKENS

ATTACKS: tuple[Attack, ...] = (
    *(*ON_PEOPLE, *ON_LEAVING, *ON_FORM, *ON_HTTP, *ON_TOKENS, *ON_TEXT),
)
"""Those that are let through in part, and change the text, come last."""
