"""Which columns of a survey say what, told from its header in English or Chinese."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from domain.errors import WrongValueError
from domain.event_columns import called
from domain.problems import shown

SurveyRole = Literal["department", "process", "waits_on", "how_often", "per", "hours", "confirmed"]
SURVEY_ROLES: tuple[SurveyRole, ...] = get_args(SurveyRole)
ZH_NAMES: Mapping[SurveyRole, str] = {
    "department": "部门",
    "process": "流程",
    "waits_on": "等待部门",
    "how_often": "频率",
    "per": "周期",
    "hours": "每次损失小时",
    "confirmed": "对方确认",
}
FIELDS = (*SURVEY_ROLES, *ZH_NAMES.values())
"""What an entry of a YAML or JSON document may have."""
_NEEDED: tuple[SurveyRole, ...] = ("department", "process", "waits_on", "how_often", "hours")
_WORDS: Mapping[SurveyRole, str] = {
    "department": "answeringdepartment departmentanswering ourdepartment mydepartment respondent"
    " sourcedepartment dept 填报部门 填写部门 答复部门 回答部门 本部门 我部门 申报部门 部门名称",
    "process": "processname whatfor waitingfor item topic"
    " 事项 等待事项 等待流程 等待的事项 等待的流程 业务流程 流程名称",
    "waits_on": "waitson waitingon onwhom on dependson waitsondepartment departmentwaitedon"
    " targetdepartment upstream"
    " 等待的部门 等待对象 等哪个部门 在等哪个部门 在等谁 等谁 被等待部门 对方部门",
    "how_often": "howoften frequency often times 频次 次数 多久一次 发生频率",
    "per": "period timesper",
    "hours": "hourslost hourslosteachtime hourslosteach hourseach hourseachtime hourspertime"
    " losthours hourslostpertime"
    " 小时 小时数 损失小时 损失小时数 每次损失小时数 每次小时 每次耗时 每次等待小时 每次损失"
    " 每次耗时小时 损失工时 每次损失工时",
    "confirmed": "confirmedby confirmedbyother confirmedbyotherside otherside"
    " 确认 已确认 对方是否确认 是否确认 对方答复",
}


def survey_columns(header: Sequence[str]) -> dict[SurveyRole, str]:
    """Return the columns by role. Raises WrongValueError where two could be meant."""
    found: dict[SurveyRole, str] = {}
    for role in SURVEY_ROLES:
        sure = (role.replace("_", ""), ZH_NAMES[role])
        names = called((sure, _WORDS[role].split()), header)
        if len(names) > 1:
            raise _either(role, names)
        if names:
            found[role] = names[0]
    return found


def whole_columns(header: Sequence[str]) -> dict[SurveyRole, str]:
    """Return the columns of a table. Raises WrongValueError when one that must be there is not."""
    found = survey_columns(header)
    for role in _NEEDED:
        if role not in found:
            raise _none(role, header)
    return found


def _either(role: SurveyRole, names: Sequence[str]) -> WrongValueError:
    listed = [shown(name, 30) for name in names]
    return WrongValueError(
        en=f"{' and '.join(f'“{one}”' for one in listed)} could each be the column {role}; "
        f"leave one of them",
        zh=f"{'、'.join(f'「{one}」' for one in listed)}都可能是「{ZH_NAMES[role]}」列，"
        f"请只保留一列",
    )


def _none(role: SurveyRole, header: Sequence[str]) -> WrongValueError:
    listed = [shown(name, 30) for name in header[:20] if name]
    return WrongValueError(
        en=f"no column is known to be {role}; the columns are: {', '.join(listed)}",
        zh=f"没有能认出的「{ZH_NAMES[role]}」列；现有的列是：{'、'.join(listed)}",
    )
