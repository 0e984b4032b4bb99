"""What each call used and how long it took, by OpenTelemetry's GenAI metrics.

The names are those of open-telemetry/semantic-conventions-genai at fe1756a2 (September 2026, on
conventions 1.44.0; status Development); `gen_ai.client.inference.duration` is of 024a4f94
(October 2026). opentelemetry-semantic-conventions 0.66b2 has the older names only, as deprecated.
Of cost they know nothing: `accord.model.cost` is a word of ours. Without an SDK (telemetry.py) all
of it does nothing.
"""

from functools import cache

from opentelemetry import metrics
from opentelemetry.metrics import Counter, Histogram, Meter

from activities.llm_recording import Cost, Spent
from domain.text import clean

METER = "accord"
_USAGE = {
    "input_tokens": "The number of input tokens used, cached ones included.",
    "output_tokens": "The number of output tokens used, those of reasoning included.",
    "cache_read.input_tokens": "The number of input tokens that the provider had cached.",
    "reasoning.output_tokens": "The number of output tokens used for reasoning.",
}
_TOKEN_BUCKETS = [4**power for power in range(14)]
_SECOND_BUCKETS = [0.01 * 2**power for power in range(14)]

_PROVIDERS = {
    "api.openai.com": "openai",
    "openai.azure.com": "azure.ai.openai",
    "api.deepseek.com": "deepseek",
    "api.anthropic.com": "anthropic",
    "generativelanguage.googleapis.com": "gcp.gemini",
    "aiplatform.googleapis.com": "gcp.vertex_ai",
    "api.mistral.ai": "mistral_ai",
    "api.groq.com": "groq",
    "api.x.ai": "x_ai",
    "api.moonshot.cn": "moonshot_ai",
    "api.moonshot.ai": "moonshot_ai",
    "api.perplexity.ai": "perplexity",
    "api.cohere.com": "cohere",
    "api.cohere.ai": "cohere",
    "aliyuncs.com": "alibaba_cloud",  # 百炼; the conventions have no word for it
}
"""`gen_ai.provider.name` by the end of the host's name."""

OTHER = "openai_compatible"
"""The provider of any other host, a word of ours: its API is all that is known of it."""

MOST_MODELS = 50
"""Names of models told apart by one process; endpoints choose what they call themselves."""
_CROWD = "_OTHER"
_NAME_LENGTH = 100

Attributes = dict[str, str | int]


class InferenceMetrics:
    """The instruments of one meter."""

    def __init__(self, meter: Meter) -> None:
        prefix = "gen_ai.client.inference"
        self._usage: dict[str, Counter] = {
            name: meter.create_counter(f"{prefix}.usage.{name}", "{token}", words)
            for name, words in _USAGE.items()
        }
        self._sizes: dict[str, Histogram] = {
            name: meter.create_histogram(
                f"{prefix}.operation.{name}",
                "{token}",
                f"The number of {name.replace('_', ' ')} of one operation.",
                explicit_bucket_boundaries_advisory=_TOKEN_BUCKETS,
            )
            for name in ("input_tokens", "output_tokens")
        }
        self._duration = meter.create_histogram(
            f"{prefix}.duration",
            "s",
            "How long a call took, until its answer was read or it failed.",
            explicit_bucket_boundaries_advisory=_SECOND_BUCKETS,
        )
        self._cost = meter.create_counter(
            "accord.model.cost", "{currency}", "What calls cost, by ACCORD_MODEL_PRICES."
        )
        self._models: set[str] = set()

    def record(
        self,
        operation: str,
        model: str,
        answered_by: str | None,
        host: str,
        outcome: str,
        spent: Spent,
        seconds: float,
        cost: Cost | None = None,
    ) -> None:
        """Record one attempt, also a failed one; what the endpoint did not tell counts as 0.

        Tokens of a failure are in the counters alone: sizes of what failed mean nothing. A cost is
        that of the store, which estimates what the endpoint did not tell; without a price, none.
        """
        about: Attributes = {"gen_ai.operation.name": operation, **server(host)}
        about["gen_ai.request.model"] = self._model(model)
        if answered_by:
            about["gen_ai.response.model"] = self._model(answered_by)
        failure: Attributes = {} if outcome == "ok" else {"error.type": outcome}
        self._duration.record(seconds, about | failure)
        if cost:
            self._cost.add(float(cost.amount), about | {"accord.currency": cost.currency})
        told = not spent.estimated and bool(spent.tokens_in or spent.tokens_out)
        counted = _counted(spent if told else Spent())
        modality: Attributes = {"gen_ai.token.modality": "text" if told else "unknown"}
        for name, counter in self._usage.items():
            counter.add(counted[name], about | modality)
        if told and not failure:
            for name, histogram in self._sizes.items():
                histogram.record(counted[name], about)

    def _model(self, name: str) -> str:
        line = named(name)
        if line not in self._models and len(self._models) >= MOST_MODELS:
            return _CROWD
        self._models.add(line)
        return line


def named(model: str) -> str:
    """Return a model's name as one short line: it may be whatever an endpoint says of itself."""
    return " ".join(clean(model[: _NAME_LENGTH * 4]).split())[:_NAME_LENGTH]


def _counted(spent: Spent) -> dict[str, int]:
    return {
        "input_tokens": spent.tokens_in,
        "output_tokens": spent.tokens_out,
        "cache_read.input_tokens": spent.tokens_cached,
        "reasoning.output_tokens": spent.tokens_reasoning,
    }


def server(host: str) -> Attributes:
    """Return the provider, address and port, as far as the host tells them."""
    name, colon, port = host.rpartition(":")
    if not (colon and port.isdecimal() and port.isascii()):
        name, port = host, ""
    name = name.strip("[]").lower()
    found = (word for end, word in _PROVIDERS.items() if f".{name}".endswith(f".{end}"))
    told: Attributes = {"gen_ai.provider.name": next(found, OTHER), "server.address": name}
    return told | ({"server.port": int(port)} if port else {})


@cache
def _metrics() -> InferenceMetrics:
    return InferenceMetrics(metrics.get_meter(METER))


def called(
    *,
    operation: str = "chat",
    model: str,
    answered_by: str | None,
    host: str,
    outcome: str,
    spent: Spent,
    seconds: float,
    cost: Cost | None = None,
) -> None:
    """Record one attempt: `outcome` is `ok`, `cancelled` or the type of the error."""
    _metrics().record(operation, model, answered_by, host, outcome, spent, seconds, cost)
