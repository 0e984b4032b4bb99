"""The hand-off map in current details: where the picture is, and the figures that stand first.

The picture is linked where people reach the API (`ACCORD_URL`); without such an address there is no
link, which would lead nowhere, but the commands that show the same.
"""

from urllib.parse import quote

from domain.markdown import LINE, escaped
from domain.signing import ApprovalState

MAP = "map"
"""The id of the evidence of which there is a picture."""
SOLVER = "solver"
"""The id of the evidence of how good a team is proved to be."""
_OF_A_TEAM = (SOLVER, "granted:hours", "granted:people")
_QUEUE = "queue:"
_FIGURES = 3


def picture(state: ApprovalState, site: str | None) -> tuple[str, list[str]]:
    """Return a heading, a row for the picture and one for each top figure.

    Of a team its proof and what was granted are top figures too. No rows where there are neither
    a map nor these.

    `site` is the address at which people reach the API.
    """
    zh = state.language == "zh"
    evidence = state.suggestion.evidence if state.suggestion else ()
    drawn = [one for one in evidence if one.id == MAP]
    proved = [one for one in evidence if one.id in _OF_A_TEAM]
    if not drawn and SOLVER not in (one.id for one in proved):
        return "", []
    queues = [one for one in evidence if one.id.startswith(_QUEUE)][:_FIGURES] if drawn else []
    rows = [_where(state, site)] if drawn else []
    first = (*proved, *queues, *drawn) if state.kind == "team" else (*queues, *drawn)
    rows += [f"* **{escaped(one.label)}** {escaped(one.value, LINE)}" for one in first]
    if not drawn:
        return f"**{'主要数字' if zh else 'Top figures'}**\n", rows
    return f"**{'交接图与主要数字' if zh else 'Hand-off map and top figures'}**\n", rows


def _where(state: ApprovalState, site: str | None) -> str:
    zh = state.language == "zh"
    if site is None:
        show = f"`accord show {state.id}`"
        draw = f"`accord show {state.collaboration} --map map.svg`"
        return (
            f"* 交接图可用 {draw} 绘制；全部数字见 {show}"
            if zh
            else f"* {draw} draws it; {show} has all figures"
        )
    shown = map_address(site, state.collaboration)
    page = f"{site}/d/{quote(state.id, safe=':')}"
    return (
        f"* [打开交接图]({shown}) · [在审批页面查看]({page})"
        if zh
        else f"* [Open the map]({shown}) · [see it on the decision page]({page})"
    )


def map_address(site: str, collaboration: str) -> str:
    """Return where the picture of a collaboration's need is."""
    return f"{site}/v1/collaborations/{quote(collaboration, safe='')}/map.svg"
