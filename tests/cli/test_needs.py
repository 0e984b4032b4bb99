import json
import random
from pathlib import Path

import pytest

from tests import causes_by_hand, shared
from tests.cli.desk import EXAMPLES, Desk

COLUMNS = "case,time,department,activity,state\n"


def log(folder: Path, cases: int = 40) -> str:
    """Write cases that Sales hands to Legal, which begins some hours later; one has no group."""
    draw, lines = random.Random(3), [COLUMNS]
    for n in range(cases):
        day = f"2026-03-{n % 28 + 1:02}"
        begins = draw.randrange(12, 20)
        lines += [
            f"C{n:02},{day}T09:00,Sales,sell,working\n",
            f"C{n:02},{day}T10:00,Legal,review,queued\n",
            f"C{n:02},{day}T{begins}:00,Legal,review,in progress\n",
        ]
    path = folder / "tickets.csv"
    path.write_text("".join(lines) + "C99,2026-03-02T09:00,EMPTY,sell,working\n", encoding="utf-8")
    return str(path)


def test_the_document_holds_what_was_promised(empty: Desk, tmp_path: Path) -> None:
    told = empty("needs", log(tmp_path), "--group", "department", "--json")
    assert told.code == 0, told.err
    found = told.document
    assert found["log"] == {
        "cases": 41,
        "events": 121,
        "groups": 2,
        "group_coverage": 0.9917,
        "placeholders": {"EMPTY": 1},
        "basis": "states",
        "copies": 0,
    }
    made = found["handoffs"]
    assert (made["count"], made["cases"], made["bounced_share"]) == (40, 40, 0.0)
    assert made["ping_pong"] == {"triples": 0, "cases": 0}
    (queue,) = found["queues"]
    assert (queue["group"], queue["arrivals"], queue["note"]) == ("Legal", 40, None)
    assert queue["queue_hours"] == made["queue_hours"]
    low, high = queue["interval"]
    assert low < queue["queue_hours"] < high
    assert found["edges"] == [
        {"source": "Sales", "target": "Legal", "count": 40, "queue_hours": queue["queue_hours"]}
    ]
    assert (found["few"], found["excluded"], found["causes"]) == ([], [], [])
    assert found["needs"][0]["groups"] == ["Legal", "Sales"]
    assert told.err.startswith("Columns: case = case, group = department, time = time")


def test_a_person_reads_it_in_english_and_in_chinese(empty: Desk, tmp_path: Path) -> None:
    path = log(tmp_path)
    english, chinese = empty("needs", path), empty("needs", path, "--lang", "zh")
    assert (english.code, chinese.code) == (0, 0)
    assert "121 events of 41 cases, 2 departments, known for 99.2% of the events" in english.out
    assert "40 hand-offs in 40 cases" in english.out
    assert "Candidate needs\n  1. Legal: " in english.out
    assert "41 个案件共 121 条事件，2 个部门，99.2% 的事件部门已知" in chinese.out
    assert "候选协作需求\n  1. Legal：" in chinese.out
    assert len(english.out.splitlines()) == len(chinese.out.splitlines())


def test_the_notes_are_in_the_language_that_was_asked_for(empty: Desk, tmp_path: Path) -> None:
    path = log(tmp_path, cases=5)
    english = empty("needs", path, "--json").document
    chinese = empty("needs", path, "--json", "--lang", "zh").document
    assert english["few"][0]["note"] == "not enough data: 5 waits of 5 cases"
    assert chinese["few"][0]["note"] == "数据不足：5 个案件共 5 次等待"
    assert english["needs"] == []


def test_one_of_a_thing_is_said_in_the_singular(empty: Desk, tmp_path: Path) -> None:
    said = empty("needs", log(tmp_path, cases=1)).out
    assert "1 hand-off in 1 case, " in said
    assert "not enough data: 1 wait of 1 case\n" in said


def test_shuffled_rows_give_the_same_document(empty: Desk, tmp_path: Path) -> None:
    header, *rows = (EXAMPLES / "zh/events.csv").read_text("utf-8").splitlines(keepends=True)
    random.Random(7).shuffle(rows)
    (tmp_path / "events.csv").write_text(header + "".join(rows), "utf-8")
    shuffled = empty("needs", str(tmp_path / "events.csv"), "--json")
    assert shuffled.document == empty("needs", str(EXAMPLES / "zh/events.csv"), "--json").document


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_the_map_is_drawn_beside_the_document(
    empty: Desk, tmp_path: Path, language: str, more: tuple[str, ...]
) -> None:
    picture, path = tmp_path / "map.svg", log(tmp_path)
    told = empty("needs", path, "--map", str(picture), "--theme", "dark", "--lang", language, *more)
    assert told.code == 0, told.err
    drawing = picture.read_text("utf-8")
    assert {"en": "Sales → Legal: ", "zh": "Sales → Legal："}[language] in drawing
    assert "prefers-color-scheme" not in drawing
    named = {"en": f"Map: {picture}", "zh": f"交接图：{picture}"}[language]
    assert named in (told.err if more else told.out)
    if more:
        plain = empty("needs", path, "--lang", language, *more)
        assert told.document == plain.document


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--map", "{log}"), "should end in .svg"),
        (("--map", "{folder}/no/map.svg"), "No such file or directory"),
        (("--map", "{folder}/map.svg", "--theme", "pink"), "theme"),
    ],
)
def test_a_map_that_cannot_be_written_is_one_sentence(
    empty: Desk, tmp_path: Path, options: tuple[str, ...], says: str
) -> None:
    path = log(tmp_path)
    before = Path(path).read_bytes()
    told = empty("needs", path, *(one.format(log=path, folder=tmp_path) for one in options))
    assert told.code == 2
    assert says in told.err
    assert told.err.splitlines()[-1].strip()
    assert Path(path).read_bytes() == before
    assert not (tmp_path / "map.svg").exists()


