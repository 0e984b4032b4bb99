import pytest

from domain.passwords import LONG, MOST, NAMED, PLAIN, SHORT, normal, unfit

ACCOUNT = "wang.min"


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "今天上海下雨了",
        "Tr0ub4dor&3xyz",
        "aaaa bbbb cccc dddd ee",
        "wang.min likes long walks",
        "password is a long walk home",
        "x" * 6 + "yzabc" + "qprst",
    ],
)
def test_what_is_long_and_not_in_every_list_will_do(password: str) -> None:
    assert unfit(password, ACCOUNT) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", SHORT),
        ("a b c d e f", SHORT),
        ("上海下雨了", SHORT),
        ("x7" * (MOST // 2) + "y", LONG),
        ("wang.min-2026", NAMED),
        ("WANG.MIN-2026", NAMED),
        ("wangwangwang.min1", NAMED),
        ("aaaaaaaaaaaaaaa", PLAIN),
        ("121212121212121212", PLAIN),
        ("123456789012", PLAIN),
        ("qwertyuiopas", PLAIN),
        ("abcdefghijklmnop", PLAIN),
        ("Password1234", PLAIN),
        ("passwordpassword", PLAIN),
        ("9876543210abcd", PLAIN),
    ],
)
def test_what_is_guessed_first_is_refused_with_the_reason(password: str, why: object) -> None:
    assert unfit(password, ACCOUNT) == why


def test_a_part_of_the_account_that_is_short_bars_nothing() -> None:
    assert unfit("minutes are money", "li.min") is None


def test_both_widths_of_a_letter_are_the_same_password() -> None:
    assert normal("ＡＢＣ１２３") == normal("ABC123")
