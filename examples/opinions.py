"""The feedback of an example organisation: people who talk about the same subjects everywhere."""

import random
from collections.abc import Iterator, Sequence

from domain.directory import Directory, Person
from domain.records import FeedbackItem
from examples.plan import Plan
from examples.setting import Subject

_QUIET = 0.1
_SHARE = (0.7, 0.85)


class _Deck:
    """Phrases dealt like cards: none comes again before all have come."""

    def __init__(self, cards: Sequence[str], rng: random.Random) -> None:
        self._cards, self._rng, self._left = cards, rng, list[str]()

    def deal(self) -> str:
        if not self._left:
            self._left = self._rng.sample(list(self._cards), len(self._cards))
        return self._left.pop()


class _Talk:
    """One subject's phrases in four decks."""

    def __init__(self, subject: Subject, rng: random.Random) -> None:
        self.complaints = _Deck(subject.complaints, rng)
        self.effects = _Deck(subject.effects, rng)
        self.wishes = _Deck(subject.wishes, rng)
        self.praise = _Deck(subject.praise, rng)


def opinions(plan: Plan, directory: Directory) -> tuple[list[FeedbackItem], tuple[str, ...]]:
    """Return 150 to 220 items in mixed order, and the ids of those with the planted complaint."""
    rng = plan.rng("feedback")
    said = [*_shared(plan, rng, directory), *_aggrieved(plan, rng, directory)]
    said += _odd(plan, rng, directory)
    rng.shuffle(said)
    items = [
        FeedbackItem(
            id=f"F-{place:03}",
            account=person.account,
            department=person.department,
            text=text,
            rating=rating,
        )
        for place, (person, text, rating) in enumerate(said, start=1)
    ]
    planted = plan.grievance.sentences if plan.grievance else ()
    return items, tuple(item.id for item in items if item.text in planted)


_Said = tuple[Person, str, int | None]


def _writers(plan: Plan, rng: random.Random, directory: Directory) -> dict[int, list[Person]]:
    """Choose who writes, by desk: most people; of an aggrieved small department all."""
    found: dict[int, list[Person]] = {}
    for index, name in plan.names.items():
        members = [person for person in directory.people if person.department == name]
        aggrieved = plan.grievance is not None and index == plan.grievance.desk
        found[index] = [p for p in members if aggrieved or rng.random() > _QUIET] or members
    return found


def _shared(plan: Plan, rng: random.Random, directory: Directory) -> Iterator[_Said]:
    """Deal the shared subjects to every department in equal parts."""
    talks = [_Talk(s, rng) for s in (*plan.voice.subjects, *plan.setting.subjects)]
    writers = _writers(plan, rng, directory)
    each = rng.randint(180, 200) / sum(map(len, writers.values()))
    for index, people in writers.items():
        aggrieved = plan.grievance is not None and index == plan.grievance.desk
        number = 3 if aggrieved else round(each * len(people))
        order = rng.sample(talks, len(talks))
        for place in range(number):
            person = people[place % len(people)]
            yield (person, *_opinion(plan, rng, order[place % len(order)]))


def _opinion(plan: Plan, rng: random.Random, talk: _Talk) -> tuple[str, int | None]:
    chance = rng.random()
    if chance < 0.12:
        return _joined(plan, talk.praise.deal()), rng.choice((4, 4, 5))
    if chance < 0.22:
        turn = rng.choice(plan.voice.turns)
        praise, complaint = talk.praise.deal(), talk.complaints.deal()
        return _joined(plan, praise, _sentence(plan, turn, complaint)), rng.choice((3, 4))
    if chance < 0.3:
        return _joined(plan, talk.wishes.deal()), rng.choice((2, 3, None))
    parts = [_sentence(plan, rng.choice(plan.voice.openings), talk.complaints.deal())]
    if rng.random() < 0.55:
        parts.append(talk.effects.deal())
    if rng.random() < 0.45:
        parts.append(talk.wishes.deal())
    return _joined(plan, *parts), rng.choice((1, 2, 2, 2, 3, 3, None))


def _sentence(plan: Plan, opening: str, words: str) -> str:
    sentence = opening + words
    if plan.language == "zh":
        return sentence + "。"
    return sentence[0].upper() + sentence[1:] + "."


def _joined(plan: Plan, *sentences: str) -> str:
    return ("" if plan.language == "zh" else " ").join(sentences)


def _aggrieved(plan: Plan, rng: random.Random, directory: Directory) -> Iterator[_Said]:
    if plan.grievance is None:
        return
    name = plan.names[plan.grievance.desk]
    people = [person for person in directory.people if person.department == name]
    sentences = rng.sample(plan.grievance.sentences, rng.randint(6, 7))
    for place, sentence in enumerate(sentences):
        yield people[place % len(people)], sentence, rng.choice((1, 1, 2))


def _odd(plan: Plan, rng: random.Random, directory: Directory) -> Iterator[_Said]:
    """Let people elsewhere send what real inboxes hold: formulas, emoji, an injection attempt."""
    busy = {plan.names[index] for index in plan.names if index != plan.small}
    people = rng.sample([p for p in directory.people if p.department in busy], len(plan.voice.odd))
    for person, text in zip(people, plan.voice.odd, strict=True):
        yield person, text, rng.choice((3, 4, None))
