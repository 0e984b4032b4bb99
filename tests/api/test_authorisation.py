"""Every route, asked by everybody: who may what is computed from one table.

A new route without a row here fails.
"""

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from analysis.need_facts import need_facts
from api.app import app
from api.callers import Caller, UnauthenticatedError
from api.connection import Connection
from api.footing import Footing
from domain.card import CardGiven
from domain.charter import Charter
from domain.directory import Directory, Person
from domain.granting import GRANTED
from domain.listing import Listing
from domain.permissions import FOR_SERVICES, Action, Role, allowed
from domain.sources import EventLog
from domain.webhook import Webhook
from store.cards import replace_card
from store.charters import keep_charter
from store.collaborations import keep_collaboration
from store.engine import close, open_store
from store.event_logs import keep_event_log
from store.facts import keep_facts
from store.listings import keep_listing
from store.migrating import migrate
from store.people import COMPANY, keep_directory
from store.suggestions import keep_suggestion
from store.webhooks import keep_webhook
from tests.analysis import logs
from tests.api.asgi import status_of
from tests.permitted import keep, permission
from tests.postgresql import store_for
from tests.store.samples import NOW, brief, suggestion
from tests.store.test_event_logs import event, log, some
from worker import Settings

ID, NEED = "onboarding", "onboarding:need:1"
EVERYTHING = frozenset(FOR_SERVICES)


@dataclasses.dataclass(frozen=True)
class Who:
    """Somebody, and what the example makes them: written by hand, not by the code under test."""

    caller: Caller
    holds: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()


def person(
    account: str,
    *holds: str,
    roles: frozenset[Role] = frozenset(),
    given: frozenset[str] = frozenset(),
) -> Who:
    return Who(Caller(account, "session", roles), frozenset(holds) | roles, given)


def service(name: str, scopes: frozenset[str], within: set[str] | None = None) -> Who:
    known = None if within is None else frozenset(within)
    return Who(Caller(f"sa@{name}", "service", scopes=scopes, collaborations=known))


PEOPLE = {
    "nobody": None,
    "stranger": person("sun.li"),
    "member": person("chen.yu", "member"),
    "head": person("wang.fa", "member", "head"),
    "lead": person("li.na", "member", "head", "lead"),
    "sponsor": person("zhao.min", "sponsor"),
    "asked": person("qian.duo", "asked"),
    "auditor": person("au.di", roles=frozenset({"auditor"})),
    "admin": person("ad.min", roles=frozenset({"admin"})),
    "starter": person("st.art", roles=frozenset({"starter"})),
    "service for all": service("all", EVERYTHING),
    "service that reads": service("reads", frozenset({"read"})),
    "service that watches": service("watches", frozenset({"watch"})),
    "service of this one": service("this", EVERYTHING, {ID}),
    "service of another": service("other", EVERYTHING, {"another-1"}),
    "service that claims too much": service("forged", frozenset({"decide", "steer", "read"})),
    **{
        f"permitted to {action}": person(f"may.{action}", given=frozenset({"read", action}))
        for action in GRANTED
    },
    "permitted until yesterday": person("ex.pired"),
    "permitted once, now withdrawn": person("with.drawn"),
    "refused a permission": person("re.fused"),
    "permitted elsewhere": person("else.where"),
    "auditor who was to steer": person("au.steer", roles=frozenset({"auditor"})),
    "member who was to audit": person("hu.die", "member"),
    "starter permitted to steer": person(
        "st.steer", roles=frozenset({"starter"}), given=frozenset({"read", "steer"})
    ),
    "service with a permission": service("given", frozenset({"read"}), {ID}),
}
"""Whoever asks; None has shown nothing."""
FOR_GOOD, AGO = dt.datetime(2999, 1, 1, tzinfo=dt.UTC), dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
PERMISSIONS = (
    *(permission(f"may.{action}", action, until=FOR_GOOD) for action in GRANTED),
    permission("ex.pired", "steer", until=AGO),
    permission("with.drawn", "steer", withdrawn_at=AGO, withdrawn_by="zhao.min"),
    permission("re.fused", "steer", refused="audits"),
    permission("else.where", "steer", collaboration="another-1"),
    permission("au.steer", "steer"),
    permission("hu.die", "audit"),
    permission("st.steer", "steer"),
    permission("sa@given", "speak"),
    permission("chen.yu", "read", id=f"pm_{'f' * 24}"),
)

