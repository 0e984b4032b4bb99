import time
from urllib.parse import parse_qs, urlsplit

import pytest

from activities.tokens import LOGIN, PublicKeys, folder
from domain.token import claims, payload
from tests.cli.desk import LEAD, Desk


@pytest.fixture(scope="module")
def need(desk: Desk) -> str:
    """A suggestion that waits, on a desk with a token key that its worker has seen."""
    assert desk("keys", "new", "--kid", "desk-1").code == 0
    desk.start("token-1")
    desk.asked("token-1:need:1")
    time.sleep(0.5)
    return "token-1:need:1"


def test_a_token_decides_and_is_recorded_as_verified(desk: Desk, need: str) -> None:
    minted = desk("token", need, "--for", LEAD, "--verb", "approve", "--json")
    assert minted.code == 0
    assert minted.document["revision"] == 1
    assert minted.document["verbs"] == ["approve"]
    token = minted.document["token"]
    answer = desk("decide", need, "approve", "--token", token, "--json")
    assert answer.code == 0, answer
    assert answer.document["actor"] == LEAD
    rows = desk.rows("token-1", lambda rows: [r for r in rows if r["actor"] == LEAD])
    assert [row["verified"] for row in rows if row["actor"] == LEAD] == [True]
    assert f"{LEAD} (verified) · approve" in desk("ledger", "show", "token-1").out
    assert f"{LEAD}（已验证）" in desk("ledger", "show", "token-1", "--lang", "zh").out
    again = desk("decide", need, "comment", "--token", token, "--comment", "x", "--json")
    assert again.code == 1
    assert again.document["code"] in ("token_used", "token_verb")
    assert token not in again.out + again.err


def test_a_token_is_printed_alone_so_that_a_shell_can_pass_it_on(desk: Desk, need: str) -> None:
    answer = desk("token", need, "--for", LEAD, "--minutes", "5")
    assert answer.code == 0
    told = claims(answer.out.strip())
    assert told is not None
    assert (told.sub, told.sug, told.exp - told.iat) == (LEAD, need, 300)
    assert LEAD in answer.err
    assert PublicKeys(folder(desk.home)).fault(answer.out.strip()) is None


def test_a_token_that_was_changed_is_refused_and_kept_without_it(desk: Desk, need: str) -> None:
    head, body, sign = desk("token", need, "--for", LEAD).out.strip().split(".")
    forged = f"{head}.{body}.{'A' * len(sign)}"
    answer = desk("decide", need, "approve", "--token", forged, "--json")
    assert answer.code == 1
    assert answer.document["code"] == "token_forged"
    rows = desk.rows("token-1", lambda rows: [r for r in rows if "not signed" in r["reason"]])
    assert forged not in str(rows)


def test_whoever_is_not_asked_gets_no_token_but_one_to_comment(desk: Desk, need: str) -> None:
    answer = desk("token", need, "--for", "passer.by", "--json")
    assert answer.code == 1
    assert answer.document["code"] == "not_asked"
    assert "passer.by 不在" in answer.document["error"]["zh"]
    assert desk("token", need, "--for", "passer.by", "--verb", "comment").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say what for"),
        (("token-1:need:1",), "say what for"),
        (("token-1:need:1", "--for", LEAD, "--login", LEAD), "say what for"),
        (("token-1:need:1", "--for", "no body"), "is not an account"),
        (("token-1:need:1", "--for", LEAD, "--minutes", "0"), "--minutes: 0"),
        (("token-1:need:1", "--for", LEAD, "--minutes", "99999"), "--minutes: 99999"),
        (("token-1:need:1", "--for", LEAD, "--verb", "bless"), "is not a decision"),
        (("token-1:need:1", "--for", LEAD, "--kid", "nobody"), "no token key nobody"),
        (("never-1:need:1", "--for", LEAD), "nothing called never-1:need:1"),
        (("--login", LEAD, "--at", "javascript:alert(1)"), "is not an address"),
    ],
)
def test_what_cannot_be_signed_is_said_in_one_sentence(
    desk: Desk, need: str, arguments: tuple[str, ...], said: str
) -> None:
    answer = desk("token", *arguments)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert not answer.out


def test_a_login_link_signs_in_and_does_not_decide(desk: Desk, need: str) -> None:
    answer = desk("token", "--login", LEAD, "--at", "https://ui.example/", "--json")
    assert answer.code == 0
    link = urlsplit(answer.document["url"])
    assert (link.netloc, link.path) == ("ui.example", "/accord/login")
    token = parse_qs(link.query)["link"][0]
    assert payload(token)["sub"] == LEAD
    assert PublicKeys(folder(desk.home)).fault(token, LOGIN) is None
    refused = desk("decide", need, "approve", "--as", LEAD, "--token", token, "--json")
    assert refused.code == 1
    assert refused.document["code"] == "token_forged"


def test_without_a_name_and_a_token_nobody_decides(desk: Desk, need: str) -> None:
    answer = desk("decide", need, "approve", "--lang", "zh")
    assert answer.code == 2
    assert answer.err.startswith("请写明由谁决定")
