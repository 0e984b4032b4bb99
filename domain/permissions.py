"""Who may ask for what: one table, deny by default. Deciding itself is for the decision core.

Nobody is let past an approval by being an administrator, and no service account decides: people do.
"""

from typing import Literal, get_args

from domain.text import Bilingual

Role = Literal["admin", "auditor", "starter"]
"""What somebody is in the whole company: from their sign-in, or granted here.

`admin` looks after accounts, imports and webhooks; `auditor` reads everything; `starter` may start
collaborations that others sponsor.
"""
Relation = Literal["sponsor", "lead", "head", "member", "asked"]
"""What somebody is to one collaboration: its sponsor, the head of its lead department or of another
one, anybody of its departments or its team, or asked to decide in it.
"""
Action = Literal[
    "start",
    "read",
    "decide",
    "steer",
    "speak",
    "evaluate",
    "audit",
    "import",
    "import_company",
    "strategy_read",
    "strategy_write",
    "permit",
    "administer",
    "watch",
]
"""`speak` is to give feedback, raise a conflict, propose an idea or report what was spent; `steer`
to close, pause, resume and have something drafted anew; `audit` to read the ledger; `permit` to
give others a permission for one collaboration, or to withdraw it (see `domain.granting`); `watch`
to read metrics.
"""
ROLES: tuple[Role, ...] = get_args(Role)
RELATIONS: tuple[Relation, ...] = get_args(Relation)
ACTIONS: tuple[Action, ...] = get_args(Action)
ANYBODY = "anybody"
"""Whoever is signed in."""

TABLE: dict[Action, frozenset[str]] = {
    "start": frozenset({"starter", "sponsor"}),
    "read": frozenset({"sponsor", "lead", "head", "member", "asked", "auditor", "admin"}),
    "decide": frozenset({"sponsor", "lead", "head", "member", "asked"}),
    "steer": frozenset({"sponsor", "lead"}),
    "speak": frozenset({"sponsor", "lead", "head", "member"}),
    "evaluate": frozenset({"sponsor", "lead"}),
    "audit": frozenset({"sponsor", "lead", "head", "auditor", "admin"}),
    "import": frozenset({"sponsor", "lead", "admin"}),
    "import_company": frozenset({"admin"}),
    "strategy_read": frozenset({ANYBODY}),
    "strategy_write": frozenset({"admin"}),
    "permit": frozenset({"sponsor", "lead", "admin"}),
    "administer": frozenset({"admin"}),
    "watch": frozenset({"admin", "auditor"}),
}
"""Which roles and relations each action is open to."""

FOR_SERVICES: tuple[Action, ...] = (
    "start",
    "read",
    "speak",
    "evaluate",
    "audit",
    "import",
    "import_company",
    "strategy_read",
    "strategy_write",
    "watch",
)
"""What a service account can be allowed at all: it may never decide, steer, or let others in."""

NAMES: dict[Action, Bilingual] = {
    "start": Bilingual(en="start collaborations", zh="启动协作"),
    "read": Bilingual(en="read this collaboration", zh="查看该协作"),
    "decide": Bilingual(en="decide in this collaboration", zh="在该协作中作决定"),
    "steer": Bilingual(en="close, pause or resume it", zh="结束、暂停或恢复该协作"),
    "speak": Bilingual(
        en="give feedback, raise conflicts, propose ideas or report spending",
        zh="提交意见、提出冲突或提案、登记支出",
    ),
    "evaluate": Bilingual(en="have it evaluated", zh="发起评估"),
    "audit": Bilingual(en="read its ledger", zh="查看决策台账"),
    "import": Bilingual(en="import data for it", zh="为该协作导入数据"),
    "import_company": Bilingual(en="import data for the company", zh="导入全公司数据"),
    "strategy_read": Bilingual(en="read the strategic objectives", zh="查看战略目标"),
    "strategy_write": Bilingual(en="change the strategic objectives", zh="修改战略目标"),
    "permit": Bilingual(en="give or withdraw permissions for it", zh="授予或收回该协作的权限"),
    "administer": Bilingual(en="administer accounts and webhooks", zh="管理账号和 webhook"),
    "watch": Bilingual(en="read metrics", zh="查看运行指标"),
}
"""How the action reads behind “you may not”."""


def allowed(action: Action, held: frozenset[str], scopes: frozenset[str] | None = None) -> bool:
    """Say whether somebody who holds these roles and relations may do this.

    `scopes` are the actions that a service account was made for; None means that it is a person.
    """
    if scopes is not None:
        return action in FOR_SERVICES and action in scopes
    return bool(TABLE[action] & (held | {ANYBODY}))