OPEN, CLOSED, SIGNED_IN, START = "open", "closed", "signed in", "to start"
"""For routes that are about no action: anybody, whoever is signed in, and starting itself.

Closed are the ways in that this house does not have: no provider, and no open mode.
"""
BRIEF = brief().model_dump(mode="json")
DECISION = {"verb": "approve", "revision": 1, "fingerprint": "a" * 16}
FORM = {"verb": "approve", "revision": "1", "fingerprint": "a" * 16, "nonce": "n" * 16}
HERE = f"/v1/collaborations/{ID}"
TEAM = {"people": [{"name": "x", "department": "y"}], "require": {"size": {"min": 1}}}
CARD = {
    "hours": [{"days": ["mon"], "opens": "09:00", "closes": "17:00"}],
    "channels": ["legal@example"],
    "response_hours": 4,
}
STRATEGY = {"objectives": [{"id": "O1", "text": "x"}]}
HOOK = Webhook(
    id=f"wh_{'0' * 24}",
    url="https://hook.example/",
    events=(),
    made_by="ad.min",
    made_at=NOW,
    cursor=0,
    due_at=NOW,
)


@dataclasses.dataclass(frozen=True)
class Row:
    """One way to ask a route, and what it takes. `page` sends strangers to the door instead.

    `own` takes it by what somebody is: no permission will do.
    """

    route: str
    path: str
    takes: Action | str
    body: Any = None
    form: dict[str, str] | None = None
    company: bool = False
    page: bool = False
    own: bool = False

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]


