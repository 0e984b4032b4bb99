"""Evidence: every fact becomes a line with its exact figures, and ids that drafts can cite."""

from decimal import Decimal

import pytest

from activities.evidence import evidence
from activities.evidence.slots import starts
from activities.evidence.targets import alternatives
from activities.evidence.wording import clip, exact, figure, first_clause, percent, pieces
from domain.aims import Link
from domain.directory import Contact
from domain.facts import Facts
from domain.goal_facts import Reading
from domain.promises import Promise
from domain.suggestion import Evidence
from domain.team_facts import OtherTeam
from domain.text import LINE_LIMIT
from tests import builders
from tests.builders import ORGANISATIONS
from tests.organisations import CHINESE, ENGLISH, Organisation


def by_id(facts: Facts, org: Organisation) -> dict[str, Evidence]:
    return {one.id: one for one in evidence(facts, org.language)}


def reading(better: str, unit: str, first: float, latest: float, best: float) -> Reading:
    return builders.reading(CHINESE, 0).model_copy(
        update={"better": better, "unit": unit, "baseline": first, "latest": latest, "best": best}
    )


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_every_kind_has_evidence_with_ids_that_stand_once(org: Organisation) -> None:
    for facts in builders.every_facts(org):
        found = evidence(facts, org.language)
        assert found
        assert len({one.id for one in found}) == len(found)


def test_a_queue_shows_its_exact_figures_in_chinese() -> None:
    shown = by_id(builders.need_facts(CHINESE), CHINESE)["queue:法务部"]
    assert "412 次到达共等待 9,870.5 小时" in shown.value
    assert "中位等待 31.5 小时（95% 区间 28.04–36.2）" in shown.value
    assert shown.source == "zh/events.csv（案例 C01, C02, C03）"


def test_a_queue_shows_its_exact_figures_in_english() -> None:
    shown = by_id(builders.need_facts(ENGLISH), ENGLISH)["queue:Compliance"]
    assert "222 arrivals waited 5,330.1 hours in all" in shown.value
    assert "median 17 hours (95% interval 15.14–19.5)" in shown.value


def test_ids_are_the_same_in_both_languages() -> None:
    for facts in builders.every_facts(CHINESE):
        chinese = [one.id for one in evidence(facts, "zh")]
        assert chinese == [one.id for one in evidence(facts, "en")]


def test_ids_name_the_measure_the_item_and_the_option() -> None:
    assert "measure:lead_time" in by_id(builders.goals_facts(CHINESE), CHINESE)
    assert "goal:2" in by_id(builders.goals_facts(CHINESE), CHINESE)
    assert "item:Fzh02" in by_id(builders.digest_facts(CHINESE), CHINESE)
    assert "option:B" in by_id(builders.resolution_facts(CHINESE), CHINESE)
    assert "score:key_result:1" in by_id(builders.adjustment_facts(CHINESE), CHINESE)


def test_a_team_that_is_not_proved_says_so() -> None:
    facts = builders.team_facts(ENGLISH).model_copy(update={"status": "FEASIBLE"})
    assert "not proved" in by_id(facts, ENGLISH)["solver"].value
    assert "not proved" not in by_id(builders.team_facts(ENGLISH), ENGLISH)["solver"].value


def test_a_team_opens_with_its_figures_and_then_other_teams() -> None:
    facts = builders.team_facts(ENGLISH).model_copy(
        update={
            "status": "FEASIBLE",
            "objective": 6,
            "bound": 4.5,
            "aims": ("communication", "size"),
        }
    )
    other = OtherTeam(objective=7, members=facts.members[1:] + facts.liaisons, liaisons=())
    facts = facts.model_copy(update={"alternatives": (other,)})
    shown = by_id(facts, ENGLISH)
    assert list(shown)[:3] == ["solver", "communication", "alternative:1"]
    assert "communication cost 6, proved bound 4.5, gap 25%; then few or low: members" in (
        shown["solver"].value
    )
    came, went = facts.liaisons[0].name, facts.members[0].name
    assert shown["alternative:1"].value == f"communication cost 7; {came} instead of {went}"


