"""Which words of a next step stand: about this idea, by name, without promises or numbers."""

import re
from collections.abc import Iterator

from activities.model_drafts.claims import (
    figureless,
    mentioned,
    nobody,
    sentences,
    subjects,
    unfit,
)
from activities.model_drafts.clauses import ENDS
from activities.model_drafts.echoes import echoed, letters
from activities.model_drafts.idea_shape import IdeaDraft
from activities.model_drafts.problems import unknown
from domain.facts import IdeaFacts
from domain.text import Bilingual, Language, fold

MOST_SENTENCES = 2
LONGEST = 260
COPIED = {"zh": 14, "en": 45}
"""So many letters in a row out of the idea are a copy, not a next step."""

_WAY = re.compile(
    r"核对|核实|确认|检查|评估|了解|列出|梳理|整理|说明|商[量定讨]|讨论|分析|比较|对比|对照|试[行点用一]|先试"
    r"|研究|调研|看[看一它能]|看是否|答复|沟通|听取|挑选?|选[出定]|测试"
    r"|\b(?:checks?|lists?|looks?|finds?|asks?|reads?|reviews?|compares?|confirms?|assess\w*|sees?"
    r"|discuss\w*|goes? through|explains?|shows?|talks?|meets?|tries|try|trial\w*|tests?|settles?"
    r"|answers?|picks?|counts?|stud(?:y|ies))\b",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"^(?![^，]*(?:是否|能否|能不能|哪些|多少|会不会)).*(?:减少|降低|节省|缩短|提高|提升|改善|确保|保证|以便|从而|少等)"
    r"|^(?!.*\b(?:whether|which|if|how)\b).*\b(?:reduc\w+|sav(?:e|es|ing)|improv\w+|ensur\w+"
    r"|increas\w+|so that|in order to)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"\bthe lead department\b|牵头部门", re.IGNORECASE)
_AUTHOR = re.compile(r"\bthe (?:idea's )?author\b|提案人", re.IGNORECASE)
_ABOUT = re.compile(r"它|提案|这[项份个]|此事|试|\b(?:it|idea|proposal|this)\b", re.IGNORECASE)
"""Words that stand for the idea; a step without them shares a word with it."""

_WHEN_SAID = re.compile("在?下次例会前|by the next meeting", re.IGNORECASE)


def given(facts: IdeaFacts) -> tuple[str, ...]:
    """Return what may be said word for word, digits and all: names, the title, charter items."""
    names = (facts.lead_department, facts.author.department, facts.author.name, facts.title)
    return (*names, *(text for _, text in facts.related))


def step_of(answer: IdeaDraft, facts: IdeaFacts, language: Language) -> str:
    """Return the first two sentences without numbers and promises; one that misleads falls away.

    Durations in words, such as two weeks, are a proposal and stay. When no sentence stands, all
    stay, so that the model reads what is wrong with them.
    """
    told = [named(one, facts) for one in sentences(answer.next_step)[:MOST_SENTENCES]]
    kept = [one for one in (_sober(one, facts) for one in told) if one]
    stand = [one for one in kept if not list(wrong(one, facts, language))]
    return "\n".join(stand or kept)


def named(text: str, facts: IdeaFacts) -> str:
    """Return `text` with the lead department and the author by name."""
    for found, name in ((_LEAD, facts.lead_department), (_AUTHOR, facts.author.name)):
        text = name.join(found.split(text))
    return text


def _sober(text: str, facts: IdeaFacts) -> str:
    """Return a sentence up to its first number or promise of what the idea will bring."""
    whole = figureless(text, given(facts), spelled=False)
    clauses = re.split(r"(?<=[，,])\s*", whole)
    bad = next((n for n, c in enumerate(clauses) if n and _PROMISE.search(c)), len(clauses))
    sober = "".join(f"{c} " if c.endswith(",") else c for c in clauses[:bad])
    return sober.rstrip(ENDS)


def strange(answer: IdeaDraft, facts: IdeaFacts) -> Iterator[Bilingual]:
    """Yield charter items that are not near this idea."""
    known = [key for key, _ in facts.related]
    yield from (unknown("related", key) for key in answer.related if known and key not in known)


def wrong(step: str, facts: IdeaFacts, language: Language) -> Iterator[Bilingual]:
    """Yield what makes a step useless or false: nobody in it, strangers, a copy of the idea."""
    if not step:
        yield Bilingual(
            en="next_step: say it without numbers, such as by the next meeting.",
            zh="next_step：不要写数字，时间可以写「下次例会前」。",
        )
        return
    lead, author = facts.lead_department, facts.author
    if not mentioned(step, (lead, author.name, author.department)):
        yield Bilingual(
            en=f"next_step: say who does it, {lead} or {author.name}.",
            zh=f"next_step：写明由谁来做，{lead}还是{author.name}。",
        )
    if not _WAY.search(step) or _strays(step, facts):
        yield Bilingual(
            en="next_step: say what of this idea is checked, tried or discussed, such as: "
            f"{lead} and {author.name} check by the next meeting whether “{facts.title}” works.",
            zh="next_step：要写核对、试行或商量这份提案的什么，例如："
            f"{lead}与{author.name}在下次例会前核对「{facts.title}」是否可行。",
        )
    material = " ".join([facts.text, *given(facts)])
    if any(echoed(one, "idea", language, material) for one in _WHEN_SAID.split(step)):
        yield Bilingual(
            en="next_step: that is the example, or our own words; write about this idea.",
            zh="next_step：这是示例或说明里的话，请写这份提案的下一步。",
        )
    if len(step) > LONGEST:
        yield Bilingual(
            en=f"next_step: {len(step)} characters; at most {LONGEST}.",
            zh=f"next_step：共 {len(step)} 个字符，最多 {LONGEST} 个。",
        )
    if _copies(step, facts, language):
        yield Bilingual(
            en="next_step: the idea was copied; say what is done with it, by whom and by when.",
            zh="next_step：照抄了提案，应写由谁在什么时候对它做什么。",
        )
    yield from unfit("next_step", step, given(facts), language, material)
    if language == "en":
        yield from (nobody("next_step", one) for one in subjects(step, given(facts), material))


def _strays(step: str, facts: IdeaFacts) -> bool:
    """Return whether a step has no word of the idea: two signs of Chinese, or one word."""
    if _ABOUT.search(step):
        return False
    bare = "\n".join(re.split("|".join(map(re.escape, _people(facts))), step))
    words = re.findall("[a-z]{4,}", fold(bare))
    words += [bare[at : at + 2] for at in range(len(bare) - 1) if not bare[at].isascii()]
    told = fold(f"{facts.title} {facts.text}")
    return not any(word in told for word in words if word.strip())


def _people(facts: IdeaFacts) -> tuple[str, ...]:
    return (facts.lead_department, facts.author.department, facts.author.name)


def _copies(step: str, facts: IdeaFacts, language: Language) -> bool:
    """Return whether the step repeats a long run of the idea's text, or nothing but its title."""
    said, text, title = (letters(one) for one in (step, facts.text, facts.title))
    bare, long = said.replace(title or " ", " "), min(COPIED[language], len(text))
    runs = (bare[at : at + long] for at in range(len(bare) - long + 1))
    return said in (text, title) or any(run in text for run in runs)