ROWS = (
    Row("GET /openapi.json", "/openapi.json", OPEN),
    Row("GET /healthz", "/healthz", OPEN),
    Row("GET /readyz", "/readyz", OPEN),
    Row("GET /metrics", "/metrics", "watch", company=True),
    Row("GET /v1/suggestions/decisions:batch", "/v1/suggestions/decisions:batch", OPEN),
    Row("GET /sign-in", "/sign-in", OPEN),
    Row("POST /sign-in", "/sign-in", OPEN, form={}),
    Row("POST /sign-in/as", "/sign-in/as", CLOSED, form={}),
    Row("GET /sign-in/company", "/sign-in/company", CLOSED),
    Row("GET /sign-in/company/callback", "/sign-in/company/callback", CLOSED),
    Row("GET /sign-out", "/sign-out", OPEN),
    Row("POST /sign-out", "/sign-out", OPEN, form={}),
    Row("GET /invite/{link}", "/invite/x", OPEN),
    Row("POST /invite/{link}", "/invite/x", OPEN, form={}),
    Row("GET /", "/", SIGNED_IN, page=True),
    Row("GET /d/{id}", f"/d/{NEED}", "read", page=True),
    Row("POST /d/{id}", f"/d/{NEED}", "decide", form=FORM, page=True),
    Row("GET /c", "/c", SIGNED_IN, page=True),
    Row("GET /c/{id}", f"/c/{ID}", "read", page=True),
    Row("GET /cards", "/cards", "card_read", company=True, page=True),
    Row("GET /cards/{department:path}", "/cards/Legal", "card_read", company=True, page=True),
    Row(
        "POST /cards/{department:path}",
        "/cards/Legal",
        "card_write",
        form={"version": "1"},
        company=True,
        page=True,
    ),
    Row("POST /v1/collaborations", "/v1/collaborations", START, BRIEF),
    Row("GET /v1/collaborations", "/v1/collaborations", SIGNED_IN),
    Row("GET /v1/collaborations/{id}", HERE, "read"),
    Row("POST /v1/collaborations/{id}/close", f"{HERE}/close", "steer"),
    Row("POST /v1/collaborations/{id}/pause", f"{HERE}/pause", "steer"),
    Row("POST /v1/collaborations/{id}/resume", f"{HERE}/resume", "steer"),
    Row("POST /v1/collaborations/{id}/redrafts", f"{HERE}/redrafts", "decide", {"kind": "need"}),
    Row("POST /v1/collaborations/{id}/feedback", f"{HERE}/feedback", "speak", {"text": "x"}),
    Row("POST /v1/collaborations/{id}/feedback", f"{HERE}/feedback", "steer", {"close": True}),
    Row(
        "POST /v1/collaborations/{id}/ideas", f"{HERE}/ideas", "speak", {"title": "x", "text": "y"}
    ),
    Row("POST /v1/collaborations/{id}/conflicts", f"{HERE}/conflicts", "speak", {}),
    Row("POST /v1/collaborations/{id}/departures", f"{HERE}/departures", "speak", {}),
    Row("POST /v1/collaborations/{id}/evaluations", f"{HERE}/evaluations", "evaluate"),
    Row("PUT /v1/collaborations/{id}/schedule", f"{HERE}/schedule", "evaluate", {"every": "P1D"}),
    Row("GET /v1/collaborations/{id}/charter", f"{HERE}/charter", "read"),
    Row("GET /v1/collaborations/{id}/report", f"{HERE}/report", "read"),
    Row("GET /v1/collaborations/{id}/spending", f"{HERE}/spending", "read"),
    Row(
        "POST /v1/collaborations/{id}/spending",
        f"{HERE}/spending",
        "speak",
        {"hours": 1, "note": "x"},
    ),
    Row("GET /v1/collaborations/{id}/map.svg", f"{HERE}/map.svg", "read"),
    Row("GET /v1/collaborations/{id}/ledger", f"{HERE}/ledger", "audit"),
    Row("GET /v1/collaborations/{id}/permissions", f"{HERE}/permissions", "audit"),
    Row(
        "POST /v1/collaborations/{id}/permissions",
        f"{HERE}/permissions",
        "permit",
        {"account": "chen.yu", "actions": ["read"]},
    ),
    Row(
        "DELETE /v1/collaborations/{id}/permissions/{permission}",
        f"{HERE}/permissions/pm_{'f' * 24}",
        "permit",
    ),
    Row("GET /v1/suggestions", "/v1/suggestions", SIGNED_IN),
    Row("GET /v1/suggestions", f"/v1/suggestions?collaboration={ID}", "read"),
    Row("GET /v1/suggestions/{id}", f"/v1/suggestions/{NEED}", "read"),
    Row(
        "GET /v1/suggestions/{id}/revisions/{number}",
        f"/v1/suggestions/{NEED}/revisions/1",
        "read",
    ),
    Row("GET /v1/suggestions/{id}/diff", f"/v1/suggestions/{NEED}/diff?from=1&to=1", "read"),
    Row(
        "POST /v1/suggestions/{id}/decisions",
        f"/v1/suggestions/{NEED}/decisions",
        "decide",
        DECISION,
    ),
    Row(
        "POST /v1/suggestions/decisions:batch",
        "/v1/suggestions/decisions:batch",
        SIGNED_IN,
        {"decisions": [{"suggestion": NEED, "revision": 1, "fingerprint": "a" * 16}]},
    ),
    Row("GET /v1/schemas/{name}", "/v1/schemas/brief", SIGNED_IN),
    Row("POST /v1/policies:preview", "/v1/policies:preview", "preview", {"brief": BRIEF}),
    Row("POST /v1/teams:plan", "/v1/teams:plan", SIGNED_IN, TEAM),
    Row("POST /v1/roles:check", "/v1/roles:check", SIGNED_IN, {"rows": []}),
    Row("GET /v1/strategy", "/v1/strategy", "strategy_read", company=True),
    Row("PUT /v1/strategy", "/v1/strategy", "strategy_write", STRATEGY, company=True),
    Row("GET /v1/cards", "/v1/cards", "card_read", company=True),
    Row("GET /v1/cards/{department}", "/v1/cards/Legal", "card_read", company=True),
    Row("PUT /v1/cards/{department}", "/v1/cards/Legal", "card_write", CARD, company=True),
    Row(
        "POST /v1/imports/{kind}",
        "/v1/imports/directory?file=people.csv",
        "import_company",
        company=True,
    ),
    Row(
        "POST /v1/imports/{kind}",
        f"/v1/imports/measures?file=measures.csv&collaboration={ID}",
        "import",
    ),
    Row(
        "POST /v1/imports/{kind}",
        "/v1/imports/event-logs?file=tickets.csv&name=tickets",
        "import_company",
        company=True,
    ),
    Row(
        "POST /v1/imports/{kind}",
        f"/v1/imports/event-logs?file=tickets.csv&name=tickets&collaboration={ID}",
        "import",
    ),
    Row(
        "POST /v1/imports/{kind}",
        f"/v1/imports/directory?file=people.csv&collaboration={ID}",
        "import",
        own=True,
    ),
    Row("GET /v1/imports/event-logs", "/v1/imports/event-logs", "import_company", company=True),
    Row("GET /v1/imports/event-logs", f"/v1/imports/event-logs?collaboration={ID}", "import"),
    Row(
        "DELETE /v1/imports/event-logs/{name}",
        "/v1/imports/event-logs/tickets",
        "import_company",
        company=True,
    ),
    Row(
        "DELETE /v1/imports/event-logs/{name}",
        f"/v1/imports/event-logs/tickets?collaboration={ID}",
        "import",
    ),
    Row("POST /v1/needs", "/v1/needs?file=log.csv", SIGNED_IN),
    Row("POST /v1/needs:survey", "/v1/needs:survey?file=survey.csv", SIGNED_IN),
    Row("POST /v1/needs:map", "/v1/needs:map?file=log.csv", SIGNED_IN),
    Row("GET /v1/events", "/v1/events", SIGNED_IN),
    Row("GET /v1/events", f"/v1/events?collaboration={ID}", "read"),
    Row("POST /v1/webhooks", "/v1/webhooks", "administer", {"url": HOOK.url}, company=True),
    Row("GET /v1/webhooks", "/v1/webhooks", "administer", company=True),
    Row("GET /v1/webhooks/{id}", f"/v1/webhooks/{HOOK.id}", "administer", company=True),
    Row("DELETE /v1/webhooks/{id}", f"/v1/webhooks/{HOOK.id}", "administer", company=True),
)


