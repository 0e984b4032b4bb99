"""Evidence of a need that rests on a survey; each piece says that it is self-reported. 自报."""

from activities.evidence.need import stated_pieces
from activities.evidence.wording import figure, listed, percent, proof, say
from domain.suggestion import Evidence
from domain.survey_facts import Reported, SurveyNeedFacts
from domain.text import Language, counted


def of_survey_need(facts: SurveyNeedFacts, language: Language) -> tuple[Evidence, ...]:
    """Word the survey, what is said of each department, and the need as somebody stated it."""
    found = [_survey(facts, language)]
    found += [_reported(queue, facts.source, language) for queue in facts.queues]
    label = say(language, en="The need as the brief states it", zh="立项申请中的需求")
    source = say(language, en="brief: need", zh="立项申请：need")
    found += [proof(key, label, text, source) for key, text in stated_pieces(facts)]
    return tuple(found)


def _survey(facts: SurveyNeedFacts, language: Language) -> Evidence:
    silent = listed(facts.silent, language)
    answered = counted(facts.departments, "department", "departments")
    return proof(
        "survey",
        say(language, en="Survey (self-reported)", zh="问卷（自报）"),
        say(
            language,
            en=f"{answered} gave {counted(facts.answers, 'answer', 'answers')}; "
            f"{counted(facts.claims, 'claim', 'claims')} to wait on another department, "
            f"{facts.one_sided:,} of them one-sided"
            + (f"; not answering: {silent}" if silent else "")
            + "; nothing was measured",
            zh=f"{facts.departments:,} 个部门共 {facts.answers:,} 条答复，其中 {facts.claims:,} 条"
            f"在等待其他部门，{facts.one_sided:,} 条只有一方提出"
            + (f"；未答复：{silent}" if silent else "")
            + "；均未经测量",
        ),
        facts.source,
    )


def reported_hours(queue: Reported, language: Language) -> str:
    """Word what others say they lose by waiting on one department."""
    hours = figure(queue.hours_per_week)
    return say(
        language,
        en=f"{hours} hours a week by their own account ({senders_hours(queue, language)})",
        zh=f"自报每周损失 {hours} 小时（{senders_hours(queue, language)}）",
    )


def senders_hours(queue: Reported, language: Language, most: int = 3) -> str:
    """Word who waits, and how many hours a week each of them says to lose."""
    return listed(
        (
            say(language, en=f"{name} {figure(hours)}", zh=f"{name} {figure(hours)} 小时")
            for name, hours in queue.senders[:most]
        ),
        language,
    )


def _reported(queue: Reported, source: str, language: Language) -> Evidence:
    processes, share = listed(queue.processes, language, 3), percent(queue.share)
    claims = counted(queue.claims, "claim", "claims")
    return proof(
        f"queue:{queue.department}",
        say(
            language,
            en=f"Waits on {queue.department} (self-reported)",
            zh=f"等待{queue.department}（自报）",
        ),
        say(
            language,
            en=f"others lose {reported_hours(queue, language)}, {share} of all that is reported; "
            f"for {processes}; {claims}, {queue.one_sided:,} of them one-sided",
            zh=f"{reported_hours(queue, language)}，占全部自报的 {share}；"
            f"等待的是{processes}；共 {queue.claims:,} 条说法，{queue.one_sided:,} 条只有一方提出",
        ),
        source,
    )
