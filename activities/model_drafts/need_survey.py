"""A need out of a survey, worded by a model: who waits on whom is self-reported, and counted."""

from collections.abc import Iterator, Sequence

from activities.evidence.need import stated_pieces
from activities.evidence.wording import listed, say
from activities.model_drafts.excerpts import cut, rows
from activities.model_drafts.need import max_tokens as max_tokens
from activities.model_drafts.need import merged as merged
from activities.model_drafts.need import narrowed, values_of
from activities.model_drafts.need_judging import MOST_SENTENCES, allowed, judged, language_of
from activities.model_drafts.need_shape import NeedDraft
from activities.model_drafts.problems import refuse
from activities.model_drafts.shapes import Narrowing
from activities.rules import need_survey as rules
from domain.items import Need
from domain.need_facts import NeedFacts, Queue
from domain.suggestion import Asked, DraftItem, Evidence
from domain.survey_facts import SurveyNeedFacts
from domain.text import Bilingual, Language
from prompts.loading import load

_TASK = Bilingual(
    en="Word the need: departments report that they wait there.",
    zh="请写「被等待的部门」的需求，依据是各部门的自报。",
)
_REWORD = Bilingual(
    en="Nobody bears a claim out. Reword the stated need soberly; call no department slow.",
    zh="没有说法得到印证。请如实改写申请提出的需求，不要说哪个部门慢。",
)


def ready(facts: SurveyNeedFacts) -> bool:
    """Return whether a claim is borne out, or somebody stated a need."""
    return facts.worst is not None or bool((facts.stated or "").strip())


def messages(
    facts: SurveyNeedFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts."""
    values = values_of(facts.worst, allowed(_outline(facts)), language, requests, fence)
    values["evidence"] = rows(_known(facts, language), language)
    values["task"] = (_TASK if facts.worst else _REWORD).within(language)
    return load("need_survey", language).messages(values)


def narrowing(
    facts: SurveyNeedFacts, evidence: Sequence[Evidence], earlier: NeedDraft | None
) -> Narrowing:
    """Return what may be cited, and that the statement has two or three sentences."""
    return narrowed(_citable(facts))


def to_drafts(
    answer: NeedDraft, facts: SurveyNeedFacts, evidence: Sequence[Evidence], language: Language
) -> tuple[DraftItem, ...]:
    """Return the need: the model's words under their label, then the figures of the rules.

    A ValueError says, one sentence a line, what is wrong with the words.
    """
    found = judged(answer, _outline(facts), language)
    parts = 1 + min(len(answer.statement), MOST_SENTENCES)
    if not found.statement or 2 * (bool(found.title) + len(found.statement)) < parts:
        refuse(found.problems, language)
    [computed] = rules.draft(facts, language, ())
    need = computed.body.model_dump()
    stop = say(language, en=". ", zh="。")
    label = say(language, en="Self-reported: ", zh="自报：")
    words = "".join(f"{one}{stop}" for one in found.statement)
    if found.title:
        need["title"] = rules.title_of(found.title, language)
    need["statement"] = label + words + need["statement"]
    cited = (cite for cite in answer.cites if cite in _citable(facts))
    cites = tuple(dict.fromkeys([*computed.cites, *cited]))
    return (DraftItem(body=Need.model_validate(need), cites=cites),)


def removed(answer: NeedDraft, facts: SurveyNeedFacts) -> int:
    """Return how many texts lost words, or were left to the rules, and how many cites fell."""
    outline = _outline(facts)
    strange = sum(cite not in _citable(facts) for cite in answer.cites)
    return judged(answer, outline, language_of(answer, outline)).struck + strange


def _known(facts: SurveyNeedFacts, language: Language) -> Iterator[tuple[str, str]]:
    """Yield what may be cited, in words without figures."""
    if worst := facts.worst:
        senders = listed((name for name, _ in worst.senders), language, 3)
        yield (
            f"queue:{worst.department}",
            say(
                language,
                en=f"self-reported: work from {senders} waits in {worst.department}",
                zh=f"自报：{senders}移交的工作在{worst.department}等待",
            ),
        )
    else:
        yield "survey", say(language, en="no claim is borne out", zh="没有说法得到印证")
    yield from ((key, cut(text, 300)) for key, text in stated_pieces(facts))


def _citable(facts: SurveyNeedFacts) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key, _ in _known(facts, "en")))


def _outline(facts: SurveyNeedFacts) -> NeedFacts:
    """Return who waits on whom alone: words are judged by names, and these facts are never kept."""
    return NeedFacts(
        source=facts.source,
        events=0,
        cases=0,
        known_share=0,
        hand_offs=0,
        ping_pong_cases=0,
        queues=tuple(
            Queue(
                department=one.department,
                arrivals=0,
                total_hours=0,
                median_hours=0,
                p90_hours=0,
                bounced_share=0,
                still_waiting=0,
                interval=(0, 0),
                senders=tuple((name, 0) for name, _ in one.senders),
                cases=(),
                stands_out=one.stands_out,
            )
            for one in facts.queues
        ),
        stated=facts.stated,
    )