HOURS = {"Bo": [{"from": "MONDAY", "to": "FRIDAY", "beginTime": "09:00", "endTime": "17:00"}]}
TIMED = (
    "case,team,who,did,from,until\n"
    "1,A,Ann,ask,2026-03-02 09:00,2026-03-02 16:00\n"
    "1,B,Bo,answer,2026-03-03 10:00,2026-03-03 11:00\n"
)
OPTIONS = ("--group", "team", "--resource", "who", "--activity", "did", "--start", "from", "--end")


def test_the_causes_of_waiting_are_told_with_times_and_calendars(
    empty: Desk, tmp_path: Path
) -> None:
    (tmp_path / "hours.json").write_text(json.dumps(HOURS))
    (tmp_path / "timed.csv").write_text(TIMED)
    timed = ("needs", str(tmp_path / "timed.csv"), *OPTIONS, "until")
    calendars = ("--calendars", str(tmp_path / "hours.json"))
    (cause,) = empty(*timed, *calendars, "--json").document["causes"]
    assert (cause["source_activity"], cause["target_resource"]) == ("ask", "Bo")
    assert (cause["wt_total"], cause["wt_unavailability"], cause["wt_extraneous"]) == (
        18 * 3600,
        16 * 3600,
        2 * 3600,
    )
    assert empty(*timed, "--json").document["causes"] == []
    assert "  unavailability: 16.0\n" in empty(*timed, *calendars).out


def test_the_causes_are_those_that_were_worked_out_by_hand(empty: Desk, tmp_path: Path) -> None:
    (tmp_path / "hours.json").write_text(causes_by_hand.CALENDARS)
    (tmp_path / "work.csv").write_text(causes_by_hand.LOG)
    named = [word for role, name in causes_by_hand.COLUMNS.items() for word in (f"--{role}", name)]
    told = empty(
        *("needs", str(tmp_path / "work.csv"), "--group", "team", *named),
        *("--calendars", str(tmp_path / "hours.json"), "--json"),
    )
    assert told.document["causes"] == causes_by_hand.expected()
    assert (told.document["log"]["copies"], told.document["log"]["placeholders"]) == (1, {"N/A": 1})


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (COLUMNS + "1,soon,A,x,queued\n", (), 'line 2, column time: "soon" is not a time'),
        (COLUMNS + "1,2026-03-02,A,x,\n", ("--group", "Team"), "there is no column “Team”"),
        ("a,b\n1,2\n", (), "no column is known for --case; name it; the columns are: a, b"),
        (COLUMNS + "1,2026-03-02,A,x,\n", ("--start", "time"), "--start and --end"),
        (COLUMNS + "1,2026-03-02,A,x,\n", ("--calendars", "no.json"), "there is no such file"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_exit_code_2(
    empty: Desk, tmp_path: Path, content: str, options: tuple[str, ...], says: str
) -> None:
    (tmp_path / "log.csv").write_text(content)
    told = empty("needs", str(tmp_path / "log.csv"), *options, "--json")
    assert told.code == 2
    assert says in told.document["error"]["en"]
    assert told.err.count("\n") == 1


if shared.IS_THERE:

    def test_the_real_log_has_the_hand_offs_that_its_notes_name(empty: Desk) -> None:
        path = str(shared.LOGS / "08_receipt.xes.gz")
        found = empty("needs", path, "--group", "org:group", "--json").document
        assert (found["handoffs"]["count"], found["handoffs"]["cases"]) == (3548, 1188)
        assert found["log"]["placeholders"] == {"EMPTY": 1936}
        assert found["log"]["group_coverage"] == 0.7743
        assert "EMPTY" not in json.dumps([found["queues"], found["few"], found["edges"]])

    @pytest.mark.parametrize(("name", "triples"), [("ping_pong", 2), ("double_ping_pong", 4)])
    def test_the_logs_of_going_back_and_forth_have_so_many_triples(
        empty: Desk, name: str, triples: int
    ) -> None:
        path = str(shared.LOGS / "ping_pong" / f"{name}_case.csv")
        named = ("--group", "Resource", "--case", "case:concept:name", "--activity", "Activity")
        found = empty("needs", path, *named, "--json").document
        assert found["handoffs"]["ping_pong"] == {"triples": triples, "cases": 1}
