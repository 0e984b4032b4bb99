"""Which practices of a model stand; those of the rules take the place of the others."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from activities.evidence.cadence import lead, of_cadence
from activities.evidence.slots import starts
from activities.model_drafts.cadence_items import (
    KIND,
    MOST_PEOPLE,
    Worded,
    material,
    struck,
    worded,
)
from activities.model_drafts.cadence_shape import AgreementDraft, CadenceDraft, MeetingDraft
from activities.model_drafts.echoes import echoed
from activities.model_drafts.excerpts import cut
from activities.model_drafts.grounded import mentions, orders, spoken
from activities.model_drafts.plain import says_nothing
from activities.model_drafts.problems import unknown
from activities.model_drafts.samples import sampled
from domain.directory import Contact
from domain.facts import CadenceFacts
from domain.suggestion import Evidence
from domain.text import Bilingual, Language, fold

MOST_CITES, MOST_RESULTS, MOST_NAMED = 20, 4, 3
LEAST_AGREEMENTS = 2
_AGREED = ("hours", "due", "card", "words", "result", "department")
"""What an agreement may stand on; people follow from departments and owners."""

TOPICS = {
    "hours": Bilingual(en="when people may call one another", zh="什么时候可以直接联系"),
    "due": Bilingual(en="saying early that something slips", zh="有延误早说"),
    "department": Bilingual(en="who answers questions", zh="询问由谁答复"),
    "card": Bilingual(en="when and how this department is reached", zh="何时、怎样联系该部门"),
    "words": Bilingual(en="words this department uses differently", zh="该部门用法不同的词"),
}
"""What sorts of evidence are shown as, in place of their figures."""

_EMPTY = Bilingual(
    en="write in words what it is for and who brings what, without numbers and times.",
    zh="text 用文字写做什么用、谁带来什么，不写数字和时间。",
)
_LISTED = Bilingual(
    en="name two departments at most and say what they do.",
    zh="最多写两个部门，写它们做什么，不要列举。",
)
_NAMED = Bilingual(en="name no people; say what is done.", zh="不写人名，写做什么。")
_OWN = Bilingual(
    en="write a sentence of your own about these departments.",
    zh="另写一句关于这几个部门的话。",
)


class Judged(NamedTuple):
    """The practices that stand, how many did not, and why."""

    standing: list[Worded]
    fell: int
    problems: list[Bilingual]

    @property
    def usable(self) -> bool:
        """Tell whether at least half of the practices stand."""
        return len(self.standing) >= self.fell


def agreed(facts: CadenceFacts, language: Language) -> list[Evidence]:
    """Return hours, due date, cards, the first key results and the departments, in this order."""
    found: dict[str, list[Evidence]] = {sort: [] for sort in _AGREED}
    for one in of_cadence(facts, language):
        found.get(one.id.partition(":")[0], []).append(one)
    del found["result"][MOST_RESULTS:]
    return [one for sort in _AGREED for one in found[sort]][:MOST_CITES]


def slots(facts: CadenceFacts) -> list[tuple[int, str]]:
    """Return the number and the id of each computed meeting time."""
    return [(number, f"slot:{number}") for number in range(1, len(starts(facts)) + 1)]


def members(facts: CadenceFacts) -> list[Contact]:
    """Return at most twelve members, the lead first."""
    first = lead(facts)
    return [first, *(one for one in facts.members if one != first)][:MOST_PEOPLE]


def judged(answer: CadenceDraft, facts: CadenceFacts, language: Language) -> Judged:
    """Judge each practice; of two that say the same, the first stands."""
    standing: list[Worded] = []
    problems: list[Bilingual] = []
    fell = 0
    for one in worded(answer, facts, language):
        flaws = [*_strange(one, facts), *_hollow(one, standing, facts, language)]
        if flaws:
            problems += flaws
            fell += 1
        else:
            standing.append(one)
    return Judged(standing, fell, problems)


def removed(answer: CadenceDraft, facts: CadenceFacts) -> int:
    """Return how many words lost a clause, how many practices fell or were left to the rules."""
    texts = [answer.meeting.text, answer.check_in.text, answer.channel.text]
    texts += [one.text for one in answer.agreements]
    found = judged(answer, facts, spoken(texts, facts.departments))
    missing = LEAST_AGREEMENTS - sum(one.form == "agreement" for one in found.standing)
    fell = len(answer.agreements) - LEAST_AGREEMENTS + missing
    return struck(answer, facts) + max(found.fell, fell)


def _strange(one: Worded, facts: CadenceFacts) -> Iterator[Bilingual]:
    """Yield what is not in the material."""
    draft = one.draft
    if isinstance(draft, MeetingDraft) and draft.slot not in [key for _, key in slots(facts)]:
        yield unknown("slot", draft.slot)
    if draft.owner not in {person.account for person in members(facts)}:
        yield unknown("owner", draft.owner)
    if isinstance(draft, AgreementDraft):
        offered = {proof.id for proof in agreed(facts, "zh")}
        yield from (unknown("cites", cite) for cite in draft.cites if cite not in offered)


def _hollow(
    one: Worded, before: Sequence[Worded], facts: CadenceFacts, language: Language
) -> Iterator[Bilingual]:
    """Yield what is wrong with the words, the first fault only."""
    text = fold(one.text)
    shown = cut(one.text, 40)
    faults = (
        (not text or says_nothing(text), _EMPTY),
        (text in [fold(other.text) for other in before], _twice(shown)),
        (sum(name in one.text for name in facts.departments) > MOST_NAMED, _LISTED),
        (any(mentions(one.text, name) for name in _names(facts)), _NAMED),
        (text in [fold(words.within(language)) for words in TOPICS.values()], _OWN),
        (sampled(text, KIND, language), _OWN),
        (echoed(one.text, KIND, language, material(facts)), _OWN),
        (orders(f"{one.title} {one.text}", facts.departments), _OWN),
    )
    for wrong, said in faults:
        if wrong:
            yield Bilingual(en=f"{one.form}: {said.en}", zh=f"{one.form}：{said.zh}")
            return


def _names(facts: CadenceFacts) -> Iterator[str]:
    """Yield the names of people, and the parts of names that are written with spaces."""
    apart = " ".join(facts.departments).split()
    for person in facts.members:
        yield person.name
        yield from (one for one in person.name.split() if one not in apart)


def _twice(shown: str) -> Bilingual:
    return Bilingual(
        en=f"“{shown}” stands already; write another sentence.",
        zh=f"「{shown}」已经写过，换一句。",
    )
