"""Where traces go, when they do not, and what no trace ever says."""

import asyncio
import os
import socket
import sys
from pathlib import Path

import pytest

from domain.errors import BadInputError
from tests.activities.test_llm_metrics import calls
from tests.collector import about, collector
from tests.workflows.cast import PATIENCE
from traces import traces
from workflows.tracing import traced

SPANS = """
import os, time
from opentelemetry import trace
from traces import traces
from workflows.tracing import traced
from workflows.tracing import traced

with traces(os.environ):
    assert bool(traced()) == bool(os.environ.get("SENDS"))
    try:
        with trace.get_tracer("test").start_as_current_span("failing"):
            raise ValueError("what-nobody-may-read")
    except ValueError:
        pass
    time.sleep(float(os.environ.get("STAYS", "0")))
    stopping = time.monotonic()
print(time.monotonic() - stopping)
"""
SENDS = {"SENDS": "yes"}


async def test_a_collector_receives_them_without_the_words_of_an_error() -> None:
    async with collector() as collected:
        address = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{collected.url}/v1/traces"}
        _, words = await calls(SPANS, **address, **SENDS)
    assert words == ""
    assert collected.paths == ["/v1/traces"]
    [span] = collected.spans()
    assert (span.name, span.status.code, span.status.message) == ("failing", 2, "")
    assert [about(list(one.attributes)) for one in span.events] == [
        {"exception.type": "ValueError"}
    ]
    assert b"what-nobody-may-read" not in b"".join(collected.bodies)
    assert b"Traceback" not in b"".join(collected.bodies)
    resource = collected.traces[0].resource_spans[0].resource
    assert about(list(resource.attributes))["service.name"] == "accord"


async def test_a_collector_that_is_gone_delays_the_end_by_little_and_is_one_line() -> None:
    gone = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_EXPORTER_OTLP_TIMEOUT": "1"}
    seconds, words = await calls(SPANS, **gone, **SENDS, OTEL_BSP_SCHEDULE_DELAY="50", STAYS="1")
    assert seconds < 2.5
    assert words == "traces cannot be sent to 127.0.0.1\n"


async def test_a_collector_that_never_answers_delays_the_end_by_little() -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        address = f"http://127.0.0.1:{mute.getsockname()[1]}"
        seconds, words = await calls(SPANS, **SENDS, OTEL_EXPORTER_OTLP_ENDPOINT=address)
    assert seconds < 2.5
    assert words == "the last traces are not sent\n"


async def test_without_a_collector_no_sdk_is_loaded() -> None:
    script = f"import sys\n{SPANS}\nassert 'opentelemetry.sdk.trace' not in sys.modules"
    seconds, words = await calls(script)
    assert (seconds < 0.1, words) == (True, "")


@pytest.mark.parametrize("off", [{"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}])
def test_traces_can_be_off(off: dict[str, str]) -> None:
    with traces({"OTEL_EXPORTER_OTLP_ENDPOINT": "nonsense"} | off):
        assert not traced()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://collector"),
        ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "soon"),
        ("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "/nowhere/ca.pem"),
        ("OTEL_BSP_SCHEDULE_DELAY", "-1"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "1.5"),
        ("OTEL_TRACES_SAMPLER", "sometimes"),
        ("OTEL_TRACES_SAMPLER_ARG", "2"),
    ],
)
def test_a_bad_setting_is_one_sentence_in_both_languages(name: str, value: str) -> None:
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"} | {name: value}
    if name.endswith("_ARG"):
        environ["OTEL_TRACES_SAMPLER"] = "traceidratio"
    with pytest.raises(BadInputError) as caught, traces(environ):
        raise AssertionError("the process must not start")
    english, chinese = caught.value.sentence.en, caught.value.sentence.zh
    assert english != chinese
    for sentence in (english, chinese):
        assert sentence.startswith(name)
        assert "\n" not in sentence


@pytest.mark.parametrize(
    ("command", "language", "words"),
    [
        (["show", "x"], "zh", "之一"),
        (["api"], "en", "is none of"),
        (["notify", "run"], "zh", "之一"),
    ],
    ids=["show", "api", "notify"],
)
async def test_a_command_says_so_and_ends_with_2(
    command: list[str], language: str, words: str, tmp_path: Path
) -> None:
    own = {"ACCORD_HOME": str(tmp_path), "ACCORD_LANG": language}
    own |= {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_SAMPLER": "often"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from cli.main import main; main()", *command),
        env=dict(os.environ) | own,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        _, told = await process.communicate()
    assert process.returncode == 2
    assert "OTEL_TRACES_SAMPLER" in told.decode()
    assert words in told.decode()
    assert told.count(b"\n") == 1
