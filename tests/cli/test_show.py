import sqlite3
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from api import sending
from tests.cli.desk import HEAD, LEAD, SPONSOR, Desk


@pytest.fixture(scope="module")
def begun(desk: Desk) -> str:
    """A collaboration whose need waits for everybody who is asked."""
    desk.start("show-1")
    desk.asked("show-1:need:1")
    return "show-1"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "VIEW_PATIENCE", 0.5)


def test_the_first_line_says_who_is_waited_for_in_which_part_and_since_when(
    desk: Desk, begun: str
) -> None:
    first = desk("show", begun).first
    assert first.startswith("Waiting for ")
    assert "Lucia Novak (lucia.novak, head of Finance)" in first
    assert "Felix Hoffmann (felix.hoffmann, head of Regional Service)" in first
    assert " UTC: show-1:need:1 (collaboration need, revision 1), due 20" in first
    assert " since 20" in first


def test_the_first_line_comes_in_chinese(desk: Desk, begun: str) -> None:
    first = desk("show", begun, "--lang", "zh").first
    assert first.startswith("自 20")
    assert "（北京时间）起等待" in first
    assert "Leon Mbeki（leon.mbeki，Supply负责人）审批：show-1:need:1（协作需求，第 1 版）" in first


def test_everything_about_a_collaboration_is_one_document(desk: Desk, begun: str) -> None:
    document = desk("show", begun, "--json").document
    assert document["source"] == "workflow"
    assert document["status"] == "running"
    assert document["first_line"]["en"] == desk("show", begun).first
    (waits,) = document["waiting"]
    assert waits["id"] == "show-1:need:1"
    assert HEAD in [person["account"] for person in waits["people"]]
    assert document["state"]["stage"] == "identify"
    (one,) = document["suggestions"]
    assert (one["id"], one["state"], one["redraft_as"]) == ("show-1:need:1", "pending", None)
    assert one["provenance"]["reason"] == "No model endpoint is configured."


