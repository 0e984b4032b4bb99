"""The GenAI metrics: names, attributes and values, in memory and at a real OTLP collector."""

import asyncio
import contextlib
import os
import socket
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from activities.llm_metrics import MOST_MODELS, OTHER, InferenceMetrics
from activities.llm_recording import Cost, Spent
from cli.engine import free_port
from domain.errors import BadInputError
from telemetry import telemetry
from tests.collector import collector
from tests.workflows.cast import until

COUNTERS = {
    f"gen_ai.client.inference.usage.{part}"
    for part in (
        "input_tokens",
        "output_tokens",
        "cache_read.input_tokens",
        "reasoning.output_tokens",
    )
}
SIZES = {
    "gen_ai.client.inference.operation.input_tokens",
    "gen_ai.client.inference.operation.output_tokens",
}
DURATION = "gen_ai.client.inference.duration"
TOLD = Spent(tokens_in=1200, tokens_out=300, tokens_cached=1024, tokens_reasoning=40)
ABOUT = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "deepseek",
    "gen_ai.request.model": "deepseek-chat",
    "gen_ai.response.model": "deepseek-chat-v9",
    "server.address": "api.deepseek.com",
}
HOUSE = Path(__file__).parents[2]
CALLS = """
import os, time
from activities.llm_metrics import called
from activities.llm_recording import Cost, Spent
from telemetry import telemetry

with telemetry(os.environ):
    called(model="qwen-plus", answered_by="qwen-plus-2026", host="dashscope.aliyuncs.com",
           outcome="ok", spent=Spent(10, 5), seconds=0.5)
    called(model="qwen-plus", answered_by=None, host="dashscope.aliyuncs.com",
           outcome="LLMServer", spent=Spent(), seconds=0.1)
    time.sleep(float(os.environ.get("STAYS", "0")))
    stopping = time.monotonic()
print(time.monotonic() - stopping)
"""


class Recorded:
    """The instruments, and what a reader finds in them."""

    def __init__(self) -> None:
        self._reader = InMemoryMetricReader()
        self._provider = MeterProvider([self._reader], shutdown_on_exit=False)
        self._metrics = InferenceMetrics(self._provider.get_meter("test"))

    def call(
        self,
        outcome: str = "ok",
        spent: Spent = TOLD,
        host: str = "api.deepseek.com",
        model: str = "deepseek-chat",
        answered_by: str | None = "deepseek-chat-v9",
        cost: Cost | None = None,
    ) -> None:
        self._metrics.record("chat", model, answered_by, host, outcome, spent, 2.0, cost)

    def points(self) -> dict[str, list[Any]]:
        found = self._reader.get_metrics_data()
        assert found is not None
        scopes = [scope for resource in found.resource_metrics for scope in resource.scope_metrics]
        return {
            metric.name: list(metric.data.data_points)
            for scope in scopes
            for metric in scope.metrics
        }

    def values(self, name: str) -> list[tuple[dict[str, Any], float]]:
        found = self.points().get(name, [])
        return [(dict(one.attributes), getattr(one, "value", None) or 0) for one in found]


def test_a_call_is_counted_by_the_names_of_the_conventions() -> None:
    recorded = Recorded()
    recorded.call()
    recorded.call()
    points = recorded.points()
    assert set(points) == COUNTERS | SIZES | {DURATION}
    totals = {name: [(dict(p.attributes), p.value) for p in points[name]] for name in COUNTERS}
    text = ABOUT | {"gen_ai.token.modality": "text"}
    prefix = "gen_ai.client.inference.usage"
    assert totals == {
        f"{prefix}.input_tokens": [(text, 2400)],
        f"{prefix}.output_tokens": [(text, 600)],
        f"{prefix}.cache_read.input_tokens": [(text, 2048)],
        f"{prefix}.reasoning.output_tokens": [(text, 80)],
    }
    [sizes] = points["gen_ai.client.inference.operation.input_tokens"]
    assert (sizes.count, sizes.sum, dict(sizes.attributes)) == (2, 2400, ABOUT)
    assert sizes.explicit_bounds[:3] == (1, 4, 16)
    assert sizes.explicit_bounds[-1] == 67108864
    [seconds] = points[DURATION]
    assert (seconds.count, seconds.sum, dict(seconds.attributes)) == (2, 4.0, ABOUT)
    assert seconds.explicit_bounds[0] == 0.01
    assert seconds.explicit_bounds[-1] == 81.92


