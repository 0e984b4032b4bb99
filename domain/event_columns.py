"""The columns of an event log: as somebody named them, else told from the header of the file.

A column is only taken for one that it is commonly called. Where two could be meant, or none is
known, nobody guesses: the faults say what to name.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, get_args

from domain.problems import shown
from domain.text import Bilingual, Frozen, fold

Role = Literal["case", "time", "department", "activity", "state"]
ROLES: tuple[Role, ...] = get_args(Role)
NAMES: Mapping[Role, Bilingual] = {
    "case": Bilingual(en="case", zh="案件编号"),
    "time": Bilingual(en="time", zh="时间"),
    "department": Bilingual(en="department", zh="部门"),
    "activity": Bilingual(en="activity", zh="活动"),
    "state": Bilingual(en="state", zh="状态"),
}
"""What people call each column."""

_SURE: Mapping[Role, str] = {
    "case": "case 案件编号",
    "time": "time 时间",
    "department": "department 部门",
    "activity": "activity 活动",
    "state": "state 状态",
}
_COMMON: Mapping[Role, str] = {
    "case": "caseid casenumber caseno caseconceptname ticket ticketid ticketnumber incident"
    " incidentid incidentnumber orderid ordernumber orderno requestid requestnumber srnumber"
    " 案件号 案号 案例编号 案例号 单号 单据号 单据编号 工单 工单号 工单编号 订单号 订单编号"
    " 流程编号 流程实例编号 实例编号 申请单号 业务编号 事项编号",
    "time": "timestamp timetimestamp eventtime eventtimestamp datetime changedate changedatetime"
    " changedat changetime 时间戳 日期时间 发生时间 操作时间 处理时间 办理时间 变更时间 事件时间",
    "department": "dept team group orggroup assignmentgroup assignedgroup supportgroup"
    " supportteam involvedst orgunit organizationalunit 所属部门 处理部门 办理部门 承办部门"
    " 经办部门 责任部门 当前部门 部门名称 科室 处室 处理组 团队",
    "activity": "activityname event eventname step task action conceptname 活动名称 节点 节点名称"
    " 流程节点 当前节点 环节 环节名称 处理环节 流程环节 步骤 操作 事件 事件名称 任务",
    "state": "status statename casestatus ticketstatus 状态名称 处理状态 办理状态 工单状态 当前状态"
    " 流程状态",
}


class EventColumns(Frozen):
    """Which column of a log is what. A log may lack states, start and end times, and people."""

    case: str
    time: str
    department: str
    activity: str
    state: str | None
    start: str | None = None
    end: str | None = None
    resource: str | None = None


def recognised(
    header: Sequence[str], named: Mapping[Role, str | None]
) -> tuple[EventColumns | None, tuple[Bilingual, ...]]:
    """Return the columns of a log with this header, or None and every reason why not.

    What is `named` is taken as it is, whether the header has it or not; a state of None is none.
    """
    found: dict[Role, str | None] = dict(named)
    faults: list[Bilingual] = []
    for role in ROLES:
        if role in named:
            continue
        names = meant(role, [name for name in header if name not in found.values()])
        if len(names) > 1:
            faults.append(_either(role, names))
        elif names:
            found[role] = names[0]
        elif role != "state":
            faults.append(nobody_knows(role, header))
    if faults:
        return None, tuple(faults)
    return columns_named(found), ()


def columns_named(named: Mapping[Role, str | None]) -> EventColumns:
    """Return the columns of these names; those that nobody named are called as in a brief.

    Without a state named, there is none.
    """
    names = {role: named.get(role) or role for role in ROLES if role != "state"}
    return EventColumns(**names, state=named.get("state"))


def meant(role: Role, header: Sequence[str]) -> list[str]:
    """Return the columns that could be meant: those of the very name, else of a common one."""
    return called((_SURE[role].split(), _COMMON[role].split()), header)


def called(tiers: Iterable[Collection[str]], header: Sequence[str]) -> list[str]:
    """Return the columns that are called one of the words, by the first words that fit any."""
    for words in tiers:
        found = [name for name in dict.fromkeys(header) if plain(name) in words]
        if found:
            return found
    return []


def plain(name: str) -> str:
    """Leave letters and digits: `Case_ID`, `case id` and `case:id` are one name."""
    return re.sub(r"[\W_]+", "", fold(name))


def _either(role: Role, meant: Sequence[str]) -> Bilingual:
    names = [shown(name, 30) for name in meant]
    return Bilingual(
        en=f"{' and '.join(f'“{name}”' for name in names)} could each be the column of the "
        f"{NAMES[role].en}; name the right one as {role}",
        zh=f"{'、'.join(f'「{name}」' for name in names)}都可能是{NAMES[role].zh}列，"
        f"请用 {role} 指明",
    )


def nobody_knows(role: Role, header: Sequence[str]) -> Bilingual:
    """Return the fault of a header that has no column of this role."""
    names = [shown(name, 30) for name in header[:20] if name]
    return Bilingual(
        en=f"no column is known to be the {NAMES[role].en}; name it as {role}; the columns are: "
        f"{', '.join(names)}",
        zh=f"没有能认出的{NAMES[role].zh}列，请用 {role} 指明；现有的列是：{'、'.join(names)}",
    )