def test_a_suggestion_is_shown_whole_with_its_evidence_and_how_to_decide(
    desk: Desk, begun: str
) -> None:
    answer = desk("show", f"{begun}:need:1")
    text = desk("show", f"{begun}:need:1", "--json").document["suggestion"]
    for fact in text["evidence"]:
        assert f"[{fact['id']}]" in answer.out
        assert fact["value"] in answer.out
    assert text["items"][0]["body"]["statement"] in " ".join(answer.out.split())
    assert "Checks: all passed" in answer.out
    assert "drafted by rules" in answer.out
    command = "accord decide show-1:need:1 approve --as lucia.novak --revision 1 --fingerprint "
    line = next(line for line in answer.out.splitlines() if command in line)
    assert desk(*line.split()[1:-1], "0000aaaa").code == 1
    assert desk(*line.split()[1:]).code == 0
    assert f"Signed: {HEAD}, revision 1" in desk("show", f"{begun}:need:1").out


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_the_map_that_the_need_rests_on_is_drawn_beside_it(
    desk: Desk, begun: str, tmp_path: Path, language: str, more: tuple[str, ...]
) -> None:
    picture = tmp_path / "map.svg"
    told = desk("show", begun, "--map", str(picture), "--theme", "dark", "--lang", language, *more)
    assert told.code == 0, told.err
    drawing = picture.read_text("utf-8")
    assert {"en": "Hand-off map: where cases wait", "zh": "交接图：案件在哪里等待"}[
        language
    ] in drawing
    assert "Finance" in drawing
    assert "prefers-color-scheme" not in drawing
    named = {"en": f"Map: {picture}", "zh": f"交接图：{picture}"}[language]
    assert named in (told.err if more else told.out)
    plain = desk("show", begun, "--lang", language, *more)
    assert told.first == plain.first


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show-1", "--map", "{folder}/map.png"), "should end in .svg"),
        (("show-1:need:1", "--map", "{folder}/map.svg"), "--map: name a collaboration"),
        (("show-1", "--map", "{folder}/no/map.svg"), "No such file or directory"),
        (("no-such-1", "--map", "{folder}/map.svg"), "no-such-1"),
    ],
)
def test_a_map_that_cannot_be_drawn_is_one_sentence(
    desk: Desk, begun: str, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    told = desk("show", *(word.format(folder=tmp_path) for word in words), "--json")
    assert told.code == 2
    assert says in told.document["error"]["en"]
    assert told.err.count("\n") == 1
    assert not (tmp_path / "map.svg").exists()


def test_a_collaboration_whose_need_rests_on_no_log_has_no_map(desk: Desk, tmp_path: Path) -> None:
    desk.start("show-mapless", skip=["identify"], need="Contracts wait for Finance.")
    told = desk("show", "show-mapless", "--map", str(tmp_path / "map.svg"), "--json")
    assert told.code == 2
    assert "has no hand-off map" in told.document["error"]["en"]
    assert not (tmp_path / "map.svg").exists()


def test_a_rejected_need_parks_the_collaboration_until_it_is_drafted_anew(desk: Desk) -> None:
    desk.start("show-2")
    desk.asked("show-2:need:1")
    said = "This is not\nour problem"
    assert desk("decide", "show-2:need:1", "reject", "--as", LEAD, "--comment", said).code == 0
    desk.until("show-2", lambda seen: seen["state"]["parked"])
    first = desk("show", "show-2").first
    assert first.startswith("Parked since 20")
    assert "show-2:need:1 (collaboration need) rejected" in first
    anew = "to go on with a new draft (`accord redraft show-2 need --as stella.ahmed`)"
    assert anew in first
    assert "or to close it (`accord close show-2 --as stella.ahmed`)" in first
    assert "重新起草后继续（`accord redraft show-2" in desk("show", "show-2", "--lang", "zh").first
    assert desk("redraft", "show-2", "team", "--as", SPONSOR).code == 1
    assert desk("redraft", "show-2", "need", "--as", "lucia.novak").code == 1
    assert desk("redraft", "show-2", "协作需求", "--as", SPONSOR).code == 0
    desk.asked("show-2:need:2")


def test_pause_resume_and_close_are_for_those_who_steer(desk: Desk) -> None:
    desk.start("show-3")
    desk.asked("show-3:need:1")
    refused = desk("pause", "show-3", "--as", "lucia.novak")
    assert refused.code == 1
    assert "stella.ahmed, felix.hoffmann" in refused.err
    assert desk("pause", "show-3", "--as", SPONSOR).out == (
        "show-3 is paused; decisions still count.\n"
    )
    assert desk("show", "show-3").first.startswith("Paused (decisions count); Waiting for ")
    assert desk("resume", "show-3", "--as", SPONSOR).code == 0
    assert desk("show", "show-3").first.startswith("Waiting for ")
    closing = desk("close", "show-3", "--as", LEAD, "--comment", "merged \x1b[2J elsewhere")
    assert closing.code == 0
    desk.until("show-3", lambda seen: seen["status"] == "closed")
    first = desk("show", "show-3").first
    assert first.startswith("Closed by felix.hoffmann at 20")
    assert first.endswith(": merged [2J elsewhere")
    late = desk("pause", "show-3", "--as", SPONSOR)
    assert (late.code, late.err) == (1, "show-3 has ended; nothing more can be decided on it\n")
    assert "Nobody is waited for: show-3:need:1 withdrawn" in desk("show", "show-3:need:1").first


@pytest.mark.parametrize("id", ["never-started", "never-started:need:1"])
def test_what_nobody_knows_is_said_so(desk: Desk, id: str) -> None:
    answer = desk("show", id)
    assert (answer.code, answer.err) == (2, f"there is nothing called {id}\n")


@pytest.mark.parametrize("id", ["", "Not An Id", "a:b:1", "a:need:0", "a' OR '1'='1", "\x1b[2J"])
def test_what_is_no_id_is_refused(desk: Desk, id: str) -> None:
    answer = desk("show", id)
    assert answer.code == 2
    assert "is not the id of a" in answer.err
    assert "\x1b" not in answer.err


@pytest.mark.usefixtures("hurried")
def test_without_a_worker_the_servers_lists_say_who_is_asked(silent: Desk) -> None:
    answer = silent("show", "silent-1")
    assert answer.code == 0
    assert answer.first.startswith("Waiting for stella.ahmed, lucia.novak since 20")
    assert "No worker answers" in answer.out.splitlines()[1]
    one = silent("show", "silent-1:need:1")
    assert one.code == 0
    assert one.first.startswith("Waiting for stella.ahmed, lucia.novak since 20")


def test_the_store_remembers_what_the_engine_has_forgotten(desk: Desk, begun: str) -> None:
    with sqlite3.connect(desk.home / "accord.db") as store:
        store.execute(
            "INSERT INTO collaborations (id, title, language, sponsor, body, started_at, "
            "closed_at, outcome) SELECT 'forgotten-1', title, language, sponsor, "
            "replace(body, 'show-1', 'forgotten-1'), started_at, started_at, "
            '\'{"by": "stella.ahmed", "reason": "done"}\' FROM collaborations WHERE id = ?',
            (begun,),
        )
    store.close()
    answer = desk("show", "forgotten-1")
    assert answer.code == 0
    assert answer.first.startswith("Closed by stella.ahmed at 20")
    assert answer.first.endswith(": done")
    assert "from the store" in answer.out.splitlines()[1]


def test_the_inbox_lists_what_waits_for_a_person_the_oldest_first(desk: Desk, begun: str) -> None:
    desk.start("show-4")
    desk.asked("show-4:need:1")
    rows = desk("inbox", "--as", LEAD, "--json").document["pending"]
    assert [row["since"] for row in rows] == sorted(row["since"] for row in rows)
    listed = [row["suggestion"] for row in rows]
    assert listed.index(f"{begun}:need:1") < listed.index("show-4:need:1")
    assert all(LEAD in row["approvers"] for row in rows)
    told = desk("inbox", "--all").out
    assert "show-4:need:1 · collaboration need · since " in told
    assert "drafted by rules (No model endpoint is configured.)" in told
    assert "have it drafted anew" not in told
    assert desk("inbox", "--as", "nobody.known").out == "Nothing waits for a decision.\n"
    assert desk("inbox", "--as", "x' OR AccordState='pending").code == 2


def test_the_inbox_can_be_shared_as_a_link(desk: Desk) -> None:
    link = urlsplit(desk("inbox", "--as", SPONSOR, "--ui").out.strip())
    assert link.path == "/namespaces/accord/workflows"
    assert parse_qs(link.query) == {
        "query": ['`AccordState`="pending" AND `AccordApprovers`="stella.ahmed"'],
        "savedQuery": ["Accord: pending for stella.ahmed"],
    }


def test_the_link_to_everybodys_inbox_has_a_name_in_the_readers_language(desk: Desk) -> None:
    link = desk("inbox", "--all", "--ui", "--json", "--lang", "zh").document["ui"]
    assert parse_qs(urlsplit(link).query) == {
        "query": ['`AccordState`="pending"'],
        "savedQuery": ["合议：待审批"],
    }
