"""Channels: one message on one way, by apprise, with nothing of it or its address in any log."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import unquote

import requests
from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.conversion import convert_between
from apprise.exception import AppriseException
from apprise.plugins import dingtalk, wecombot
from apprise.plugins.base import NotifyBase
from apprise.plugins.email.base import NotifyEmail
from pydantic import SecretStr

from activities.mail_sending import is_mail, require_secrecy, send_mail
from activities.sent import FailedError
from domain.letter import MOST_BYTES, Letter, cut, disarmed, title
from domain.problems import shown

_LOG: Final = logging.getLogger("apprise")
_LOG.propagate = False  # it logs whole messages, and addresses that cannot be used
logging.getLogger("urllib3").setLevel(logging.WARNING)  # it logs paths, which hold tokens
_ASSET: Final = AppriseAsset(
    app_id="Accord",
    app_desc="Accord",
    app_url="",
    image_url_mask="",  # else messages would fetch pictures from apprise's repository
    async_mode=False,
    http_redirects=False,
    allow_templates=False,
    secure_logging=True,
)
_heard = threading.local()


def readable(address: SecretStr) -> NotifyBase:
    """Return what apprise makes of an address.

    Raises:
        FailedError: nothing, or something that would not keep a password secret.
    """
    with _listening():
        try:
            found = Apprise.instantiate(address.get_secret_value(), asset=_ASSET)
        except (AppriseException, TypeError, ValueError):
            found = None
    if not isinstance(found, NotifyBase):
        scheme = shown(address.get_secret_value().partition("://")[0])
        raise FailedError(
            f"this {scheme}:// address cannot be used; see the recipes in docs/notifications.md",
            f"该 {scheme}:// 地址无法使用，请参照 docs/notifications.zh-CN.md 中的示例",
            permanent=True,
        )
    if isinstance(found, NotifyEmail):
        require_secrecy(found)
    return found


def send(address: SecretStr, letter: Letter) -> None:
    """Send one message on one way; blocks.

    Raises:
        FailedError: it was not taken.
    """
    plugin = readable(address)
    if is_mail(plugin):
        send_mail(plugin, letter)
        return
    with _listening() as heard:
        try:
            taken = plugin.notify(**_told(plugin, letter))
        except (AppriseException, requests.RequestException, OSError) as error:
            heard.append(type(error).__name__)
            taken = False
    if not taken:
        why = shown(_scrubbed(" · ".join(heard[-2:]) or "?", address), 200)
        name = shown(str(plugin.service_name))
        raise FailedError(f"{name} did not take it: {why}", f"{name} 未接收：{why}")


def _told(plugin: NotifyBase, letter: Letter) -> dict[str, Any]:
    """Return the arguments of `notify`: all that others wrote disarmed, our own link as it is.

    A title stands apart only where it is plain text: apprise leaves titles as they are.
    """
    most = min(MOST_BYTES, plugin.body_maxlen)
    head, form = title(disarmed(letter.subject)), plugin.resolve_format(NotifyFormat.TEXT)
    apart = form is NotifyFormat.TEXT and plugin.title_maxlen > 0
    link = letter.link or ""
    # Markdown's escapes may double what is left.
    room = (most - len(link.encode()) * 2 - len(head.encode()) - 40) // (
        1 if form is NotifyFormat.TEXT else 2
    )
    body = cut(disarmed(letter.body), room)
    if not apart:
        body = f"{head}\n\n{body}"
    if form is NotifyFormat.MARKDOWN:
        body = convert_between(NotifyFormat.TEXT, NotifyFormat.MARKDOWN, body)
        link = f"[{link}]({link})" if link else ""
    elif form is not NotifyFormat.TEXT:
        form = NotifyFormat.TEXT  # apprise makes HTML of it, escaped
    whole = f"{body}\n\n{link}" if link else body
    return {"title": head if apart else "", "body": whole, "body_format": form}


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Hear what apprise logs in this thread."""
    heard: list[str] = []
    _heard.lines = heard
    try:
        yield heard
    finally:
        _heard.lines = None


class _Ear(logging.Handler):
    """Keeps warnings for the thread that they are about."""

    def emit(self, record: logging.LogRecord) -> None:
        lines: list[str] | None = getattr(_heard, "lines", None)
        if lines is not None and record.levelno >= logging.WARNING:
            lines.append(record.getMessage())


_LOG.addHandler(_Ear())


def _scrubbed(text: str, address: SecretStr) -> str:
    """Return the text without any part of the address that could be secret."""
    rest = address.get_secret_value().partition("://")[2]
    for sign in "/?&=:@":
        rest = rest.replace(sign, " ")
    for part in sorted(rest.split(), key=len, reverse=True):
        if len(part) > 3:
            text = text.replace(part, "…")
    return text


class _Reading:
    """`requests` for DingTalk and WeCom, where apprise does not do what they document.

    They answer 200 also where they refuse, and say so by `errcode` in the body: what was refused
    would count as sent. And the signature for DingTalk would be quoted twice, and never fit.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def post(self, url: str, **more: Any) -> requests.Response:
        """Post, and let a refusal in the body be one by status as well."""
        if params := more.get("params"):
            more["params"] = params | {"sign": unquote(params["sign"])}
        answer = requests.post(url, **more)
        try:
            told = json.loads(answer.content)
        except ValueError:
            told = {}
        code = told.get("errcode") if isinstance(told, dict) else None
        if answer.status_code == 200 and code != 0:
            answer.status_code = 502
            _LOG.warning("errcode %s %s", code, told and told.get("errmsg"))
        return answer


for _plugin in (dingtalk, wecombot):
    vars(_plugin)["requests"] = _Reading()
