"""Where OpenTelemetry's own variables send a signal, and whether what they say can be used."""

import logging
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from domain.errors import BadInputError
from domain.text import Bilingual

Signal = Literal["METRICS", "TRACES"]

FAREWELL = 2.0
"""Seconds that what is left may take when a process stops."""

_AMOUNTS: dict[Signal, tuple[str, ...]] = {
    "METRICS": ("OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT"),
    "TRACES": (),
}
_COUNTS: dict[Signal, tuple[str, ...]] = {
    "METRICS": (),
    "TRACES": (
        "OTEL_BSP_SCHEDULE_DELAY",
        "OTEL_BSP_EXPORT_TIMEOUT",
        "OTEL_BSP_MAX_QUEUE_SIZE",
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
    ),
}
_FILES = ("CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY")

_ADDRESS = Bilingual(
    en="an address such as http://127.0.0.1:4318", zh="有效地址，应类似 http://127.0.0.1:4318"
)
_PROTOCOL = Bilingual(
    en="http/protobuf, by which alone Accord sends", zh=" http/protobuf；Accord 只以它发送"
)
_AMOUNT = Bilingual(en="a positive number", zh="正数")
_COUNT = Bilingual(en="a positive whole number", zh="正整数")
_FILE = Bilingual(en="a file that is there", zh="可找到的文件")


def collector(environ: Mapping[str, str], signal: Signal) -> str | None:
    """Return the host that a signal goes to, None where none is named or it is switched off.

    Raises BadInputError for a setting that cannot be used.
    """
    off = environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    if off or environ.get(f"OTEL_{signal}_EXPORTER", "").strip().lower() == "none":
        return None
    name = next((name for name in _either(signal, "ENDPOINT") if environ.get(name)), None)
    if name is None:
        return None
    _check(environ, name, signal)
    return urlsplit(environ[name]).hostname


def _either(signal: Signal, part: str) -> tuple[str, str]:
    """Return the two variables that say it: that of the signal comes first."""
    return f"OTEL_EXPORTER_OTLP_{signal}_{part}", f"OTEL_EXPORTER_OTLP_{part}"


def _check(environ: Mapping[str, str], name: str, signal: Signal) -> None:
    files = (key for part in _FILES for key in _either(signal, part))
    wanted = (
        ((name,), _is_address, _ADDRESS),
        (_either(signal, "PROTOCOL"), _is_protocol, _PROTOCOL),
        ((*_either(signal, "TIMEOUT"), *_AMOUNTS[signal]), _is_positive, _AMOUNT),
        (_COUNTS[signal], _is_count, _COUNT),
        (files, _is_file, _FILE),
    )
    for keys, usable, words in wanted:
        for key in keys:
            if environ.get(key) and not usable(environ[key]):
                given = environ[key]
                raise BadInputError(
                    f"{key}: {given!r} is not {words.en}", f"{key}：{given!r} 不是{words.zh}"
                )


def _is_protocol(text: str) -> bool:
    return text.strip() in ("", "http/protobuf")


def _is_file(text: str) -> bool:
    return Path(text).is_file()


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(parts.scheme in ("http", "https") and parts.hostname and parts.port != 0)
    except ValueError:
        return False


def _is_positive(text: str) -> bool:
    try:
        return 0 < float(text) < math.inf
    except ValueError:
        return False


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text[:20]) < 2**31


def saying_once(log: logging.Logger, what: str, host: str) -> Callable[[bool], None]:
    """Return what is told of each attempt whether it failed: it says once that a collector is gone.

    And once that it is back: what the SDK says of each failed attempt would fill a terminal.
    """
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    before = False

    def tell(failed: bool) -> None:
        nonlocal before
        if failed != before:
            log.warning("%s %s to %s", what, "cannot be sent" if failed else "go again", host)
        before = failed

    return tell


def resource() -> Any:
    """Return OTEL_RESOURCE_ATTRIBUTES and the name of the service: `accord`, unless they say."""
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource

    found = Resource.create()
    unnamed = str(found.attributes.get(SERVICE_NAME, "")).startswith("unknown_service")
    return found.merge(Resource({SERVICE_NAME: "accord"})) if unnamed else found
