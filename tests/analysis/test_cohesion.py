import pytest

from analysis.cohesion import cohesion, rarity
from analysis.mentions import Mentions
from domain.records import FeedbackItem


def mentions(texts: list[str]) -> Mentions:
    return Mentions(
        [
            FeedbackItem(id=f"f{n}", account=f"a{n}", department="Sales", text=text)
            for n, text in enumerate(texts)
        ]
    )


def test_one_subject_is_more_cohesive_than_a_manner_of_speaking() -> None:
    subjects = ["forms lack attachments", "invoices arrive unsorted", "screens freeze mornings"]
    texts = [f"frankly, {subject}" for subject in subjects] * 2 + subjects * 2
    found = mentions(texts)
    weights = rarity(found)
    frankly = cohesion(found, "frankly", found.holding["frankly"], weights)
    forms = cohesion(found, "forms", found.holding["forms"], weights)
    assert 0 < frankly < forms / 2


def test_items_alike_in_all_other_words_have_cohesion_one() -> None:
    found = mentions(["late forms lack files"] * 3 + ["quiet here"])
    assert cohesion(found, "late", range(3), rarity(found)) == pytest.approx(1.0)


def test_items_with_nothing_else_in_common_have_none() -> None:
    found = mentions(["late trains", "late parcels", "late files"])
    assert cohesion(found, "late", (0, 1, 2), rarity(found)) == 0.0
    assert cohesion(found, "late", (0,), rarity(found)) == 0.0


def test_items_that_say_only_the_label_say_the_same() -> None:
    found = mentions(["late 1", "late 2", "late 3"])
    assert cohesion(found, "late", range(3), rarity(found)) == pytest.approx(1.0)


def test_rarity_is_the_logarithm_of_the_inverse_share() -> None:
    found = mentions(["late"] * 3 + ["fine"] * 3)
    assert rarity(found)["late"] == pytest.approx(0.6931, abs=1e-4)
