"""One request is followed by its trace and its id: through API, workflow, activity and model, and
to the message that goes out.
"""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from prometheus_client.parser import text_string_to_metric_families

from tests.collector import about
from tests.observed import COMMENT, LINK, MAILED, SECRETS, Observed, observed, trace_of
from tests.workflows.cast import until

CALLER = "00f067aa0ba902b7"
DASHBOARD = Path(__file__).parents[1] / "docs" / "grafana" / "accord.json"
PROMETHEUS = {"instance", "job"}
"""The labels that Prometheus itself gives what it reads."""


@pytest.fixture(scope="module")
async def seen(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Observed]:
    """A collaboration that was started and decided on by HTTP, up to the model's next draft."""
    async with observed(tmp_path_factory.mktemp("observed")) as opened:
        await opened.ask("GET", f"/invite/{LINK}?x={LINK}", "nobody", "look-0001")
        await opened.approve_all("goals", CALLER, COMMENT)
        await opened.story.pending("cadence")
        await until(lambda: _drafted(opened), "the model's span")
        await until(lambda: _told(opened), "the message's span")
        yield opened


async def _drafted(on: Observed) -> bool:
    names = [span.name for span in _last(on)]
    return "RunActivity:draft_cadence" in names and "chat test-model" in names


async def _told(on: Observed) -> bool:
    return bool(on.sent(f"{on.story.id}:cadence:1", trace_of(on.decisions[-1])))


def _last(on: Observed) -> list[Span]:
    """Return the spans of the decision after which the collaboration went on."""
    return on.collected.spans(trace_of(on.decisions[-1]))


def _line(spans: list[Span], last: str) -> list[str]:
    """Return the names of the spans that led to the last one, and the caller's own."""
    by_id = {span.span_id: span for span in spans}
    span, names = next(one for one in spans if one.name == last), []
    while span.parent_span_id in by_id:
        names.append(span.name)
        span = by_id[span.parent_span_id]
    return [*names, span.name, span.parent_span_id.hex()]


def test_one_trace_leads_from_the_request_to_the_model_s_call(seen: Observed) -> None:
    assert _line(_last(seen), "chat test-model") == [
        "chat test-model",
        "RunActivity:draft_cadence",
        "RunWorkflow:SuggestionWorkflow",
        "HandleSignal:outcome",
        "SignalWorkflow:outcome",
        "RunActivity:conclude",
        "HandleUpdate:decide",
        "StartWorkflowUpdate:decide",
        "POST /v1/suggestions/{id}/decisions",
        CALLER,
    ]


def test_the_same_trace_leads_on_to_the_message_that_goes_out(seen: Observed) -> None:
    spans = _last(seen)
    (message, *_) = seen.sent(f"{seen.story.id}:cadence:1", trace_of(seen.decisions[-1]))
    assert message.kind == Span.SPAN_KIND_CLIENT
    by_id = {span.span_id: span for span in spans}
    announced = by_id[message.parent_span_id]
    assert announced.name == "RunActivity:tell"
    assert _line([announced, *(s for s in spans if s is not announced)], "RunActivity:tell") == [
        "RunActivity:tell",
        "RunWorkflow:SuggestionWorkflow",
        "HandleSignal:outcome",
        "SignalWorkflow:outcome",
        "RunActivity:conclude",
        "HandleUpdate:decide",
        "StartWorkflowUpdate:decide",
        "POST /v1/suggestions/{id}/decisions",
        CALLER,
    ]
    assert any(mail["to"].endswith(f"@{MAILED}") for mail in seen.mails.taken)


def test_the_id_of_the_request_is_on_the_line_of_the_message_that_went_out(
    seen: Observed,
) -> None:
    lines = seen.lines("notify", seen.decisions[-1])
    asked = [one for one in lines if one.get("suggestion") == f"{seen.story.id}:cadence:1"]
    assert asked
    for line in asked:
        assert (line["event"], line["outcome"]) == ("send message", "sent")
        assert line["collaboration"] == seen.story.id
        assert line["trace_id"] == trace_of(seen.decisions[-1])


def test_no_request_is_a_span_but_by_its_route(seen: Observed) -> None:
    served = [span for span in seen.collected.spans() if span.kind == Span.SPAN_KIND_SERVER]
    names = {span.name for span in served if " " in span.name}
    assert {"GET /invite/{link}", "POST /v1/collaborations"} <= names
    assert not [name for name in names if "healthz" in name or "metrics" in name]
    told = {key for span in served for key in about(list(span.attributes))}
    assert not [key for key in told if key.startswith(("url.", "fastapi", "client", "user"))]


def test_what_the_start_caused_is_a_trace_of_its_own(seen: Observed) -> None:
    spans = [s for s in seen.collected.spans() if s.name == "POST /v1/collaborations"]
    [start] = [one for one in spans if _id(one) == "start-0001"]
    line = _line(seen.collected.spans(start.trace_id.hex()), "RunActivity:draft_goals")
    assert line[-3:] == ["StartWorkflow:CollaborationWorkflow", "POST /v1/collaborations", ""]


async def test_a_command_is_traced_too_and_sends_its_spans_before_it_ends(seen: Observed) -> None:
    before = {span.trace_id for span in seen.collected.spans()}
    await seen.command("show", seen.story.id)
    sent = [span for span in seen.collected.spans() if span.trace_id not in before]
    roots = [span.name for span in sent if not span.parent_span_id]
    assert "QueryWorkflow:view" in roots


