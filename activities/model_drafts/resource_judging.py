"""Which words of a resource draft stand: no figures, no strangers, about this need."""

from collections.abc import Iterator
from typing import NamedTuple

from activities.model_drafts.claims import figureless, mentioned, sentence_case, unfit
from activities.model_drafts.clauses import ENDS
from activities.model_drafts.echoes import echoed
from activities.model_drafts.excerpts import cut
from activities.model_drafts.grounded import merits, orders, spoken
from activities.model_drafts.resource_shape import ResourceDraft
from domain.resource_facts import ResourceFacts
from domain.text import Bilingual, Language, fold

LONGEST = 160


class Judged(NamedTuple):
    """What stands of the words, why the rest does not, and how many texts code changed."""

    outcome: str
    reason: str
    problems: list[Bilingual]
    struck: int


def judged(answer: ResourceDraft, facts: ResourceFacts, language: Language) -> Judged:
    """Judge both sentences by themselves; whatever does not stand is the rules' to say."""
    problems: list[Bilingual] = []
    kept: list[str] = []
    struck = 0
    for field, given in (("outcome", answer.outcome), ("reason", answer.reason)):
        text = _tidy(given, facts, language)
        flaws = list(_flaws(field, text, facts, language))
        problems += flaws
        kept.append("" if flaws else text)
        struck += bool(flaws) or len(text) != len(given.rstrip(ENDS))
    outcome, reason = kept
    if outcome and fold(outcome) == fold(reason):
        reason, struck = "", struck + 1
    return Judged(outcome, reason, problems, struck)


def language_of(answer: ResourceDraft, facts: ResourceFacts) -> Language:
    """Return the language that most of the words are in."""
    return spoken((answer.outcome, answer.reason), departments(facts))


def departments(facts: ResourceFacts) -> tuple[str, ...]:
    """Return every department that the facts name."""
    waiting = [facts.waiting] if facts.waiting else []
    names = [*waiting, *facts.senders, *(one.department for one in facts.release)]
    return tuple(dict.fromkeys(names))


def material(facts: ResourceFacts) -> str:
    """Return the words that a draft may take up."""
    return " ".join([facts.need, facts.outcome or "", *departments(facts)])


def _tidy(text: str, facts: ResourceFacts, language: Language) -> str:
    """Return `text` up to its first figure, written like a sentence."""
    found = figureless(text, departments(facts))
    if language == "zh" or not found:
        return found
    found = sentence_case(found, (*departments(facts), *facts.need.split()))
    return found[:1].upper() + found[1:]


def _flaws(field: str, text: str, facts: ResourceFacts, language: Language) -> Iterator[Bilingual]:
    """Yield why one sentence does not stand."""
    names, known = departments(facts), material(facts)
    if not text:
        yield Bilingual(
            en=f"{field}: say it without numbers; the figures are added.",
            zh=f"{field}：请用不带数字的话写，数字由系统补上。",
        )
        return
    yield from unfit(field, text, names, language, known)
    if len(text) > LONGEST:
        yield Bilingual(
            en=f"{field}: {len(text)} characters; at most {LONGEST}.",
            zh=f"{field}：共 {len(text)} 个字符，最多 {LONGEST} 个。",
        )
    if facts.waiting and facts.waiting not in mentioned(text, names):
        yield Bilingual(
            en=f"{field}: name {facts.waiting}, where the work waits.",
            zh=f"{field}：应写明工作在 {facts.waiting} 等待。",
        )
    if orders(text, names) or merits(text, names) or echoed(text, "resource", language, known):
        yield Bilingual(
            en=f"{field}: “{cut(text, 40)}” is not about this need; keep to the material.",
            zh=f"{field}：「{cut(text, 40)}」说的不是这项需求，请只按材料写。",
        )
