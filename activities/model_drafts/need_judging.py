"""Which words of a need stand: no figures, no other departments, no bottleneck that is none."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from activities.evidence.need import stated_pieces
from activities.evidence.wording import listed, say
from activities.model_drafts.claims import figureless, mentioned, sentence_case, unfit
from activities.model_drafts.clauses import ENDS
from activities.model_drafts.echoes import echoed
from activities.model_drafts.excerpts import cut
from activities.model_drafts.grounded import spoken
from activities.model_drafts.need_shape import NeedDraft
from domain.need_facts import NeedFacts
from domain.text import Bilingual, Language, fold

MOST_SENTENCES = 3
LONGEST_TITLE = 80
SHORTEST_STATEMENT = 8


class Judged(NamedTuple):
    """What stands of the words, why the rest does not, and how many texts code changed."""

    title: str
    statement: tuple[str, ...]
    problems: list[Bilingual]
    struck: int


_EFFECT = re.compile(
    r"满意|成本|收入|利润|绩效|业绩|士气|质量|风险|效率|声誉|流失|合规性"
    r"|\b(?:satisf\w+|costs?|revenue|profits?|performance|productivity|quality|morale|risks?"
    r"|efficien\w+|reputation|compliance|delays? in|organi[sz]ation)\b"
)
"""What a log of hand-offs cannot show."""
_BOTTLENECK = re.compile(
    r"瓶颈|堵点|卡点|最慢|最久|最长|最突出|最严重|bottleneck|slowest|longest|worst|stands? out",
    re.IGNORECASE,
)


def known(facts: NeedFacts, language: Language) -> Iterator[tuple[str, str]]:
    """Yield what may be cited, in words without the log's figures: small models copy these."""
    if worst := facts.worst:
        yield f"queue:{worst.department}", waits(facts, language)
        if worst.bounced_share > 0:
            yield (
                f"queue:{worst.department}",
                say(language, en="some of it leaves untouched", zh="有的未处理就被转走"),
            )
    else:
        yield "log", say(language, en="no queue stands out", zh="没有哪个部门的等待明显突出")
    if worst and facts.ping_pong_cases:
        yield "log", say(language, en="some work goes back and forth", zh="有的工作来回交接")
    yield from ((key, cut(text, 300)) for key, text in stated_pieces(facts))


def waits(facts: NeedFacts, language: Language) -> str:
    """Say whose work waits where, as the log shows it."""
    worst = facts.worst
    if worst is None:
        return ""
    name, senders = worst.department, listed((name for name, _ in worst.senders), language, 3)
    if not senders:
        return say(
            language,
            en=f"work handed over to {name} waits clearly longer than elsewhere",
            zh=f"移交到{name}的工作，等待明显比别处长",
        )
    return say(
        language,
        en=f"work from {senders} waits in {name} clearly longer than elsewhere",
        zh=f"{senders}移交到{name}的工作，在{name}等得明显比别处久",
    )


def citable(facts: NeedFacts) -> tuple[str, ...]:
    """Return the ids that the model may cite; code adds those of the figures."""
    return tuple(dict.fromkeys(key for key, _ in known(facts, "en")))


def judged(answer: NeedDraft, facts: NeedFacts, language: Language) -> Judged:
    """Judge the title and each sentence by itself; whatever does not stand is the rules' to say."""
    given = (answer.title, *answer.statement[:MOST_SENTENCES])
    title, *texts = (_tidy(text, facts, language) for text in given)
    struck = sum(
        len(figureless(text, departments(facts))) != len(text.rstrip(ENDS)) for text in given
    )
    problems = list(_title_flaws(title, facts, language))
    title = "" if problems else title
    told: dict[str, str] = {}
    dropped = 0
    for text in texts:
        flaws = list(_flaws("statement", text, facts, language)) if text else []
        problems += flaws
        dropped += bool(flaws)
        if text and not flaws and fold(text) != fold(title):
            told.setdefault(fold(text), text)
    named = mentioned("\n".join(told.values()), departments(facts))
    if facts.worst and named and facts.worst.department not in named:
        problems.append(_unnamed("statement", facts.worst.department))
        dropped, told = dropped + len(told), {}
    if len(fold("".join(told.values()))) < SHORTEST_STATEMENT:
        problems.append(_empty("statement"))
        told = {}
    lost = (not title and bool(figureless(answer.title, departments(facts)))) + dropped
    return Judged(title, tuple(told.values()), problems, struck + lost)


def language_of(answer: NeedDraft, facts: NeedFacts) -> Language:
    """Return the language that most of the words are in."""
    return spoken((answer.title, *answer.statement), departments(facts))


