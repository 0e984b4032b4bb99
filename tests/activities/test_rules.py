"""The rules drafter: a usable draft of every kind, made of this organisation's own facts."""

import re
from collections.abc import Sequence

import pytest

from activities.evidence import evidence
from activities.rules import draft
from domain.checks import check
from domain.composing import compose
from domain.digest_facts import DigestFacts
from domain.directory import Contact
from domain.errors import BadInputError
from domain.facts import Facts
from domain.items import Member, Need, Practice, Request, Role
from domain.suggestion import Asked, CheckResult, DraftItem, Item
from domain.text import Bilingual, Language
from domain.tracing import prose
from tests import builders
from tests.builders import ORGANISATIONS
from tests.organisations import CHINESE, ENGLISH, Organisation

KINDS = range(10)
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def sentences(drafts: Sequence[DraftItem], language: Language) -> set[str]:
    """Return every sentence that a draft words itself; titles of practices are headings."""
    found: set[str] = set()
    for one in drafts:
        for field, text in prose(one.body).items():
            if field == "title":
                continue
            ends = r"[。；！？\n]" if language == "zh" else r"(?<=[.;!?])\s|\n"
            found |= {part.strip(" .") for part in re.split(ends, text) if part.strip(" .")}
    return found


def composed(facts: Facts, org: Organisation, asked: Sequence[Asked] = ()) -> tuple[Item, ...]:
    drafts = draft(facts, org.language, asked)
    return compose(drafts, builders.directory(org), builders.targets(org))


def findings(
    facts: Facts, org: Organisation, language: Language, asked: Sequence[Asked]
) -> tuple[CheckResult, ...]:
    drafts = draft(facts, language, asked)
    items = compose(drafts, builders.directory(org), builders.targets(org))
    sources = {one.id: one.text for one in facts.items} if isinstance(facts, DigestFacts) else None
    kind = "need" if facts.type == "need_survey" else facts.type
    return check(kind, items, evidence(facts, language), language, sources)


