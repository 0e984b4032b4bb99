from hypothesis import given, settings
from hypothesis import strategies as st

from domain.directory import Directory, Person
from domain.ladder import ladder, superiors


def line(**superior: str | None) -> Directory:
    return Directory(
        people=tuple(
            Person(account=account, name=account, department="D", superior=above)
            for account, above in superior.items()
        )
    )


HOUSE = line(ann="bob", bob="cat", cat="dan", dan="eve", eve=None)


def climbed(account: str, sponsor: str, directory: Directory = HOUSE, levels: int = 3) -> list[str]:
    return [person.account for person in ladder(account, directory, sponsor, levels)]


def test_superiors_come_nearest_first_up_to_the_level_asked_for() -> None:
    assert [p.account for p in superiors("ann", HOUSE, 2)] == ["bob", "cat"]
    assert [p.account for p in superiors("dan", HOUSE, 9)] == ["eve"]
    assert superiors("ann", HOUSE, 0) == ()
    assert superiors("gone", HOUSE, 3) == ()


def test_the_ladder_ends_with_the_sponsor_once() -> None:
    assert climbed("ann", "eve", levels=2) == ["bob", "cat", "eve"]
    assert climbed("ann", "bob") == ["cat", "dan", "bob"]
    assert climbed("eve", "eve") == []
    assert climbed("ann", "gone", levels=1) == ["bob"]


def test_three_superiors_are_climbed_where_nothing_else_is_said() -> None:
    assert [p.account for p in ladder("ann", HOUSE, "gone")] == ["bob", "cat", "dan"]


def test_a_superior_who_has_left_ends_the_line() -> None:
    assert climbed("ann", "cat", line(ann="gone", cat=None)) == ["cat"]


ACCOUNTS = ("a", "b", "c", "d", "gone")


@settings(deadline=None)
@given(
    st.fixed_dictionaries(dict.fromkeys(ACCOUNTS[:4], st.none() | st.sampled_from(ACCOUNTS))),
    st.sampled_from(ACCOUNTS),
    st.sampled_from(ACCOUNTS),
    st.integers(0, 10),
)
def test_whatever_the_lines_nobody_comes_twice_nor_answers_for_themselves(
    above: dict[str, str | None], account: str, sponsor: str, levels: int
) -> None:
    found = climbed(account, sponsor, line(**above), levels)
    assert account not in found
    assert len(found) == len(set(found)) <= levels + 1
    assert sponsor not in found[:-1]
