"""A need worded by a model: which queue it is, and every figure, were computed before."""

from collections.abc import Sequence

from activities.evidence.need import stated_pieces
from activities.evidence.wording import first_sentence, listed, quoted, say
from activities.model_drafts.excerpts import NONE, request_rows, rows
from activities.model_drafts.need_judging import (
    MOST_SENTENCES,
    allowed,
    citable,
    judged,
    known,
    language_of,
    waits,
)
from activities.model_drafts.need_shape import NeedDraft
from activities.model_drafts.problems import refuse
from activities.model_drafts.shapes import Narrowing
from activities.rules import need as rules
from domain.items import Need
from domain.need_facts import NeedFacts, Queue
from domain.suggestion import Asked, DraftItem, Evidence
from domain.survey_facts import Reported
from domain.text import Bilingual, Language
from prompts.loading import load

_TASK = Bilingual(
    en="Word the need of the department where work waits.", zh="请写「工作等待所在部门」的需求。"
)
_REWORD = Bilingual(
    en="No queue stands out. Reword the stated need soberly; call no department slow, worst or a "
    "bottleneck.",
    zh="没有哪个部门的等待明显突出。请如实改写申请提出的需求，不要说哪个部门最慢、是瓶颈。",
)


def ready(facts: NeedFacts) -> bool:
    """Return whether a queue stands out, or somebody stated a need."""
    return facts.worst is not None or bool((facts.stated or "").strip())


def max_tokens(facts: NeedFacts) -> int:
    """Return the cap of the answer: a title and three sentences."""
    return 600


def messages(
    facts: NeedFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts."""
    values = values_of(facts.worst, allowed(facts), language, requests, fence)
    values["evidence"] = rows(known(facts, language), language)
    values["task"] = (_TASK if facts.worst else _REWORD).within(language)
    return load("need", language).messages(values)


def values_of(
    worst: Queue | Reported | None,
    departments: Sequence[str],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> dict[str, str]:
    """Return what a prompt about a need says of the queue that stands out, and of requests."""
    none = NONE.within(language)
    return {
        "fence": fence,
        "waiting": worst.department if worst else none,
        "senders": listed((name for name, _ in worst.senders), language, 6) if worst else none,
        "departments": listed(departments, language, 12) or none,
        "requests": request_rows(requests, language),
    }


def narrowing(
    facts: NeedFacts, evidence: Sequence[Evidence], earlier: NeedDraft | None
) -> Narrowing:
    """Return what may be cited, and that the statement has two or three sentences."""
    return narrowed(citable(facts))


def narrowed(ids: tuple[str, ...]) -> Narrowing:
    """Return the narrowing to these citations."""
    counts = {"NeedDraft.statement": (2, MOST_SENTENCES), "NeedDraft.cites": (1, len(ids))}
    return Narrowing({"NeedDraft.cites": ids}, counts=counts)


def to_drafts(
    answer: NeedDraft, facts: NeedFacts, evidence: Sequence[Evidence], language: Language
) -> tuple[DraftItem, ...]:
    """Return the need: the model's words, then the computed figures as the rules put them.

    A ValueError says, one sentence a line, what is wrong with the words.
    """
    found = judged(answer, facts, language)
    parts = 1 + min(len(answer.statement), MOST_SENTENCES)
    if not found.statement or 2 * (bool(found.title) + len(found.statement)) < parts:
        refuse([*found.problems, *_advice(facts)], language)
    [computed] = rules.draft(facts, language, ())
    need = computed.body.model_dump()
    stop = say(language, en=". ", zh="。")
    words = "".join(f"{one}{stop}" for one in found.statement)
    need["title"] = found.title or need["title"]
    need["statement"] = words + _figures(need["statement"], facts, language)
    cited = (cite for cite in answer.cites if cite in citable(facts))
    cites = tuple(dict.fromkeys([*computed.cites, *cited]))
    return (DraftItem(body=Need.model_validate(need), cites=cites),)


def _advice(facts: NeedFacts) -> list[Bilingual]:
    """Return what a model that lost its way may write."""
    if facts.worst is None:
        return []
    return [
        Bilingual(
            en=f"Begin the statement like this: {waits(facts, 'en')}.",
            zh=f"statement 第一句可以这样写：{waits(facts, 'zh')}。",
        )
    ]


def _figures(computed: str, facts: NeedFacts, language: Language) -> str:
    """Return the rules' statement; a stated need that opens it in full stands there in short."""
    if facts.worst:
        return computed
    stated = quoted(first_sentence(facts.stated or ""), language, 200)
    sober = computed.removeprefix(" ".join(line for _, line in stated_pieces(facts))).strip()
    return say(
        language, en=f"The brief states: {stated}. {sober}", zh=f"立项申请提出：{stated}。{sober}"
    )


def merged(earlier: NeedDraft | None, answer: NeedDraft, facts: NeedFacts) -> NeedDraft:
    """Return the new answer: it is one whole."""
    return answer


def removed(answer: NeedDraft, facts: NeedFacts) -> int:
    """Return how many texts lost words, or were left to the rules, and how many cites fell."""
    strange = sum(cite not in citable(facts) for cite in answer.cites)
    return judged(answer, facts, language_of(answer, facts)).struck + strange
