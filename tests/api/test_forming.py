from typing import Any

import pytest

from tests.api.calling import Api

ANN: dict[str, Any] = {"name": "Ann", "department": "Sales", "authority": True}
BO: dict[str, Any] = {"name": "Bo", "department": "Legal", "skills": {"law": 4}}
REQUEST: dict[str, Any] = {
    "people": [ANN, BO],
    "require": {
        "departments": ["Sales", "Legal"],
        "skills": {"law": {"level": 3}},
        "size": {"min": 2, "max": 3},
    },
}


async def test_a_team_is_planned_with_the_document_of_the_command(calls: Api) -> None:
    answer = await calls("POST", "/v1/teams:plan", "ana", REQUEST)
    found = answer.json()
    assert answer.status_code == 200
    assert list(found)[:5] == ["status", "objective", "bound", "gap", "seconds"]
    assert (found["status"], found["objective"], found["bound"]) == ("optimal", 2, 2)
    assert [(one["name"], one["covers"]) for one in found["team"]] == [("Ann", []), ("Bo", ["law"])]


async def test_what_clashes_is_an_answer_and_no_problem(calls: Api) -> None:
    require = REQUEST["require"] | {"departments": ["Sales", "Finance"]}
    answer = await calls("POST", "/v1/teams:plan", "ana", REQUEST | {"require": require})
    assert answer.status_code == 200
    assert [one["requirement"] for one in answer.json()["unmet"]] == ["department:Finance"]


async def test_a_day_is_named_in_the_address(calls: Api) -> None:
    away = [ANN, BO | {"absences": ["2026-03-02/2026-03-30"]}]
    body = REQUEST | {"people": away, "require": REQUEST["require"] | {"hours": 4}}
    for day, status in (("2026-03-02", "infeasible"), ("2026-04-01", "optimal")):
        answer = await calls("POST", f"/v1/teams:plan?on={day}", "ana", body)
        assert answer.json()["status"] == status


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"people": []}, "people: list at least one person"),
        ({"people": [], "directory": "people.csv"}, "directory: no file is read here"),
        ({"people": "/etc/passwd"}, "directory: no file is read here"),
        ({"communication": [{"a": "Ann", "b": "Cy", "cost": 1}]}, "communication[0].b: nobody"),
        ({"minimise": "cost"}, ""),
    ],
)
async def test_what_cannot_be_used_is_a_problem_that_names_its_field(
    calls: Api, changes: dict[str, Any], part: str
) -> None:
    answer = await calls("POST", "/v1/teams:plan", "ana", REQUEST | changes)
    assert answer.status_code == 422
    assert part in answer.json()["detail"]


async def test_a_matrix_is_checked_in_the_language_of_the_caller(calls: Api) -> None:
    matrix = {"rows": [{"deliverable": "Baseline", "responsible": ["ann"]}]}
    for language, message in (
        ("en", "Nobody is accountable for this row; exactly one person must be."),
        ("zh", "这一行没有最终负责人；应当恰好一人。"),
    ):
        told = {"accept-language": language}
        answer = await calls("POST", "/v1/roles:check", "ana", matrix, told)
        assert answer.json() == {
            "findings": [
                {
                    "rule": "roles.nobody_accountable",
                    "row": "Baseline",
                    "severity": "error",
                    "message": message,
                }
            ]
        }


@pytest.mark.parametrize("path", ["/v1/teams:plan", "/v1/roles:check"])
async def test_a_number_is_no_day(calls: Api, path: str) -> None:
    body = REQUEST if "teams" in path else {"rows": []}
    answer = await calls("POST", f"{path}?on=0", "ana", body)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("on: must be a date like 2026-09-30")
