"""The colours of a hand-off map, on a light and on a dark ground, and its letters.

Each pair of words and ground has a contrast of at least 4.5 : 1 (WCAG 2.2, AA). What is told by
colour is told in words as well. No CSS variables: not everything that draws SVG knows them.
"""

from collections.abc import Mapping

from domain.hand_off_map import Theme

LIGHT: Mapping[str, str] = {
    "ground": "#ffffff",
    "words": "#1f2328",
    "soft": "#57606a",
    "bar": "#3d5a80",
    "line": "#5f83ad",
    "worst": "#b93a0a",
    "hot": "#d9622b",
}
DARK: Mapping[str, str] = {
    "ground": "#0d1117",
    "words": "#e6edf3",
    "soft": "#9aa4af",
    "bar": "#9dbbe0",
    "line": "#6f97c8",
    "worst": "#ff9a66",
    "hot": "#e8743c",
}
_LETTERS = (
    'system-ui,-apple-system,"PingFang SC","Hiragino Sans GB","Microsoft YaHei",'
    '"Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC",sans-serif'
)


def style(theme: Theme) -> str:
    """Return the style sheet; `auto` is light until the reader's screen says dark."""
    sheet = f".m text{{font-family:{_LETTERS};font-size:13px}}.m .n{{font-size:15px}}"
    sheet += (
        ".m .h{font-size:18px}.m .n,.m .h,.m .w,.m .b,.m .k{font-weight:600}.m .b{font-size:11px}"
    )
    sheet += ".m .l,.m .lh{fill:none;stroke-opacity:.6}.m .a,.m .ah{fill-opacity:.85}"
    sheet += _coloured(DARK if theme == "dark" else LIGHT)
    if theme == "auto":
        sheet += f"@media (prefers-color-scheme:dark){{{_coloured(DARK)}}}"
    return sheet


def _coloured(of: Mapping[str, str]) -> str:
    return (
        f".m .g{{fill:{of['ground']}}}.m .n,.m .h,.m .t,.m .b{{fill:{of['words']}}}"
        f".m .s{{fill:{of['soft']}}}.m .d{{fill:{of['bar']}}}.m .w,.m .x{{fill:{of['worst']}}}"
        f".m .l{{stroke:{of['line']}}}.m .a{{fill:{of['line']}}}"
        f".m .lh{{stroke:{of['hot']}}}.m .ah{{fill:{of['hot']}}}"
        f".m .c{{fill:{of['ground']};stroke:{of['soft']}}}"
    )
