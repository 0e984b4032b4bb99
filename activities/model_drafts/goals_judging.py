"""Which words of goals stand: said once, about this measure, in its direction, without ids."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from activities.evidence.wording import exact
from activities.model_drafts.claims import has_id
from activities.model_drafts.clauses import ENDS, is_hollow, without_numbers
from activities.model_drafts.echoes import echoed, letters
from activities.model_drafts.excerpts import cut
from activities.model_drafts.goals_shape import GoalsDraft, KeyResultDraft, ObjectiveDraft
from activities.model_drafts.grounded import orders, tongue
from activities.model_drafts.problems import unknown
from activities.model_drafts.targets import may_keep, offered
from domain.goal_facts import GoalsFacts, Reading
from domain.text import Bilingual, Language, fold
from domain.tracing import numbers, without

_DOWN = re.compile(
    r"降|减|缩短|下滑|变[短少]|更[短少]|压缩"
    r"|\b(?:falls?|reduc\w+|cuts?|lower\w*|decreas\w+|shorten\w*|shorter|fewer|less|down|drops?)\b",
    re.IGNORECASE,
)
_UP = re.compile(
    r"提[高升]|增[加长多]|上升|变[多高]|更[多高]|越来越[高多长大]|扩大"
    r"|\b(?:rais\w+|increas\w+|grows?|growth|higher|rises?|more|up)\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"守住|保持|维持|稳住|不低于|不高于|不变|\b(?:held|holds?|keeps?|kept|maintain\w*|stays?)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"[，,]?\s*(?:[控限]制在|[保维]持在|稳定在|在|从|由|[达降升提增减]*[到至]|为|不?超过|不?[低高]于|[小大少多]于"
    r"|\b(?:from|to|by|below|above|under|over|at|is|within|of|than|in)(?: (?:least|most))?)?"
    r"\s*约?[0-9]",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"召开|上线(?!周期)|启动|\b(?:launch\w*|build\w*|organi[sz]e\w*|hold (?:a|the) meetings?)\b",
    re.IGNORECASE,
)


class Judged(NamedTuple):
    """What stands; a key result whose words do not has none. `asked`: how many texts there were."""

    objectives: tuple[ObjectiveDraft, ...]
    results: tuple[KeyResultDraft, ...]
    problems: list[Bilingual]
    struck: int
    asked: int


def judged(answer: GoalsDraft, facts: GoalsFacts, language: Language) -> Judged:
    """Judge each objective and, measure by measure, the words of each first key result.

    Small models repeat themselves: what was said before is left out.
    """
    said = {fold(o.text): o for o in reversed(answer.objectives)}
    every = tuple(reversed(said.values()))
    problems: list[Bilingual] = []
    objectives: list[ObjectiveDraft] = []
    for one in every:
        flaws = list(_objective(one, facts, language))
        problems += flaws
        objectives += [] if flaws else [one]
    used = {fold(o.text) for o in every}
    results: dict[str, KeyResultDraft] = {}
    for draft in answer.key_results:
        if draft.measure in results:
            continue
        text = unfigured(_named(draft.text, facts))
        found = fold(text) in used or _stands_not(text, draft, facts, language)
        used.add(fold(text))
        problems += [_advice(draft, facts)] if found else []
        results[draft.measure] = draft.model_copy(update={"text": "" if found else text})
    words = [*(o.text for o in objectives), *(r.text for r in results.values() if r.text)]
    given = [*(o.text for o in objectives), *_given(answer, results)]
    struck = sum(bool(numbers(text)) for text in given)
    struck += len(answer.objectives) + len(answer.key_results) - len(words)
    asked = len(every) + len(results)
    return Judged(tuple(objectives), tuple(results.values()), problems, struck, asked)


def _given(answer: GoalsDraft, results: Mapping[str, KeyResultDraft]) -> Iterator[str]:
    """Yield the texts of those key results of which words are left."""
    first = {draft.measure: draft.text for draft in reversed(answer.key_results)}
    yield from (first[measure] for measure, draft in results.items() if draft.text)


def unfigured(text: str) -> str:
    """Return `text` up to its first figure and the word that leads to it; empty if too short."""
    if not numbers(text):
        return text.rstrip(ENDS)
    whole = without_numbers(text)
    cut_off = _FIGURE.split(text)[0].rstrip(ENDS)
    return whole or ("" if is_hollow(cut_off) or numbers(cut_off) else cut_off)


def _named(text: str, facts: GoalsFacts) -> str:
    """Return `text` with the name of a measure in place of its id, where that is no word."""
    for reading in facts.readings:
        if "_" in reading.measure:
            text = text.replace(reading.measure, reading.label)
    return text


def _objective(draft: ObjectiveDraft, facts: GoalsFacts, language: Language) -> Iterator[Bilingual]:
    """Yield why an objective does not stand."""
    text = without_numbers(draft.text)
    serves = next((o.text for o in facts.objectives if o.id == draft.serves), "")
    instead = cut(unfigured(serves), 60)
    if not text:
        yield Bilingual(
            en=f"“{cut(draft.text, 40)}” holds a number; say it without any.",
            zh=f"「{cut(draft.text, 40)}」里有数字，改成不带数字的说法。",
        )
    elif any(name in text for name in facts.departments):
        yield Bilingual(
            en="The objective names departments; say what they reach together, without names"
            f"{f', such as: {instead}' if instead else ''}.",
            zh="共同目标里不写部门名，应写几个部门一起要达到的状态"
            f"{f'，例如：{instead}' if instead else ''}。",
        )
    elif _empty(text, facts, language) or echoed(text, "goals", language, _material(facts)):
        yield Bilingual(
            en=f"“{cut(text, 40)}” is no sentence of its own; say which state the departments "
            "want to reach together.",
            zh=f"「{cut(text, 40)}」不成句，应写明几个部门一起要达到的状态。",
        )


def _material(facts: GoalsFacts) -> str:
    labels = (reading.label for reading in facts.readings)
    goals = (goal.text for goal in facts.department_goals)
    return " ".join([facts.need, *(o.text for o in facts.objectives), *goals, *labels])


def _empty(text: str, facts: GoalsFacts, language: Language) -> bool:
    """Return whether a text holds ids or orders, is in another language, or only names names."""
    ids = [one.id for one in facts.objectives]
    coded = any(re.search(rf"(?<![A-Za-z0-9]){re.escape(key)}(?![A-Za-z0-9])", text) for key in ids)
    labels = [reading.label for reading in facts.readings]
    bare = without(text, facts.departments)
    return (
        is_hollow(bare)
        or coded
        or bool(has_id(text, labels))
        or orders(text, labels)
        or tongue(text, [*facts.departments, *labels]) != language
    )


def _stands_not(text: str, draft: KeyResultDraft, facts: GoalsFacts, language: Language) -> bool:
    """Return whether words of a key result say nothing, or what its measure does not."""
    reading = next((r for r in offered(facts) if r.measure == draft.measure), None)
    if reading is None:
        return False
    kept = exact(draft.target) == exact(reading.latest) and may_keep(facts, reading)
    others = [r.label for r in facts.readings if r is not reading and r.label in text]
    return (
        letters(text) in ("", letters(reading.label))
        or _empty(text, facts, language)
        or echoed(text, "goals", language, _material(facts))
        or (bool(others) and reading.label not in text)
        or bool(_TASK.search(without(text, [reading.label])))
        or _turned(text, reading, kept)
    )


def _turned(text: str, reading: Reading, kept: bool) -> bool:
    """Return whether words move a measure the wrong way, or move what is only held."""
    rest = without(text, [reading.label])
    down, up = bool(_DOWN.search(rest)), bool(_UP.search(rest))
    if kept:
        return (down or up) and not _HELD.search(rest)
    return up and not down if reading.better == "lower" else down and not up


def moves(reading: Reading) -> Bilingual:
    """Say in a sentence that a measure moves the better way."""
    lower = reading.better == "lower"
    return Bilingual(
        en=f"{reading.label} {'goes down' if lower else 'goes up'} step by step",
        zh=f"{reading.label}一步步{'降下来' if lower else '提上去'}",
    )


def _advice(draft: KeyResultDraft, facts: GoalsFacts) -> Bilingual:
    """Return what the words of a key result may say, for a model that found none."""
    reading = next((r for r in offered(facts) if r.measure == draft.measure), None)
    if reading is None:
        return unknown("measure", draft.measure)
    return Bilingual(
        en=f"{draft.measure}: the text does not stand; write such as: {moves(reading).en}.",
        zh=f"{draft.measure}：text 不行，可以写：{moves(reading).zh}。",
    )
