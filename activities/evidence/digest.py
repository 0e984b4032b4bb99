"""Evidence of a digest: the round, each department's voice, concerns, themes and every item."""

from activities.evidence.wording import figure, listed, percent, proof, say
from domain.digest_facts import Concern, DigestFacts, Theme, Voice
from domain.records import FeedbackItem
from domain.suggestion import Evidence
from domain.text import Language, counted


def of_digest(facts: DigestFacts, language: Language) -> tuple[Evidence, ...]:
    """Word one feedback round; an item's value is its own text, shortened, never reworded."""
    return (
        _round(facts, language),
        *(_voice(one, facts.round, language) for one in facts.voices if one.items),
        *(_concern(key, one, facts, language) for key, one in concern_keys(facts)),
        *(_theme(one, facts.round, language) for one in facts.themes),
        *(_item(one, language) for one in facts.items if one.text.strip()),
    )


def concern_keys(facts: DigestFacts) -> list[tuple[str, Concern]]:
    """Give each concern its evidence id: minority ones first, then as computed."""
    ordered = sorted(facts.concerns, key=lambda one: not one.minority)
    return [
        (f"{'minority' if one.minority else 'concern'}:{one.department}:{number}", one)
        for number, one in enumerate(ordered, 1)
    ]


def _source(number: int, language: Language) -> str:
    return say(language, en=f"feedback round {number}", zh=f"第 {number} 轮意见征集")


def _round(facts: DigestFacts, language: Language) -> Evidence:
    return proof(
        "round",
        say(language, en=f"Feedback round {facts.round}", zh=f"第 {facts.round} 轮意见征集"),
        say(
            language,
            en=f"{facts.asked:,} asked, {facts.answered:,} answered, "
            f"{counted(len(facts.items), 'item', 'items')}",
            zh=f"征集 {facts.asked:,} 人，{facts.answered:,} 人作答，"
            f"共 {len(facts.items):,} 条反馈",
        ),
        _source(facts.round, language),
    )


def voice_words(voice: Voice, language: Language) -> str:
    """Word how much one department said and how it rates."""
    rating = ""
    if voice.median_rating is not None:
        median = figure(voice.median_rating)
        rating = say(language, en=f", median rating {median}", zh=f"，评分中位数 {median}")
    return say(
        language,
        en=f"{counted(voice.items, 'item', 'items')} from "
        f"{counted(voice.people, 'person', 'people')}{rating}",
        zh=f"{voice.people:,} 人写了 {voice.items:,} 条反馈{rating}",
    )


def _voice(voice: Voice, number: int, language: Language) -> Evidence:
    return proof(
        f"voice:{voice.department}",
        say(language, en=f"Voice of {voice.department}", zh=f"{voice.department}的反馈"),
        voice_words(voice, language),
        _source(number, language),
    )


def _concern(key: str, concern: Concern, facts: DigestFacts, language: Language) -> Evidence:
    terms, count = listed(concern.terms, language), len(concern.items)
    here, elsewhere = percent(concern.share_here), percent(concern.share_elsewhere)
    kind = say(
        language,
        en="Minority concern" if concern.minority else "Concern",
        zh="少数意见" if concern.minority else "集中关切",
    )
    return proof(
        key,
        f"{kind} · {concern.department}",
        say(
            language,
            en=f"{counted(count, 'item', 'items')} on {terms}: {here} of its own items, "
            f"{elsewhere} of all others",
            zh=f"{count:,} 条谈到{terms}：占本部门的 {here}，占其他部门的 {elsewhere}",
        ),
        _source(facts.round, language),
    )


def _theme(theme: Theme, number: int, language: Language) -> Evidence:
    count, places = len(theme.items), listed(theme.departments, language)
    return proof(
        f"theme:{theme.term}",
        say(language, en=f"Theme: {theme.term}", zh=f"共同话题：{theme.term}"),
        say(
            language,
            en=f"{counted(count, 'item', 'items')} from {places}",
            zh=f"{places}共 {count:,} 条",
        ),
        _source(number, language),
    )


def _item(item: FeedbackItem, language: Language) -> Evidence:
    rating = ""
    if item.rating is not None:
        rating = say(language, en=f" · rating {item.rating}", zh=f" · 评分 {item.rating}")
    return proof(
        f"item:{item.id}",
        f"{item.department} · {item.id}{rating}",
        item.text,
        say(language, en=f"feedback item {item.id}", zh=f"反馈 {item.id}"),
    )
