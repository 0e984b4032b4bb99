"""What a reader of a survey has to know before believing a figure of it."""

from collections.abc import Iterator, Sequence

from domain.survey import ONE_SIDED
from domain.survey_report import Claim, Silent, SurveyFigures
from domain.text import Bilingual, counted


def remarks(
    figures: SurveyFigures, claims: Sequence[Claim], silent: Sequence[Silent]
) -> Iterator[Bilingual]:
    """Say what a reader has to know before believing a figure."""
    yield Bilingual(
        en="Self-reported: departments said this of themselves, and nobody measured it; it is "
        "never added to the figures of a log. A week has five working days, a year 52 weeks.",
        zh="自报：均为各部门自己的说法，未经测量，不与日志的数据相加。"
        "每周按 5 个工作日、每年按 52 周折算。",
    )
    alone = sum(one.standing in ONE_SIDED for one in claims)
    if alone:
        yield Bilingual(
            en=f"{alone:,} of {counted(len(claims), 'claim is', 'claims are')} one-sided: "
            f"ask the department waited on before relying on them.",
            zh=f"{len(claims):,} 条说法中有 {alone:,} 条只有一方提出，"
            f"采用前请先向被等待的部门核实。",
        )
    if silent:
        names = [one.group for one in silent]
        yield Bilingual(
            en=f"Named but not answering: {', '.join(names)}.",
            zh=f"被提到但未答复：{'、'.join(names)}。",
        )
    if left_out := sum(figures.placeholders.values()):
        yield Bilingual(
            en=f"{counted(left_out, 'answer names', 'answers name')} no department; "
            f"no figure counts {'it' if left_out == 1 else 'them'}.",
            zh=f"{left_out:,} 条答复没有写明部门，未计入任何数据。",
        )
    if figures.departments < 2:
        yield Bilingual(en="Fewer than two departments have answered.", zh="答复的部门不足两个。")
