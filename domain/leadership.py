"""Whether the sponsor stands behind the need: without that nothing goes past it, and it is red."""

from collections.abc import Iterable
from typing import Literal

from domain.brief import Stage
from domain.text import Bilingual, Frozen
from domain.wording import STATE_NAMES

LACKING = Bilingual(en="no leadership support", zh="缺乏领导支持")
RED = "🔴"
"""Markdown knows no colours."""

Standing = Literal["not yet", "awaited", "accepted", "lacking", "not asked"]


class Leadership(Frozen):
    """How the sponsor's acceptance stands; `red` from when it is asked for until it is there."""

    state: Standing
    red: bool
    said: Bilingual


def leadership(
    asked: Iterable[tuple[str, str]], skip: Iterable[Stage], over: bool = False
) -> Leadership:
    """Say how it stands from the kinds and states of all suggestions, the oldest first.

    `over`: the collaboration has ended, so that nothing is waited for any more.
    """
    states = [state for kind, state in asked if kind == "resource"]
    if "approved" in states:
        return _accepted()
    if states and states[-1] == "pending" and not over:
        return _awaited()
    if states:
        return _lacking(STATE_NAMES.get(states[-1] if states[-1] != "pending" else "withdrawn"))
    if {"identify", "team"} <= set(skip):
        return Leadership(
            state="not asked",
            red=True,
            said=Bilingual(
                en=f"{LACKING.en.capitalize()}: the brief skips the need and the team, "
                "so the sponsor was not asked to accept anything",
                zh=f"{LACKING.zh}：立项申请跳过了识别需求与组建团队，未请分管领导作出承诺",
            ),
        )
    if over:
        return _lacking(None)
    return Leadership(
        state="not yet",
        red=False,
        said=Bilingual(
            en="Leadership: not asked yet; the need comes first",
            zh="领导支持：尚未征求，须先确定协作需求",
        ),
    )


def _accepted() -> Leadership:
    said = Bilingual(
        en="Leadership: the sponsor accepted the need with what it takes",
        zh="领导支持：分管领导已认可协作需求并承诺资源",
    )
    return Leadership(state="accepted", red=False, said=said)


def _awaited() -> Leadership:
    said = Bilingual(
        en=f"{LACKING.en.capitalize()} yet: nothing goes past the need before the sponsor accepts",
        zh=f"{LACKING.zh}（待分管领导认可）：认可之前，协作不会进入下一步",
    )
    return Leadership(state="awaited", red=True, said=said)


def _lacking(why: Bilingual | None) -> Leadership:
    en, zh = (f" ({why.en})", f"（{why.zh}）") if why else ("", "")
    said = Bilingual(
        en=f"{LACKING.en.capitalize()}{en}: nothing goes past the need until the sponsor accepts",
        zh=f"{LACKING.zh}{zh}：分管领导认可之前，协作停在需求阶段",
    )
    return Leadership(state="lacking", red=True, said=said)
