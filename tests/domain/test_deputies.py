import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.absences import next_turn
from domain.deputies import MOST_LINKS, StandIn, Why, stand_in, stand_ins
from domain.directory import Absence, Directory, Person

TODAY = dt.date(2026, 3, 3)
WEEK = (Absence(start=dt.date(2026, 3, 2), end=dt.date(2026, 3, 6)),)


def person(account: str, name: str = "", away: bool = False, **fields: Any) -> Person:
    absences = WEEK if away else ()
    return Person.model_validate(
        {"account": account, "name": name or account, "department": "D", "absences": absences}
        | fields
    )


def among(*people: Person) -> Directory:
    return Directory(people=people)


WANG = person("wang", "王芳", away=True, deputy="li")
LI = person("li", "李雷")


def test_who_is_present_decides_themselves() -> None:
    present = among(person("wang", "王芳", deputy="li"), LI)
    found = stand_in("wang", present, TODAY)
    assert (found.account, found.delegated, found.chain, found.why) == ("wang", False, (), None)
    assert found.label.both == "王芳 · 王芳"


def test_the_deputy_decides_while_the_approver_is_away_and_is_shown_as_such() -> None:
    found = stand_in("wang", among(WANG, LI), TODAY)
    assert (found.account, found.delegated) == ("li", True)
    assert found.label.zh == "李雷（王芳的审批代理，王芳 3月2日–3月6日休假）"
    assert found.label.en == "李雷 (deputy of 王芳; 王芳 is away 2 Mar–6 Mar)"


def test_a_chain_is_told_from_its_start() -> None:
    new_year = (Absence(start=dt.date(2026, 12, 30), end=dt.date(2027, 1, 2)),)
    people = among(
        person("wang", "王芳", absences=new_year, deputy="li"),
        person(
            "li",
            "李雷",
            absences=(Absence(start=dt.date(2026, 12, 31), end=dt.date(2026, 12, 31)),),
            deputy="han",
        ),
        person("han", "韩梅"),
    )
    found = stand_in("wang", people, dt.date(2026, 12, 31))
    assert found.account == "han"
    assert [link.account for link in found.chain] == ["wang", "li"]
    assert found.label.zh == (
        "韩梅（李雷的审批代理，王芳 2026年12月30日–2027年1月2日休假，李雷 12月31日休假）"
    )
    assert "王芳 is away 30 Dec 2026–2 Jan 2027, 李雷 is away 31 Dec" in found.label.en


@pytest.mark.parametrize(("hour", "who"), [(15, "wang"), (16, "li")])
def test_an_absence_begins_at_midnight_where_the_person_is(hour: int, who: str) -> None:
    eve = dt.datetime(2026, 3, 1, hour, 30, tzinfo=dt.UTC)  # 23:30 or 00:30 in Shanghai
    assert stand_in("wang", among(WANG, LI), eve).account == who


@pytest.mark.parametrize(
    ("people", "why", "zh"),
    [
        ((person("wang", "王芳", away=True),), "none", "没有可以接替的审批代理人"),
        ((WANG,), "unknown", "不在人员名录中"),
        ((WANG, person("li", "李雷", away=True)), "none", "没有可以接替"),
        ((WANG, person("li", away=True, deputy="wang")), "circle", "形成循环"),
        ((person("wang", away=True, deputy="wang"),), "circle", "形成循环"),
        (
            (person("wang", "王芳", away=True, deputy="ini"), person("ini", "小伊")),
            "initiator",
            "审批代理人小伊是发起人，仍由王芳审批",
        ),
        (
            (WANG, person("li", away=True, deputy="ini"), person("ini", away=True, deputy="ok")),
            "initiator",  # the initiator's own deputy does not decide as their deputy
            "是发起人",
        ),
        ((person("wang", away=True, deputy="two"), person("two", "老二")), "counted", "本人已参与"),
    ],
)
def test_without_a_valid_deputy_the_approver_stays_asked_and_it_says_why(
    people: tuple[Person, ...], why: Why, zh: str
) -> None:
    directory = among(*people, person("ok"))
    found = stand_in("wang", directory, TODAY, initiator="ini", counted={"two"})
    assert (found.account, found.why) == ("wang", why)
    assert found.reason is not None
    assert zh in found.reason.zh
    assert "stays asked" in found.reason.en


