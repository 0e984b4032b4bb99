"""Spans of what goes to Temporal and of each activity, where this process sends traces."""

from opentelemetry import trace
from temporalio import client, worker


def traced() -> list[client.Interceptor]:
    """Return what traces a client and the activities of its workers: nothing without a collector.

    Of temporalio's two interceptors it is the stable one; the newer one, OpenTelemetryPlugin, is
    marked experimental and shows a workflow's spans when it ends, which here takes months.
    Workflows are traced by `workflows/causes.py`, which says why.
    """
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return []
    return [_Traced()]


class _Traced(client.Interceptor, worker.Interceptor):
    """temporalio's TracingInterceptor, but for workflows."""

    def __init__(self) -> None:
        from temporalio.contrib.opentelemetry import TracingInterceptor  # loads the SDK

        self._inner = TracingInterceptor()

    def intercept_client(self, next: client.OutboundInterceptor) -> client.OutboundInterceptor:
        """Return what makes a span of each call."""
        return self._inner.intercept_client(next)

    def intercept_activity(
        self, next: worker.ActivityInboundInterceptor
    ) -> worker.ActivityInboundInterceptor:
        """Return what makes a span of each attempt of an activity."""
        return self._inner.intercept_activity(next)
