"""Evidence from department cards: how each department is reached, and its own use of words."""

from collections.abc import Sequence

from activities.evidence.wording import clip, listed, proof, quoted, say
from domain.card import Card, CardGiven
from domain.card_words import hours_words
from domain.facts import CadenceFacts
from domain.suggestion import Evidence
from domain.text import Language

MOST_CHANNELS, MOST_WORDS = 3, 6
CARD, WORDS = "card", "words"
"""The sorts of evidence: `card:` and `words:`, then the department."""


def of_cards(facts: CadenceFacts, language: Language) -> list[Evidence]:
    """Word each card, and then the words that its department uses differently."""
    found = []
    for one in written(facts):
        label = say(language, en=f"Card of {one.department}", zh=f"{one.department}的协作名片")
        value = reached(one.card, language)
        found.append(proof(f"{CARD}:{one.department}", label, value, _source(one, language)))
        if one.card.words:
            label = say(
                language,
                en=f"Words {one.department} uses differently",
                zh=f"{one.department}用法不同的词",
            )
            value = meanings(one.card, language)
            found.append(proof(f"{WORDS}:{one.department}", label, value, _source(one, language)))
    return found


class Written(Card):
    """A card that has been written."""

    card: CardGiven


def written(facts: CadenceFacts) -> Sequence[Written]:
    """Return the cards of departments that have one."""
    return [Written.model_validate(dict(one)) for one in facts.cards if one.card]


def reached(card: CardGiven, language: Language) -> str:
    """Word when and by what a department is reached, and how soon it usually answers."""
    hours = hours_words(card).within(language)
    channels = listed(card.channels, language, MOST_CHANNELS)
    return clip(
        say(
            language,
            en=f"at work {hours}; by {channels}; usually answers within {answers(card, language)}",
            zh=f"工作时间 {hours}；联系渠道：{channels}；通常在 {answers(card, language)}内答复",
        )
    )


def answers(card: CardGiven, language: Language) -> str:
    """Word how long an answer usually takes."""
    hours = f"{card.response_hours:g}"
    unit = "hour" if card.response_hours == 1 else "hours"
    return say(language, en=f"{hours} working {unit}", zh=f"{hours} 个工作小时")


def meanings(card: CardGiven, language: Language) -> str:
    """Word what a department means by the words that others mean otherwise."""
    words = (
        say(
            language,
            en=f"{quoted(one.term, language)}: here {one.ours}, elsewhere {one.others}",
            zh=f"{quoted(one.term, language)}本部门指{one.ours}，其他部门指{one.others}",
        )
        for one in card.words[:MOST_WORDS]
    )
    return clip(say(language, en="; ", zh="；").join(words))


def _source(one: Card, language: Language) -> str:
    return say(
        language,
        en=f"department card, version {one.version}, by {one.by}",
        zh=f"部门协作名片第 {one.version} 版（{one.by} 填写）",
    )
