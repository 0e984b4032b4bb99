"""Sends the metrics of activities/*_metrics.py to an OTLP collector, or shows them to Prometheus.

The settings are OpenTelemetry's own variables, and ACCORD_METRICS for the address that Prometheus
scrapes; none of them set means that nothing is loaded.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from domain.errors import BadInputError
from otlp import FAREWELL, collector, resource, saying_once

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics import MeterProvider

SCRAPED = "ACCORD_METRICS"

_log = logging.getLogger(__name__)


@contextmanager
def telemetry(environ: Mapping[str, str]) -> Iterator[None]:
    """Send or show metrics while the block runs, if `environ` (that of the process) says where.

    Raises BadInputError for a bad setting, before the block; nothing after that. A collector
    that cannot be reached is one line in the log and holds up the end by two seconds at most.
    """
    host, scraped = collector(environ, "METRICS"), _scraped(environ)
    if host is None and scraped is None:
        yield
        return
    with _shown(*scraped) if scraped else nullcontext():
        provider = _provider(host, scraped)
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

    try:
        readers: list[MetricReader] = []
        if host is not None:
            readers.append(PeriodicExportingMetricReader(_exporter(host)))
        if scraped:
            readers.append(PrometheusMetricReader(True, scope_info_enabled=False))
        provider = MeterProvider(readers, resource(), shutdown_on_exit=False)
        metrics.set_meter_provider(provider)
    except Exception as error:
        _log.warning("no metrics are sent: %s", type(error).__name__)
        return None
    return provider


def _exporter(host: str) -> Any:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.sdk.metrics.export import MetricExportResult

    told = saying_once(_log, "metrics", host)

    class Telling(OTLPMetricExporter):
        """Says once that the collector is gone, and once that it is back."""

        def export(self, *args: Any, **more: Any) -> MetricExportResult:
            result = super().export(*args, **more)
            told(result is not MetricExportResult.SUCCESS)
            return result

    return Telling()


def _end(provider: "MeterProvider | None") -> None:
    """Send what is left, within the time of a farewell."""
    if provider is not None:
        try:
            provider.shutdown(timeout_millis=FAREWELL * 1000)
        except Exception as error:
            _log.warning("the last metrics are not sent: %s", type(error).__name__)
