"""The company's objectives and files over HTTP."""

from tests.api.calling import Api

GIVEN = {"objectives": [{"id": "O1", "text": "上线周期缩短三成"}]}
SPONSOR = "stella.ahmed"
CSV = {"content-type": "application/octet-stream"}


async def test_objectives_are_replaced_by_whoever_has_read_them(calls: Api) -> None:
    before = await calls("GET", "/v1/strategy", "ad.min")
    tag = before.headers["etag"]
    bare = await calls("PUT", "/v1/strategy", "ad.min", GIVEN)
    assert (bare.status_code, bare.json()["code"]) == (428, "unbound")
    made = await calls("PUT", "/v1/strategy", "ad.min", GIVEN, {"if-match": tag})
    assert made.status_code == 200, made.text
    assert made.json()["objectives"][0]["text"] == "上线周期缩短三成"
    other = {"objectives": [{"id": "O2", "text": "Fewer returns"}]}
    late = await calls("PUT", "/v1/strategy", "ad.min", other, {"if-match": tag})
    assert (late.status_code, late.json()["code"]) == (409, "stale")
    assert (await calls("GET", "/v1/strategy", "ad.min")).json()["objectives"] == (
        made.json()["objectives"]
    )


async def test_a_file_with_problems_is_told_line_by_line_and_nothing_is_kept(calls: Api) -> None:
    story = await calls.start(skip=["identify", "team", "goals"])
    await story.pending("cadence")
    path = f"/v1/imports/feedback?file=said.csv&collaboration={story.id}&round=7"
    text = "id,account,department,text\n1,x,Sales,Fine\n1,y,Sales,Again\n,z,Sales,No id\n"
    for dry in ("&dry_run=true", ""):
        told = await calls("POST", path + dry, SPONSOR, headers=CSV, content=text.encode("gb18030"))
        assert told.status_code == (200 if dry else 422), told.text
        document = told.json()
        assert document["ok"] is False
        assert {one["line"] for one in document["problems"]} == {3, 4}
    good = text.splitlines()[:2]
    kept = await calls("POST", path, SPONSOR, headers=CSV, content="\n".join(good).encode())
    assert (kept.status_code, kept.json()["new"]) == (200, 1), kept.text
    again = await calls("POST", path, SPONSOR, headers=CSV, content="\n".join(good).encode())
    assert again.json()["new"] == 0


async def test_readings_and_answers_belong_to_a_collaboration(calls: Api) -> None:
    told = await calls("POST", "/v1/imports/measures?file=m.csv", "ad.min", content=b"x")
    assert (told.status_code, told.json()["code"]) == (422, "bad_input")
    wrong = await calls("POST", "/v1/imports/directory?file=../etc/passwd", "ad.min", content=b"x")
    assert wrong.status_code == 422
    unknown = await calls(
        "POST", "/v1/imports/measures?file=m.csv&collaboration=nowhere-1", "ad.min", content=b"x"
    )
    assert unknown.status_code == 404


async def test_a_file_that_is_not_what_its_name_says_is_a_problem_of_its_own(calls: Api) -> None:
    told = await calls(
        "POST", "/v1/imports/directory?file=people.xlsx&dry_run=true", "ad.min", content=b"id,name"
    )
    assert (told.status_code, told.json()["ok"]) == (200, False), told.text
    assert all(one["error"]["zh"] for one in told.json()["problems"])
