"""The figures of `accord inbox --stats` in words: one block for each approver and kind."""

from collections.abc import Iterator, Sequence

from rich.cells import set_cell_size

from analysis.oversight import FEWEST, QUICK_SHARE, Oversight
from analysis.reading_time import HAN_A_SECOND, LEAST, OTHERS_A_SECOND
from domain.problems import shown
from domain.text import Bilingual
from domain.wording import KIND_NAMES

_LABEL = {"en": 10, "zh": 6}
"""How wide the labels are, in columns of the terminal."""
_ALL = Bilingual(en="all kinds", zh="全部类别")
_NOTE = Bilingual(
    en="Times run from being asked to the decision, open times from first opening the page; "
    "neither is the time spent reading.",
    zh="用时自被征询起算，打开时长自首次打开页面起算，均至作出决定为止，并非阅读所用时间。",
)


def lines(figures: Sequence[Oversight]) -> Iterator[Bilingual]:
    """Return the block of each approver and kind, then what the times mean."""
    for one in figures:
        yield from block(one)
    if figures:
        yield _NOTE


def block(one: Oversight) -> Iterator[Bilingual]:
    """Return the lines about one approver and kind; what did not happen is left out."""
    kind, who = KIND_NAMES[one.kind] if one.kind else _ALL, shown(one.approver)
    yield Bilingual(en=f"{who} · {kind.en}", zh=f"{who} · {kind.zh}")
    yield _decided(one)
    if one.timed:
        yield _elapsed(one)
    if one.opened:
        yield _opened(one)
    if one.edits:
        yield _edited(one)
    if one.reversals or one.adjusted:
        yield _reversed(one)
    yield _reading(one)


def rules() -> dict[str, float]:
    """Return the numbers behind the warning, for whoever reads the document alone."""
    return {
        "fewest_judged": FEWEST,
        "quick_share": QUICK_SHARE,
        "least_seconds": LEAST,
        "han_a_second": HAN_A_SECOND,
        "other_characters_a_second": OTHERS_A_SECOND,
    }


def span(seconds: float) -> Bilingual:
    """Return a time in the unit that people would use: seconds, minutes or hours."""
    if seconds < 60:
        return Bilingual(en=f"{seconds:.1f} s", zh=f"{seconds:.1f} 秒")
    if seconds < 3600:
        return Bilingual(en=f"{seconds / 60:.1f} min", zh=f"{seconds / 60:.1f} 分钟")
    return Bilingual(en=f"{seconds / 3600:.1f} h", zh=f"{seconds / 3600:.1f} 小时")


def _decided(one: Oversight) -> Bilingual:
    rate = "" if one.approval_rate is None else f"{round(100 * one.approval_rate)}%"
    en = [f"{one.decisions}, approved {one.approvals}" + (f" ({rate})" if rate else "")]
    zh = [f"{one.decisions} 次，同意 {one.approvals} 次" + (f"（{rate}）" if rate else "")]
    for count, told_en, told_zh in (
        (one.rejections, "rejected", "拒绝"),
        (one.sent_back, "sent back", "退回重拟"),
        (one.unverified, "unverified", "未验证"),
        (one.refused, "attempts refused", "尝试被拒"),
    ):
        en += [f"{told_en} {count}"] if count else []
        zh += [f"{told_zh} {count} 次"] if count else []
    return _line("decisions", "决定", Bilingual(en=", ".join(en), zh="，".join(zh)))


def _elapsed(one: Oversight) -> Bilingual:
    told = _times(one.median_elapsed, one.p90_elapsed, one.timed, one.decisions)
    return _line("time", "用时", told)


def _opened(one: Oversight) -> Bilingual:
    told = _times(one.median_dwell, one.p90_dwell, one.opened, one.decisions)
    return _line("open", "打开", told)


def _times(median: float | None, p90: float | None, known: int, decisions: int) -> Bilingual:
    middle, late = span(median or 0), span(p90 or 0)
    few = Bilingual(en="", zh="")
    if known < decisions:
        few = Bilingual(
            en=f", known for {known} of {decisions}", zh=f"，{decisions} 次中 {known} 次有记录"
        )
    return Bilingual(
        en=f"median {middle.en}, p90 {late.en}{few.en}",
        zh=f"中位数 {middle.zh}，p90 {late.zh}{few.zh}",
    )


def _edited(one: Oversight) -> Bilingual:
    share = one.median_edited_share
    part = "—" if share is None else f"{round(100 * share)}%"
    return _line(
        "edits",
        "修改",
        Bilingual(
            en=f"{one.edits}, {one.edited_characters:,} characters in or out, median {part} of "
            "the items they changed",
            zh=f"{one.edits} 次，增删 {one.edited_characters:,} 个字符，"
            f"占所改条目的比例中位数为 {part}",
        ),
    )


def _reversed(one: Oversight) -> Bilingual:
    return _line(
        "reversals",
        "反转",
        Bilingual(
            en=f"{one.reversals} (rolled back {one.rolled_back}, own later no {one.own_no}); "
            f"changed later by an adjustment {one.adjusted}",
            zh=f"{one.reversals} 次（被退回至节点 {one.rolled_back} 次，本人事后反对 {one.own_no} "
            f"次）；后经调整方案修改 {one.adjusted} 次",
        ),
    )


def _reading(one: Oversight) -> Bilingual:
    """Return how many approvals were faster than reading, and what follows from it."""
    match one.warning:
        case "too_few":
            told = Bilingual(
                en=f"not enough data: {one.judged} of at least {FEWEST} approvals",
                zh=f"数据不足：仅 {one.judged} 次同意可供判断，至少需 {FEWEST} 次",
            )
        case "rubber_stamp":
            told = Bilingual(
                en=f"WARNING, rubber stamp? {one.quick} of {one.judged} approvals came faster "
                "than the text can be read",
                zh=f"警告：疑似走过场，{one.judged} 次同意中有 {one.quick} 次快于通读所需时间",
            )
        case "none":
            told = Bilingual(
                en=f"{one.quick} of {one.judged} approvals came faster than the text can be read",
                zh=f"{one.judged} 次同意中有 {one.quick} 次快于通读所需时间",
            )
    return _line("reading", "阅读", told)


def _line(en: str, zh: str, told: Bilingual) -> Bilingual:
    return Bilingual(
        en=f"  {set_cell_size(en, _LABEL['en'])}{told.en}",
        zh=f"  {set_cell_size(zh, _LABEL['zh'])}{told.zh}",
    )
