"""The proxy's own pages and answers, in both languages, with nothing from elsewhere in them."""

import json
from html import escape

from starlette.responses import HTMLResponse, Response

from domain.text import Bilingual

_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    # Not no-referrer: with that, browsers send "Origin: null" with the form.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:34em;margin:12vh auto;padding:0 1em;"
    "color-scheme:light dark}button{font:inherit;padding:.5em 1.2em}code{font-size:.9em}"
)

SIGNED_OUT = Bilingual(
    en="sign in first, with a link from `accord token --login ACCOUNT`",
    zh="请先登录：用 `accord token --login 账号` 取得登录链接",
)


COMPANY = Bilingual(en="Sign in with your company account", zh="用公司账号登录")
CLOSED = Bilingual(en="open this address in a browser", zh="请在浏览器中打开该地址")
ARRIVED = Bilingual(en="you are signed in", zh="您已登录")
_ON = Bilingual(en="Go on", zh="继续")


def _page(inside: str, status: int) -> HTMLResponse:
    text = (
        '<!doctype html><html lang="zh"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>合议 · Accord</title>'
        f"<style>{_STYLE}</style></head><body><h1>合议 · Accord</h1>{inside}</body></html>"
    )
    return HTMLResponse(text, status, _HEADERS)


def told(sentence: Bilingual, status: int, company: str | None = None) -> HTMLResponse:
    """Return a page that says one thing; with `company` it leads to the company's sign-in."""
    inside = f'<p>{escape(sentence.zh)}</p><p lang="en">{escape(sentence.en)}</p>'
    return _page(inside + (_link(COMPANY, company) if company else ""), status)


def arrived() -> HTMLResponse:
    """Return the page that goes on to the UI by itself.

    A redirect would still count as coming from the provider's site, and the cookie is Strict.
    """
    said = f'<p>{ARRIVED.zh}</p><p lang="en">{ARRIVED.en}</p>{_link(_ON, "/")}'
    answer = _page(said, 200)
    answer.headers["refresh"] = "0; url=/"
    return answer


def _link(words: Bilingual, place: str) -> str:
    return f'<p><a href="{escape(place)}">{escape(words.zh)} · {escape(words.en)}</a></p>'


def confirm(account: str, link: str) -> HTMLResponse:
    """Return the page with the button that signs in; to show it changes nothing."""
    name = escape(account)
    return _page(
        f'<p>以 <b>{name}</b> 的身份登录。</p><p lang="en">Sign in as <b>{name}</b>.</p>'
        '<form method="post" action="/accord/login">'
        f'<input type="hidden" name="link" value="{escape(link)}">'
        "<button>登录 · Sign in</button></form>",
        200,
    )


def refused(sentence: Bilingual, status: int = 403) -> Response:
    """Return one sentence in both languages, in the form of the Temporal server's own errors."""
    document = {"code": 7, "message": sentence.both, "details": []}
    text = json.dumps(document | {"error": sentence.model_dump()}, ensure_ascii=False)
    return Response(text, status, {"cache-control": "no-store"}, "application/json")