def test_a_failed_call_counts_zero_of_unknown_modality_and_says_why_in_its_duration() -> None:
    recorded = Recorded()
    recorded.call("LLMRateLimited", Spent(), answered_by=None)
    points = recorded.points()
    assert set(points) == COUNTERS | {DURATION}  # sizes of what failed would bend percentiles
    for name in COUNTERS:
        [point] = points[name]
        assert point.value == 0
        assert point.attributes["gen_ai.token.modality"] == "unknown"
        assert "gen_ai.response.model" not in point.attributes
        assert "error.type" not in point.attributes
    [seconds] = points[DURATION]
    assert seconds.attributes["error.type"] == "LLMRateLimited"


def test_a_failure_that_was_billed_counts_its_tokens() -> None:
    recorded = Recorded()
    recorded.call("LLMTooLong")
    [(about, value)] = recorded.values("gen_ai.client.inference.usage.output_tokens")
    assert (value, about["gen_ai.token.modality"]) == (300, "text")
    assert not recorded.values("gen_ai.client.inference.operation.output_tokens")


def test_an_estimate_of_ours_is_not_passed_off_as_usage() -> None:
    recorded = Recorded()
    recorded.call(spent=Spent(900, 200, estimated=True))
    [(about, value)] = recorded.values("gen_ai.client.inference.usage.input_tokens")
    assert (value, about["gen_ai.token.modality"]) == (0, "unknown")
    assert not recorded.values("gen_ai.client.inference.operation.input_tokens")


def test_what_calls_cost_adds_up_by_currency_also_of_failed_ones() -> None:
    recorded = Recorded()
    recorded.call(cost=Cost(Decimal("0.25"), "CNY"))
    recorded.call("LLMTooLong", cost=Cost(Decimal("0.5"), "CNY"))
    recorded.call(cost=Cost(Decimal("0.125"), "USD"))
    recorded.call()
    totals = recorded.values("accord.model.cost")
    assert totals == [
        (ABOUT | {"accord.currency": "CNY"}, 0.75),
        (ABOUT | {"accord.currency": "USD"}, 0.125),
    ]


@pytest.mark.parametrize(
    ("host", "provider", "address", "port"),
    [
        ("api.openai.com", "openai", "api.openai.com", None),
        ("API.OpenAI.com:443", "openai", "api.openai.com", 443),
        ("acme.openai.azure.com", "azure.ai.openai", "acme.openai.azure.com", None),
        ("dashscope-intl.aliyuncs.com", "alibaba_cloud", "dashscope-intl.aliyuncs.com", None),
        ("notapi.openai.com", OTHER, "notapi.openai.com", None),
        ("api.openai.com.example.org", OTHER, "api.openai.com.example.org", None),
        ("127.0.0.1:9115", OTHER, "127.0.0.1", 9115),
        ("[::1]:80", OTHER, "::1", 80),
        ("[::1]", OTHER, "::1", None),
    ],
)
def test_the_provider_is_told_by_the_end_of_the_host(
    host: str, provider: str, address: str, port: int | None
) -> None:
    recorded = Recorded()
    recorded.call(host=host)
    [(about, _)] = recorded.values(DURATION)
    assert about["gen_ai.provider.name"] == provider
    assert about["server.address"] == address
    assert about.get("server.port") == port


def test_names_that_an_endpoint_makes_up_stay_few_and_short() -> None:
    recorded = Recorded()
    for number in range(MOST_MODELS * 3):
        recorded.call(answered_by=f"{number}\u200b\n{'x' * 5_000}")
    names = {about["gen_ai.response.model"] for about, _ in recorded.values(DURATION)}
    assert len(names) == MOST_MODELS  # with the one asked for, less "_OTHER"
    assert "_OTHER" in names
    assert all(len(name) <= 100 and name.isprintable() for name in names)


