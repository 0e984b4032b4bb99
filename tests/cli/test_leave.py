"""`accord leave`, and an import that loses somebody."""

import csv
from typing import Any

import pytest

from api.losses import Missed
from cli.importing import missed_lines
from tests.cli.desk import EXAMPLES, SPONSOR, Desk

NAME = "leave-1"


@pytest.fixture(scope="module")
def formed(desk: Desk) -> str:
    """A collaboration with an approved team and matrix."""
    desk.start(NAME, skip=["identify", "goals", "communication"])
    for kind in ("resource", "team", "roles"):
        desk.approve(f"{NAME}:{kind}:1")
    desk.until(NAME, lambda seen: seen["next_evaluation"])
    return NAME


@pytest.fixture(scope="module")
def lost(desk: Desk, formed: str) -> str:
    """Somebody of the team who is no head."""
    seen = desk("show", f"{formed}:team:1", "--json").document
    members = [item["body"] for item in seen["suggestion"]["items"]]
    heads = {row["account"] for row in rows() if row["head"] == "yes"}
    account: str = next(body["account"] for body in members if body["account"] not in heads)
    return account


def rows() -> list[dict[str, str]]:
    with (EXAMPLES / "en" / "people.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def people_without(desk: Desk, account: str) -> str:
    """Write the directory without somebody, and return its path."""
    kept = [row for row in rows() if row["account"] != account]
    for row in kept:
        row["deputy"] = "" if row["deputy"] == account else row["deputy"]
    file = desk.folder / "left.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, kept[0])
        writer.writeheader()
        writer.writerows(kept)
    return str(file)


def test_who_may_not_report_is_told_so(desk: Desk, formed: str, lost: str) -> None:
    outsider = next(
        row["account"]
        for row in rows()
        if row["head"] == "no" and row["account"] != lost and row["department"] == "Supply"
    )
    answer = desk("leave", formed, lost, "--as", outsider)
    assert answer.code == 1
    assert "may not report this" in answer.err
    bad = desk("leave", formed, "not an account", "--as", SPONSOR)
    assert (bad.code, "ACCOUNT: “not an account”" in bad.err) == (2, True)


def test_somebody_without_a_place_is_told_at_once(desk: Desk, formed: str) -> None:
    answer = desk("leave", formed, "sofia.grant", "--as", SPONSOR)
    assert answer.code == 1
    assert "holds no place in the charter" in answer.err


def test_an_import_without_somebody_raises_the_gap_and_a_report_of_the_same_leads_to_it(
    desk: Desk, formed: str, lost: str
) -> None:
    file = people_without(desk, lost)
    made = desk("import", "directory", file, "--collaboration", formed, "--json")
    assert made.code == 0
    assert made.document["missed"] == [
        {
            "collaboration": formed,
            "accounts": [lost],
            "told": True,
            "double_booked": [],
            "settled": [],
        }
    ]
    seen = desk.asked(f"{formed}:role_gap:1")
    assert seen["state"]["kind"] == "role_gap"

    again = desk("leave", formed, lost, "--as", SPONSOR, "--comment", "left", "--json")
    assert again.code == 0
    assert again.document["suggestion"] == f"{formed}:role_gap:1"

    shown = desk("show", formed)
    assert "Nobody has, since " in shown.out
    vacant: list[dict[str, Any]] = desk("show", formed, "--json").document["vacant"]
    assert [one["account"] for one in vacant] == [lost]
    desk.approve(f"{formed}:role_gap:1")
    desk.until(formed, lambda seen: not seen["vacant"])
    assert (
        desk("import", "directory", file, "--collaboration", formed, "--json").document["missed"]
        == []
    )


@pytest.mark.parametrize("told", [True, False])
def test_an_import_says_who_is_promised_twice_since_and_whether_it_could_tell(told: bool) -> None:
    one = Missed(collaboration="a-1", accounts=(), told=told, double_booked=("li.na", "bo"))
    (line,) = missed_lines(one)
    assert line.en.startswith("a-1 and others count on more hours than there are of li.na, bo; ")
    assert line.zh.startswith("a-1 与其他协作对li.na、bo的工时重复许诺；")
    assert ("the sponsor are told" in line.en) is told
    assert ("目前无法通知" in line.zh) is not told
    assert (
        list(missed_lines(one.model_copy(update={"double_booked": (), "settled": ("bo",)}))) == []
    )
    both = list(missed_lines(one.model_copy(update={"accounts": ("al",)})))
    assert [line.en.partition(" ")[2][:6] for line in both] == ["misses", "and ot"]
