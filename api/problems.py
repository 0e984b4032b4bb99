"""What went wrong, as RFC 9457 problem details, in the caller's language."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from fastapi import FastAPI
from fastapi import HTTPException as FastApiHTTPException
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from temporalio.service import RPCError

from api.callers import ForbiddenError, UnauthenticatedError
from api.connection import store_error
from api.languages import language_of
from api.pages.frame import LANGUAGE, note, page
from api.starting import TakenError
from domain.errors import BadInputError, RefusedError, UnknownError
from domain.problems import path, problems_of
from domain.text import Bilingual, Language

MEDIA = "application/problem+json"
PROBLEM: dict[str, Any] = {
    "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
"""How the document tells of a problem; by FastAPI's own `model` it would be of another type."""
_DOCUMENTS = ("/v1/", "/openapi.json", "/healthz", "/readyz", "/metrics")
"""Addresses of documents: whoever asks for one gets no page."""
AGAIN = 5
"""Seconds after which it makes sense to ask again where nobody answered."""

_BY_CODE = {
    "not_yet": 503,
    "ended": 410,
    "no_conflict": 409,
    "no_round": 409,
    "no_schedule": 409,
    "unbound": 428,
    "bad_tag": 422,
    "two_texts": 422,
    "elsewhere": 403,
    "not_asked": 403,
    "not_initiator": 403,
    "not_steward": 403,
    "not_involved": 403,
    "forbidden": 403,
    "own_permission": 403,
    "for_programs": 403,
    "beyond_own": 403,
    "no_token": 401,
    "bad_input": 422,
    "badinput": 422,
}
"""The statuses of refusals by their code; any other is 409, a conflict with how things stand."""

_CODES = {404: "unknown", 405: "method", 413: "too_large", 415: "not_json"}
"""Of what is refused before any of ours reads it."""

_SENTENCES: dict[int, Bilingual] = {
    400: Bilingual(en="this request cannot be read", zh="无法读取该请求"),
    401: Bilingual(en="say who you are", zh="请先表明身份"),
    403: Bilingual(en="that is not allowed", zh="不允许这样做"),
    404: Bilingual(en="there is nothing at this address", zh="该地址不存在"),
    405: Bilingual(en="this address does not take this method", zh="该地址不支持此请求方法"),
    409: Bilingual(en="that does not fit how things stand", zh="与当前情况不符"),
    410: Bilingual(en="it has ended", zh="已经结束"),
    413: Bilingual(en="more was sent than is taken here", zh="发送的内容过大"),
    429: Bilingual(en="too many attempts; wait a little", zh="尝试次数过多，请稍后再试"),
    415: Bilingual(en="send JSON: content-type application/json", zh="请发送 JSON"),
    422: Bilingual(en="some fields cannot be used", zh="部分字段无法使用"),
    428: Bilingual(en="say which text is meant", zh="请写明所指的文本"),
    500: Bilingual(
        en="something went wrong here; it is in the log", zh="服务内部出错，详情已记入日志"
    ),
    503: Bilingual(en="nobody answers just now; ask again", zh="暂时无人响应，请稍后重试"),
}


class FieldProblem(BaseModel):
    """One field that cannot be used."""

    field: str
    detail: str


class Problem(BaseModel):
    """RFC 9457, and a stable `code` for programs."""

    type: Literal["about:blank"] = "about:blank"
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    instance: str
    code: str
    errors: list[FieldProblem] | None = None
    current: dict[str, Any] | None = Field(
        default=None,
        description="How it stands now, where the request was about something older, or has ended.",
    )
    decision_id: str | None = None


class ProblemError(FastApiHTTPException):
    """Ends a request with one sentence."""

    def __init__(self, status: int, code: str, sentence: Bilingual, **more: Any) -> None:
        super().__init__(status)
        self.code, self.sentence, self.more = code, sentence, more


def problem(
    request: Request,
    status: int,
    code: str,
    sentence: Bilingual,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, Bilingual]] = (),
    **more: Any,
) -> Response:
    """Return the problem as a response; as a page to whoever reads pages."""
    if _reads_pages(request):
        return _page(request, status, sentence, headers)
    language = language_of(request)
    title = _SENTENCES.get(status, _SENTENCES[500 if status >= 500 else 400])
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title.within(language),
        "status": status,
        "detail": sentence.within(language),
        "instance": request.url.path,
        "code": code,
    }
    if errors:
        told = [{"field": field, "detail": one.within(language)} for field, one in errors]
        body["errors"] = told
    body |= {name: value for name, value in more.items() if value is not None}
    sent = dict(headers or {}) | {"content-language": language, "cache-control": "no-store"}
    if status == 503:
        sent.setdefault("retry-after", str(AGAIN))
    return JSONResponse(body, status, sent, MEDIA)