def test_whoever_stays_asked_is_shown_with_the_chain_that_led_nowhere() -> None:
    people = among(WANG, person("li", "李雷", away=True, deputy="ini"), person("ini", "小伊"))
    found = stand_in("wang", people, TODAY, initiator="ini")
    assert [link.account for link in found.chain] == ["wang", "li"]
    assert found.reason is not None
    assert found.reason.en == (
        "王芳 is away 2 Mar–6 Mar, and the deputy 小伊 is the initiator; 王芳 stays asked"
    )
    assert found.reason.zh == "王芳 3月2日–3月6日休假，但审批代理人小伊是发起人，仍由王芳审批"


def test_nobody_decides_about_the_initiators_words_as_their_deputy() -> None:
    found = stand_in("wang", among(WANG, LI), TODAY, initiator="wang")
    assert (found.account, found.why) == ("wang", "own_words")


def chain_of(length: int) -> Directory:
    away = [person(f"p{n}", away=True, deputy=f"p{n + 1}") for n in range(length)]
    return among(*away, person(f"p{length}"))


def test_a_chain_is_followed_for_three_links_and_no_further() -> None:
    assert stand_in("p0", chain_of(MOST_LINKS), TODAY).account == "p3"
    too_long = stand_in("p0", chain_of(MOST_LINKS + 1), TODAY)
    assert (too_long.account, too_long.why) == ("p0", "too_long")


def test_who_is_not_in_the_directory_stays_asked() -> None:
    assert stand_in("gone", among(LI), TODAY) == stand_in("gone", among(), TODAY)


def test_one_deputy_stands_in_for_one_person_only() -> None:
    shared = among(WANG, person("zhao", away=True, deputy="li"), LI)
    first, second = stand_ins(("wang", "zhao"), shared, TODAY)
    assert (first.account, second.account, second.why) == ("li", "zhao", "counted")
    (wang, li) = stand_ins(("wang", "li"), shared, TODAY)
    assert (wang.account, wang.why, li.account) == ("wang", "counted", "li")


def test_the_initiator_stands_in_for_nobody_of_several_either() -> None:
    people = among(WANG, LI, person("han"))
    (wang, han) = stand_ins(("wang", "han"), people, TODAY, initiator="li")
    assert (wang.account, wang.why, han.account) == ("wang", "initiator", "han")


ACCOUNTS = ("a", "b", "c", "d", "e", "f")


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    """Any deputies at all: circles, oneself, nobody, and people who have left."""
    named = st.none() | st.sampled_from((*ACCOUNTS, "gone"))
    people = [person(a, away=draw(st.booleans()), deputy=draw(named)) for a in ACCOUNTS]
    return among(*people)


def present(directory: Directory, account: str) -> bool:
    found = directory.person(account)
    return found is not None and not found.absences


@settings(deadline=None)
@given(
    directories(),
    st.sampled_from(ACCOUNTS),
    st.none() | st.sampled_from(ACCOUNTS),
    st.sets(st.sampled_from(ACCOUNTS)),
)
def test_whatever_the_directory_nobody_barred_stands_in(
    directory: Directory, account: str, initiator: str | None, counted: set[str]
) -> None:
    found = stand_in(account, directory, TODAY, initiator, counted)
    if found.delegated:
        assert found.account not in counted | {initiator}
        assert initiator not in {link.account for link in found.chain}
        assert present(directory, found.account)
        assert len(found.chain) <= MOST_LINKS
    else:
        assert present(directory, account) or found.reason


@settings(deadline=None)
@given(directories(), st.permutations(ACCOUNTS), st.none() | st.sampled_from(ACCOUNTS))
def test_whatever_the_directory_nobody_counts_twice(
    directory: Directory, accounts: list[str], initiator: str | None
) -> None:
    asked = accounts[:4]
    found: tuple[StandIn, ...] = stand_ins(asked, directory, TODAY, initiator)
    assert len({one.account for one in found}) == len(asked)
    assert [one.asked for one in found] == asked


def test_a_deputy_takes_over_when_the_next_turn_comes() -> None:
    people = among(WANG, LI)
    asked_at = dt.datetime(2026, 2, 27, 2, 0, tzinfo=dt.UTC)
    assert stand_in("wang", people, asked_at).account == "wang"
    turn = next_turn(people.people, asked_at)
    assert turn is not None
    assert stand_in("wang", people, turn).account == "li"
    back = next_turn(people.people, turn)
    assert back is not None
    assert stand_in("wang", people, back).account == "wang"
