"""Sends the metrics of activities/llm_metrics.py to an OTLP collector, or shows them to Prometheus.

The settings are OpenTelemetry's own variables, and ACCORD_METRICS for the address that Prometheus
scrapes; none of them set means that nothing is loaded.
"""

import logging
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from domain.errors import BadInputError

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics import MeterProvider

SCRAPED = "ACCORD_METRICS"
FAREWELL = 2.0
"""Seconds that the last metrics may take when a worker stops."""

_ADDRESSES = ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_NUMBERS = (
    "OTEL_METRIC_EXPORT_INTERVAL",
    "OTEL_METRIC_EXPORT_TIMEOUT",
    "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT",
    "OTEL_EXPORTER_OTLP_TIMEOUT",
)
_FILES = tuple(
    f"OTEL_EXPORTER_OTLP_{signal}{part}"
    for signal in ("METRICS_", "")
    for part in ("CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY")
)

_log = logging.getLogger(__name__)


@contextmanager
def telemetry(environ: Mapping[str, str]) -> Iterator[None]:
    """Send or show metrics while the block runs, if `environ` (that of the process) says where.

    Raises BadInputError for a bad setting, before the block; nothing after that. A collector
    that cannot be reached is one line in the log and holds up the end by two seconds at most.
    """
    address, scraped = _address(environ), _scraped(environ)
    if address is None and scraped is None:
        yield
        return
    if address:
        _checked(environ, *address)
    with _shown(*scraped) if scraped else nullcontext():
        provider = _provider(urlsplit(address[1]).hostname if address else None, scraped)
        try:
            yield
        finally:
            _end(provider)


def _scraped(environ: Mapping[str, str]) -> tuple[str, int] | None:
    """Return where Prometheus finds this process: HOST and PORT of ACCORD_METRICS."""
    given = environ.get(SCRAPED, "").strip()
    if not given:
        return None
    with suppress(ValueError):
        place = urlsplit(f"//{given}")
        if place.hostname and place.port and place.netloc == given and "@" not in given:
            return place.hostname, place.port
    raise BadInputError(
        f"{SCRAPED}: {given!r} is not an address such as 127.0.0.1:9464",
        f"{SCRAPED}：{given!r} 不是有效地址，应类似 127.0.0.1:9464",
    )


@contextmanager
def _shown(host: str, port: int) -> Iterator[None]:
    """Let Prometheus read what is measured here, by plain HTTP."""
    from prometheus_client import start_http_server

    try:
        server, thread = start_http_server(port, host)
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInputError(
            f"{SCRAPED}: {host}:{port} cannot be used ({why})",
            f"{SCRAPED}：{host}:{port} 无法使用（{why}）",
        ) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _address(environ: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the variable that names the collector and its value, None if metrics are off."""
    off = environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    if off or environ.get("OTEL_METRICS_EXPORTER", "").strip().lower() == "none":
        return None
    return next(((name, environ[name]) for name in _ADDRESSES if environ.get(name)), None)


def _checked(environ: Mapping[str, str], name: str, address: str) -> None:
    if not _is_address(address):
        raise BadInputError(
            f"{name}: {address!r} is not an address such as http://127.0.0.1:4318",
            f"{name}：{address!r} 不是有效地址，应类似 http://127.0.0.1:4318",
        )
    for key in _PROTOCOLS:
        if environ.get(key, "").strip() not in ("", "http/protobuf"):
            raise BadInputError(
                f"{key}: Accord sends metrics by http/protobuf only, not {environ[key]!r}",
                f"{key}：Accord 只以 http/protobuf 发送指标，不支持 {environ[key]!r}",
            )
    for key in _NUMBERS:
        if environ.get(key) and not _is_positive(environ[key]):
            raise BadInputError(
                f"{key}: {environ[key]!r} is not a positive number",
                f"{key}：{environ[key]!r} 应为正数",
            )
    for key in _FILES:
        if environ.get(key) and not Path(environ[key]).is_file():
            raise BadInputError(
                f"{key}: there is no file {environ[key]}", f"{key}：找不到文件 {environ[key]}"
            )


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


def _provider(host: str | None, scraped: object) -> "MeterProvider | None":
    """Set up the SDK for this process, None where it will not; the rest of it reads os.environ.

    `host` is the collector's, None without one; `scraped` says whether Prometheus reads here.
    """
    # Loaded here: most workers have no collector, and `accord` commands start faster without.
    from opentelemetry import metrics
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader

    if scraped:
        from opentelemetry.exporter.prometheus import PrometheusMetricReader

    # What the SDK says of each failed attempt would fill a person's terminal.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    try:
        readers: list[MetricReader] = []
        if host is not None:
            readers.append(PeriodicExportingMetricReader(_exporter(host)))
        if scraped:
            readers.append(PrometheusMetricReader(True, scope_info_enabled=False))
        provider = MeterProvider(readers, _resource(), shutdown_on_exit=False)
        metrics.set_meter_provider(provider)
    except Exception as error:
        _log.warning("no metrics are sent: %s", type(error).__name__)
        return None
    return provider


def _exporter(host: str) -> Any:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.sdk.metrics.export import MetricExportResult

    class Telling(OTLPMetricExporter):
        """Says once that the collector is gone, and once that it is back."""

        failed = False

        def export(self, *args: Any, **more: Any) -> MetricExportResult:
            result = super().export(*args, **more)
            failed = result is not MetricExportResult.SUCCESS
            if failed != self.failed:
                _log.warning("metrics %s to %s", "cannot be sent" if failed else "go again", host)
            self.failed = failed
            return result

    return Telling()


def _resource() -> Any:
    """Return OTEL_RESOURCE_ATTRIBUTES and the name of the service: `accord`, unless they say."""
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource

    found = Resource.create()
    unnamed = str(found.attributes.get(SERVICE_NAME, "")).startswith("unknown_service")
    return found.merge(Resource({SERVICE_NAME: "accord"})) if unnamed else found


def _end(provider: "MeterProvider | None") -> None:
    """Send what is left, within the time of a farewell."""
    if provider is not None:
        try:
            provider.shutdown(timeout_millis=FAREWELL * 1000)
        except Exception as error:
            _log.warning("the last metrics are not sent: %s", type(error).__name__)
