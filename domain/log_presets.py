"""What the exports of well-known products call their columns, one row for each step of a case.

Written as people see the headers; compared without case, spaces and punctuation.
"""

from collections.abc import Mapping

from domain.text import Frozen

_APPROVAL = {
    "activity": "节点名称 审批节点 当前节点 流程节点 节点 任务名称 审批环节 步骤名称",
    "group": "审批人部门 处理人部门 操作人部门 节点处理人部门 审批人所属部门 审批人所在部门"
    " 处理部门 审批部门",
    "time": "操作时间 处理时间 审批时间 审批完成时间 节点完成时间 任务完成时间 任务结束时间",
    "resource": "审批人 审批人姓名 处理人 处理人姓名 操作人 操作人姓名 当前处理人姓名",
}
"""What the three approval products share."""


class Preset(Frozen):
    """One product's words for each role; where `is_approval`, its start times are arrivals."""

    product: str
    words: Mapping[str, str]
    is_approval: bool = False


PRESETS: tuple[Preset, ...] = (
    Preset(
        product="飞书审批 Feishu",
        words={
            **_APPROVAL,
            "case": "申请编号 审批编号 审批单编号 实例编号 审批实例编号 serial_number"
            " instance_code",
            "activity": f"{_APPROVAL['activity']} node_name",
            "time": f"{_APPROVAL['time']} end_time",
        },
        is_approval=True,
    ),
    Preset(
        product="钉钉审批 DingTalk",
        words={
            **_APPROVAL,
            "case": "审批编号 审批单号 审批实例ID 流程实例ID 业务编号 processInstanceId businessId",
            "activity": f"{_APPROVAL['activity']} 操作类型 showName",
            "time": f"{_APPROVAL['time']} finishTime operateTime",
        },
        is_approval=True,
    ),
    Preset(
        product="企业微信审批 WeCom",
        words={
            **_APPROVAL,
            "case": "审批编号 审批单号 申请单号 单号 sp_no",
            "time": f"{_APPROVAL['time']} sptime",
        },
        is_approval=True,
    ),
    Preset(
        product="Jira",
        words={
            "case": "Issue_key Key issue_key Issue_id 问题关键字 关键字",
            "activity": "to_string To Status 状态",
            "time": "created_date Created Changed_at Date 创建日期 已创建",
            "group": "Team Assignee_group Component_s Component Department Assignee 经办人 模块",
            "lifecycle": "to_string To Status 状态",
            "resource": "Author author_key Assignee 经办人",
        },
    ),
    Preset(
        product="TAPD",
        words={
            "case": "ID 编号 需求ID 缺陷ID 任务ID 对象ID 工作项ID",
            "activity": "变更后状态 变更后 流转后状态 状态",
            "time": "变更时间 流转时间 最后修改时间",
            "group": "处理人部门 所属部门 部门 团队 所属团队 处理人",
            "lifecycle": "变更后状态 变更后 流转后状态 状态",
            "resource": "变更人 处理人 操作人",
        },
    ),
    Preset(
        product="禅道 ZenTao",
        words={
            "case": "Bug编号 需求编号 任务编号 用例编号 对象ID 对象编号 编号",
            "activity": "动作 操作 操作类型",
            "time": "日期 操作日期 操作时间",
            "group": "操作者部门 所属部门 部门 指派给部门 指派给",
            "lifecycle": "Bug状态 任务状态 需求状态 状态",
            "resource": "操作者 由谁操作 操作人",
        },
    ),
)