def test_hand_offs_behind_communication_costs_are_shown_with_their_number() -> None:
    facts = builders.team_facts(CHINESE).model_copy(update={"aims": ("communication",)})
    assert "没有已知的交接" in by_id(facts, CHINESE)["communication"].value
    links = (Link(a="法务部", b="采购部", cost=1), Link(a="法务部", b="财务部", cost=2.5))
    given = facts.model_copy(update={"links": links})
    assert by_id(given, CHINESE)["communication"].value == "法务部—采购部 1；法务部—财务部 2.5"
    assert by_id(given, CHINESE)["communication"].source == "立项申请：team.communication"
    counts = (("法务部", "采购部", 1250), ("法务部", "财务部", 500))
    measured = by_id(given.model_copy(update={"hand_offs": counts}), CHINESE)["communication"]
    assert measured.value.startswith("法务部—采购部 1（交接 1,250 次）；")
    assert measured.source == "事件日志：部门间交接"


def test_what_is_promised_elsewhere_stands_beside_a_person() -> None:
    one = Promise(collaboration="x", hours=20)
    two = (Promise(collaboration="x", hours=16), Promise(collaboration="y", hours=4))
    for org, promises, words in (
        (ENGLISH, (one,), "; 12 of 40 h/week free, 20 promised to another collaboration"),
        (ENGLISH, two, "; 12 of 40 h/week free, 20 promised to 2 other collaborations"),
        (CHINESE, (one,), "；每周 40 小时中空余 12 小时，已许诺 20 小时给另一协作"),
        (CHINESE, two, "；每周 40 小时中空余 12 小时，已许诺 20 小时给另外 2 项协作"),
    ):
        facts = builders.team_facts(org)
        busy = facts.members[0].model_copy(update={"week": 40, "free": 12.0, "promises": promises})
        facts = facts.model_copy(update={"members": (busy, *facts.members[1:])})
        shown = by_id(facts, org)
        assert shown[f"person:{busy.account}"].value.endswith(words)
        assert "promised" not in shown[f"person:{facts.members[1].account}"].value


def test_sub_teams_are_named_with_who_links_them_or_why_there_are_none() -> None:
    facts = builders.team_facts(CHINESE)
    first, second, *rest = facts.members
    link = second.model_copy(update={"sub_teams": (1, 2)})
    inside = [one.model_copy(update={"sub_teams": (2,)}) for one in rest]
    head = first.model_copy(update={"sub_teams": (1,)})
    split = facts.model_copy(update={"members": (head, link, *inside)})
    shown = by_id(split, CHINESE)
    homes = f"{first.department}、{second.department}"
    assert shown["sub_team:1"].value == f"2 人，来自{homes}；由{second.name}联结"
    assert f"由{second.name}联结" in shown["sub_team:2"].value
    unsplit = by_id(facts.model_copy(update={"unsplit": True}), ENGLISH)["sub_teams"]
    assert unsplit.value.endswith("a core team with liaisons instead")


def test_who_is_not_released_is_named_with_how_many_stay() -> None:
    facts = builders.team_facts(ENGLISH)
    gone = Contact(account="gone", name="Gus Reed", department="Sales")
    refused = facts.model_copy(update={"refused": (gone,), "kept": ("a", "b")})
    shown = by_id(refused, ENGLISH)["release"]
    assert shown.value == "Gus Reed: not proposed again; 2 of the last draft stay"
    assert "release" not in by_id(facts, ENGLISH)


def test_long_feedback_is_shortened_to_one_line() -> None:
    facts = builders.digest_facts(CHINESE)
    long = facts.items[0].model_copy(update={"text": "很长\n的反馈 " * 200})
    facts = facts.model_copy(update={"items": (long, *facts.items[1:])})
    shown = by_id(facts, CHINESE)["item:Fzh01"]
    assert len(shown.value) <= LINE_LIMIT
    assert shown.value.endswith("…")
    assert "\n" not in shown.value


def test_a_shortened_text_never_ends_inside_a_number() -> None:
    assert clip("共 12345 件", 6) == "共…"
    assert clip("共 12345 件", 9) == "共 12345 件"


def test_an_imported_log_is_named_with_the_file_that_it_was() -> None:
    for org, source in (
        (CHINESE, "tickets（导入的文件，SHA-256 3f9a0c12bd34…）"),
        (ENGLISH, "tickets (imported file, SHA-256 3f9a0c12bd34…)"),
    ):
        named = {"source": "tickets", "source_fingerprint": "3f9a0c12bd34" + "0" * 52}
        facts = builders.need_facts(org).model_copy(update=named)
        assert by_id(facts, org)["log"].source == source
        assert by_id(builders.need_facts(org), org)["log"].source == f"{org.language}/events.csv"


