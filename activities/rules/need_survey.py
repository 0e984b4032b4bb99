"""The need out of a survey: what departments say, called self-reported wherever it stands. 自报."""

from collections.abc import Sequence

from activities.evidence.need import stated_pieces
from activities.evidence.need_survey import reported_hours
from activities.evidence.wording import clip, first_sentence, listed, quoted, say
from activities.rules.need import as_stated
from activities.rules.requests import answered
from domain.errors import BadInputError
from domain.items import Need
from domain.suggestion import Asked, DraftItem
from domain.survey_facts import Reported, SurveyNeedFacts
from domain.text import Language, counted


def draft(
    facts: SurveyNeedFacts, language: Language, requests: Sequence[Asked]
) -> tuple[DraftItem, ...]:
    """Draft the need; each request adds one more department for comparison."""
    if facts.worst:
        item = _from_claims(facts, facts.worst, language, len(requests))
    elif facts.stated:
        item = _from_words(facts, facts.stated, language, len(requests))
    else:
        raise BadInputError(
            en=f"Nobody bears out a claim in {facts.source} ({facts.claims:,} claims, "
            f"{facts.one_sided:,} of them one-sided); ask the departments waited on, or state the "
            f"need in the brief (field need).",
            zh=f"{facts.source} 的 {facts.claims:,} 条自报（{facts.one_sided:,} 条只有一方提出）"
            f"均未得到印证；请向被等待的部门核实，或在立项申请的 need 字段写明协作需求。",
        )

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        compared = _others(facts)[:number]
        names = listed((queue.department for queue in compared), language)
        if not compared:
            return say(
                language,
                en=f"stays with what {facts.source} reports, which names no other department",
                zh=f"仍以 {facts.source} 的自报为准，其中没有别的部门可比",
            ), ("survey",)
        return say(
            language,
            en=f"keeps the need and compares it with what is reported of {names}",
            zh=f"保留原需求，并加上与{names}自报情况的比较",
        ), tuple(f"queue:{queue.department}" for queue in compared)

    return (item, *answered(requests, language, alternative))


def title_of(title: str, language: Language) -> str:
    """Return a title with its label, shortened before it."""
    label = say(language, en=" (self-reported)", zh="（自报）")
    return clip(title, 300 - len(label)) + label


def _others(facts: SurveyNeedFacts) -> list[Reported]:
    shown = facts.worst or (facts.queues[0] if facts.queues else None)
    return [queue for queue in facts.queues if queue is not shown]


def _comparison(
    facts: SurveyNeedFacts, language: Language, number: int
) -> tuple[str, tuple[str, ...]]:
    added = _others(facts)[:number]
    words = "".join(
        say(
            language,
            en=f" For comparison, waiting on {queue.department}: "
            f"{reported_hours(queue, language)}.",
            zh=f"对比等待{queue.department}：{reported_hours(queue, language)}。",
        )
        for queue in added
    )
    return words, tuple(f"queue:{queue.department}" for queue in added)


def _from_claims(
    facts: SurveyNeedFacts, worst: Reported, language: Language, compared: int
) -> DraftItem:
    name, senders = worst.department, listed((one for one, _ in worst.senders), language, 3)
    title = say(
        language,
        en=f"Work from {senders} waits in {name}",
        zh=f"缩短{senders}移交{name}后的等待",
    )
    words, cites = _comparison(facts, language, compared)
    statement = _said(worst, senders, language) + words
    cites = (f"queue:{name}", "survey", *cites)
    if facts.stated:
        stated = quoted(first_sentence(facts.stated), language, 200)
        statement += say(
            language, en=f" The brief states: {stated}.", zh=f"立项申请提出：{stated}。"
        )
        cites = (*cites, "stated")
    body = Need(
        title=title_of(title, language),
        statement=statement,
        waiting=name,
        senders=tuple(sender for sender, _ in worst.senders[:3]),
    )
    return DraftItem(body=body, cites=cites)


def _said(worst: Reported, senders: str, language: Language) -> str:
    """Word the claim; how much of it stands alone is said with it."""
    name, processes = worst.department, listed(worst.processes, language, 3)
    lines = say(
        language,
        en=f"Self-reported, not measured: {senders} wait on {name} for {processes} and lose "
        f"{reported_hours(worst, language)}.",
        zh=f"自报，未经测量：{senders}等待{name}办理{processes}，"
        f"{reported_hours(worst, language)}。",
    )
    if worst.one_sided:
        claims = counted(worst.claims, "claim", "claims")
        lines += say(
            language,
            en=f" {worst.one_sided:,} of {claims} one-sided: {name} has not borne them out.",
            zh=f"{worst.claims:,} 条说法中有 {worst.one_sided:,} 条只有一方提出，{name}未予印证。",
        )
    return lines


def _from_words(
    facts: SurveyNeedFacts, stated: str, language: Language, compared: int
) -> DraftItem:
    """Draft the need as stated, beside what is reported and borne out by nobody."""
    lines = stated_pieces(facts)
    statement = " ".join(line for _, line in lines) + say(
        language,
        en=f" Of {counted(facts.claims, 'self-reported claim', 'self-reported claims')} in "
        f"{facts.source} none is borne out by anybody else.",
        zh=f" {facts.source} 的 {facts.claims:,} 条自报均未得到印证。",
    )
    cites = [*(key for key, _ in lines), "survey"]
    if facts.queues:
        most = facts.queues[0]
        statement += say(
            language,
            en=f" Most is said of {most.department}: {reported_hours(most, language)}.",
            zh=f"提到最多的是{most.department}，{reported_hours(most, language)}。",
        )
        cites.append(f"queue:{most.department}")
    added, more = _comparison(facts, language, compared)
    body = as_stated(stated, statement + added, [queue.department for queue in facts.queues])
    return DraftItem(body=body, cites=(*cites, *more))
