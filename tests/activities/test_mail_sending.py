from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from activities import mail_sending
from activities.channels import readable, send
from activities.sent import FailedError
from tests.activities.mail_server import MailServer, mail_server
from tests.activities.test_channels import HOSTILE, LINK, letter


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def address(mails: MailServer, more: str = "") -> SecretStr:
    return SecretStr(
        f"mailto://127.0.0.1:{mails.port}?from=accord@corp.example&to=li.na@corp.example{more}"
    )


def text(mails: MailServer) -> str:
    (message,) = mails.taken
    return str(message.get_content()).replace("\r\n", "\n")


def test_mail_arrives_as_plain_text_with_the_page(mails: MailServer) -> None:
    send(address(mails), letter("请审批：退货", "第 1 版，请于周五前决定。"))
    (message,) = mails.taken
    assert mails.recipients == ["li.na@corp.example"]
    assert (message["subject"], message["to"]) == ("请审批：退货", "li.na@corp.example")
    assert message["from"] == "Accord <accord@corp.example>"
    assert message.get_content_type() == "text/plain"
    assert text(mails) == f"第 1 版，请于周五前决定。\n\n{LINK}\n"


def test_the_same_mail_again_has_the_same_id_and_belongs_to_the_same_thread(
    mails: MailServer,
) -> None:
    for _ in range(2):
        send(address(mails), letter())
    first, again = mails.taken
    assert first["message-id"] == again["message-id"] == f"<{'i' * 40}@corp.example>"
    assert first["references"] == f"<{'t' * 40}@corp.example>"


@pytest.mark.parametrize("line", ["x\r\nBcc: evil@evil.example", "x\nX-Evil: 1", HOSTILE])
def test_a_subject_cannot_add_a_header_nor_a_body_a_part(mails: MailServer, line: str) -> None:
    send(address(mails), letter(line, f"{line}\r\n.\r\nMAIL FROM:<x@y>\n{HOSTILE}"))
    (message,) = mails.taken
    assert mails.recipients == ["li.na@corp.example"]
    assert message["bcc"] is None
    assert message["x-evil"] is None
    assert "evil" in message["subject"].lower()
    assert "://evil" not in text(mails)
    assert "MAIL FROM" in text(mails)
    assert text(mails).endswith(f"{LINK}\n")


def test_a_refused_mailbox_is_not_asked_again(mails: MailServer) -> None:
    mails.behave = "refuse"
    with pytest.raises(FailedError) as error:
        send(address(mails), letter())
    assert error.value.permanent
    assert "550 5.1.1 no such mailbox" in error.value.reason.en
    assert "邮件服务器拒绝" in error.value.reason.zh


def test_a_busy_server_is_asked_again(mails: MailServer) -> None:
    mails.behave = "busy"
    with pytest.raises(FailedError) as error:
        send(address(mails), letter())
    assert not error.value.permanent
    assert "451" in error.value.reason.en


@pytest.mark.parametrize("behave", ["die", "die after"])
def test_a_server_that_dies_in_the_message_has_not_taken_it(mails: MailServer, behave: str) -> None:
    mails.behave = behave
    with pytest.raises(FailedError) as error:
        send(address(mails), letter())
    assert not error.value.permanent
    assert "did not answer to the end" in error.value.reason.en


def test_a_server_that_never_answers_is_left(
    mails: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_sending, "SECONDS", 0.2)
    mails.behave = "slow"
    with pytest.raises(FailedError) as error:
        send(address(mails), letter())
    assert not error.value.permanent


def test_nobody_listens_there() -> None:
    with mail_server() as gone:
        pass
    with pytest.raises(FailedError) as error:
        send(address(gone), letter())
    assert "refused" in error.value.reason.en.lower()


def test_a_login_that_is_refused_tells_no_password(mails: MailServer) -> None:
    there = f"mailto://accord:hunter2secret@127.0.0.1:{mails.port}?from=a@b.example&to=c@d.example"
    with pytest.raises(FailedError) as error:
        send(SecretStr(there), letter())
    assert "hunter2secret" not in error.value.reason.en + error.value.reason.zh


@pytest.mark.parametrize("more", ["", "&mode=insecure"])
def test_no_password_crosses_the_network_in_the_clear(more: str) -> None:
    there = f"mailto://accord:hunter2secret@mx.example:25/?from=a@b.example&to=c@d.example{more}"
    with pytest.raises(FailedError) as error:
        readable(SecretStr(there))
    assert error.value.permanent
    assert "mode=starttls" in error.value.reason.zh
    assert "hunter2secret" not in error.value.reason.en + error.value.reason.zh
    for fine in (
        there.partition("&mode")[0] + "&mode=starttls",
        there.partition("&mode")[0].replace("mailto:", "mailtos:"),
        there.replace("accord:hunter2secret@", ""),
        there.replace("mx.example", "127.0.0.1"),
    ):
        assert readable(SecretStr(fine))
