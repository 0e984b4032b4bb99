"""The span of each call to a model, by OpenTelemetry's GenAI conventions (see llm_metrics.py).

It holds names and numbers. What was asked and what was answered is nowhere in it; nor is the
place in the trace told to the endpoint, which is a stranger's.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, StatusCode

from activities.llm_metrics import named, server
from activities.llm_recording import Spent

_TRACER = trace.get_tracer("accord.model")


@contextmanager
def inference(
    model: str, host: str, max_tokens: int, purpose: str, operation: str = "chat"
) -> Iterator[Callable[[str | None, str, Spent], None]]:
    """Show one attempt, and give what notes how it ended: the model, the outcome and the tokens.

    `purpose` is what the answer is to be, by the name of its schema.
    """
    about = {
        "gen_ai.operation.name": operation,
        "gen_ai.request.model": named(model),
        "gen_ai.request.max_tokens": max_tokens,
        "gen_ai.output.type": "json",
        "accord.model.purpose": purpose,
        **server(host),
    }
    with _TRACER.start_as_current_span(
        f"{operation} {named(model)}",
        kind=SpanKind.CLIENT,
        attributes=about,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        yield partial(_note, span)


def _note(span: Span, answered_by: str | None, outcome: str, spent: Spent) -> None:
    """Note how it ended. Tokens that were not told are not there: an estimate is no usage."""
    if answered_by:
        span.set_attribute("gen_ai.response.model", named(answered_by))
    if not spent.estimated and (spent.tokens_in or spent.tokens_out):
        span.set_attribute("gen_ai.usage.input_tokens", spent.tokens_in)
        span.set_attribute("gen_ai.usage.output_tokens", spent.tokens_out)
    if outcome != "ok":
        span.set_attribute("error.type", outcome)
        span.set_status(StatusCode.ERROR)