def _reads_pages(request: Request) -> bool:
    """Say whether it was a person's browser that asked, and not a program for a document."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(
        _DOCUMENTS
    )


def _page(
    request: Request, status: int, sentence: Bilingual, headers: Mapping[str, str] | None
) -> Response:
    chosen = request.cookies.get(LANGUAGE)
    language: Language = "zh" if chosen == "zh" else "en" if chosen else language_of(request)
    title = _SENTENCES.get(status, _SENTENCES[500 if status >= 500 else 400]).within(language)
    answer = page(title, note(sentence, language, "bad"), language, "/", status)
    answer.headers.update(headers or {})
    if status == 503:
        answer.headers.setdefault("retry-after", str(AGAIN))
    return answer


def problem_of(error: BadInputError) -> tuple[int, str]:
    """Return the status and the code of an error."""
    match error:
        case UnauthenticatedError():
            return 401, error.code
        case UnknownError():
            return 404, "unknown"
        case TakenError():
            return 409, "taken"
        case ForbiddenError():
            return 403, "forbidden"
        case RefusedError():
            code = str(error.document.get("code", "refused"))
            return _BY_CODE.get(code, 409), code
    return 422, "bad_input"


def _bad_input(request: Request, error: Exception) -> Response:
    assert isinstance(error, BadInputError)
    status, code = problem_of(error)
    headers = {"www-authenticate": _challenge(code)} if status == 401 else {}
    told = error.document if isinstance(error, RefusedError) else {}
    more = {name: told[name] for name in ("decision_id", "current") if name in told}
    return problem(request, status, code, error.sentence, headers, **more)


def _challenge(code: str) -> str:
    """Return how to show who asks (RFC 6750, 3): with a token, or with a better one."""
    told = ', error="invalid_token"' if code.startswith("bearer_") else ""
    return f'Bearer realm="accord"{told}'


def sentence_of(error: HTTPException | RequestValidationError) -> Bilingual:
    """Return the sentence with which such an error is answered."""
    if isinstance(error, RequestValidationError):
        field, first = next(iter(_fields(error)), ("", _SENTENCES[422]))
        return Bilingual(en=f"{field}: {first.en}", zh=f"{field}：{first.zh}")
    if isinstance(error, ProblemError):
        return error.sentence
    return _SENTENCES.get(error.status_code, _SENTENCES[400])


def _fields(error: RequestValidationError) -> list[tuple[str, Bilingual]]:
    found = problems_of(list(error.errors()))
    return [(path(one.location[1:]) or str(one.location[0]), one.sentence) for one in found]


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem(request, 422, "bad_input", sentence_of(error), errors=_fields(error))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status, said = error.status_code, sentence_of(error)
    if isinstance(error, ProblemError):
        return problem(request, status, error.code, said, error.headers, **error.more)
    code = _CODES.get(status, "bad_request")
    return problem(request, status, code, said, error.headers)


def _away(request: Request, error: Exception) -> Response:
    """The engine or the store does not answer: nothing was done, or it is done under its key."""
    return problem(request, 503, *away(error))


def away(error: Exception) -> tuple[str, Bilingual]:
    """Return the code and the sentence of what does not answer, with a line in the log."""
    if isinstance(error, SQLAlchemyError):
        return "store_away", store_error(error).sentence
    logging.getLogger(__name__).warning("the engine does not answer: %s", error)
    return "engine_away", _SENTENCES[503]


def _unexpected(request: Request, error: Exception) -> Response:
    return problem(request, 500, "internal", _SENTENCES[500])


def handle_problems(app: FastAPI) -> None:
    """Let every error of a request end as one problem."""
    app.add_exception_handler(BadInputError, _bad_input)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RPCError, _away)
    app.add_exception_handler(SQLAlchemyError, _away)
    app.add_exception_handler(TimeoutError, _away)
    app.add_exception_handler(Exception, _unexpected)
