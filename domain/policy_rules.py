"""A policy as companies write it: steps in order, each with its rules for who is asked."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from domain.asking import Dedup, Mode
from domain.errors import WrongValueError
from domain.suggestion import Kind
from domain.text import Account, Frozen, Line

Role = Literal[
    "sponsor",
    "lead_head",
    "heads",
    "liaison",
    "accountable",
    "responsible",
    "consulted",
    "informed",
]
Scope = Literal["whole", "touched", "objectives"]
_WAYS = ("account", "role", "head", "group", "superiors")


class ApproverRule(Frozen):
    """Who is asked, in exactly one of five ways.

    `account`: one person. `role`: a part in the collaboration; `heads` are the heads of the
    departments touched, and those from `liaison` on stand in the approved charter. `head`: the
    head of this department. `group`: everybody of a group of the directory. `superiors`
    (连续多级主管): those above `initiator`, `lead_head` or an account, up to `levels`.
    """

    account: Account | None = None
    role: Role | None = None
    head: Line | None = None
    group: Line | None = None
    superiors: Account | None = None
    levels: int | None = Field(default=None, ge=1, le=10)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [name for name in _WAYS if getattr(self, name) is not None]
        if len(ways) != 1:
            raise WrongValueError(
                f"needs exactly one of {', '.join(_WAYS)}, has {' and '.join(ways) or 'none'}",
                f"应写明 {'、'.join(_WAYS)} 中的一项且仅一项，现有：{'、'.join(ways) or '无'}",
            )
        if self.levels is not None and self.superiors is None:
            raise WrongValueError(
                "goes with superiors only", "只能与 superiors 一起使用", at=("levels",)
            )
        return self


class StepRule(Frozen):
    """One step: who is asked, how many of them must say yes, and about what.

    `veto` (一票否决) names those whose no ends the suggestion in every mode. `empty`: who is
    asked where the rules find nobody, or `refuse`. `initiator`: who is asked in place of the
    initiator, who never decides on their own words: the head of their department, or nobody.
    `items`: `touched` lets each head sign what touches their department.
    """

    name: Line | None = None
    mode: Mode = "all"
    percent: int | None = Field(default=None, ge=1, le=100)
    approvers: tuple[ApproverRule, ...] = Field(min_length=1, max_length=50)
    veto: tuple[ApproverRule, ...] = Field(default=(), max_length=50)
    items: Scope = "whole"
    empty: Account = "sponsor"
    initiator: Literal["head", "skip"] = "head"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.mode == "ratio" and self.percent is None:
            raise WrongValueError(
                "needs percent, such as percent: 60", "需要同时写明 percent，例如 percent: 60"
            )
        if self.mode != "ratio" and self.percent is not None:
            raise WrongValueError(
                f"goes with the mode ratio only, not with {self.mode}",
                f"只能用于按比例会签（mode: ratio），不能用于 {self.mode}",
                at=("percent",),
            )
        if self.items == "touched" and self.mode in ("any", "ratio"):
            raise WrongValueError(
                f"touched goes with the modes all and sequence, not with {self.mode}: "
                "what nobody signed would be approved",
                f"touched 只能用于会签（all）和依次审批（sequence），不能用于 {self.mode}："
                "否则会有无人签署的条目获得通过",
                at=("items",),
            )
        return self


class PolicyRules(Frozen):
    """One policy: its steps, and whether one yes of a person counts in later steps too."""

    steps: tuple[StepRule, ...] = Field(min_length=1, max_length=20)
    dedup: Dedup = "consecutive"


Policies = dict[Kind, PolicyRules]
"""By kind of suggestion; a kind that is not named keeps its default policy."""


class PolicyFile(Frozen):
    """Policies in a file of their own, tried on a brief and, if named, on other people.

    Both are files, looked for beside this one.
    """

    brief: Line
    people: Line | None = None
    policies: Policies = Field(min_length=1)


def is_policy_file(written: Any) -> bool:
    """Tell a policy file from a brief by what only the one or the other has."""
    own = isinstance(written, dict) and {"brief", "policies"} & set(written)
    return bool(own) and not {"title", "departments"} & set(written)
