"""Ledgers at a desk: what people write into one, and what somebody does to it in the store."""

import sqlite3

from tests.cli.desk import SPONSOR, Desk


def commented(desk: Desk, name: str, times: int = 3) -> str:
    """Start a collaboration with that many comments in its ledger, and return its id."""
    desk.start(name)
    desk.asked(f"{name}:need:1")
    for number in range(times):
        said = ["--comment", f"第 {number} 条"]
        assert desk("decide", f"{name}:need:1", "comment", "--as", SPONSOR, *said).code == 0
    desk.until(name, lambda seen: seen["state"]["ledger_count"] == times)
    return name


def tampered(desk: Desk, statement: str) -> None:
    """Change something in the store behind Accord's back."""
    with sqlite3.connect(desk.home / "accord.db") as store:
        assert store.execute(statement).rowcount >= 1
    store.close()
