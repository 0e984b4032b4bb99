"""The four buttons of the decision page, and what their forms send."""

import dataclasses

from api.pages.frame import attribute, note, text
from api.seeing_suggestion import SuggestionSeen
from domain.command import Verb
from domain.items import Liaison, Member
from domain.releasing import releasable
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
_RELEASE = Bilingual(en="Whom you do not release", zh="不予派出的人员")
_EVERYBODY = Bilingual(en="all whose release you sign", zh="由您签署派出的全部人员")
_NOBODY = Bilingual(en="nobody: the text should change", zh="无：只需修改内容")
_SEND = Bilingual(en="Send", zh="提交")
_DECIDE = Bilingual(en="Your decision", zh="您的决定")
_KEPT = Bilingual(
    en="What you typed is still in the form: read the text as it stands, then send it again.",
    zh="您填写的内容仍保留在表单中：请先阅读当前文本，再重新提交。",
)
_COPY = Bilingual(
    en="What you typed, to copy if you still need it", zh="您填写的内容（如仍需要，请复制）"
)


@dataclasses.dataclass(frozen=True)
class Typed:
    """What somebody typed and sent in vain: the page that says so gives it back.

    `nonce` is there where it may have counted all the same: what is sent again then counts once.
    """

    verb: Verb
    comment: str
    to: str = ""
    nonce: str = ""
    item: str = ""


@dataclasses.dataclass(frozen=True)
class Form:
    """What a form carries beside what a person types.

    `nonce` makes it count once, `csrf` shows that it is one of ours, `token` who decides on what.
    `typed` is what they typed before, and what came to nothing.
    """

    nonce: str
    csrf: str = ""
    token: str = ""
    typed: Typed | None = None

    def typed_for(self, verb: Verb) -> Typed | None:
        """Return what was typed into the form of this verb."""
        return self.typed if self.typed and self.typed.verb == verb else None


def buttons(seen: SuggestionSeen, account: str, form: Form, language: Language) -> str:
    """Return one form for each of the four, approving first."""
    inside = "".join(_form(seen, account, verb, form, language) for verb in VERBS)
    kept = note(_KEPT, language) if form.typed and holds(form.typed) else ""
    return f'<h2 id="decide">{_DECIDE.within(language)}</h2>{kept}{inside}'


def holds(typed: Typed) -> bool:
    """Say whether one of the four forms has a field for this."""
    return typed.verb in VERBS and typed.verb != "approve"


def to_copy(typed: Typed, language: Language) -> str:
    """Return what was typed where no form can hold it any more."""
    return (
        f'<label class="note">{text(_COPY.within(language))}<textarea readonly>\n'
        f"{text(typed.comment)}</textarea></label>"
    )


def _form(seen: SuggestionSeen, account: str, verb: Verb, form: Form, language: Language) -> str:
    suggestion = seen.suggestion
    assert suggestion is not None
    typed = form.typed_for(verb)
    carried = {
        "verb": verb,
        "revision": str(suggestion.revision),
        "fingerprint": suggestion.fingerprint[:16],
        "nonce": (typed.nonce if typed else "") or f"{form.nonce}-{verb}",
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
    # A parser drops the first newline of a textarea: ours, and not one that was typed.
    return (
        f"<details{' open' if typed else ''}><summary>{name}</summary>{start}"
        f"{_whom(seen, verb, typed.to if typed else '', language)}"
        f"{_release(seen, account, verb, typed.item if typed else '', language)}"
        f"<label>{_SAY[verb].within(language)}"
        '<textarea name="comment" maxlength="20000" required>\n'
        f"{text(typed.comment) if typed else ''}</textarea></label>"
        f'<button class="{"no" if verb == "reject" else ""}">'
        f"{_SEND.within(language)} · {name}</button></form></details>"
    )


def _whom(seen: SuggestionSeen, verb: Verb, chosen: str, language: Language) -> str:
    """Return whom a question may go to: the people of the suggestion, by name."""
    if verb != "ask":
        return ""
    options = "".join(
        f'<option value="{text(account)}"{" selected" if account == chosen else ""}>'
        f"{text(name)} ({text(account)})</option>"
        for account, name in sorted(seen.names.items(), key=lambda pair: pair[1])
    )
    return (
        f"<label>{_WHOM.within(language)}"
        f'<select name="to" required style="font:inherit;width:100%;min-height:3rem">{options}'
        "</select></label>"
    )


def _release(
    seen: SuggestionSeen, account: str, verb: Verb, chosen: str, language: Language
) -> str:
    """Return whom somebody may refuse to release: the people of a team whom they sign."""
    people = releasable(seen.state, account) if seen.state else []
    if verb not in ("request_changes", "reject") or not people:
        return ""
    rest = _EVERYBODY if verb == "reject" else _NOBODY
    # A request about one single person is about them: see domain/releasing.py.
    first = "" if len(people) == 1 else f'<option value="">{rest.within(language)}</option>'
    options = "".join(
        f'<option value="{text(item.id)}"{" selected" if item.id == chosen else ""}>'
        f"{text(item.body.name)} ({text(item.body.account)})</option>"
        for item in people
        if isinstance(item.body, Member | Liaison)
    )
    return (
        f"<label>{_RELEASE.within(language)}"
        f'<select name="item" style="font:inherit;width:100%;min-height:3rem">{first}{options}'
        "</select></label>"
    )