async def calls(script: str = CALLS, **environ: str) -> tuple[float, str]:
    """Make two calls in a process of their own; return how long its end took, and its words."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        script,
        cwd=HOUSE,
        env=clean | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return float(out), err.decode()


@pytest.mark.parametrize("whole", [False, True])
async def test_a_collector_receives_them_when_the_worker_stops(whole: bool) -> None:
    async with collector() as collected:
        name = "METRICS_ENDPOINT" if whole else "ENDPOINT"
        path = "/v1/metrics" if whole else ""
        _, words = await calls(
            **{f"OTEL_EXPORTER_OTLP_{name}": collected.url + path},
            OTEL_RESOURCE_ATTRIBUTES="deployment.environment.name=test",
        )
    assert words == ""
    assert collected.paths == ["/v1/metrics"]
    [resource] = collected.metrics[0].resource_metrics
    about = {one.key: one.value.string_value for one in resource.resource.attributes}
    assert about["service.name"] == "accord"
    assert about["deployment.environment.name"] == "test"
    [scope] = resource.scope_metrics
    found = {metric.name: metric for metric in scope.metrics}
    assert set(found) == COUNTERS | SIZES | {DURATION}
    tokens = found["gen_ai.client.inference.usage.input_tokens"].sum
    assert tokens.is_monotonic
    assert sorted(point.as_int for point in tokens.data_points) == [0, 10]
    assert [p.count for p in found[DURATION].histogram.data_points] == [1, 1]


async def test_the_name_of_the_service_can_be_changed() -> None:
    async with collector() as collected:
        await calls(OTEL_EXPORTER_OTLP_ENDPOINT=collected.url, OTEL_SERVICE_NAME="accord-beijing")
    [resource] = collected.metrics[0].resource_metrics
    about = {one.key: one.value.string_value for one in resource.resource.attributes}
    assert about["service.name"] == "accord-beijing"


async def test_a_collector_that_is_gone_delays_the_end_by_little_and_is_one_line() -> None:
    gone = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_EXPORTER_OTLP_TIMEOUT": "1"}
    seconds, words = await calls(**gone, OTEL_METRIC_EXPORT_INTERVAL="100", STAYS="3")
    assert seconds < 2.5
    assert words == "metrics cannot be sent to 127.0.0.1\n"  # once for all attempts


async def test_a_collector_that_never_answers_delays_the_end_by_little() -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        address = f"http://127.0.0.1:{mute.getsockname()[1]}"
        seconds, words = await calls(OTEL_EXPORTER_OTLP_ENDPOINT=address)
    assert seconds < 2.5
    assert "Traceback" not in words


async def test_prometheus_reads_them_where_the_worker_is_told_to_show_them() -> None:
    place = f"127.0.0.1:{free_port()}"
    calling = asyncio.create_task(calls(ACCORD_METRICS=place, STAYS="8"))
    async with httpx2.AsyncClient(trust_env=False) as client:

        async def scraped() -> str | None:
            with contextlib.suppress(httpx2.HTTPError):
                text = (await client.get(f"http://{place}/metrics")).text
                return text if "gen_ai_client_inference_duration_seconds_count" in text else None
            return None

        text = await until(scraped, "the figures")
    told = [line for line in text.splitlines() if line.startswith("gen_ai_client_inference_usage")]
    assert any("input_tokens" in line and line.endswith(" 10.0") for line in told), told
    assert 'gen_ai_provider_name="alibaba_cloud"' in text
    assert (await calling)[0] < 2


async def test_without_a_collector_no_sdk_is_loaded() -> None:
    script = f"import sys\n{CALLS}\nassert 'opentelemetry.sdk.metrics' not in sys.modules"
    seconds, words = await calls(script)
    assert (seconds < 0.1, words) == (True, "")


@pytest.mark.parametrize(
    "off", [{}, {"OTEL_SDK_DISABLED": "true"}, {"OTEL_METRICS_EXPORTER": "none"}]
)
def test_metrics_can_be_off(off: dict[str, str]) -> None:
    address = {"OTEL_EXPORTER_OTLP_ENDPOINT": "nonsense"} if off else {}
    started = time.monotonic()
    with telemetry(address | off):
        pass
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318"),
        ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "ftp://collector"),
        ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://collector:99999"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "soon"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "0"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "nan"),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere/ca.pem"),
        ("ACCORD_METRICS", "9464"),
        ("ACCORD_METRICS", "127.0.0.1"),
        ("ACCORD_METRICS", "http://127.0.0.1:9464"),
        ("ACCORD_METRICS", "me@127.0.0.1:9464"),
        ("ACCORD_METRICS", "127.0.0.1:99999"),
        ("ACCORD_METRICS", "192.0.2.1:9464"),
    ],
)
def test_a_bad_setting_is_one_sentence_that_names_it(name: str, value: str) -> None:
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"} | {name: value}
    with pytest.raises(BadInputError) as caught, telemetry(environ):
        raise AssertionError("the worker must not start")
    for sentence in (caught.value.sentence.en, caught.value.sentence.zh):
        assert name in sentence
        assert "\n" not in sentence
