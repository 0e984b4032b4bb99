import pytest

from domain.errors import WrongValueError
from domain.log_columns import LogColumns, LogRole, Wanted, columns_in


def columns(header: str, **named: str) -> LogColumns:
    return columns_in(header.split(","), Wanted(named))  # type: ignore[arg-type]


def refused(header: str, **named: str) -> str:
    with pytest.raises(WrongValueError) as error:
        columns(header, **named)
    assert error.value.sentence.zh
    return error.value.sentence.en


def test_common_names_are_known() -> None:
    found = columns("Ticket ID,Timestamp,Team,Step,Status,Resource")
    assert found.named() == {
        "case": "Ticket ID",
        "group": "Team",
        "time": "Timestamp",
        "activity": "Step",
        "lifecycle": "Status",
        "resource": "Resource",
    }


def test_what_is_named_is_taken_and_the_rest_is_told() -> None:
    found = columns("id,when,unit,org:group,activity", group="unit", case="id", time="when")
    assert (found.group, found.case, found.time, found.activity) == (
        "unit",
        "id",
        "when",
        "activity",
    )


def test_a_start_beside_a_time_makes_that_its_end() -> None:
    found = columns("case:concept:name,concept:name,org:group,start_timestamp,time:timestamp")
    assert (found.start, found.end, found.time) == (
        "start_timestamp",
        "time:timestamp",
        "start_timestamp",
    )


def test_start_and_end_alone_are_time_enough() -> None:
    found = columns("case_id,Activity,start_time,end_time,Resource", group="Resource")
    assert (found.start, found.end, found.time) == ("start_time", "end_time", "start_time")
    assert found.resource is None  # the column is the department


def test_an_end_alone_is_a_time() -> None:
    found = columns("case_id,team,end_time")
    assert (found.time, found.start, found.end, found.activity) == ("end_time", None, None, None)


@pytest.mark.parametrize(
    ("header", "product", "expected"),
    [
        (
            "申请编号,审批名称,节点名称,审批人,审批人部门,开始时间,处理时间,任务状态",
            "飞书审批 Feishu",
            ("申请编号", "审批人部门", "处理时间", "节点名称", "审批人"),
        ),
        (
            "审批实例ID,标题,发起人部门,节点名称,操作人,操作人部门,操作时间,操作类型",
            "钉钉审批 DingTalk",
            ("审批实例ID", "操作人部门", "操作时间", "节点名称", "操作人"),
        ),
        (
            "sp_no,提交时间,申请人部门,审批节点,审批人,审批人部门,审批时间",
            "企业微信审批 WeCom",
            ("sp_no", "审批人部门", "审批时间", "审批节点", "审批人"),
        ),
        (
            "Issue key,Summary,Author,Created,Field,From,To,Assignee group",
            "Jira",
            ("Issue key", "Assignee group", "Created", "To", "Author"),
        ),
        (
            "需求ID,标题,变更前状态,变更后状态,变更人,变更时间,处理人部门",
            "TAPD",
            ("需求ID", "处理人部门", "变更时间", "变更后状态", "变更人"),
        ),
        (
            "Bug编号,Bug标题,操作者,操作者部门,动作,日期,Bug状态",
            "禅道 ZenTao",
            ("Bug编号", "操作者部门", "日期", "动作", "操作者"),
        ),
    ],
)
def test_the_exports_of_known_products_are_recognised(
    header: str, product: str, expected: tuple[str, ...]
) -> None:
    found = columns(header)
    assert product in found.products
    assert (found.case, found.group, found.time, found.activity, found.resource) == expected


def test_a_short_header_may_call_its_columns_as_approvals_do() -> None:
    found = columns("审批编号,部门,审批时间")
    assert (found.case, found.group, found.time) == ("审批编号", "部门", "审批时间")
    assert found.products == ()


def test_the_department_of_whoever_asked_is_not_that_of_whoever_decides() -> None:
    assert refused("审批编号,节点名称,发起人部门,操作时间").startswith(
        "no column is known for --group; name it"
    )


def test_the_start_of_an_approval_is_an_arrival_and_no_work() -> None:
    found = columns("审批编号,节点名称,审批人,审批人部门,开始时间,处理时间")
    assert (found.time, found.start, found.end) == ("处理时间", None, None)


def test_a_status_is_both_what_happened_and_a_state() -> None:
    found = columns("Issue key,Created,Team,Status,Author")
    assert (found.activity, found.lifecycle) == ("Status", "Status")


def test_a_column_that_is_not_there_is_refused_with_the_nearest() -> None:
    assert refused("case,time,department", group="deparment") == (
        "--group: there is no column “deparment” (did you mean “department”?)"
    )
    assert refused("case,time,team", group="XYZ") == (
        "--group: there is no column “XYZ”; the columns are: case, time, team"
    )


@pytest.mark.parametrize("role", ["case", "group", "time"])
def test_a_column_that_cannot_be_told_is_to_be_named(role: LogRole) -> None:
    names = {"case": "case", "group": "department", "time": "time"}
    header = ",".join(name for other, name in names.items() if other != role)
    assert refused(header).startswith(
        f"no column is known for --{role}; name it; the columns are: "
    )


def test_of_two_that_could_be_meant_nobody_guesses() -> None:
    assert refused("case,time,team,dept") == (
        "“team” and “dept” could each be meant; name the right one with --group"
    )


def test_a_start_needs_an_end() -> None:
    assert refused("case,time,team,x", start="x") == (
        "--start and --end are named together or not at all"
    )
