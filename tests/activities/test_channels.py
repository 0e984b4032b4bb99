import base64
import datetime as dt
import hashlib
import hmac
import io
import json
import logging
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from activities.channels import readable, send
from activities.sent import FailedError
from domain.letter import Letter
from tests.activities.chat_server import ChatServer, chat_server

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7"
TEAMS = "workflows://prod-1.westeurope.logic.azure.com/workflowid/signature123"
FEISHU = "feishu://feishutoken123"
DINGTALK = "dingtalk://SECdingsecret@dingtoken123"
DINGTALK_MARKDOWN = "dingtalk://dingtoken123/?format=markdown"
WECOM = "wecombot://wecomkey123"
EVERY = (SLACK, TEAMS, FEISHU, DINGTALK, DINGTALK_MARKDOWN, WECOM)
LINK = "https://accord.example/d/returns-2:need:1"
HOSTILE = (
    '<!channel> <@U1> @all <at user_id="all">x</at> [pay](https://evil.example) **bold** '
    "www.evil.example # h\n- item\n<script>alert(1)</script>"
)


def letter(subject: str = "请审批：退货", body: str = "第 1 版", link: str | None = LINK) -> Letter:
    at = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
    return Letter(id="i" * 40, thread="t" * 40, subject=subject, body=body, link=link, at=at)


@pytest.fixture
def chats(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    with chat_server(monkeypatch) as server:
        yield server


def told(chats: ChatServer, address: str, said: Letter) -> str:
    """Send it, and return all text that the platform would show."""
    send(SecretStr(address), said)
    (posted,) = chats.posted
    chats.posted.clear()
    return "\n".join(_texts(posted.document))


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name not in ("$schema", "contentType", "type", "msg_type", "msgtype", "color"):
                yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)
    elif isinstance(part, str):
        yield part


@pytest.mark.parametrize("address", EVERY)
def test_each_platform_gets_what_is_asked_and_the_page(chats: ChatServer, address: str) -> None:
    shown = told(chats, address, letter())
    assert "请审批：退货" in shown
    assert "第 1 版" in shown
    assert LINK in shown
    assert "apprise" not in shown.lower()


@pytest.mark.parametrize("address", EVERY)
@pytest.mark.parametrize("place", ["subject", "body"])
def test_what_others_wrote_calls_nobody_and_links_nowhere(
    chats: ChatServer, address: str, place: str
) -> None:
    shown = told(chats, address, letter(**{place: HOSTILE}))
    assert LINK in shown
    ours = shown.replace(LINK, "")
    for sign in ("<", "@", "&lt;!", "://", "](", "www."):
        assert sign not in ours.replace("[]()", "")
    if "markdown" in address or address == TEAMS:
        assert "**" not in ours.replace("\\*", "")
        assert "[" not in ours.replace("\\[", "").replace("[]()", "")
    assert "evil" in shown  # it can be read


@pytest.mark.parametrize("address", EVERY)
@pytest.mark.parametrize("unit", ["x", "会", "😀", "*", '"'])
def test_no_message_is_larger_than_the_platforms_take(
    chats: ChatServer, address: str, unit: str
) -> None:
    send(SecretStr(address), letter(unit * 5_000, unit * 20_000))
    (posted,) = chats.posted
    assert len(posted.text.encode()) < 20_000
    assert LINK in json.dumps(posted.document, ensure_ascii=False)
    if address == WECOM:
        assert len(posted.document["text"]["content"].encode()) <= 2048


def test_feishu_gets_plain_text_only(chats: ChatServer) -> None:
    send(SecretStr(FEISHU), letter())
    (posted,) = chats.posted
    assert posted.path == "/open-apis/bot/v2/hook/feishutoken123/"
    assert posted.document["msg_type"] == "text"


def test_dingtalk_is_signed_as_it_asks(chats: ChatServer) -> None:
    send(SecretStr(DINGTALK), letter())
    (posted,) = chats.posted
    assert (posted.path, posted.query["access_token"]) == ("/robot/send", "dingtoken123")
    signed = f"{posted.query['timestamp']}\nSECdingsecret".encode()
    expected = hmac.new(b"SECdingsecret", signed, hashlib.sha256).digest()
    assert posted.query["sign"] == base64.b64encode(expected).decode()
    assert posted.document["at"] == {"atMobiles": [], "isAtAll": False}


def test_wecom_mentions_nobody(chats: ChatServer) -> None:
    send(SecretStr(WECOM), letter(body="@all"))
    (posted,) = chats.posted
    assert posted.query == {"key": "wecomkey123"}
    assert set(posted.document["text"]) == {"content"}


@pytest.mark.parametrize(
    ("address", "answer", "why"),
    [
        (SLACK, (403, "invalid_token"), "403"),
        (SLACK, (200, "no_service"), ""),
        (TEAMS, (429, ""), "429"),
        (FEISHU, (200, '{"code":19024,"msg":"Key Words Not Found"}'), "Key Words Not Found"),
        (FEISHU, (500, ""), "500"),
        (DINGTALK, (200, '{"errcode":310000,"errmsg":"sign not match"}'), "sign not match"),
        (DINGTALK, (200, "<html>a captive portal</html>"), "502"),
        (WECOM, (200, '{"errcode":45009,"errmsg":"api freq out of limit"}'), "45009"),
        (WECOM, (200, "[]"), "502"),
    ],
)
def test_what_a_platform_refuses_is_not_taken_for_sent(
    chats: ChatServer, address: str, answer: tuple[int, str], why: str
) -> None:
    for host in chats.answers:
        chats.answers[host] = answer
    with pytest.raises(FailedError) as error:
        send(SecretStr(address), letter())
    assert why in error.value.reason.en
    assert not error.value.permanent


@pytest.fixture
def everything_logged() -> Iterator[io.StringIO]:
    """What a worker's log would hold at the finest level; pytest itself hears more."""
    root, text = logging.getLogger(), io.StringIO()
    handler, before = logging.StreamHandler(text), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.parametrize("address", EVERY)
def test_nothing_of_an_address_or_a_message_is_told_or_logged(
    chats: ChatServer, address: str, everything_logged: io.StringIO
) -> None:
    for host in chats.answers:
        chats.answers[host] = (500, address)
    with pytest.raises(FailedError) as error:
        send(SecretStr(address), letter(body="confidential"))
    logging.getLogger("x").debug("heard")
    assert "heard" in everything_logged.getvalue()
    for text in (error.value.reason.en, error.value.reason.zh, everything_logged.getvalue()):
        for secret in ("token123", "TIiajk", "secret", "signature123", "key123", "confidential"):
            assert secret not in text


@pytest.mark.parametrize(
    "address", ["nosuch://hunter2secret", "feishu://hunter2 secret!", "slack://hunter2secret"]
)
def test_an_address_that_nobody_can_read_is_refused_without_its_secret(address: str) -> None:
    with pytest.raises(FailedError) as error:
        readable(SecretStr(address))
    assert error.value.permanent
    assert "hunter2" not in error.value.reason.en + error.value.reason.zh
    assert address.partition(":")[0] in error.value.reason.en