def test_a_call_s_span_has_names_and_numbers_by_the_conventions(seen: Observed) -> None:
    calls = [span for span in seen.collected.spans() if span.name == "chat test-model"]
    told = [about(list(span.attributes)) for span in calls]
    refused = next(one for one in told if "error.type" in one)
    good = next(one for one in told if "error.type" not in one)
    assert all(span.kind == Span.SPAN_KIND_CLIENT for span in calls)
    assert "gen_ai.usage.input_tokens" not in refused
    assert good["gen_ai.operation.name"] == "chat"
    assert good["gen_ai.request.model"] == "test-model"
    assert good["gen_ai.response.model"] == "test-model-1"
    assert (good["gen_ai.usage.input_tokens"], good["gen_ai.usage.output_tokens"]) == (11, 7)
    assert good["accord.model.purpose"] == "cadence"


def _id(span: Span) -> str | int:
    return about(list(span.attributes))["accord.request.id"]


@pytest.mark.parametrize(("kind", "update"), [("goals", ""), ("cadence", "decide")])
def test_the_id_of_a_request_is_on_the_lines_of_all_that_it_caused(
    seen: Observed, kind: str, update: str
) -> None:
    id = seen.decisions[-1] if update else "start-0001"
    [answered] = [line for line in seen.lines("api", id) if line["event"] == "request"]
    assert answered["status"] in (200, 201)
    lines = seen.lines("worker", id)
    drafts = [line for line in lines if line.get("activity") == f"draft_{kind}"]
    assert {line["event"] for line in drafts} > {"activity"}  # and what the code itself says
    assert any(line.get("workflow") == "SuggestionWorkflow" for line in lines)
    assert any(line.get("update") == update for line in lines) == bool(update)
    for line in lines:
        assert line["collaboration"] == seen.story.id
        assert seen.story.id in line["workflow_id"]
        assert line["run_id"]
        assert re.fullmatch("[0-9a-f]{32}", line["trace_id"])


def test_nothing_that_was_asked_said_or_known_is_sent_or_shown(seen: Observed) -> None:
    sent = b"".join(seen.collected.bodies)
    assert b"/invite/{link}" in sent
    for secret in SECRETS:
        assert secret.encode() not in sent, secret


async def test_the_dashboard_reads_what_api_and_worker_export(seen: Observed) -> None:
    text = await seen.figures()
    assert not [secret for secret in SECRETS if secret in text]
    labels: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text.replace("# EOF", "")):
        for sample in family.samples:
            labels.setdefault(sample.name, set()).update(sample.labels)
    checked = 0
    for expression, legend in _queries():
        names, read = _read(expression)
        assert names, expression
        for name in names:
            assert name in labels, (name, expression)
            checked += 1
        for label in read | set(re.findall(r"{{(\w+)}}", legend)):
            given = PROMETHEUS.union(*(labels[name] for name in names))
            assert label in given, (label, expression)
    assert checked > 15


async def test_both_manuals_name_every_metric_of_ours(seen: Observed) -> None:
    found = text_string_to_metric_families((await seen.figures()).replace("# EOF", ""))
    ours = ("accord_", "gen_ai_", "http_")
    names = {s.name for one in found for s in one.samples if one.name.startswith(ours)}
    wanted = {re.sub("_(bucket|count|sum)$", "", name) for name in names}
    assert len(wanted) > 10
    for page in ("observability.md", "observability.zh-CN.md"):
        text = (DASHBOARD.parents[1] / page).read_text("utf-8")
        assert {name for name in wanted if f"`{name}`" not in text} == set(), page


def _queries() -> list[tuple[str, str]]:
    board = json.loads(DASHBOARD.read_text("utf-8"))
    found = [
        (target["expr"], target["legendFormat"])
        for panel in board["panels"]
        for target in panel.get("targets", [])
    ]
    for variable in board["templating"]["list"]:
        if "definition" in variable:
            found.append((variable["definition"], ""))
    return found


FUNCTIONS = {"sum", "rate", "increase", "histogram_quantile", "label_values"}


def _read(expression: str) -> tuple[set[str], set[str]]:
    """Return the metrics and the labels that an expression in PromQL names."""
    bare = re.sub(r"\[[^\]]*\]", "", expression)
    labels = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", bare))
    bare = re.sub(r"{[^}]*}", "", bare)
    for group in re.findall(r"\b(?:by|without)\s*\(([^)]*)\)", bare):
        labels |= {one.strip() for one in group.split(",")}
    bare = re.sub(r"\b(?:by|without)\s*\([^)]*\)", "", bare)
    asked = re.fullmatch(r"label_values\((\w+), (\w+)\)", expression)
    words = set(re.findall(r"[a-zA-Z_]\w*", bare)) - FUNCTIONS
    if asked:
        return {asked[1]}, {asked[2]}
    return words, labels


def test_the_dashboard_can_be_provisioned_and_is_in_both_languages() -> None:
    board = json.loads(DASHBOARD.read_text("utf-8"))
    assert (board["id"], board["uid"]) == (None, "accord")
    assert board["templating"]["list"][0]["type"] == "datasource"
    named = [panel["title"] for panel in board["panels"]]
    named += [panel["description"] for panel in board["panels"] if panel.get("description")]
    for words in named:
        english, chinese = words.split(" · ")
        assert re.search("[A-Za-z]", english), words
        assert re.search("[一-鿿]", chinese), words
    for panel in board["panels"]:
        sources = [panel.get("datasource"), *(t["datasource"] for t in panel.get("targets", []))]
        assert all(one is None or one["uid"] == "${datasource}" for one in sources)
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_the_reader_of_promql_sees_every_name() -> None:
    names, labels = _read('sum by (le, a) (rate(x_bucket{b=~"5..", c!="d"}[$__rate_interval])) / y')
    assert (names, labels) == ({"x_bucket", "y"}, {"le", "a", "b", "c"})
