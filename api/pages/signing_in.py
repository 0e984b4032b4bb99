"""The pages of signing in: the ways there are, an invitation, and who is signed in."""

import dataclasses
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from starlette.responses import HTMLResponse

from api.pages.frame import attribute, note, page, text
from domain.passwords import LEAST
from domain.text import Bilingual, Language
from store.people import Named

WRONG = Bilingual(
    en="account or password are not right; after several attempts you have to wait a little",
    zh="账号或密码不正确；多次失败后需等待片刻",
)
BAD_LINK = Bilingual(
    en="this invitation is not valid: it has expired, was used or was withdrawn; ask for a new "
    "one, and say so if it was not you who used it",
    zh="邀请链接无效：已过期、已使用或已撤回。请索取新链接；如非本人使用，请告知管理员",
)
DIFFERENT = Bilingual(en="the two passwords are not the same", zh="两次输入的密码不一致")
SIGNED_OUT = Bilingual(en="you are signed out", zh="您已退出登录")
NOBODY = Bilingual(en="nobody is signed in with this browser", zh="当前浏览器未登录")
_FORGOTTEN = Bilingual(
    en="No password yet, or forgotten? Ask your administrator for an invitation link.",
    zh="尚无密码或忘记密码？请向管理员索取邀请链接。",
)
_GUIDE = Bilingual(
    en=f"At least {LEAST} characters; several words in a row are easy to remember.",
    zh=f"至少 {LEAST} 个字符，可用几个词连成一句便于记忆；一个汉字按两个字符计。",
)
_SIGN_IN = Bilingual(en="Sign in", zh="登录")
_SIGN_OUT = Bilingual(en="Sign out", zh="退出登录")
_COMPANY = Bilingual(en="Sign in with your company account", zh="用公司账号登录")
_OR = Bilingual(en="Or with a password that you set here:", zh="或使用在此设置的密码：")
_LEAVE = Bilingual(
    en="Your company account may still be signed in:", zh="您的公司账号可能仍处于登录状态："
)
_LEAVE_IT = Bilingual(en="Sign out of it too", zh="一并退出公司账号")
LOUD = Bilingual(
    en="OPEN MODE: nothing is verified here. Whoever uses this machine can say that they are "
    "anybody; what you decide is recorded as unverified.",
    zh="开放模式：此处不验证任何身份。使用本机者可自称任何人；您作出的决定将记为“未验证”。",
)
NO_ACCOUNT = Bilingual(
    en="that is no account: letters, digits, dots, @ and dashes, such as li.na",
    zh="账号格式不正确：应由字母、数字、点、@ 和短横线组成，如 li.na",
)
_WHO = Bilingual(en="Who are you?", zh="您是谁？")
_ELSE = Bilingual(en="Somebody else (account)", zh="其他人（账号）")
_GO_ON = Bilingual(en="Go on", zh="继续")
_ACCOUNT = Bilingual(en="Account", zh="账号")
_PASSWORD = Bilingual(en="Password", zh="密码")
_AGAIN = Bilingual(en="Once more", zh="再输一次")
_SET = Bilingual(en="Set the password and sign in", zh="设置密码并登录")


