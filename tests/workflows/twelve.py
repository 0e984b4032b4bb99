"""An organisation of twelve departments: their people as a file, and a brief over all of them."""

from typing import Any

from tests.workflows.place import Place, brief

DEPARTMENTS = (
    "销售部",
    "法务部",
    "财务部",
    "采购部",
    "研发部",
    "测试部",
    "客服部",
    "市场部",
    "人力资源部",
    "物流部",
    "信息技术部",
    "质量管理部",
)
SPONSOR = "sponsor"
SKILLS = {"合同": {"level": 3}, "结算": {"level": 3}, "数据": {"level": 3}}
_OF = {"法务部": "合同:4", "财务部": "结算:4", "信息技术部": "数据:4", "研发部": "数据:3"}


def head(department: str) -> str:
    """The account of a department's head."""
    return f"d{DEPARTMENTS.index(department)}-head"


def clerks(department: str) -> list[str]:
    """The accounts of its other people, who has most hours first."""
    return [f"d{DEPARTMENTS.index(department)}-{n}" for n in (1, 2)]


def twelve(at: Place, **changes: Any) -> dict[str, Any]:
    """Write the people (a head and two more in each department), and return a brief."""
    rows = ["account,name,department,head,hours,skills", f"{SPONSOR},秦岚,总经办,true,2,"]
    for department in DEPARTMENTS:
        rows.append(f"{head(department)},{department}主任,{department},true,6,")
        for number, account in enumerate(clerks(department), 1):
            skills = _OF.get(department, "")
            name = f"{department[0]}{'甲乙'[number - 1]}"
            rows.append(f"{account},{name},{department},,{9 - number},{skills}")
    folder = at.data / "twelve"
    folder.mkdir(exist_ok=True)
    (folder / "people.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    example = brief("zh")
    own = {
        "departments": list(DEPARTMENTS),
        "lead": DEPARTMENTS[0],
        "sponsor": SPONSOR,
        "department_goals": [],
        "team": {"size_min": 5, "size_max": 8, "hours": 4, "skills": SKILLS},
        "sources": example["sources"] | {"people": "twelve/people.csv"},
        "skip": ["identify"],
    }
    return example | own | changes
