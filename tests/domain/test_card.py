from typing import Any

import pytest
from pydantic import ValidationError

from domain.card import CardGiven
from domain.problems import problems

CARD: dict[str, Any] = {
    "time_zone": "Asia/Shanghai",
    "calendar": "CN",
    "hours": [{"days": ["mon", "tue"], "opens": "09:00", "closes": "18:00"}],
    "channels": ["legal@example.com"],
    "response_hours": 4,
    "needs": [{"department": "Sales", "what": "the signed order"}, {"what": "a case number"}],
    "words": [{"term": "urgent", "ours": "today", "others": "this week"}],
}


def wrong(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        CardGiven.model_validate(CARD | changes)
    return [(one.path, one.sentence.en) for one in problems(caught.value, CardGiven)]


def test_a_whole_card_is_taken_as_it_is_written() -> None:
    card = CardGiven.model_validate(CARD)
    assert card.hours[0].closes == "18:00"
    assert card.needs[1].department is None
    assert CardGiven.model_validate(card.model_dump(mode="json")) == card


@pytest.mark.parametrize("name", ["hours", "channels", "response_hours"])
def test_how_it_is_reached_is_never_missing(name: str) -> None:
    with pytest.raises(ValidationError):
        CardGiven.model_validate({key: value for key, value in CARD.items() if key != name})


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../etc/passwd", "Asia", "x\0y"])
def test_a_zone_is_one_that_there_is(zone: str) -> None:
    ((place, says),) = wrong(time_zone=zone)
    assert place == "time_zone"
    assert says.endswith("is not a time zone such as Asia/Shanghai")


@pytest.mark.parametrize(
    ("hours", "place", "says"),
    [
        (
            {"days": ["mon"], "opens": "18:00", "closes": "09:00"},
            "hours[0].closes",
            "09:00 is not after opens, which is 18:00",
        ),
        (
            {"days": ["mon"], "opens": "9 o'clock", "closes": "18:00"},
            "hours[0].opens",
            "“9 o'clock” must be a time of day such as 09:30",
        ),
        ({"days": [], "opens": "09:00", "closes": "18:00"}, "hours[0].days", "needs at least 1"),
        ({"days": ["someday"], "opens": "09:00", "closes": "18:00"}, "hours[0].days[0]", "one of"),
    ],
)
def test_hours_that_cannot_be_are_named(hours: dict[str, Any], place: str, says: str) -> None:
    ((found, sentence),) = wrong(hours=[hours])
    assert found == place
    assert says in sentence


def test_a_word_has_one_meaning_here() -> None:
    word = CARD["words"][0]
    ((place, says),) = wrong(words=[word, word | {"term": "URGENT"}])
    assert (place, says) == ("words[1].term", "“URGENT” stands twice")


@pytest.mark.parametrize("hours", [0, -1, 2001])
def test_an_answer_takes_some_time_and_not_for_ever(hours: float) -> None:
    assert wrong(response_hours=hours)[0][0] == "response_hours"
