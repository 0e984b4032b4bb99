import pytest

from store.migrating import migrate
from tests.cli.desk import EXAMPLES, Desk


@pytest.fixture
def stored(empty: Desk) -> Desk:
    """A desk with a store that holds one event log of the company, and no engine."""
    migrate(f"sqlite:///{empty.home / 'accord.db'}")
    file = str(EXAMPLES / "zh" / "events.csv")
    assert empty("import", "event-logs", file, "--name", "tickets", "--as", "li.na").code == 0
    return empty


def test_event_logs_are_listed_in_both_languages_and_as_a_document(stored: Desk) -> None:
    en, zh = (stored("event-logs", "list", "--lang", one).out for one in ("en", "zh"))
    assert en.startswith("tickets · ")
    assert " events · events.csv · by li.na, 20" in en
    assert " 条事件 · events.csv · li.na 于 20" in zh
    told = stored("event-logs", "list", "--json").document
    (one,) = told["event_logs"]
    assert (told["ok"], one["name"], one["named_by"]) == (True, "tickets", [])
    assert one["fingerprint"][:12] in en
    assert one["cases"] > 20
    assert f"tickets · {one['cases']} cases, {one['rows']:,} events · " in en
    assert f"tickets · {one['cases']} 个案件、{one['rows']:,} 条事件 · " in zh
    other = stored("event-logs", "list", "--collaboration", "t-1")
    assert (other.code, other.out) == (0, "No event log was imported here.\n")


def test_an_event_log_is_deleted_once(stored: Desk) -> None:
    answer = stored("event-logs", "delete", "tickets", "--lang", "zh")
    assert (answer.code, answer.out) == (0, "已删除：tickets。\n")
    again = stored("event-logs", "delete", "tickets")
    assert again.code == 2
    assert "tickets" in again.err
    assert stored("event-logs", "list", "--json").document["event_logs"] == []


@pytest.mark.parametrize("name", ["工单", "../x", "", "A"])
def test_what_is_no_name_of_a_log_is_one_sentence(stored: Desk, name: str) -> None:
    answer = stored("event-logs", "delete", name)
    assert answer.code == 2
    assert "is not the name of an event log" in answer.err
    assert len(answer.err.splitlines()) == 1
