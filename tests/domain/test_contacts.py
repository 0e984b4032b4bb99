import pytest
from pydantic import ValidationError

from domain.contacts import Contacts, every_address, ways
from domain.directory import Person
from domain.problems import problems

ANA = Person(account="ana", name="Ana", department="Sales", groups=("board", "choir"))


def contacts(**lists: object) -> Contacts:
    return Contacts.model_validate(lists)


def named(found: Contacts, account: str = "ana", person: Person | None = ANA) -> list[str]:
    return [way.name for way in ways(found, account, person)]


def test_the_nearest_list_counts_and_everybody_hears_it_too() -> None:
    lists: dict[str, object] = {
        "everybody": ["slack://a/b/c"],
        "default": ["mailto://mx.example?to={account}@corp.example"],
        "departments": {"Sales": ["feishu://sales"]},
        "groups": {"board": ["feishu://board"], "choir": ["feishu://choir"]},
        "accounts": {"ana": ["json://a", "json://b"]},
    }
    expected = [
        ["accounts.ana[0]", "accounts.ana[1]"],
        ["groups.board[0]", "groups.choir[0]"],
        ["departments.Sales[0]"],
        ["default[0]"],
        [],
    ]
    for field, own in zip(("accounts", "groups", "departments", "default", ""), expected):  # noqa: B905  a list a field, and one for none
        assert named(contacts(**lists)) == [*own, "everybody[0]"]
        lists.pop(field, None)


def test_an_empty_list_of_an_account_means_that_nothing_is_sent_there() -> None:
    found = contacts(accounts={"ana": []}, default=["mailto://mx?to={account}@corp.example"])
    assert named(found) == []
    assert named(found, "bo", None) == ["default[0]"]


def test_only_lists_of_several_people_are_shared() -> None:
    found = contacts(
        groups={"board": ["feishu://b"]}, everybody=["json://e"], accounts={"bo": ["json://bo"]}
    )
    assert [way.shared for way in ways(found, "ana", ANA)] == [True, True]
    assert [way.shared for way in ways(found, "bo", None)] == [False, True]


@pytest.mark.parametrize("account", ["a@evil.example", "ana"])
def test_an_account_cannot_choose_another_server(account: str) -> None:
    found = contacts(default=["mailto://mx.example?to={account}"])
    (way,) = ways(found, account, None)
    assert way.address.get_secret_value().startswith("mailto://mx.example?to=a")
    assert "@" not in way.address.get_secret_value()
    assert ways(found, "x&to=y/../z", None) == ()


@pytest.mark.parametrize(
    ("lists", "path"),
    [
        ({"accounts": {"ana": ["hunter2secret"]}}, "accounts.ana[0]"),
        ({"accounts": {"ana": ["mailto://u:hunter2secret@h x"]}}, "accounts.ana[0]"),
        ({"everybody": ["://hunter2secret"]}, "everybody[0]"),
        ({"default": ["mailto://u:hunter2secret@mx"]}, "default[0]"),
        ({"default": ["mailto://u:hunter2secret@{account}.{host}"]}, "default[0]"),
        ({"default": ["mailto://u:hunter2secret@{account"]}, "default[0]"),
        ({"accounts": {"ana": "mailto://u:hunter2secret@mx"}}, "accounts.ana"),
        ({"accounts": {"ana": [{"mailto://u:hunter2secret@mx": 1}]}}, "accounts.ana"),
        ({"accounts": "mailto://u:hunter2secret@mx"}, "accounts"),
        ({"accounts": {"mailto://u:hunter2secret@mx": []}}, "accounts"),
        ({"groups": [{"mailto://u:hunter2secret@mx": 1}]}, "groups"),
    ],
)
def test_what_is_wrong_is_named_without_its_secret(lists: dict[str, object], path: str) -> None:
    with pytest.raises(ValidationError) as error:
        contacts(**lists)
    (first, *_) = problems(error.value, Contacts)
    assert first.path == path
    told = " ".join(one.sentence.en + one.sentence.zh for one in problems(error.value, Contacts))
    assert "hunter2secret" not in told


def test_nothing_prints_an_address() -> None:
    found = contacts(accounts={"ana": ["mailto://u:hunter2secret@mx"]})
    (way,) = ways(found, "ana", None)
    shown = f"{found!r}{found}{found.model_dump_json()}{way!r}{way.model_dump_json()}"
    assert "hunter2secret" not in shown


def test_every_address_has_its_place() -> None:
    found = contacts(
        accounts={"ana": ["json://a"]}, default=["mailto://mx?to={account}"], everybody=["json://e"]
    )
    places = {place: one.get_secret_value() for place, one in every_address(found)}
    assert places == {
        ("accounts", "ana", 0): "json://a",
        ("default", 0): "mailto://mx?to=somebody",
        ("everybody", 0): "json://e",
    }