def test_a_long_stated_need_stays_whole_over_several_lines() -> None:
    stated = "交接 3.5 天没有回音，客户等了 1,200 小时。" * 30
    facts = builders.need_facts(CHINESE, found=False, stated=stated)
    lines = [one.value for key, one in by_id(facts, CHINESE).items() if key.startswith("stated")]
    assert "".join(lines) == stated
    assert all(line.endswith(("。", "，")) for line in lines)


def test_a_clause_is_not_cut_at_the_comma_of_a_number() -> None:
    assert first_clause("Waited 5,321 hours, says Sales") == "Waited 5,321 hours"


def test_pieces_of_a_text_without_any_break_are_still_short_enough() -> None:
    assert [len(one) for one in pieces("长" * 700)] == [300, 300, 100]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(9870.5, "9,870.5"), (30.0, "30"), (0.0, "0"), (-0.001, "-0.001"), (0.12345, "0.1234")],
)
def test_figures_are_exact_and_without_needless_zeros(value: float, shown: str) -> None:
    assert figure(value) == shown


def test_a_figure_is_never_minus_zero() -> None:
    assert figure(-0.00001) == "0"


def test_small_shares_keep_a_decimal() -> None:
    assert (percent(0.5), percent(0.045), percent(1.0)) == ("50%", "4.5%", "100%")


def test_exact_numbers_fit_the_four_places_of_an_item() -> None:
    assert exact(0.123456) == Decimal("0.1235")
    assert exact(1234.5678) == Decimal("1234.57")


def test_targets_grow_softer_and_say_by_which_rule() -> None:
    found = alternatives(reading("lower", "天", 31.5, 29.2, 20.0))
    assert [one.value for one in found] == [Decimal("24"), Decimal("26.1"), Decimal("26.9")]
    assert found[0].rule[0] == "half of the way to the best reading"


def test_a_target_is_at_least_a_tenth_better_when_the_best_is_near() -> None:
    first = alternatives(reading("lower", "天", 31.5, 30.0, 29.9))[0]
    assert first.value == Decimal("27")
    assert first.rule[1] == "比已达到的水平改善 10%"


def test_a_target_starts_from_the_better_of_first_and_last_weeks() -> None:
    worse_now = alternatives(reading("lower", "天", 30.0, 40.0, 29.0))[0]
    assert worse_now.value <= Decimal("27")


def test_a_percentage_never_passes_a_hundred_and_a_rating_never_its_scale() -> None:
    assert all(one.value <= 100 for one in alternatives(reading("higher", "%", 97, 98.5, 99)))
    rated = alternatives(reading("higher", "分（满分 5）", 4.1, 4.7, 4.8))
    assert [one.value for one in rated] == sorted((one.value for one in rated), reverse=True)
    assert all(Decimal("4.7") < one.value <= 5 for one in rated)


def test_what_is_already_at_its_end_can_only_be_kept() -> None:
    assert alternatives(reading("lower", "次", 0.0, 0.0, 0.0)) == ()
    assert alternatives(reading("higher", "%", 100.0, 100.0, 100.0)) == ()


def test_meeting_times_lie_in_the_shared_hours_and_first_near_ten() -> None:
    found = starts(builders.cadence_facts(CHINESE))
    assert found[0] == (2,)
    assert all(1 <= hour < 10 for (hour,) in found)


def test_shared_hours_may_run_over_midnight() -> None:
    facts = builders.cadence_facts(CHINESE).model_copy(
        update={"time_zones": ("America/Los_Angeles",), "shared_hours_utc": (16, 1)}
    )
    assert starts(facts)[0] == (17,)
    assert all(hour >= 16 or hour < 1 for (hour,) in starts(facts))


def test_without_shared_hours_two_times_take_turns() -> None:
    (only,) = starts(builders.cadence_facts(ENGLISH))
    assert len(only) == 2
    assert "America/Los_Angeles" in by_id(builders.cadence_facts(ENGLISH), ENGLISH)["hours"].value
