"""The HTTP API as one application."""

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp

from api.capping import Capped
from api.footing import Footing
from api.linking import documented
from api.methods import Methods
from api.problems import PROBLEM, handle_problems
from api.routes import (
    card_pages,
    cards,
    collaboration_pages,
    collaborations,
    company,
    company_account,
    contributions,
    desk,
    event_logs,
    events,
    forming,
    health,
    needs,
    permissions,
    pictures,
    planning,
    signing_in,
    spending,
    suggestions,
    survey,
    webhooks,
)
from api.watching import Measured, Watched

MOST_BYTES = 2 * 1024 * 1024
"""Of a body; files are imported by their own route."""
_ROOMS = (
    collaborations,
    contributions,
    spending,
    pictures,
    permissions,
    suggestions,
    planning,
    event_logs,
    forming,
    company,
    cards,
    needs,
    survey,
    events,
    webhooks,
    health,
    desk,
    collaboration_pages,
    card_pages,
    signing_in,
    company_account,
)
_PROBLEMS = (400, 401, 403, 404, 409, 410, 413, 415, 422, 428, 503)
_UNWATCHED: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "auto_configure": False,
}
"""FastAPI would send the addresses of requests, which hold secrets, and the words of errors."""
_ABOUT = """Start, read and decide collaborations from any system. What people are asked, only
people decide: a decision is bound to who is signed in and to the text that they name.

任何系统都可通过本接口启动、查看协作并作出决定。需要人决定的事项只由人决定：每项决定都绑定登录者本人及其所指明的文本。
"""


class Application(FastAPI):
    """The application, in which each request is seen as its caller sees it."""

    def build_middleware_stack(self) -> ASGIApp:
        """Return the application with the watcher around all of it."""
        return Watched(super().build_middleware_stack(), self.state.measured)


def app(footing: Footing) -> FastAPI:
    """Return the application on this footing."""
    made = Application(
        title="Accord · 合议",
        version="1",
        description=_ABOUT,
        responses=dict.fromkeys(_PROBLEMS, PROBLEM),
        docs_url=None,
        redoc_url=None,
        telemetry=_UNWATCHED,
    )
    made.state.footing = footing
    made.state.measured = Measured()
    files = (company.FILES, needs.FILES)
    made.add_middleware(Capped, most=MOST_BYTES, files=files, most_of_a_file=company.MOST_BYTES)
    made.add_middleware(Methods, streams=events.router.prefix)
    handle_problems(made)
    made.openapi = documented(made)  # type: ignore[method-assign]
    for one in _ROOMS:
        made.include_router(one.router)
    return made