def _tidy(text: str, facts: NeedFacts, language: Language) -> str:
    """Return `text` up to its first figure, without a copied id, written like a sentence."""
    names = departments(facts)
    found = figureless(text.rpartition(" | ")[2], names)
    if language == "zh" or not found:
        return found
    found = sentence_case(found, (*names, *(facts.stated or "").split()))
    return found[:1].upper() + found[1:]


def departments(facts: NeedFacts) -> tuple[str, ...]:
    """Return every department of the log that the facts name."""
    senders = (name for queue in facts.queues for name, _ in queue.senders)
    return tuple(dict.fromkeys([*(queue.department for queue in facts.queues), *senders]))


def allowed(facts: NeedFacts) -> tuple[str, ...]:
    """Return the departments that the need may name: the queue's, its senders', the stated."""
    worst = facts.worst
    found = [worst.department, *(name for name, _ in worst.senders)] if worst else []
    return tuple(dict.fromkeys([*found, *mentioned(facts.stated or "", departments(facts))]))


def _title_flaws(title: str, facts: NeedFacts, language: Language) -> Iterator[Bilingual]:
    if not title:
        yield _empty("title")
        return
    yield from _flaws("title", title, facts, language)
    if len(title) > LONGEST_TITLE:
        yield Bilingual(
            en=f"title: {len(title)} characters; at most {LONGEST_TITLE}.",
            zh=f"title：共 {len(title)} 个字符，最多 {LONGEST_TITLE} 个。",
        )
    named, worst = mentioned(title, departments(facts)), facts.worst
    if worst and named and worst.department not in named:
        yield _unnamed("title", worst.department)


def _empty(field: str) -> Bilingual:
    return Bilingual(
        en=f"{field}: say it in words of its own, without numbers; the figures are added.",
        zh=f"{field}：请另用不带数字的话写清楚，数字由系统补上，也不要重复标题。",
    )


def _unnamed(field: str, worst: str) -> Bilingual:
    return Bilingual(
        en=f"{field}: name {worst}, where the work waits.",
        zh=f"{field}：应写明工作在 {worst} 等待。",
    )


def _flaws(field: str, text: str, facts: NeedFacts, language: Language) -> Iterator[Bilingual]:
    """Yield why one text does not stand, whatever the others say."""
    names, part = departments(facts), allowed(facts)
    material = " ".join([facts.stated or "", facts.source, *part])
    yield from unfit(field, text, names, language, material)
    yield from (
        Bilingual(
            en=f"{name} is not part of this need; leave it out.",
            zh=f"{name} 与这项需求无关，请不要写。",
        )
        for name in mentioned(text, names)
        if name not in part
    )
    ranked = None if facts.worst else _BOTTLENECK.search(text)
    if ranked and fold(ranked[0]) not in fold(facts.stated or ""):
        yield Bilingual(
            en=f"“{ranked[0]}”: no queue stands out; do not rank departments.",
            zh=f"「{ranked[0]}」：没有哪个部门明显突出，不要这样说。",
        )
    if echoed(text, "need", language, material) or _turned(text, facts):
        yield Bilingual(
            en=f"{field}: “{cut(text, 40)}” is not what the log shows. It shows: "
            f"{waits(facts, 'en') or 'no queue stands out'}.",
            zh=f"{field}：「{cut(text, 40)}」与日志不符，日志显示的是："
            f"{waits(facts, 'zh') or '没有哪个部门的等待明显突出'}。",
        )
    effect = _EFFECT.search(text)
    if effect and fold(effect[0]) not in fold(material):
        yield Bilingual(
            en=f"{field}: the log says nothing of “{effect[0]}”; leave it out.",
            zh=f"{field}：日志里没有「{effect[0]}」，请不要写。",
        )


def _turned(text: str, facts: NeedFacts) -> bool:
    """Return whether a text has work wait where it is sent from, or the receiver wait for it."""
    if facts.worst is None:
        return False
    senders = [name for name, _ in facts.worst.senders if name != facts.worst.department]
    either = "|".join(map(re.escape, senders)) or "(?!)"
    worst = re.escape(facts.worst.department)
    return bool(
        re.search(
            rf"[在等](?:{either})|(?:到|给)(?:{either})|{worst}[^，。；移交]{{0,4}}(?:要|得|只能|必须)等"
            rf"|\b(?:in|for|until|on|to|at) (?:the )?(?:{either})\b"
            rf"|\b{worst}\b (?:cannot|can't|waits|has to wait|must wait|is held|is waiting)",
            text,
        )
    )
