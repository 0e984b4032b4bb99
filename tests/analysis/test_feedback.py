import random

import pytest

from analysis.feedback import digest_facts
from domain.digest_facts import DigestFacts
from domain.records import FeedbackItem
from domain.text import Language, fold
from tests.analysis.feedback_round import (
    DEPARTMENTS,
    feedback_round,
    planted_department,
    planted_texts,
)

LANGUAGES: tuple[Language, ...] = ("zh", "en")


def facts(items: list[FeedbackItem], language: Language) -> DigestFacts:
    return digest_facts(items, 1, 180, DEPARTMENTS[language])


def item(number: int, department: str, text: str, rating: int | None = 1) -> FeedbackItem:
    return FeedbackItem(
        id=f"f{number}", account=f"a{number}", department=department, text=text, rating=rating
    )


def small_round(
    complaint: str, ratings: tuple[int | None, ...] = (1, 2, 1, None)
) -> list[FeedbackItem]:
    """Four people of Quality complain; sixty others say something else each."""
    own = [item(n, "Quality", f"{complaint} {n}", rating) for n, rating in enumerate(ratings)]
    words = random.Random(1).sample([f"{a}{b}" for a in "bcdfg" for b in "aeiouy" * 2], 60)
    rest = [item(10 + n, "Sales", f"{word}ing goes {n}", 4) for n, word in enumerate(words)]
    return [*own, *rest]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(20))
def test_a_planted_complaint_of_a_small_department_is_found(seed: int, language: Language) -> None:
    items = feedback_round(seed, language, plant=True)
    (concern,) = facts(items, language).concerns
    planted = {one.id for one in items if one.text in planted_texts(language)}
    assert concern.department == planted_department(language)
    assert set(concern.items) == planted
    assert concern.minority
    assert 1 <= len(concern.terms) <= 4
    texts = [fold(one.text) for one in items if one.id in planted]
    assert all(any(term in text for text in texts) for term in concern.terms)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(20))
def test_a_round_with_nothing_planted_has_no_concern(seed: int, language: Language) -> None:
    assert facts(feedback_round(seed, language, plant=False), language).concerns == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_dealt_out_by_chance_are_nobody_s_concern(language: Language) -> None:
    found = 0
    for seed in range(60):
        items = feedback_round(seed, language, plant=True)
        names = [one.department for one in items]
        random.Random(seed).shuffle(names)
        dealt = [
            one.model_copy(update={"department": name})
            for one, name in zip(items, names, strict=True)
        ]
        found += bool(facts(dealt, language).concerns)
    assert found <= 2  # alpha is 1 % for a whole round


def test_praise_that_sets_a_department_apart_is_no_concern() -> None:
    assert facts(small_round("bench lighting"), "en").concerns
    assert not facts(small_round("bench lighting", (5, 4, 1, 5)), "en").concerns


def test_a_department_that_names_itself_has_no_concern() -> None:
    assert not facts(small_round("Quality"), "en").concerns


def test_the_same_words_of_one_person_count_once() -> None:
    items = small_round("bench lighting")
    one_voice = [
        one.model_copy(update={"account": "a0", "text": "bench lighting"})
        if one.department == "Quality"
        else one
        for one in items
    ]
    assert not facts(one_voice, "en").concerns


def test_terms_of_different_items_are_different_concerns() -> None:
    items = [
        *(item(n, "Quality", "bench lighting") for n in range(5)),
        *(item(10 + n, "Quality", "forklift batteries") for n in range(5)),
        *(item(20 + n, "Sales", f"word{n} goes", 4) for n in range(60)),
    ]
    found = facts(items, "en").concerns
    assert [concern.terms for concern in found] == [
        ("forklift batteries",),
        ("bench lighting",),
    ]
    assert [concern.share_here for concern in found] == [0.5, 0.5]
    assert not any(concern.share_elsewhere for concern in found)


def test_voices_name_every_department_also_the_silent_and_the_unexpected() -> None:
    items = [
        item(1, "Legal", "a", 2),
        item(2, "Legal", "b", 5),
        item(3, "Legal", "c", None).model_copy(update={"account": "a1"}),
        item(4, "Night crew", "d", None),
    ]
    found = facts(items, "en")
    assert [voice.department for voice in found.voices] == [*DEPARTMENTS["en"], "Night crew"]
    legal = found.voices[1]
    assert (legal.items, legal.people, legal.median_rating) == (3, 2, 3.5)
    assert (found.voices[0].items, found.voices[0].median_rating) == (0, None)
    assert (found.asked, found.answered, found.round) == (180, 3, 1)
    assert found.items == tuple(items)


def test_a_theme_is_shared_by_three_departments_and_eight_items() -> None:
    names = ("Sales", "Legal", "Finance")
    items = [
        *(item(n, names[n % 3], f"handover forms {n}") for n in range(8)),
        *(item(20 + n, names[n % 3], "training slots") for n in range(7)),
        *(item(40 + n, names[n % 2], "parking places") for n in range(9)),
        *(item(60 + n, names[n % 3], "canteen lunch", 5) for n in range(9)),
    ]
    (theme,) = facts(items, "en").themes
    assert (theme.term, theme.departments) == ("handover forms", names)
    assert theme.items == tuple(f"f{n}" for n in range(8))


def test_themes_are_at_most_five_and_the_largest_comes_first() -> None:
    names = ("Sales", "Legal", "Finance")
    subjects = ("alpha", "beta", "gamma", "delta", "omega", "sigma", "kappa")
    items = [
        item(100 * size + n, names[n % 3], subject)
        for size, subject in enumerate(subjects, 8)
        for n in range(size)
    ]
    found = facts(items, "en").themes
    assert [theme.term for theme in found] == ["kappa", "sigma", "omega", "delta", "gamma"]


def test_a_manner_of_speaking_is_no_theme() -> None:
    names = ("Sales", "Legal", "Finance")
    subjects = (
        "order forms arrive lacking attachments",
        "meeting rooms stay locked during lunch",
        "warehouse scanners lose their connection",
        "holiday rotas appear without warning",
        "budget figures differ between reports",
    )
    items = [
        item(n, names[n % 3], f"{'frankly, ' if n % 2 else ''}{subjects[n % 5]} {n}")
        for n in range(60)
    ]
    found = facts(items, "en").themes
    assert len(found) == 5
    assert all(any(theme.term in subject for subject in subjects) for theme in found)
    assert all(len(theme.items) == 12 for theme in found)


def test_the_concern_of_one_department_is_no_theme() -> None:
    items = feedback_round(3, "zh", plant=True)
    found = facts(items, "zh")
    concerned = set(found.concerns[0].items)
    assert not any(concerned & set(theme.items) == concerned for theme in found.themes)


def test_a_silent_round_has_only_voices() -> None:
    found = facts([], "zh")
    assert (found.answered, found.concerns, found.themes) == (0, (), ())
    assert len(found.voices) == 6
