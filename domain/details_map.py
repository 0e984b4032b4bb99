"""The hand-off map in current details: where the picture is, and the figures that stand first.

The picture is linked where people reach the API (`ACCORD_URL`); without such an address there is no
link, which would lead nowhere, but the commands that show the same.
"""

from urllib.parse import quote

from domain.markdown import LINE, escaped
from domain.signing import ApprovalState

MAP = "map"
"""The id of the evidence of which there is a picture."""
_QUEUE = "queue:"
_FIGURES = 3


def picture(state: ApprovalState, site: str | None) -> tuple[str, list[str]]:
    """Return a heading, a row for the picture and one for each top figure; no rows without a map.

    `site` is the address at which people reach the API.
    """
    zh = state.language == "zh"
    evidence = state.suggestion.evidence if state.suggestion else ()
    drawn = next((one for one in evidence if one.id == MAP), None)
    if drawn is None:
        return "", []
    queues = [one for one in evidence if one.id.startswith(_QUEUE)][:_FIGURES]
    rows = [_where(state, site)]
    rows += [f"* **{escaped(one.label)}** {escaped(one.value, LINE)}" for one in (*queues, drawn)]
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
