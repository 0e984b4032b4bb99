"""What the whole company brings: its strategic objectives, and files of people and figures."""

import dataclasses
import datetime as dt
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from activities.importing import Kind
from api.callers import require
from api.footing import Asks, Footing, On
from api.importing import Imported, ImportProblem, Target, import_file
from api.importing_logs import named_log
from api.log_parts import BODY, put_log
from api.losses import Missed, tell
from api.problems import PROBLEM, ProblemError
from api.route import Once, put_file
from domain.event_columns import EventColumns
from domain.import_columns import IMPORT_ROLES
from domain.permissions import Action
from domain.problems import shown
from domain.strategy import Strategy, StrategyGiven
from domain.text import ID_PATTERN, Bilingual, Frozen
from store.strategy import replace_strategy, strategy

router = APIRouter(prefix="/v1", tags=["company · 公司"], route_class=Once)
FILES = "/v1/imports/"
MOST_BYTES = 64 * 1024 * 1024
"""Of one file. It is checked on the disk, never held in memory as a whole."""
_BAD_TAG = Bilingual(
    en="If-Match: send the ETag that you were given with the objectives",
    zh="If-Match：请发送查看战略目标时得到的 ETag",
)
_NO_TAG = Bilingual(
    en="send the ETag that you were given as If-Match: others may have changed them",
    zh="请以 If-Match 发送查看时得到的 ETag，以免覆盖他人的修改",
)
_FOR_WHOM = Bilingual(
    en="collaboration: readings and answers belong to one; name it",
    zh="collaboration：指标读数和反馈属于某项协作，请写明",
)


class StrategyHeld(Strategy):
    """The objectives as they hold now."""

    ok: bool = True


class ImportedDocument(Frozen):
    """What came of a file; with problems, `ok` is false and nothing was kept.

    `passed_over` names columns that nothing was read from, which is no problem: of more than 50 the
    first, and `passed_over_count` counts all. Of a directory, `missed` says to which open
    collaborations somebody is lost or promised twice since, and whether they have heard.
    """

    ok: bool
    kind: Kind
    file: str
    dry_run: bool
    rows: int
    problem_count: int
    problems: tuple[ImportProblem, ...]
    new: int | None
    columns: EventColumns | None = None
    fingerprint: str | None = None
    passed_over: tuple[str, ...]
    passed_over_count: int
    missed: tuple[Missed, ...] = ()


_Column = Annotated[str | None, Query(max_length=300)]


@dataclasses.dataclass(frozen=True)
class OfLog:
    """What is said of an event log only: its name, and which of its columns are what."""

    name: Annotated[
        str | None,
        Query(pattern=ID_PATTERN, description="of an event log; a brief names it"),
    ] = None
    case: _Column = None
    time: _Column = None
    department: _Column = None
    activity: _Column = None
    state: _Column = None
    start: _Column = None
    end: _Column = None
    resource: _Column = None


@router.get("/strategy")
async def held(on: On, asks: Asks, response: Response) -> StrategyHeld:
    """Return the strategic objectives as they hold now."""
    await require(on.store, asks, "strategy_read")
    return _told(await strategy(on.store), response)


@router.put("/strategy")
async def replace(
    given: StrategyGiven,
    on: On,
    asks: Asks,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> StrategyHeld:
    """Put these objectives in the place of those that you have read."""
    await require(on.store, asks, "strategy_write")
    if if_match is None:
        raise ProblemError(428, "unbound", _NO_TAG)
    number = if_match.strip().strip('"').removeprefix("v")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise ProblemError(422, "bad_tag", _BAD_TAG)
    now = dt.datetime.now(dt.UTC)
    made = await replace_strategy(on.store, given.objectives, int(number), asks.account, now)
    return _told(made, response)


def _told(found: Strategy, response: Response) -> StrategyHeld:
    response.headers["etag"] = f'"v{found.version}"'
    return StrategyHeld.model_validate(dict(found))


@router.post(
    "/imports/{kind}",
    responses={422: {"model": ImportedDocument} | PROBLEM},
    openapi_extra=BODY,
)
async def bring(
    kind: Kind,
    on: On,
    asks: Asks,
    request: Request,
    response: Response,
    of_log: Annotated[OfLog, Depends()],
    file: Annotated[
        str, Query(pattern=r"^[^/\\]{1,200}\.(csv|yaml|yml|json|xlsx)$", description="its name")
    ],
    collaboration: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
    round: Annotated[int, Query(ge=1, le=10_000)] = 1,
    dry_run: bool = False,
) -> ImportedDocument:
    """Import a file: all of it, or nothing. `dry_run` only lists every problem, with its line.

    The body is the file as it is, CSV, YAML or XLSX; a 422 means that it was not kept. An event log
    has a `name`; its columns are recognised by their common names, or named here, with an empty
    `state`, `start`, `end` or `resource` where it has none. It may come in a form, as `log`, beside
    `calendars`: who works when, for the causes of waiting.
    """
    if collaboration is None and kind in ("measures", "feedback"):
        raise ProblemError(422, "bad_input", _FOR_WHOM)
    action: Action = "import_company" if collaboration is None else "import"
    # Who is whose head is what everything else rests on: no permission lets anybody change that.
    await require(on.store, asks, action, collaboration, by_permission=kind != "directory")
    columns = {role: getattr(of_log, role) for role in IMPORT_ROLES}
    log = named_log(kind, of_log.name, columns, asks.account)
    target = Target(kind=kind, collaboration=collaboration or "", round=round, log=log)
    found = await _imported(on, request, target, shown(file, 200), dry_run)
    if not found.ok and not dry_run:
        response.status_code = 422
    heard = await tell(on.connection.client, found.missed)
    return ImportedDocument.model_validate(dict(found) | {"ok": found.ok, "missed": heard})


async def _imported(
    on: Footing, request: Request, target: Target, name: str, dry_run: bool
) -> Imported:
    """Put the body on the disk and import it, with the hours that came beside a log."""
    with tempfile.TemporaryDirectory(prefix="accord-import-") as folder:
        path = Path(folder) / "file"
        if target.log is None:
            await put_file(request, path)
        else:
            hours = await put_log(request, path)
            log = target.log.model_copy(update={"hours": hours})
            target = target.model_copy(update={"log": log})
        with path.open("rb") as stream:
            return await import_file(on.store, target, stream, name, dry_run)