def expected(row: Row, who: Who | None) -> int:
    """Return the status that stands for refusing, or 0 where the request is let through."""
    if row.takes == OPEN:
        return 0
    if row.takes == CLOSED:
        return 404
    if who is None:
        return 303 if row.page else 401
    caller, holds = who.caller, who.holds
    known = caller.collaborations is None or ID in caller.collaborations
    if row.takes == SIGNED_IN or (row.takes == "preview" and caller.scopes is None):
        return 0
    if row.takes in (START, "preview"):
        return 0 if known and allowed("start", holds, caller.scopes) else 403
    action = cast(Action, row.takes)
    if row.company:
        whole = caller.collaborations is None
        return 0 if whole and allowed(action, holds, caller.scopes) else 403
    given = frozenset() if row.own else who.given
    may = allowed(action, holds, caller.scopes) or action in given
    if not known or not (allowed("read", holds, caller.scopes) or "read" in who.given):
        # Whoever may do something without reading, such as a program that only evaluates, may.
        return 0 if known and may else 404
    return 0 if may else 403


class Away:
    """An engine that never answers: what reaches it was let through."""

    namespace = "accord"

    def get_workflow_handle(self, *_: object, **__: object) -> "Away":
        return self

    def __getattr__(self, name: str) -> Any:
        raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")


async def named(request: Request) -> Caller:
    """Tell who asks by a header that only this test sends."""
    who = PEOPLE[request.headers["x-who"]]
    if who is None:
        raise UnauthenticatedError("nobody", "无人")
    return who.caller


@pytest.fixture(scope="module")
async def store(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsyncEngine]:
    with store_for(tmp_path_factory.mktemp("matrix") / "store.db") as url:
        migrate(url)
        engine = open_store(url)
        await _filled(engine)
        yield engine
        await close(engine)


async def _filled(engine: AsyncEngine) -> None:
    sources = brief().sources.model_copy(update={"events": EventLog(log="tickets")})
    await keep_collaboration(engine, brief(sources=sources), NOW)
    for scope in (COMPANY, ID):  # in use, so that whoever may delete them does not
        await keep_event_log(engine, log(scope=scope), some([event("A")]))
    await keep_directory(engine, COMPANY, DIRECTORY)
    await replace_card(engine, "Legal", CardGiven.model_validate(CARD), None, "ad.min", NOW)
    charter = Charter(collaboration=ID, title="x", language="zh")
    await keep_charter(engine, ID, 1, charter.model_dump_json(), "f", NEED, NOW)
    await keep_suggestion(engine, ID, suggestion())
    await keep_listing(engine, LISTING, NOW)
    table = logs.table(("A", 0, "销售部", "working"), ("A", 1, "法务部", "working"))
    await keep_facts(engine, NEED, need_facts(table, "tickets", None, ()))
    await keep_webhook(engine, HOOK, "whsec_c2VjcmV0")
    await keep(engine, *PERMISSIONS)


