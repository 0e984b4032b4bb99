import asyncio
import datetime as dt
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.directory import Directory, Person
from store.engine import close, open_store
from store.migrating import migrate
from store.outbox import announce
from store.people import COMPANY, keep_directory
from tests.activities.mail_server import MailServer, mail_server
from tests.cli.desk import Desk
from tests.cli.test_up import stopped, told, up

GOOD = """\
default:
  - mailto://accord:hunter2secret@mx.example:587/?mode=starttls&from=a@corp.example&to={account}@c.example
accounts:
  li.na: [ "feishu://hunter2token" ]
everybody:
  - slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7
"""


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def written(desk: Desk, text: str) -> str:
    desk.home.mkdir(exist_ok=True)
    file = Path(desk.written("notify.yaml", text))
    file.chmod(0o600)
    return str(file)


def plain(desk: Desk, mails: MailServer) -> str:
    there = f"mailto://127.0.0.1:{mails.port}?from=accord@corp.example&to={{account}}@c.example"
    return written(desk, f"default: ['{there}']\n")


def test_a_good_file_is_listed_by_places_without_any_secret(empty: Desk) -> None:
    answer = empty("notify", "check", written(empty, GOOD))
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        "accounts.li.na[0] · Feishu",
        "default[0] · E-Mail",
        "everybody[0] · Slack",
    ]
    document = empty("notify", "check", written(empty, GOOD), "--json").document
    assert (document["ok"], document["private"], document["problems"]) == (True, True, [])
    assert "hunter2" not in json.dumps(document)


def test_a_file_that_others_can_read_is_warned_of(empty: Desk) -> None:
    file = Path(written(empty, GOOD))
    file.chmod(0o644)
    assert f"chmod 600 {file}" in empty("notify", "check", str(file)).out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("accounts:\n  li.na: [ hunter2secret ]\n", ":2: accounts.li.na[0]: is not an address"),
        ("everybody:\n  - nosuch://hunter2secret\n", ":2: everybody[0]: this nosuch:// address"),
        (
            "default:\n  - mailto://u:hunter2secret@mx.example?from=a@b.example&to={account}@c.example\n",
            ":2: default[0]: this mailto:// address would send its password in the clear",
        ),
        ("default:\n  - mailto://u:hunter2secret@mx\n", ":2: default[0]: needs {account}"),
        ("everybody: feishu://hunter2secret\n", ":1: everybody: must be a list of addresses"),
        ("accounts: feishu://hunter2secret\n", ":1: accounts: must be names"),
        ("accounts:\n  feishu://hunter2secret:\n    - x\n", ":1: accounts: must be names"),
        ("everbody: []\n", ":1: everbody: unknown field; did you mean “everybody”?"),
        ("- feishu://hunter2secret\n", ":1: must be fields"),
        ("feishu://hunter2secret\n", ":1: must be fields"),
        ("feishu://hunter2secret: []\n", ":1: must be fields"),
        ("everybody: [feishu://hunter2secret\n", ": a bracket is not closed"),
        ("everybody:\n  - &hunter2secret feishu://hunter2secret\n  - *hunter2secret\n", "anchors"),
        ("everybody:\n  - !hunter2secret x://y\n", ":2: everybody[0]:"),
    ],
)
def test_rubbish_is_one_sentence_with_its_line_and_without_its_secret(
    empty: Desk, text: str, said: str
) -> None:
    file = written(empty, text)
    for arguments in (("check", file), ("check", file, "--json"), ("check", file, "--lang", "zh")):
        answer = empty("notify", *arguments)
        assert answer.code == 1, answer
        assert "Traceback" not in answer.err
        assert "feishu://hunter2secret" not in answer.out + answer.err
    assert said in empty("notify", "check", file).out
    started = empty("notify", "run", ACCORD_NOTIFY=file)
    assert started.code == 2
    assert "hunter2secret" not in started.err.replace("!hunter2secret", "")


def test_a_file_that_is_not_there_is_named(empty: Desk) -> None:
    answer = empty("notify", "run", ACCORD_NOTIFY=str(empty.folder / "gone.yaml"))
    assert answer.code == 2
    assert "gone.yaml: there is no such file." in answer.err
    unset = empty("notify", "test", "li.na")
    assert (unset.code, unset.out) == (2, "")
    assert "ACCORD_NOTIFY" in unset.err


@pytest.mark.parametrize(
    ("name", "value"),
    [("ACCORD_URL", "accord.example"), ("ACCORD_WEBHOOK_ALLOW", "10.0.0.1/8")],
)
def test_a_setting_that_cannot_be_used_stops_the_start(
    empty: Desk, mails: MailServer, name: str, value: str
) -> None:
    answer = empty("notify", "run", ACCORD_NOTIFY=plain(empty, mails), **{name: value})
    assert answer.code == 2
    assert answer.err.startswith(f"{name}: “{value}”")


