import pytest

from domain.brief import Objective
from store.migrating import migrate
from tests.cli.desk import Desk

TEXT = """objectives:
  - {id: S1, text: 新客户当天上线, measure: lead_time}
  - {id: S2, text: Halve returns}
"""


@pytest.fixture
def stored(empty: Desk) -> Desk:
    """A desk with an empty store and no engine."""
    migrate(f"sqlite:///{empty.home / 'accord.db'}")
    return empty


def test_objectives_are_set_and_shown(stored: Desk) -> None:
    assert stored("strategy", "show").out == "No strategic objectives are set.\n"
    file = stored.folder / "strategy.yaml"
    file.write_text(TEXT, encoding="utf-8")
    made = stored("strategy", "set", str(file), "--as", "zhao.min", "--json").document
    assert (made["version"], made["by"], made["ok"]) == (1, "zhao.min", True)
    assert [Objective(**one).id for one in made["objectives"]] == ["S1", "S2"]
    shown = stored("strategy", "show", "--lang", "zh").out
    assert "第 1 版，由 zhao.min 于" in shown
    assert "[S1] 新客户当天上线 · lead_time" in shown


def test_a_version_that_does_not_hold_any_more_is_refused(stored: Desk) -> None:
    file = stored.folder / "strategy.yaml"
    file.write_text(TEXT, encoding="utf-8")
    words = ("strategy", "set", str(file), "--as", "zhao.min", "--expected")
    assert stored(*words, "0").code == 0
    answer = stored(*words, "0", "--json")
    assert (answer.code, answer.document["code"], answer.document["version"]) == (1, "stale", 1)


def test_a_server_that_does_not_answer_is_one_sentence_without_the_password(empty: Desk) -> None:
    store = "postgresql://accord:s3cret@127.0.0.1:1/accord"
    answer = empty("strategy", "show", ACCORD_STORE=store)
    assert answer.code == 2
    assert answer.err == (
        "the store postgresql+asyncpg://accord:***@127.0.0.1:1/accord cannot be used: "
        "no server answers there\n"
    )


def test_an_objective_that_stands_twice_is_named_with_its_line(stored: Desk) -> None:
    file = stored.folder / "strategy.yaml"
    file.write_text(TEXT.replace("S2", "S1"), encoding="utf-8")
    answer = stored("strategy", "set", str(file), "--as", "zhao.min")
    assert answer.code == 2
    assert "strategy.yaml:3: objectives[1].id: “S1” stands twice" in answer.err