def wait(seconds: float) -> Bilingual:
    """Return how long to wait."""
    minutes = max(1, -(-int(seconds) // 60))
    return Bilingual(
        en=f"too many attempts; try again in {minutes} min, or ask for a new invitation link",
        zh=f"尝试次数过多，请在 {minutes} 分钟后重试，或索取新的邀请链接",
    )


@dataclasses.dataclass(frozen=True)
class Ways:
    """How people get in here. `company` leads to the provider; `people` is for open mode only."""

    company: str | None = None
    password: bool = True
    people: Sequence[Named] | None = None


def sign_in(
    language: Language,
    next_: str,
    ways: Ways,
    account: str = "",
    wrong: Bilingual | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Return the page that offers every way in."""
    title = _SIGN_IN.within(language)
    parts = [f"<h1>{title}</h1>", note(wrong, language, "bad") if wrong else ""]
    if ways.people is not None:
        parts.append(_people(ways.people, next_, language))
    if ways.company:
        go = _COMPANY.within(language)
        parts.append(f'<p><a class="go" href="{escape(ways.company)}">{go}</a></p>')
    if ways.password:
        parts.append(f"<p>{_OR.within(language)}</p>" if len("".join(parts[2:])) else "")
        parts.append(_password(next_, account, language))
    place = f"/sign-in?next={quote(next_, safe='/:')}"
    return page(title, "".join(parts), language, place, status)


def _password(next_: str, account: str, language: Language) -> str:
    return (
        f'<form method="post" action="/sign-in">{_hidden("next", next_)}'
        + _field(_ACCOUNT, "account", "text", "username", language, account)
        + _field(_PASSWORD, "password", "password", "current-password", language)
        + f'<button class="go">{_SIGN_IN.within(language)}</button></form>'
        + f'<p class="soft">{text(_FORGOTTEN.within(language))}</p>'
    )


def _people(people: Sequence[Named], next_: str, language: Language) -> str:
    """Return whom somebody can say that they are; the warning is in both languages."""
    told = "".join(
        f'<p class="note loud" role="alert" lang="{one}">{text(LOUD.within(one))}</p>'
        for one in (language, "en" if language == "zh" else "zh")
    )
    start = f'<form method="post" action="/sign-in/as">{_hidden("next", next_)}'
    rows = "".join(_person(one, language) for one in people)
    return (
        f"{told}<h2>{_WHO.within(language)}</h2>{start}{rows}</form>{start}"
        + _field(_ELSE, "account", "text", "off", language)
        + f"<button>{_GO_ON.within(language)}</button></form>"
    )


def _person(one: Named, language: Language) -> str:
    waits = Bilingual(en=f" · {one.waiting} waiting", zh=f" · {one.waiting} 项待办")
    name = f"{one.name} ({one.account})" if one.name else one.account
    more = waits.within(language) if one.waiting else ""
    return (
        f'<button class="left" name="account" value="{text(one.account)}">'
        f"{text(name)}{text(more)}</button>"
    )


def invitation(
    language: Language,
    account: str,
    link: str,
    wrong: Bilingual | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Return the page that sets a password; to show it changes nothing."""
    title = f"设置 {account} 的密码" if language == "zh" else f"Set the password of {account}"
    inside = (
        f"<h1>{text(title)}</h1>"
        + note(wrong or _GUIDE, language, "bad" if wrong else "")
        + f'<form method="post" action="/invite/{attribute(link)}">'
        # Lets the browser's own keeper of passwords know whose it is.
        + f'<input hidden name="account" autocomplete="username" value="{text(account)}">'
        + _field(_PASSWORD, "password", "password", "new-password", language)
        + _field(_AGAIN, "again", "password", "new-password", language)
        + f'<button class="go">{_SET.within(language)}</button></form>'
    )
    return page(title, inside, language, f"/invite/{link}", status)


def signed_in(language: Language, account: str, verified: bool, csrf: str) -> HTMLResponse:
    """Return the page that says who is signed in, with the button that ends it."""
    proved = Bilingual(en=f"Signed in as {account}", zh=f"已登录：{account}")
    named = Bilingual(en=f"Here as {account}, unverified", zh=f"当前身份：{account}（未验证）")
    told = (proved if verified else named).within(language)
    inside = (
        f'<h1>{text(told)}</h1><form method="post" action="/sign-out">{_hidden("csrf", csrf)}'
        f"<button>{_SIGN_OUT.within(language)}</button></form>"
    )
    return page(told, inside, language, "/sign-out")


def signed_out(language: Language, end: str | None = None) -> HTMLResponse:
    """Return the page after signing out; with `end` it goes on to the provider's own sign-out.

    By a page, not a redirect: browsers hold a form's redirects to `form-action`.
    """
    if end is None:
        return told(language, SIGNED_OUT, "/sign-out", 200)
    inside = note(SIGNED_OUT, language, "good") + (
        f'<p>{text(_LEAVE.within(language))} <a href="{escape(end)}">'
        f"{text(_LEAVE_IT.within(language))}</a></p>"
    )
    answer = page("", inside, language, "/sign-out")
    answer.headers["refresh"] = f"0; url={end}"
    return answer


def failed(language: Language, sentence: Bilingual, back: str, status: int) -> HTMLResponse:
    """Return the page of a sign-in that came to nothing: why, in both languages, and a way back."""
    other: Language = "en" if language == "zh" else "zh"
    inside = note(sentence, language, "bad") + (
        f'<p class="soft" lang="{other}">{text(sentence.within(other))}</p>'
        f'<p><a class="go" href="{escape(back)}">{_SIGN_IN.within(language)} · '
        f"{_SIGN_IN.within(other)}</a></p>"
    )
    return page("", inside, language, "/sign-in", status)


def told(language: Language, sentence: Bilingual, path: str, status: int) -> HTMLResponse:
    """Return a page that says one thing, and leads to signing in."""
    inside = note(sentence, language, "bad" if status >= 400 else "good")
    inside += f'<p><a href="/sign-in">{_SIGN_IN.within(language)}</a></p>'
    return page("", inside, language, path, status)


def _field(
    label: Bilingual, name: str, sort: str, keeper: str, language: Language, value: str = ""
) -> str:
    given = f' value="{text(value)}"' if value else ""
    return (
        f'<label>{label.within(language)}<input name="{name}" type="{sort}" '
        f'autocomplete="{keeper}" autocapitalize="none" spellcheck="false" required '
        f'maxlength="256"{given}></label>'
    )


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{text(value)}">'