DIRECTORY = Directory(
    people=(
        Person(account="zhao.min", name="赵敏", department="管理层", head=True),
        Person(account="li.na", name="李娜", department="交付部", head=True),
        Person(account="chen.yu", name="陈宇", department="交付部"),
        Person(account="hu.die", name="胡蝶", department="交付部"),
        Person(account="wang.fa", name="王法", department="法务部", head=True),
        Person(account="qian.duo", name="钱多", department="财务部", head=True),
        Person(account="sun.li", name="孙立", department="财务部"),
    )
)
LISTING = Listing(
    suggestion=NEED,
    collaboration=ID,
    kind="need",
    state="pending",
    title="x",
    revision=1,
    fingerprint="a" * 64,
    approvers=("qian.duo",),
    departments=("法务部",),
    since=NOW,
    due_at=None,
)


@pytest.fixture(scope="module")
def served(store: AsyncEngine) -> FastAPI:
    connection = Connection(cast(Client, Away()), "away:7233", None, store, surface="api")
    return app(Footing(connection, Settings("unused", Path()), named))


def paths(routes: Iterable[Any]) -> Iterator[str]:
    """Return every route as METHOD /path, included ones too."""
    for route in routes:
        if inner := getattr(route, "original_router", None):
            yield from paths(inner.routes)
        else:
            methods = route.methods - {"HEAD"}
            yield from (f"{method} {route.path}" for method in methods)


def test_every_route_has_a_row_and_every_row_a_route(served: FastAPI) -> None:
    assert sorted(set(paths(served.routes))) == sorted({row.route for row in ROWS})


def test_the_rows_tell_people_apart() -> None:
    found = {(row.takes, expected(row, who)) for row in ROWS for who in PEOPLE.values()}
    assert {status for _, status in found} == {0, 303, 401, 403, 404}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.route} {row.takes}")
async def test_everybody_gets_just_what_the_table_says(
    served: FastAPI, store: AsyncEngine, row: Row
) -> None:
    found, wanted = {}, {}
    for name, who in PEOPLE.items():
        headers = {"x-who": name, "origin": "http://127.0.0.1:1"}
        status, _ = await status_of(served, row.method, row.path, headers, row.body, row.form)
        wanted[name] = expected(row, who)
        refused = status in (401, 403, 404) and row.takes != OPEN
        away = row.page and status == 303
        found[name] = status if refused or away else 0
        assert status < 500 or status == 503, f"{name}: {status}"
    assert found == wanted


async def test_a_batch_refuses_each_one_that_somebody_may_not_decide(served: FastAPI) -> None:
    body = {"decisions": [{"suggestion": NEED, "revision": 1, "fingerprint": "a" * 16}]}
    transport = httpx2.ASGITransport(app=served, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        for name, status in (
            ("stranger", 404),
            ("admin", 403),
            ("auditor", 403),
            ("service for all", 403),
            ("service that claims too much", 403),
            ("service of another", 404),
        ):
            answer = await client.post(
                "/v1/suggestions/decisions:batch", json=body, headers={"x-who": name}
            )
            (outcome,) = answer.json()["outcomes"]
            assert outcome["status"] == status, name


async def test_lists_hold_only_what_somebody_may_read(served: FastAPI) -> None:
    transport = httpx2.ASGITransport(app=served, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        for name, who in PEOPLE.items():
            if who is None:
                continue
            row = next(row for row in ROWS if row.takes == "read")
            reads = expected(row, who) == 0
            for path, field in (
                ("/v1/collaborations", "collaborations"),
                ("/v1/suggestions", "suggestions"),
                ("/v1/suggestions?approver=qian.duo", "suggestions"),
            ):
                answer = await client.get(path, headers={"x-who": name})
                assert bool(answer.json()[field]) == reads, (name, path)
