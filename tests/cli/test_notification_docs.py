"""What docs/notifications.md tells people to write: it is read, sent and verified as told."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from activities.channels import readable
from activities.sent import FailedError
from domain.webhook import new_secret, signature
from tests.cli.desk import ROOT, Desk
from tests.cli.test_docs import blocks

PAGES = tuple(ROOT / "docs" / name for name in ("notifications.md", "notifications.zh-CN.md"))
Verified = Callable[[str, dict[str, str], bytes], bool]
SECRET, BODY = new_secret(b"s" * 32), '{"type":"decision.recorded","名":"值"}'.encode()


def verifier(page: Path) -> Verified:
    """Return the function of the page's snippet."""
    (snippet,) = blocks(page.read_text("utf-8"), "python")
    names: dict[str, Verified] = {}
    exec(compile(snippet, page.name, "exec"), names)
    return names["verified"]


def headers(at: float, body: bytes = BODY, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(at))
    signed = signature(secret, "msg_wh_1_7", stamp, body)
    return {
        "webhook-id": "msg_wh_1_7",
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{signed}",
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_snippet_takes_our_call_and_no_other(page: Path) -> None:
    verified, now = verifier(page), time.time()
    good = headers(now)
    assert verified(SECRET, good, BODY)
    assert verified(SECRET, good | {"webhook-signature": f"v1,x {good['webhook-signature']}"}, BODY)
    for wrong in (
        headers(now - 400),
        headers(now + 400),
        headers(now, secret=new_secret(b"t" * 32)),
        headers(now, body=b"{}"),
        good | {"webhook-id": "msg_wh_1_8"},
        good | {"webhook-timestamp": "²"},
        good | {"webhook-timestamp": str(int(now) - 1)},
        good | {"webhook-signature": "v1,é"},
        good | {"webhook-signature": ""},
    ):
        assert not verified(SECRET, wrong, BODY)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_file_of_the_page_is_fine(page: Path, empty: Desk) -> None:
    (example,) = blocks(page.read_text("utf-8"), "yaml")
    answer = empty("notify", "check", empty.written("notify.yaml", example))
    assert answer.code == 0, answer
    assert "departments.Service Desk[0] · Slack" in answer.out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_channel_of_the_table_is_one_that_is_known(page: Path) -> None:
    rows = [line.split(" | ") for line in page.read_text("utf-8").splitlines() if "://" in line]
    written = [row[1].strip("`") for row in rows if len(row) == 3]
    assert len(written) == 6
    for address in written:
        if address.startswith("mailto"):
            address = "mailto://u:p@mx.example:587/?mode=starttls&from=a@b.example&to=c@d.example"
        if address.startswith("slack"):
            address = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7"
        assert readable(SecretStr(address))


def test_mail_as_told_is_encrypted_before_the_password_is_sent() -> None:
    told = "mailto://u:p@mx.example:587/?mode=starttls&from=a@b.example&to=c@d.example"
    plugin = readable(SecretStr(told))
    assert vars(plugin)["secure_mode"] == "starttls"
    assert (vars(plugin)["smtp_host"], vars(plugin)["port"]) == ("mx.example", 587)
    whole = readable(SecretStr("mailtos://u:p@mx.example/?mode=ssl&from=a@b.example"))
    assert (vars(whole)["secure_mode"], vars(whole)["port"]) == ("ssl", 465)


def test_an_address_that_is_not_in_the_table_would_be_found() -> None:
    with pytest.raises(FailedError):
        readable(SecretStr("wecom://KEY"))
