"""The frame of every page: one column that fits a phone, no scripts, nothing from elsewhere."""

from html import escape
from urllib.parse import quote

from starlette.responses import HTMLResponse

from domain.text import Bilingual, Language, clean

LANGUAGE = "accord_lang"
"""The cookie that remembers which language somebody chose."""
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    # Not no-referrer: with that, browsers send "Origin: null" with the form.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--go:#0a6b3d;--no:#b3261e;--bad:#b3261e;
--ins:#1a7f3733;
--del:#cf222e33}
@media(prefers-color-scheme:dark){:root{--bad:#ff897d}}
*{box-sizing:border-box}
body{font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;max-width:44rem;
margin:0 auto;padding:0 1rem 4rem;overflow-wrap:anywhere}
header{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.2rem 1rem;padding:.8rem 0;
border-bottom:1px solid var(--line);font-size:.9rem}
nav{display:flex;gap:1rem}
h1{font-size:1.35rem;line-height:1.35;margin:1.2rem 0 .4rem}
h2{font-size:1.05rem;margin:1.8rem 0 .4rem}
.state{font-weight:600}.soft{opacity:.75;font-size:.9rem}
.item{border:1px solid var(--line);border-radius:.6rem;padding:.6rem .8rem;margin:.6rem 0}
.item.yours{border-left:4px solid var(--go)}
.item p{margin:.2rem 0}.item p:first-child{font-weight:600}
.item small{opacity:.75}
.note{border-radius:.6rem;padding:.6rem .8rem;margin:.8rem 0;background:var(--soft);
border:1px solid var(--line)}
.note.bad{border-color:var(--no)}.note.good{border-color:var(--go)}
ins{background:var(--ins);text-decoration:none}del{background:var(--del)}
button,summary{font:inherit;min-height:3rem;border-radius:.6rem;border:1px solid var(--line);
padding:.6rem 1rem;width:100%;cursor:pointer;text-align:center}
a.go{display:block;min-height:3rem;padding:.6rem 1rem;border-radius:.6rem;text-align:center;
text-decoration:none;font-weight:600}
.loud{border:2px solid var(--no);font-weight:600}
button.left{text-align:left;margin:.25rem 0}
a.go,button.go{background:var(--go);color:#fff;border-color:var(--go);font-weight:600}
button.no{background:var(--no);color:#fff;border-color:var(--no)}
summary{list-style:none;background:var(--soft)}summary::-webkit-details-marker{display:none}
details{margin:.6rem 0}details[open] summary{margin-bottom:.6rem}
form{margin:.6rem 0}textarea,input[type=text],input[type=password],input[type=number],
input[type=time]{font:inherit;width:100%;border-radius:.6rem;border:1px solid var(--line);
padding:.6rem;background:transparent;color:inherit}
fieldset{border:1px solid var(--line);border-radius:.6rem;padding:.2rem .8rem;margin:1rem 0;
min-width:0}
legend{font-weight:600;padding:0 .3rem}.rows+.rows{border-top:1px solid var(--line)}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:0 .8rem;align-items:end}
@media(min-width:40rem){.row-of{display:grid;grid-auto-columns:minmax(0,1fr);grid-auto-flow:column;
gap:0 .8rem;align-items:end}}
.days{display:flex;flex-wrap:wrap;gap:0 .8rem}
.days label{display:flex;align-items:center;gap:.4rem;min-height:3rem;margin:0}
.days input{min-height:1.4rem;width:1.4rem;height:1.4rem;margin:0}
.item h2{margin:.2rem 0 .4rem}.item.card p{font-weight:400}
a.act{display:block;padding:.7rem 0 .3rem;font-weight:600}
textarea{min-height:6rem}input{min-height:3rem}label{display:block;margin:.8rem 0}
.map{display:block;margin:.6rem 0;border:1px solid var(--line);border-radius:.6rem;overflow-x:auto}
.map img{display:block;width:100%;height:auto;min-width:42rem}
.row{display:flex;justify-content:space-between;gap:1rem;padding:.7rem 0;
border-bottom:1px solid var(--line)}
a{color:inherit}
table.support{border-collapse:collapse;width:100%;margin:.6rem 0}
.support th,.support td{padding:.45rem .3rem;border-bottom:1px solid var(--line);text-align:right}
.support th[scope=row]{text-align:left;font-weight:400}
.support td{white-space:nowrap;font-variant-numeric:tabular-nums}
.over,.lamp{color:var(--bad);font-weight:600}.up{margin:.8rem 0 -.8rem}
ol.plain{list-style:none;padding:0;margin:.4rem 0}
"""


_PLACES = (
    ("/c", Bilingual(en="Collaborations", zh="协作")),
    ("/cards", Bilingual(en="Departments", zh="部门名片")),
)
_UNVERIFIED = Bilingual(
    en="Open mode: nobody has verified that you are {who}. What you decide is recorded as "
    "unverified.",
    zh="开放模式：未验证您就是 {who}。您作出的决定将记为“未验证”。",
)


def page(
    title: str,
    inside: str,
    language: Language,
    path: str,
    status: int = 200,
    who: str = "",
    verified: bool = True,
) -> HTMLResponse:
    """Return a page. `inside` is HTML; `title` and `who` are text; `path` is its own address.

    Unless it is `verified` who reads it, the page says so, loudly.
    """
    if who and not verified:
        told = _UNVERIFIED.within(language).format(who=who)
        inside = f'<p class="note loud" role="alert">{text(told)}</p>{inside}'
    other, label = ("en", "English") if language == "zh" else ("zh", "中文")
    inbox = Bilingual(en="Inbox", zh="待办").within(language)
    joint = "&amp;" if "?" in path else "?"
    switch = f'<a href="{attribute(path)}{joint}lang={other}" lang="{other}">{label}</a>'
    name = f' · <a href="/sign-out">{text(who)}</a>' if who else ""
    places = "".join(f'<a href="{to}">{name.within(language)}</a>' for to, name in _PLACES)
    places = places if who else ""
    nav = f'<nav><a href="/">合议 · Accord</a>{places}</nav>'
    head = f"<header>{nav}<span>{switch}{name}</span></header>"
    told = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{text(title)} · {inbox if not title else 'Accord'}</title>"
        f"<style>{STYLE}</style></head><body>{head}<main>{inside}</main></body></html>"
    )
    return HTMLResponse(told, status, HEADERS | {"content-language": language})


def text(given: object) -> str:
    """Return what somebody wrote as it was written, made safe to stand in a page."""
    return escape(clean(str(given)))


def attribute(path: str) -> str:
    """Return an address of our own, made safe to stand in an attribute."""
    return escape(quote(path, safe="/:?=&-._~"))


def note(sentence: Bilingual, language: Language, sort: str = "") -> str:
    """Return one sentence in a box."""
    role = ' role="alert"' if sort == "bad" else ' role="status"'
    return f'<p class="note {sort}"{role}>{text(sentence.within(language))}</p>'
