"""Where the model is: settings from the environment, and whether a brief lets it be used."""

import ipaddress
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from domain.errors import BadInputError

OPENAI = "https://api.openai.com/v1"
HOSTED_DEADLINE = 120.0
LOCAL_DEADLINE = 300.0
_DEFAULT_MODEL = "gpt-6-luna"
_LOCAL_MODEL = "local"
"""Servers of one model ignore the name, and tell theirs in the answer."""

_FALLBACK = (
    "ACCORD_FALLBACK_MODEL",
    "ACCORD_FALLBACK_BASE_URL",
    "ACCORD_FALLBACK_API_KEY",
    "ACCORD_FALLBACK_EXTRA",
)
_OURS = frozenset({"model", "messages", "stream", "n", "tools", "functions", "response_format"})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One OpenAI-compatible endpoint. `deadline` is in seconds, for one call with all it needs."""

    base_url: str
    model: str
    deadline: float
    api_key: str = field(default="unused", repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """Return the host that the text goes to, with its port if one is written."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2]

    @property
    def is_local(self) -> bool:
        """Return whether the text stays on this machine: a loopback address."""
        name = urlsplit(self.base_url).hostname or ""
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return name == "localhost"


def endpoints_from(environ: Mapping[str, str]) -> tuple[Endpoint, ...]:
    """Return the chain that `environ` names: the endpoint, then its fallback; empty means rules.

    Raises BadInputError naming the variable at fault.
    """
    first = _primary(environ)
    if first is None:
        if name := next((n for n in _FALLBACK if environ.get(n, "").strip()), None):
            raise BadInputError(
                f"{name} is set, but OPENAI_API_KEY and OPENAI_BASE_URL are not",
                f"设置了 {name}，却没有设置 OPENAI_API_KEY 或 OPENAI_BASE_URL",
            )
        return ()
    fallback = _fallback(environ, first)
    return (first,) if fallback is None else (first, fallback)


def local_endpoint(port: int, model: str, environ: Mapping[str, str]) -> Endpoint:
    """Return the endpoint of `accord model serve` at this port of the loopback address."""
    return Endpoint(
        base_url=f"http://127.0.0.1:{port}/v1",
        model=model,
        deadline=_deadline(_said(environ, "ACCORD_MODEL_DEADLINE"), is_local=True),
        extra=_extra(environ, "ACCORD_MODEL_EXTRA"),
    )


def _said(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip()


def _primary(environ: Mapping[str, str]) -> Endpoint | None:
    key, url = _key(environ, "OPENAI_API_KEY"), _said(environ, "OPENAI_BASE_URL")
    if not key and not url:
        return None
    address = _checked("OPENAI_BASE_URL", url or OPENAI)
    bare = Endpoint(base_url=address, model="", deadline=LOCAL_DEADLINE)
    return Endpoint(
        base_url=address,
        model=_model(_said(environ, "ACCORD_MODEL"), bare),
        deadline=_deadline(_said(environ, "ACCORD_MODEL_DEADLINE"), bare.is_local),
        api_key=key or "unused",
        extra=_unthinking(environ, address) | _extra(environ, "ACCORD_MODEL_EXTRA"),
    )


def _unthinking(environ: Mapping[str, str], address: str) -> dict[str, Any]:
    """Let our default model answer at once: what it thinks counts against the answer's cap."""
    ours = address == OPENAI and not _said(environ, "ACCORD_MODEL")
    return {"reasoning_effort": "none"} if ours else {}


def _fallback(environ: Mapping[str, str], first: Endpoint) -> Endpoint | None:
    """Return the second endpoint: another model, at the same address unless one is given.

    Neither key nor extra of the first goes to another address.
    """
    model, url = _said(environ, _FALLBACK[0]), _said(environ, _FALLBACK[1])
    key, extra = _key(environ, _FALLBACK[2]), _extra(environ, _FALLBACK[3])
    if not (model or url or key or extra):
        return None
    bare = replace(first, base_url=_checked(_FALLBACK[1], url)) if url else first
    if not model and not (url and bare.is_local):
        raise BadInputError(
            f"{_FALLBACK[0]} is not set: name the model that {bare.host} should use",
            f"未设置 {_FALLBACK[0]}：请写明 {bare.host} 上要用的模型名称",
        )
    return replace(
        bare,
        model=model or _LOCAL_MODEL,
        api_key=key or ("unused" if url else first.api_key),
        deadline=_deadline(_said(environ, "ACCORD_MODEL_DEADLINE"), bare.is_local),
        extra=extra or ({} if url else first.extra),
    )


def _key(environ: Mapping[str, str], name: str) -> str:
    key = _said(environ, name)
    if key and not (key.isascii() and key.isprintable()):
        raise BadInputError(
            f"{name} holds characters that no key has", f"{name} 含有密钥里不会有的字符"
        )
    return key


def _checked(name: str, url: str) -> str:
    wrong = BadInputError(
        f"{name}: {url!r} is not an address such as http://127.0.0.1:9115/v1",
        f"{name}：{url!r} 不是有效地址，应类似 http://127.0.0.1:9115/v1",
    )
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        raise wrong from None
    if not usable or parts.query or parts.fragment or not url.isprintable() or " " in url:
        raise wrong
    return url


def _model(name: str, bare: Endpoint) -> str:
    if name:
        return name
    if bare.is_local:
        return _LOCAL_MODEL
    if bare.base_url == OPENAI:
        return _DEFAULT_MODEL
    raise BadInputError(
        f"ACCORD_MODEL is not set: name the model that {bare.host} should use",
        f"未设置 ACCORD_MODEL：请写明 {bare.host} 上要用的模型名称",
    )


def _deadline(text: str, is_local: bool) -> float:
    if not text:
        return LOCAL_DEADLINE if is_local else HOSTED_DEADLINE
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 1 <= seconds <= 600:
        raise BadInputError(
            f"ACCORD_MODEL_DEADLINE: {text!r} is not a number of seconds from 1 to 600",
            f"ACCORD_MODEL_DEADLINE：{text!r} 应为 1 到 600 之间的秒数",
        )
    return seconds


def _extra(environ: Mapping[str, str], name: str) -> dict[str, Any]:
    text = _said(environ, name)
    if not text:
        return {}
    try:
        extra = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        extra = None
    if not isinstance(extra, dict):
        raise BadInputError(
            f'{name} is not a JSON object such as {{"enable_thinking": false}}',
            f'{name} 不是 JSON 对象，应类似 {{"enable_thinking": false}}',
        )
    if taken := sorted(_OURS & extra.keys()):
        raise BadInputError(
            f"{name}: {taken[0]} is set by Accord and cannot be changed here",
            f"{name}：{taken[0]} 由 Accord 设定，不能在这里更改",
        )
    return extra


def _no_number(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity: Python reads them, no endpoint does


def barred(
    endpoint: Endpoint | None, policy: Literal["any", "local", "none"]
) -> Literal["LLMNotConfigured", "LLMForbidden", "LLMNotLocal"] | None:
    """Return why `policy` of a brief keeps its text from this endpoint, None if it does not."""
    if policy == "none":
        return "LLMForbidden"
    if endpoint is None:
        return "LLMNotConfigured"
    return "LLMNotLocal" if policy == "local" and not endpoint.is_local else None
