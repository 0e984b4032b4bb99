"""An idea: its author's own words, and a next step made from what it touches."""

from collections.abc import Sequence

from activities.evidence.wording import clip, listed, quoted, say
from activities.rules.requests import answered
from domain.facts import IdeaFacts
from domain.items import Idea
from domain.suggestion import Asked, DraftItem
from domain.text import Language


def draft(facts: IdeaFacts, language: Language, requests: Sequence[Asked]) -> tuple[DraftItem, ...]:
    """Draft the idea; a request turns the next step from a check into a trial, then a meeting."""
    turn = len(requests)
    cites = ["idea", f"person:{facts.author.account}", f"department:{facts.lead_department}"]
    cites += [f"related:{item}" for item, _ in facts.related[:3]]
    body = Idea(
        title=facts.title,
        text=facts.text,
        author=facts.author.account,
        next_step=_next_step(facts, turn, language),
    )

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        name, title = facts.author.name, quoted(facts.title, language, 60)
        if number >= 2:
            return say(
                language,
                en=f"leaves {title} in {name}'s words and proposes that both departments meet",
                zh=f"保留{name}的原话{title}，下一步改为两个部门当面商定",
            ), tuple(cites)
        return say(
            language,
            en=f"leaves {title} in {name}'s words and proposes a trial in "
            f"{facts.author.department}",
            zh=f"保留{name}的原话{title}，下一步改为先在{facts.author.department}试行",
        ), tuple(cites)

    item = DraftItem(body=body, cites=tuple(cites))
    return (item, *answered(requests, language, alternative))


def _next_step(facts: IdeaFacts, turn: int, language: Language) -> str:
    """Word the next step: check it, try it, or meet about it, by number of requests."""
    name, home, lead = facts.author.name, facts.author.department, facts.lead_department
    title = quoted(facts.title, language, 60)
    touched = _touched(facts, language)
    steps = (
        say(
            language,
            en=f"{lead} goes through {title} with {name} ({home}) {touched} and says by the next "
            f"meeting what follows from it.",
            zh=f"{lead}与{home}的{name}一起核对{title}，{touched}，并在下次例会前答复如何处理。",
        ),
        say(
            language,
            en=f"{home} tries {title} for two weeks with {name} in charge, {touched}, and {lead} "
            f"reads the measures before and after.",
            zh=f"{home}先由{name}试行{title}两周，{touched}，{lead}对比前后的度量。",
        ),
        say(
            language,
            en=f"{lead} and {home} meet {name} about {title}, {touched}, and settle who "
            f"takes it on.",
            zh=f"{lead}与{home}当面听{name}说明{title}，{touched}，商定由谁承接。",
        ),
    )
    return steps[min(turn, len(steps) - 1)]


def _touched(facts: IdeaFacts, language: Language) -> str:
    """Word which charter items the idea touches."""
    if not facts.related:
        department = clip(facts.author.department, 60)
        return say(
            language,
            en=f"asking which problem of {department} it solves, since no charter item is near",
            zh=f"说明它解决{department}的什么问题（章程中没有相近的条目）",
        )
    items = listed((quoted(text, language, 60) for _, text in facts.related[:3]), language)
    return say(language, en=f"against {items}", zh=f"对照章程中的{items}")
