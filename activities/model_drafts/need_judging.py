"""Which words of a need stand: no figures, no other departments, no bottleneck that is none."""

import re
from collections.abc import Iterator

from activities.evidence.need import stated_pieces
from activities.evidence.wording import say
from activities.model_drafts.claims import figureless, mentioned, unfit
from activities.model_drafts.excerpts import cut
from activities.model_drafts.need_shape import NeedDraft
from activities.model_drafts.problems import unknown
from domain.facts import NeedFacts
from domain.text import Bilingual, Language, fold

MOST_SENTENCES = 3
LONGEST_TITLE = 80
SHORTEST_STATEMENT = 8
_BOTTLENECK = re.compile(
    r"瓶颈|堵点|卡点|最慢|最久|最长|最突出|最严重|bottleneck|slowest|longest|worst|stands? out",
    re.IGNORECASE,
)


def known(facts: NeedFacts, language: Language) -> Iterator[tuple[str, str]]:
    """Yield what may be cited, in words without the log's figures: small models copy these."""
    if worst := facts.worst:
        name = worst.department
        said = say(
            language,
            en=f"work handed over to {name} waits clearly longer than elsewhere",
            zh=f"移交到{name}的工作，等待明显比别处长",
        )
        if worst.bounced_share > 0:
            said += say(language, en="; some leaves it untouched", zh="；有的未处理就被转走")
        if worst.still_waiting:
            said += say(language, en="; some still waits there", zh="；有的还在排队")
        yield f"queue:{name}", said
    else:
        yield "log", say(language, en="no queue stands out", zh="没有哪个部门的等待明显突出")
    if worst and facts.ping_pong_cases:
        yield "log", say(language, en="some work goes back and forth", zh="有的工作来回交接")
    yield from ((key, cut(text, 300)) for key, text in stated_pieces(facts))


def citable(facts: NeedFacts) -> tuple[str, ...]:
    """Return the ids that the model may cite; code adds those of the figures."""
    return tuple(dict.fromkeys(key for key, _ in known(facts, "en")))


def title_of(answer: NeedDraft, facts: NeedFacts) -> str:
    """Return the title up to its first figure."""
    return figureless(answer.title, departments(facts))


def statement_of(answer: NeedDraft, facts: NeedFacts) -> list[str]:
    """Return the sentences that say something else than the title, each once, without figures."""
    words = [figureless(text, departments(facts)) for text in answer.statement[:MOST_SENTENCES]]
    told = {fold(one): one for one in words if fold(one) != fold(title_of(answer, facts))}
    return [one for one in told.values() if one]


def departments(facts: NeedFacts) -> tuple[str, ...]:
    """Return every department of the log that the facts name."""
    senders = (name for queue in facts.queues for name, _ in queue.senders)
    return tuple(dict.fromkeys([*(queue.department for queue in facts.queues), *senders]))


def allowed(facts: NeedFacts) -> tuple[str, ...]:
    """Return the departments that the need may name: the queue's, its senders', the stated."""
    worst = facts.worst
    found = [worst.department, *(name for name, _ in worst.senders)] if worst else []
    return tuple(dict.fromkeys([*found, *mentioned(facts.stated or "", departments(facts))]))


def wrong(answer: NeedDraft, facts: NeedFacts, language: Language) -> Iterator[Bilingual]:
    """Yield what is wrong with the words that are left."""
    title, statement = title_of(answer, facts), statement_of(answer, facts)
    yield from (unknown("cites", cite) for cite in answer.cites if cite not in citable(facts))
    names, whole = departments(facts), "\n".join(statement)
    if len(title) > LONGEST_TITLE:
        yield Bilingual(
            en=f"title: {len(title)} characters; at most {LONGEST_TITLE}.",
            zh=f"title：共 {len(title)} 个字符，最多 {LONGEST_TITLE} 个。",
        )
    if not title or len(fold(whole)) < SHORTEST_STATEMENT:
        field = "statement" if title else "title"
        yield Bilingual(
            en=f"{field}: say it in words of its own, without numbers; the figures are added.",
            zh=f"{field}：请另用不带数字的话写清楚，数字由系统补上，也不要重复标题。",
        )
    material = " ".join([facts.stated or "", facts.source, *allowed(facts)])
    for field, text in (("title", title), *(("statement", one) for one in statement)):
        if text:
            yield from unfit(field, text, names, language, material)
    yield from _astray(title, whole, facts)


def _astray(title: str, whole: str, facts: NeedFacts) -> Iterator[Bilingual]:
    """Yield departments that are not part of this need, and a queue said to be somebody else's."""
    part, worst = allowed(facts), facts.worst
    yield from (
        Bilingual(
            en=f"{name} is not part of this need; leave it out.",
            zh=f"{name} 与这项需求无关，请不要写。",
        )
        for name in mentioned(f"{title}\n{whole}", departments(facts))
        if name not in part
    )
    for field, text in (("title", title), ("statement", whole)):
        named = mentioned(text, departments(facts))
        if worst and named and worst.department not in named:
            yield Bilingual(
                en=f"{field}: name {worst.department}, where the work waits.",
                zh=f"{field}：应写明工作在 {worst.department} 等待。",
            )
    found = None if worst else _BOTTLENECK.search(f"{title}\n{whole}")
    if found and fold(found[0]) not in fold(facts.stated or ""):
        yield Bilingual(
            en=f"“{found[0]}”: no queue stands out; do not rank departments.",
            zh=f"「{found[0]}」：没有哪个部门明显突出，不要这样说。",
        )
