import time

from tests.cli.desk import SPONSOR, Desk
from tests.cli.ledgers import tampered


def test_the_ledger_tells_every_decision_and_is_verified(desk: Desk) -> None:
    desk.start("ledger-1")
    desk.asked("ledger-1:need:1")
    said = ["--comment", "for the record"]
    assert desk("decide", "ledger-1:need:1", "comment", "--as", SPONSOR, *said).code == 0
    desk.until("ledger-1:need:1", lambda seen: not seen["state"]["unrecorded"])
    shown = desk("ledger", "show", "ledger-1").out
    assert (
        "stella.ahmed · comment · ledger-1:need:1 r1 · recorded · cli · “for the record”" in shown
    )
    intact = desk("ledger", "verify", "ledger-1", "--json")
    assert intact.code == 0
    assert (intact.document["ok"], intact.document["rows"]) == (True, 1)
    assert desk("ledger", "verify", "ledger-1", "--count", "2").code == 1
    tampered(desk, "UPDATE ledger SET comment = 'changed' WHERE collaboration = 'ledger-1'")
    broken = desk("ledger", "verify", "ledger-1", "--lang", "zh")
    assert (broken.code, broken.out) == (1, "ledger-1：第 1 行在写入后被改动。\n")


def test_a_refused_attempt_is_told_with_its_reason(desk: Desk) -> None:
    desk.start("ledger-2")
    assert desk("pause", "ledger-2", "--as", "nobody.known").code == 1
    end = time.monotonic() + 10
    while not (told := desk("ledger", "show", "ledger-2").out.strip()).startswith("1 · "):
        assert time.monotonic() < end
        time.sleep(0.1)
    assert "· nobody.known · pause · ledger-2 · refused · " in told
    assert "“nobody.known may not do this; it is for the sponsor or the lead's head: " in told


def test_without_a_store_or_a_collaboration_there_is_no_ledger(desk: Desk, empty: Desk) -> None:
    assert desk("ledger", "verify", "never-started").code == 2
    answer = empty("ledger", "show", "x")
    assert answer.code == 2
    assert "there is no store in " in answer.err


def test_a_store_that_is_none_is_one_sentence(empty: Desk) -> None:
    empty.home.mkdir()
    (empty.home / "accord.db").write_bytes(b"not a database at all, but long enough" * 100)
    answer = empty("ledger", "show", "x")
    assert answer.code == 2
    assert answer.err.startswith("the store cannot be used: ")
    assert answer.err.count("\n") == 1
