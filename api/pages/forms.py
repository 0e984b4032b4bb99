"""The four buttons of the decision page, and what their forms send."""

import dataclasses

from api.pages.frame import attribute, text
from api.seeing_suggestion import SuggestionSeen
from domain.command import Verb
from domain.text import Bilingual, Language
from domain.wording import VERB_NAMES

VERBS: tuple[Verb, ...] = ("approve", "request_changes", "ask", "reject")
_SAY: dict[Verb, Bilingual] = {
    "approve": Bilingual(en="Remark (not needed)", zh="备注（可不填）"),
    "request_changes": Bilingual(en="What should change?", zh="需要怎样修改？"),
    "ask": Bilingual(en="What do you need to know?", zh="需要补充说明什么？"),
    "reject": Bilingual(en="Why?", zh="拒绝的理由"),
}
_WHOM = Bilingual(en="Ask whom (account)", zh="向谁提问（账号）")
_SEND = Bilingual(en="Send", zh="提交")
_DECIDE = Bilingual(en="Your decision", zh="您的决定")


@dataclasses.dataclass(frozen=True)
class Form:
    """What a form carries beside what a person types.

    `nonce` makes it count once, `csrf` shows that it is one of ours, `token` who decides on what.
    """

    nonce: str
    csrf: str = ""
    token: str = ""


def buttons(seen: SuggestionSeen, form: Form, language: Language) -> str:
    """Return one form for each of the four, approving first."""
    inside = "".join(_form(seen, verb, form, language) for verb in VERBS)
    return f'<h2 id="decide">{_DECIDE.within(language)}</h2>{inside}'


def _form(seen: SuggestionSeen, verb: Verb, form: Form, language: Language) -> str:
    suggestion = seen.suggestion
    assert suggestion is not None
    carried = {
        "verb": verb,
        "revision": str(suggestion.revision),
        "fingerprint": suggestion.fingerprint[:16],
        "nonce": f"{form.nonce}-{verb}",
        "csrf": form.csrf,
        "token": form.token,
    }
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{text(value)}">'
        for name, value in carried.items()
        if value
    )
    start = f'<form method="post" action="/d/{attribute(seen.id)}">{hidden}'
    name = VERB_NAMES[verb].within(language)
    name = name if language == "zh" else name.capitalize()
    if verb == "approve":
        return f'{start}<button class="go">{name}</button></form>'
    return (
        f"<details><summary>{name}</summary>{start}{_whom(seen, verb, language)}"
        f"<label>{_SAY[verb].within(language)}"
        '<textarea name="comment" maxlength="20000" required></textarea></label>'
        f'<button class="{"no" if verb == "reject" else ""}">'
        f"{_SEND.within(language)} · {name}</button></form></details>"
    )


def _whom(seen: SuggestionSeen, verb: Verb, language: Language) -> str:
    """Return whom a question may go to: the people of the suggestion, by name."""
    if verb != "ask":
        return ""
    options = "".join(
        f'<option value="{text(account)}">{text(name)} ({text(account)})</option>'
        for account, name in sorted(seen.names.items(), key=lambda pair: pair[1])
    )
    return (
        f"<label>{_WHOM.within(language)}"
        f'<select name="to" required style="font:inherit;width:100%;min-height:3rem">{options}'
        "</select></label>"
    )
