"""Where the model is: settings from the environment, and whether a brief lets it be used."""

import ipaddress
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from domain.errors import BadInputError

OPENAI = "https://api.openai.com/v1"
HOSTED_DEADLINE = 120.0
LOCAL_DEADLINE = 300.0
_DEFAULT_MODEL = "gpt-4.1-mini"
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


def endpoint_from(environ: Mapping[str, str]) -> Endpoint | None:
    """Return the endpoint that `environ` names, None if it names none; BadInputError on a fault."""
    key, url = (environ.get(name, "").strip() for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"))
    if not key and not url:
        return None
    if not (key.isascii() and (key.isprintable() or not key)):
        raise BadInputError(
            "OPENAI_API_KEY holds characters that no key has",
            "OPENAI_API_KEY 含有密钥里不会有的字符",
        )
    bare = Endpoint(base_url=_checked(url or OPENAI), model="", deadline=LOCAL_DEADLINE)
    return Endpoint(
        base_url=bare.base_url,
        model=_model(environ.get("ACCORD_MODEL", "").strip(), bare),
        deadline=_deadline(environ.get("ACCORD_MODEL_DEADLINE", "").strip(), bare.is_local),
        api_key=key or "unused",
        extra=_extra(environ.get("ACCORD_MODEL_EXTRA", "").strip()),
    )


def _checked(url: str) -> str:
    wrong = BadInputError(
        f"OPENAI_BASE_URL: {url!r} is not an address such as http://127.0.0.1:9115/v1",
        f"OPENAI_BASE_URL：{url!r} 不是有效地址，应类似 http://127.0.0.1:9115/v1",
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
        return "local"  # servers of one model ignore the name and tell theirs in the answer
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
    if not 1 <= seconds <= 3600:
        raise BadInputError(
            f"ACCORD_MODEL_DEADLINE: {text!r} is not a number of seconds from 1 to 3600",
            f"ACCORD_MODEL_DEADLINE：{text!r} 应为 1 到 3600 之间的秒数",
        )
    return seconds


def _extra(text: str) -> dict[str, Any]:
    if not text:
        return {}
    try:
        extra = json.loads(text)
    except (ValueError, RecursionError):
        extra = None
    if not isinstance(extra, dict):
        raise BadInputError(
            'ACCORD_MODEL_EXTRA is not a JSON object such as {"enable_thinking": false}',
            'ACCORD_MODEL_EXTRA 不是 JSON 对象，应类似 {"enable_thinking": false}',
        )
    if taken := sorted(_OURS & extra.keys()):
        raise BadInputError(
            f"ACCORD_MODEL_EXTRA: {taken[0]} is set by Accord and cannot be changed here",
            f"ACCORD_MODEL_EXTRA：{taken[0]} 由 Accord 设定，不能在这里更改",
        )
    return extra


def barred(
    endpoint: Endpoint | None, policy: Literal["any", "local", "none"]
) -> Literal["LLMNotConfigured", "LLMForbidden", "LLMNotLocal"] | None:
    """Return why `policy` of a brief keeps its text from this endpoint, None if it does not."""
    if policy == "none":
        return "LLMForbidden"
    if endpoint is None:
        return "LLMNotConfigured"
    return "LLMNotLocal" if policy == "local" and not endpoint.is_local else None
