"""The pages of signing in: a password, an invitation, and who is signed in."""

from urllib.parse import quote

from starlette.responses import HTMLResponse

from api.pages.frame import attribute, note, page, text
from domain.passwords import LEAST
from domain.text import Bilingual, Language

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


def sign_in(
    language: Language,
    next_: str,
    account: str = "",
    wrong: Bilingual | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Return the page that asks for account and password."""
    title = _SIGN_IN.within(language)
    inside = (
        f"<h1>{title}</h1>"
        + (note(wrong, language, "bad") if wrong else "")
        + f'<form method="post" action="/sign-in">{_hidden("next", next_)}'
        + _field(_ACCOUNT, "account", "text", "username", language, account)
        + _field(_PASSWORD, "password", "password", "current-password", language)
        + f'<button class="go">{title}</button></form>'
        + f'<p class="soft">{text(_FORGOTTEN.within(language))}</p>'
    )
    return page(title, inside, language, f"/sign-in?next={quote(next_, safe='/:')}", status)


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


def signed_in(language: Language, account: str, csrf: str) -> HTMLResponse:
    """Return the page that says who is signed in, with the button that ends it."""
    told = Bilingual(en=f"Signed in as {account}", zh=f"已登录：{account}").within(language)
    inside = (
        f'<h1>{text(told)}</h1><form method="post" action="/sign-out">{_hidden("csrf", csrf)}'
        f"<button>{_SIGN_OUT.within(language)}</button></form>"
    )
    return page(told, inside, language, "/sign-out")


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
