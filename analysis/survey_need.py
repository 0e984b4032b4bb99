"""What a survey says about the need of a collaboration: the same report, beside its brief."""

from collections.abc import Sequence

from analysis.survey import survey_report
from domain.survey import Answer
from domain.survey_facts import Reported, SurveyNeedFacts
from domain.survey_report import SurveyNeed, SurveyReport
from domain.text import fold


def survey_need_facts(
    answers: Sequence[Answer], source: str, stated: str | None, departments: Sequence[str]
) -> SurveyNeedFacts:
    """Return who waits on whom, as they say, the most hours a week first.

    Only `departments` of the brief may stand out: nobody else would be asked to agree. They are
    written as the brief writes them.
    """
    report = survey_report(_as_in_the_brief(answers, departments))
    figures = report.survey
    return SurveyNeedFacts(
        source=source,
        answers=figures.answers,
        departments=figures.departments,
        claims=figures.claims,
        one_sided=len(report.one_sided),
        silent=tuple(one.group for one in report.silent),
        queues=tuple(_reported(one, report, departments) for one in report.needs),
        stated=stated,
    )


def _as_in_the_brief(answers: Sequence[Answer], departments: Sequence[str]) -> list[Answer]:
    written = {fold(name): name for name in departments}
    return [
        one._replace(
            department=written.get(fold(one.department), one.department),
            waits_on=written.get(fold(one.waits_on), one.waits_on),
        )
        for one in answers
    ]


def _reported(need: SurveyNeed, report: SurveyReport, departments: Sequence[str]) -> Reported:
    name = need.groups[0]
    processes = [process for sender in need.senders for process in sender.processes]
    return Reported(
        department=name,
        claims=sum(one.target == name for one in report.claims),
        one_sided=sum(one.target == name for one in report.one_sided),
        hours_per_week=need.hours_per_week,
        share=need.share,
        senders=tuple((one.group, one.hours_per_week) for one in need.senders),
        processes=tuple(dict.fromkeys(processes)),
        backed=need.backed,
        stands_out=need.backed and name in departments,
    )