def test_a_test_message_goes_out_and_says_so(empty: Desk, mails: MailServer) -> None:
    file = plain(empty, mails)
    answer = empty("notify", "test", "li.na", ACCORD_NOTIFY=file, ACCORD_URL="https://a.example/")
    assert (answer.code, answer.out) == (0, "default[0] · sent\n")
    assert mails.recipients == ["li.na@c.example"]
    assert "https://a.example" in mails.taken[0].get_content()
    mails.behave = "refuse"
    refused = empty("notify", "test", "li.na", "--json", ACCORD_NOTIFY=file)
    assert (refused.code, refused.document["ok"]) == (1, False)
    (way,) = refused.document["ways"]
    assert "no such mailbox" in way["reason"]["en"]


def test_nobody_to_reach_is_a_no(empty: Desk) -> None:
    file = written(empty, "accounts: {ana: []}\n")
    answer = empty("notify", "test", "ana", ACCORD_NOTIFY=file)
    assert (answer.code, answer.out) == (1, "No address for ana.\n")


def _filled(desk: Desk) -> None:
    """Make a store with somebody in it, and a message for them and for a stranger."""
    address = f"sqlite:///{desk.home / 'accord.db'}"
    migrate(address)

    async def fill() -> None:
        store = open_store(address)
        person = Person(account="li.na", name="李娜", department="交付部")
        await keep_directory(store, COMPANY, Directory(people=(person,)))
        key = "returns-2:need:1:r1:asked:li.na"
        await announce(
            store, key, "returns-2", "li.na", "请审批", "第 1 版", dt.datetime.now(dt.UTC)
        )
        await close(store)

    asyncio.run(fill())


@pytest.mark.parametrize("ends_by", [signal.SIGTERM, signal.SIGINT])
def test_the_process_delivers_until_it_is_told_to_end(
    empty: Desk, mails: MailServer, ends_by: int
) -> None:
    file = plain(empty, mails)
    _filled(empty)
    more = {"ACCORD_NOTIFY": file, "ACCORD_URL": "https://accord.example"}
    with empty.process("notify", "run", more=more) as process:
        assert process.stdout
        assert process.stdout.readline() == "Messages and webhooks go out. Ctrl-C stops.\n"
        assert mails.came.wait(20)
        process.send_signal(ends_by)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert "hunter2" not in err
    (message,) = mails.taken
    assert "https://accord.example/d/returns-2:need:1" in message.get_content()
    told = empty("notify", "status", "--json").document
    assert told == {"ok": True, "counts": {"new": 0, "sent": 1}, "trouble": [], "webhooks": []}


def test_the_status_says_what_did_not_go_out_and_why(empty: Desk, mails: MailServer) -> None:
    file = plain(empty, mails)
    _filled(empty)
    mails.behave = "refuse"
    with empty.process("notify", "run", more={"ACCORD_NOTIFY": file}) as process:
        empty_until(empty, "failed: 1")
        process.terminate()
        process.communicate(timeout=20)
    answer = empty("notify", "status")
    assert "failed · li.na · default[0] · returns-2:need:1:r1:asked:li.na" in answer.out
    assert "no such mailbox" in answer.out
    (row,) = empty("notify", "status", "--json").document["trouble"]
    assert (row["state"], row["attempts"], row["next_at"]) == ("failed", 1, None)


def empty_until(desk: Desk, said: str) -> None:
    """Ask for the status until it says so."""
    end = time.monotonic() + 90
    while said not in desk("notify", "status").out:
        assert time.monotonic() < end, desk("notify", "status").out
        time.sleep(0.2)


def test_without_a_store_there_is_no_status(empty: Desk) -> None:
    answer = empty("notify", "status")
    assert answer.code == 2
    assert "there is no store" in answer.err


def test_up_delivers_what_a_collaboration_asks_of_people(empty: Desk, mails: MailServer) -> None:
    file = plain(empty, mails)
    with up(empty, ACCORD_NOTIFY=file, ACCORD_URL="https://accord.example") as process:
        told(process)
        assert empty("start", empty.brief("up-2")).code == 0
        assert mails.came.wait(40)
        ended = stopped(process, signal.SIGINT)
    assert (ended.code, ended.err) == (0, "")
    asked = mails.taken[0]
    assert asked["subject"].startswith("Please decide: ")
    assert "https://accord.example/d/up-2:need:1" in asked.get_content()


def test_up_does_not_start_with_a_file_that_cannot_be_used(empty: Desk) -> None:
    answer = empty("up", ACCORD_NOTIFY=written(empty, "everybody: [hunter2secret]\n"))
    assert answer.code == 2
    assert ":1: everybody[0]: is not an address" in answer.err
    assert "hunter2secret" not in answer.err
    assert not (empty.home / "engine.json").exists()
