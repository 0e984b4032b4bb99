import asyncio
import datetime as dt

import pytest

from domain.ledger import Entry
from store import collaborations, outbox, suggestions
from store.engine import close, open_store
from store.ledger import append
from store.migrating import migrate
from store.openings import note_opening
from tests.cli.desk import HEAD, Desk
from tests.store.samples import NOW, brief, suggestion

QUICK = 10


async def _decided(url: str) -> None:
    """Li Na waves ten needs through in two seconds each; Wang Fang says no once, after a day."""
    engine = open_store(url)
    try:
        await collaborations.keep_collaboration(engine, brief(), NOW)
        for number in range(1, QUICK + 1):
            text = suggestion(id=f"onboarding:need:{number}")
            await suggestions.keep_suggestion(engine, "onboarding", text)
            begun = NOW + dt.timedelta(hours=number)
            for account in ("li.na", "wang.fang"):
                key = f"{text.id}:r1:asked:{account}"
                await outbox.announce(engine, key, "onboarding", account, "s", "b", begun)
            fields = {
                "collaboration": "onboarding",
                "suggestion": text.id,
                "surface": "cli",
                "revision": 1,
                "fingerprints": [item.fingerprint for item in text.items],
            }
            yes = {"key": f"y{number}", "verb": "approve", "result": "recorded", "actor": "li.na"}
            at = begun + dt.timedelta(seconds=2)
            await note_opening(engine, text.id, 1, "li.na", begun + dt.timedelta(seconds=1))
            await append(engine, Entry.model_validate(fields | yes | {"at": at, "verified": True}))
        no = {"key": "n", "verb": "reject", "result": "recorded", "actor": "wang.fang"}
        later = begun + dt.timedelta(hours=24)
        await append(engine, Entry.model_validate(fields | no | {"at": later}))
        tried = {"key": "t", "verb": "approve", "result": "refused", "actor": "wang.fang"}
        await append(engine, Entry.model_validate(fields | tried | {"at": later}))
    finally:
        await close(engine)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('oversight')}/store.db"
    migrate(url)
    asyncio.run(_decided(url))
    return url


def test_how_people_decided_is_told_per_approver_and_kind(empty: Desk, store: str) -> None:
    told = empty("inbox", "--stats", ACCORD_STORE=store)
    assert told.code == 0, told
    assert told.out.splitlines() == [
        "li.na · collaboration need",
        "  decisions 10, approved 10 (100%)",
        "  time      median 2.0 s, p90 2.0 s",
        "  open      median 1.0 s, p90 1.0 s",
        "  reading   WARNING, rubber stamp? 10 of 10 approvals came faster than the text can be "
        "read",
        "wang.fang · collaboration need",
        "  decisions 1, approved 0 (0%), rejected 1, unverified 1, attempts refused 1",
        "  time      median 24.0 h, p90 24.0 h",
        "  reading   not enough data: 0 of at least 10 approvals",
        "Times run from being asked to the decision, open times from first opening the page; "
        "neither is the time spent reading.",
    ]


def test_it_is_told_in_chinese_too_and_of_one_person_alone(empty: Desk, store: str) -> None:
    options = ("--as", "li.na", "--lang", "zh")
    told = empty("inbox", "onboarding", "--stats", *options, ACCORD_STORE=store)
    assert told.out.splitlines() == [
        "li.na · 协作需求",
        "  决定  10 次，同意 10 次（100%）",
        "  用时  中位数 2.0 秒，p90 2.0 秒",
        "  打开  中位数 1.0 秒，p90 1.0 秒",
        "  阅读  警告：疑似走过场，10 次同意中有 10 次快于通读所需时间",
        "用时自被征询起算，打开时长自首次打开页面起算，均至作出决定为止，并非阅读所用时间。",
    ]


def test_the_document_holds_the_figures_and_the_rules_behind_the_warning(
    empty: Desk, store: str
) -> None:
    told = empty("inbox", "--stats", "--all", "--json", ACCORD_STORE=store).document
    assert (told["ok"], told["collaborations"], told["account"]) == (True, None, None)
    assert told["rules"]["fewest_judged"] == 10
    li, wang = told["approvers"]
    assert (li["approver"], li["kind"], li["warning"]) == ("li.na", "need", "rubber_stamp")
    assert (li["judged"], li["quick"], li["unverified"]) == (10, 10, 0)
    assert (wang["median_elapsed"], wang["refused"]) == (86400.0, 1)


def test_whoever_has_decided_nothing_is_told_so(empty: Desk, store: str) -> None:
    told = empty("inbox", "--stats", "--as", "nobody", ACCORD_STORE=store)
    assert (told.code, told.out) == (0, "Nobody has decided anything yet.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("onboarding",), "name some with --stats only"),
        (("--stats", "--ui"), "leave out --ui"),
        (("--stats", "Not An Id"), "is not the id of a collaboration"),
        (("--stats", "nobody-knows"), "there is nothing called nobody-knows"),
    ],
)
def test_what_makes_no_sense_is_refused(
    empty: Desk, store: str, arguments: tuple[str, ...], sentence: str
) -> None:
    answer = empty("inbox", *arguments, ACCORD_STORE=store)
    assert answer.code == 2
    assert sentence in answer.err


def test_a_real_decision_is_timed_from_its_real_message(desk: Desk) -> None:
    desk.start("stats-1")
    desk.asked("stats-1:need:1")
    assert desk("decide", "stats-1:need:1", "approve", "--as", HEAD).code == 0
    desk.rows("stats-1", lambda rows: rows)
    (one,) = desk("inbox", "stats-1", "--stats", "--json").document["approvers"]
    assert (one["approver"], one["kind"], one["approvals"]) == (HEAD, "need", 1)
    assert (one["timed"], one["judged"], one["warning"]) == (1, 1, "too_few")
    assert 0 <= one["median_elapsed"] < 60
