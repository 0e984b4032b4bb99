import pytest

from domain.charter import Charter
from domain.composing import compose
from domain.directory import Directory, Person
from domain.double_booking import booked_line, booked_words, double_booked
from domain.items import Body, Liaison, Member
from domain.promises import Promise
from domain.suggestion import DraftItem

PEOPLE = Directory(
    people=(
        Person(account="li.na", name="李娜", department="法务部", hours=10),
        Person(account="bo", name="Bo", department="Ops", hours=8),
    )
)


def charter(*team: Body) -> Charter:
    items = compose([DraftItem(body=body) for body in team], PEOPLE, {})
    return Charter(collaboration="a", title="A", language="en", revision=1, team=items)


def member(hours: int, account: str = "li.na") -> Member:
    person = PEOPLE.person(account)
    name, home = (person.name, person.department) if person else (account, "Ops")
    return Member(account=account, name=name, department=home, hours=hours)


def promised(*hours: int) -> dict[str, tuple[Promise, ...]]:
    return {"li.na": tuple(Promise(collaboration=f"c{n}", hours=h) for n, h in enumerate(hours))}


@pytest.mark.parametrize(
    ("here", "elsewhere", "over"),
    [(4, (6,), []), (4, (7,), [1]), (4, (3, 4), [1]), (11, (), []), (11, (1,), [2])],
)
def test_who_is_promised_to_two_teams_beyond_their_hours_is_found(
    here: int, elsewhere: tuple[int, ...], over: list[int]
) -> None:
    found = double_booked(charter(member(here), member(8, "bo")), promised(*elsewhere), PEOPLE)
    assert [one.over for one in found] == over
    assert all((one.account, one.others) == ("li.na", len(elsewhere)) for one in found)


def test_a_liaison_and_somebody_who_has_gone_are_not_promised_twice() -> None:
    speaks = Liaison(account="li.na", name="李娜", department="法务部")
    assert double_booked(charter(speaks), promised(99), PEOPLE) == ()
    assert (
        double_booked(charter(member(4)), promised(99), Directory(people=PEOPLE.people[1:])) == ()
    )


def test_it_is_said_in_both_languages_by_how_much_and_without_naming_the_other_one() -> None:
    (one,) = double_booked(charter(member(4)), promised(7), PEOPLE)
    assert booked_line(one).en == (
        "🔴 Promised twice: 李娜 (法务部) has 10 h/week, of which this team counts on 4 and "
        "another collaboration on 7: 1 too many"
    )
    assert booked_line(one).zh == (
        "🔴 工时重复许诺：李娜（法务部）每周 10 小时，本团队占用 4 小时，"
        "另一协作占用 7 小时，超出 1 小时"
    )
    for language in ("en", "zh"):
        words = booked_words(one, "a", "A", language)
        assert "accord leave a li.na" in words.body
        assert "c0" not in words.body + words.subject