@pytest.mark.parametrize("org", ORGANISATIONS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rounds", [0, 1, 2, 5])
def test_a_draft_has_no_finding_in_either_language(
    org: Organisation, kind: int, rounds: int
) -> None:
    facts = builders.every_facts(org)[kind]
    for language in LANGUAGES:
        assert findings(facts, org, language, builders.requests(org, rounds)) == ()


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_everything_that_a_draft_cites_is_in_the_evidence(org: Organisation) -> None:
    for facts in builders.every_facts(org):
        known = {one.id for one in evidence(facts, org.language)}
        for one in draft(facts, org.language, builders.requests(org, 2)):
            assert one.cites
            assert set(one.cites) <= known


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_the_same_in_two_organisations(kind: int, language: Language) -> None:
    ours, theirs = (
        sentences(
            draft(builders.every_facts(org)[kind], language, builders.requests(org, 2)), language
        )
        for org in ORGANISATIONS
    )
    assert ours
    assert theirs
    assert not ours & theirs


def test_an_organisation_in_the_same_zone_with_the_same_due_date_differs_too() -> None:
    facts = builders.cadence_facts(CHINESE)
    other = builders.cadence_facts(ENGLISH).model_copy(
        update={
            "time_zones": facts.time_zones,
            "shared_hours_utc": facts.shared_hours_utc,
            "due": facts.due,
        }
    )
    for language in LANGUAGES:
        ours = sentences(draft(facts, language, ()), language)
        assert not ours & sentences(draft(other, language, ()), language)


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_every_request_is_answered_word_for_word_and_honestly(org: Organisation) -> None:
    asked = builders.requests(org, 3)
    for facts in builders.every_facts(org):
        answers = [
            one.body for one in draft(facts, org.language, asked) if isinstance(one.body, Request)
        ]
        assert [(one.asked_by, one.text) for one in answers] == [(a.by, a.text) for a in asked]
        honest = "读不懂" if org.language == "zh" else "cannot read"
        assert all(honest in one.handling for one in answers)


@pytest.mark.parametrize("kind", [k for k in KINDS if k != 1])
def test_a_request_changes_the_draft_of_every_kind_but_the_proved_team(kind: int) -> None:
    facts = builders.every_facts(CHINESE)[kind]
    before = [one.body for one in draft(facts, "zh", ())]
    after = [one.body for one in draft(facts, "zh", builders.requests(CHINESE))]
    assert before != after[: len(before)]


def test_a_team_stays_with_the_proof_whatever_is_asked() -> None:
    facts = builders.team_facts(CHINESE)
    before = draft(facts, "zh", ())
    after = draft(facts, "zh", builders.requests(CHINESE))
    assert after[: len(before)] == before


def test_the_need_is_the_queue_that_stands_out() -> None:
    (item,) = draft(builders.need_facts(CHINESE), "zh", ())
    assert isinstance(item.body, Need)
    assert item.body.waiting == "法务部"
    assert item.body.senders == ("采购部", "研发部")
    assert str(item.body.hours) == "9870.5"
    assert "9,870.5 小时" in item.body.statement


def test_without_a_queue_the_stated_need_stands_beside_sober_figures() -> None:
    facts = builders.need_facts(CHINESE, found=False, stated="采购部与法务部之间交接太慢。")
    (item,) = draft(facts, "zh", ())
    assert isinstance(item.body, Need)
    assert item.body.waiting is None
    assert item.body.statement.startswith("采购部与法务部之间交接太慢。")
    assert "没有哪个部门的等待明显突出" in item.body.statement
    assert set(item.body.senders) == {"采购部", "法务部"}


@pytest.mark.parametrize("found", [True, False])
def test_a_long_stated_need_has_no_finding(found: bool) -> None:
    stated = "交接 3.5 天没有回音，客户等了 1,200 小时。" * 30
    facts = builders.need_facts(CHINESE, found=found, stated=stated)
    assert findings(facts, CHINESE, "zh", ()) == ()


def test_with_neither_queue_nor_stated_need_a_person_is_asked_to_state_one() -> None:
    with pytest.raises(BadInputError) as caught:
        draft(builders.need_facts(ENGLISH, found=False), "en", ())
    assert "en/events.csv" in caught.value.within("en")
    assert "need" in caught.value.within("zh")


def test_an_infeasible_team_names_the_demands_that_clash_in_words() -> None:
    facts = builders.team_facts(CHINESE, unmet=("skill:合同>=4x2", "department:法务部", "size<=5"))
    with pytest.raises(BadInputError) as caught:
        draft(facts, "zh", ())
    assert "合同 4 级以上 2 人；法务部至少一人；不超过 5 人" in caught.value.within("zh")
    assert "2 × 合同 at level 4 or higher" in caught.value.within("en")


def test_an_infeasible_team_names_the_cheapest_way_out_where_one_is_known() -> None:
    way = Bilingual(en="allow 6 members instead of 5", zh="人数上限由 5 人放宽到 6 人")
    facts = builders.team_facts(CHINESE, unmet=("size<=5",))
    with pytest.raises(BadInputError) as caught:
        draft(facts.model_copy(update={"relaxations": (way,)}), "zh", ())
    assert caught.value.within("zh").endswith("代价最小的放宽办法：人数上限由 5 人放宽到 6 人。")
    assert caught.value.within("en").endswith("way out: allow 6 members instead of 5.")


def test_a_request_that_refuses_somebody_says_who_is_there_now() -> None:
    facts = builders.team_facts(CHINESE)
    home = facts.members[1]
    gone = Contact(account="gone", name="林远", department=home.department)
    facts = facts.model_copy(update={"refused": (gone,)})
    asked = Asked(by="boss", text="抽不出来", refused=("gone",))
    wish = Asked(by="boss", text="写短一些")
    said = [one for one in draft(facts, "zh", (asked, wish)) if isinstance(one.body, Request)]
    told = [one.body.handling for one in said if isinstance(one.body, Request)]
    assert told[0] == f"本协作不再提名林远；{home.department}现由{home.name}参加。"
    assert said[0].cites == ("release", f"person:{home.account}")
    assert "以 item 指明其人" in told[1]
    (english, *_) = [one.body for one in draft(facts, "en", (asked,)) if one.body.type == "request"]
    assert isinstance(english, Request)
    assert english.handling.startswith("Not proposed again in this collaboration: 林远; for ")


def test_a_team_that_is_impossible_names_who_is_not_released() -> None:
    gone = Contact(account="gone", name="林远", department="法务部")
    facts = builders.team_facts(CHINESE, unmet=("department:法务部",))
    with pytest.raises(BadInputError) as caught:
        draft(facts.model_copy(update={"refused": (gone,)}), "zh", ())
    assert caught.value.within("zh").endswith("法务部至少一人；未获派出：林远。")
    assert caught.value.within("en").endswith("a member from 法务部; not released: 林远.")


def test_a_team_has_one_lead_even_when_the_named_one_is_not_in_it() -> None:
    facts = builders.team_facts(CHINESE).model_copy(update={"lead": "nobody"})
    members = [one.body for one in draft(facts, "zh", ()) if isinstance(one.body, Member)]
    assert sum(one.lead for one in members) == 1


@pytest.mark.parametrize("waiting", [True, False])
@pytest.mark.parametrize("org", ORGANISATIONS)
def test_roles_give_every_department_a_part_and_nobody_everything(
    org: Organisation, waiting: bool
) -> None:
    facts = builders.roles_facts(org, waiting)
    items = composed(facts, org)
    rows = [one.body for one in items if isinstance(one.body, Role)]
    assert 5 <= len(rows) <= 7
    assert {name for one in items for name in one.departments} == set(org.departments)
    assert len({row.accountable for row in rows}) > 1
    assert all(len(row.consulted) <= 2 for row in rows)
    assert findings(facts, org, org.language, ()) == ()


def test_roles_of_one_single_person_are_refused() -> None:
    facts = builders.roles_facts(CHINESE)
    alone = facts.model_copy(update={"members": facts.members[:1], "heads": ()})
    with pytest.raises(BadInputError):
        draft(alone, "zh", ())


def test_a_meeting_names_the_local_time_of_every_zone() -> None:
    (meeting,) = (
        one.body
        for one in draft(builders.cadence_facts(ENGLISH), "en", ())
        if isinstance(one.body, Practice) and one.body.form == "meeting"
    )
    assert meeting.every_days == 7
    for zone in ENGLISH.zones:
        assert re.search(rf"{zone} \d\d:\d\d", meeting.text)


def test_a_cadence_without_members_is_refused() -> None:
    with pytest.raises(BadInputError):
        draft(builders.cadence_facts(CHINESE).model_copy(update={"members": ()}), "zh", ())


def test_departments_and_people_with_numbers_in_their_names_are_names() -> None:
    departments = tuple(f"{name} {number}" for number, name in enumerate(ENGLISH.departments, 71))
    org = ENGLISH._replace(
        departments=departments,
        names=tuple(f"{name} {number}" for number, name in enumerate(ENGLISH.names, 41)),
        need=f"Work handed over to {departments[1]} waits. Most comes from {departments[2]}.",
    )
    for facts in builders.every_facts(org):
        assert findings(facts, org, "en", builders.requests(org, 2)) == ()
