"""Words that event logs use: for "nobody", and for what a case is waiting for."""

import functools
import re
from collections.abc import Collection
from typing import Literal

from domain.records import EventState
from domain.text import fold

StepState = EventState | Literal["done"]
"""What an event says of its case; `done` ends one activity, and nobody works on the case then."""

_PLACEHOLDERS = {
    *("", "-", "--", "—", "/", "0", "empty", "null", "none", "n/a", "na", "nan", "unknown"),
    *("missing", "无", "空", "未知", "不详", "缺失", "待定"),
}
_WORDS: dict[EventState, str] = {
    "queued": "queued queue waiting wait pending new open assigned received awaiting backlog"
    " to_do todo in_queue awaiting_assignment reopened selected_for_development ready_for_review"
    " ready_for_test waiting_for_support waiting_for_approval"
    " 排队 排队中 待处理 等待 等待处理 等待中 待办 待受理 未开始 已接收 已分派 待审批 待评审 待确认"
    " 待测试 待开发 已指派 重新打开",
    "working": "working work in_progress progress active started start processing doing"
    " in_review in_development in_testing testing"
    " 处理 处理中 进行中 办理中 受理中 已开始 开始处理 开发中 测试中 评审中 实现中",
    "parked": "parked done closed close complete completed finished resolved cancelled canceled"
    " on_hold hold suspended in_call blocked wait_vendor wait_implementation"
    " 挂起 已挂起 暂停 已完成 完成 已关闭 关闭 已结束 已办结 办结 已取消 已解决 已实现",
    "customer": "customer waiting_for_customer wait_customer wait_user waiting_for_requester"
    " waiting_on_customer customer_pending pending_customer awaiting_customer 等客户 等待客户"
    " 待客户 客户处理中 等待客户回复 等客户回复 待客户反馈 等待客户反馈",
}
_FINISHED = {
    *("done", "closed", "close", "complete", "completed", "finished", "resolved", "cancelled"),
    *("canceled", "已完成", "完成", "已关闭", "关闭", "已结束", "已办结", "办结", "已取消"),
    *("已解决", "已实现"),
}
_STATES = {word: state for state, words in _WORDS.items() for word in words.split()}
_TRANSITIONS: dict[str, StepState] = {
    **dict.fromkeys(("schedule", "assign", "reassign"), "queued"),
    **dict.fromkeys(("start", "resume"), "working"),
    **dict.fromkeys(("complete", "autoskip", "manualskip"), "done"),
    **dict.fromkeys(("suspend", "withdraw", "ate_abort", "pi_abort"), "parked"),
    "unknown": "unknown",
}
_CLOSING = re.compile(
    r"\b(auto|close[ds]?|closing|archived?|expired?|time[ds]? ?out|finished)\b"
    r"|关闭|归档|结案|办结|自动|超时|已完成|已结束",
)


@functools.lru_cache(1024)
def is_placeholder(text: str) -> bool:
    """Say whether somebody wrote that there is nothing: empty, `-`, `n/a`, 未知 …."""
    return fold(text) in _PLACEHOLDERS


@functools.lru_cache(1024)
def state_of(word: str) -> EventState:
    """Return the state that a log's own word stands for, "unknown" when it is not a common one."""
    return _STATES.get(_plain(word), "unknown")


def finishes(word: str) -> bool:
    """Say whether a word that parks says that something is over, and not only put off."""
    return _plain(word) in _FINISHED


def states_of(words: Collection[str]) -> dict[str, StepState]:
    """Return the state of each word of a log's column.

    Where all are transitions of the XES standard's life cycle of an activity, or both `start` and
    `complete` are there, `complete` ends an activity; among the states of a ticket, it parks the
    case.
    """
    plain = {_plain(word) for word in words if word}
    if plain <= _TRANSITIONS.keys() or plain >= {"start", "complete"}:
        return {word: _TRANSITIONS.get(_plain(word), state_of(word)) for word in words}
    return {word: state_of(word) for word in words}


@functools.lru_cache(1024)
def closes(activity: str) -> bool:
    """Say whether an activity is called as one that closes a case."""
    return bool(_CLOSING.search(re.sub(r"[_-]+", " ", fold(activity))))


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", fold(word))
