"""Checks: what is truly wrong blocks, what is doubtful warns, in the language of the reader."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.checks import check
from domain.directory import Absence, Contact
from domain.items import (
    Body,
    Change,
    Idea,
    KeyResult,
    Member,
    Need,
    Practice,
    Quote,
    Request,
    Role,
    Sentence,
    SharedObjective,
    Term,
)
from domain.matrix_checks import check_matrix
from domain.role_matrix import MatrixPerson, MatrixRow, RoleMatrix
from domain.suggestion import Evidence, Item, Kind
from domain.tracing import numbers


def proof(key: str, value: str = "-", label: str = "-") -> Evidence:
    return Evidence(id=key, label=label, value=value, source="log.csv")


GOALS = (
    proof("due", "2026-09-30"),
    proof("strategy:O1", "Serve faster"),
    *(proof(f"measure:m{n}", f"first 30, last 28, best 20, number {n}") for n in range(6)),
)


def key_result(number: int = 0, **changes: object) -> KeyResult:
    fields = {
        "text": "Cut waiting from 30 to 24 days",
        "measure": f"m{number}",
        "unit": "days",
        "better": "lower",
        "baseline": "30",
        "target": "24",
        "current": "28",
        "weight": 500 if number == 0 else 250,
        "due": "2026-09-30",
        "owner": "ann",
        "source": "measures.csv",
        "affects": ["Legal"],
    }
    return KeyResult.model_validate(fields | changes)


def item(body: Body, *cites: str, number: int = 1, departments: tuple[str, ...] = ()) -> Item:
    return Item(
        id=f"{body.type}:{number}",
        body=body,
        cites=cites,
        departments=departments,
        fingerprint="",
    )


def goals(*results: KeyResult, objective: str = "Serve customers faster") -> list[Item]:
    found = [item(SharedObjective(text=objective, serves="O1"), "strategy:O1")]
    return found + [
        item(one, f"measure:{one.measure}", number=n) for n, one in enumerate(results, 1)
    ]


def rules(kind: Kind, items: list[Item], *evidence: Evidence) -> list[str]:
    return [f"{one.severity} {one.rule}" for one in check(kind, items, evidence, "en")]


THREE = (key_result(0), key_result(1), key_result(2))


def test_sound_goals_have_no_finding() -> None:
    assert rules("goals", goals(*THREE), *GOALS) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"target": "36"}, "error goals.direction"),
        ({"better": "higher"}, "error goals.direction"),
        ({"text": "Raise waiting from 30 to 24"}, "error goals.direction"),
        ({"text": "把等待从 30 提高到 24 天"}, "error goals.direction"),
        ({"target": "30"}, "error goals.same_start_target"),
        ({"keep": True}, "error goals.same_start_target"),
        ({"due": "2026-10-01"}, "error goals.due"),
        ({"weight": 501}, "error goals.weights"),
        ({"baseline": "31"}, "error numbers.baseline"),
        ({"measure": "invented"}, "error numbers.baseline"),
        ({"text": "Cut waiting from 30 to 24 and save 77 people"}, "error numbers.untraceable"),
        ({"text": "Better waiting"}, "warning goals.vague"),
        ({"text": "优化等待体验"}, "warning goals.vague"),
        ({"text": "Launch a portal; waiting from 30 to 24"}, "warning goals.task_not_outcome"),
        ({"text": "上线门户，等待从 30 天到 24 天"}, "warning goals.task_not_outcome"),
        ({"text": "Cut waiting from 30 to 24 days, TBD"}, "warning text.placeholder"),
    ],
)
def test_each_fault_of_a_key_result_is_found_by_its_rule(
    change: dict[str, object], found: str
) -> None:
    assert found in rules("goals", goals(key_result(0, **change), *THREE[1:]), *GOALS)


@pytest.mark.parametrize(
    "text",
    [
        "Cut “share of better raises” from 30 to 24",
        "把「提高满意度」从 30 降到 24",
        "Cut waiting, raise trust: 30 to 24",
        "需求完成率相关等待从 30 到 24",
        "Waiting goes from 30.00 to 24 by 2026-09-30",
    ],
)
def test_what_is_quoted_or_said_both_ways_is_not_a_fault(text: str) -> None:
    assert rules("goals", goals(key_result(0, text=text), *THREE[1:]), *GOALS) == []


def test_a_result_to_keep_has_one_value_and_no_direction() -> None:
    kept = key_result(0, text="Hold waiting at no more than 30", keep=True, target="30")
    assert rules("goals", goals(kept, *THREE[1:]), *GOALS) == []


@pytest.mark.parametrize("number", [2, 6])
def test_two_and_six_key_results_are_refused(number: int) -> None:
    shares = [500] * 2 if number == 2 else [200, 200, 200, 200, 100, 100]
    results = [key_result(n, weight=shares[n]) for n in range(number)]
    assert rules("goals", goals(*results), *GOALS) == ["error goals.three_to_five"]


def test_goals_need_an_objective_in_words_that_serves_the_strategy() -> None:
    assert "error goals.objective" in rules("goals", goals(*THREE)[1:], *GOALS)
    numeric = goals(*THREE, objective="Serve 30 customers")
    assert "warning goals.objective_qualitative" in rules("goals", numeric, *GOALS)
    without = [one for one in GOALS if one.id != "strategy:O1"]
    assert "error goals.serves" in rules("goals", goals(*THREE), *without)


def test_two_key_results_on_one_measure_are_doubtful() -> None:
    results = [key_result(0), key_result(1), key_result(1)]
    assert rules("goals", goals(*results), *GOALS) == ["warning goals.same_measure"]


def test_messages_are_in_the_language_of_the_collaboration() -> None:
    items = goals(*THREE[:2])
    chinese = check("goals", items, GOALS, "zh")
    assert [one.message for one in chinese][0] == "关键结果有 2 个，应为 3 到 5 个。"
    assert check("goals", items, GOALS, "en")[0].message.startswith("There are 2 key results")


def test_errors_come_before_warnings() -> None:
    results = (key_result(0, text="Better waiting", target="36"), *THREE[1:])
    found = check("goals", goals(*results), GOALS, "en")
    assert [one.severity for one in found] == sorted(one.severity for one in found)


def test_a_citation_that_leads_nowhere_and_none_at_all_are_errors() -> None:
    practice = Practice(form="meeting", title="m", text="t", owner="ann", every_days=7)
    assert rules("cadence", [item(practice)]) == ["error cites.none"]
    assert rules("cadence", [item(practice, "ghost")]) == ["error cites.unknown"]


def test_a_request_may_stand_in_every_kind_and_cites_what_it_can() -> None:
    asked = item(Request(text="make it 99", asked_by="ann", handling="kept as it was"))
    assert rules("goals", [*goals(*THREE), asked], *GOALS) == []


def test_an_item_of_another_kind_does_not_belong() -> None:
    stranger = item(Term(option="A", department="Legal", gives="g", gets="g"), "due")
    assert "error items.wrong_sort" in rules("goals", [*goals(*THREE), stranger], *GOALS)


def need(**changes: object) -> Need:
    fields = {
        "title": "Wait",
        "statement": "412 arrivals waited 9,870.5 hours",
        "waiting": "Legal",
        "senders": ["Sales"],
        "hours": "9870.5",
    }
    return Need.model_validate(fields | changes)


QUEUE = proof("queue:Legal", "412 arrivals waited 9,870.5 hours; median 31.5")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"waiting": "Ops"}, ["error need.waiting"]),
        ({"hours": "12"}, ["error numbers.hours"]),
        ({"statement": "413 arrivals"}, ["error numbers.untraceable"]),
        ({"waiting": None, "hours": None, "statement": "people wait"}, []),
    ],
)
def test_a_need_rests_on_its_queue(change: dict[str, object], found: list[str]) -> None:
    assert rules("need", [item(need(**change), "queue:Legal")], QUEUE) == found


def member(account: str, lead: bool = False) -> Item:
    body = Member(account=account, name=account, department="Legal", hours=4, lead=lead)
    return item(body, "solver")


@pytest.mark.parametrize(
    ("size", "leads", "found"),
    [
        (5, 1, []),
        (5, 0, ["error team.one_lead"]),
        (5, 2, ["error team.one_lead"]),
        (0, 0, ["error team.size"]),
        (2, 1, ["warning team.size"]),
        (10, 1, ["warning team.size"]),
    ],
)
def test_a_team_has_a_size_and_one_lead(size: int, leads: int, found: list[str]) -> None:
    items = [member(f"p{n}", lead=n < leads) for n in range(size)]
    assert rules("team", items, proof("solver")) == found


def row(deliverable: str, accountable: str = "ann", **changes: object) -> Item:
    fields = {"deliverable": deliverable, "responsible": ["bo"], "accountable": accountable}
    return item(Role.model_validate(fields | changes), "need", departments=("Legal",))


ROLES = (proof("need"), proof("department:Legal"))


def test_a_sound_matrix_has_no_finding() -> None:
    assert rules("roles", [row("Baseline"), row("Standard", "bo")], *ROLES) == []


def test_nobody_is_accountable_for_everything() -> None:
    found = rules("roles", [row("Baseline"), row("Standard")], *ROLES)
    assert found == ["error roles.accountable_for_everything"]


def test_one_single_row_may_have_one_accountable() -> None:
    assert rules("roles", [row("Baseline")], *ROLES) == []


def test_blank_responsible_people_do_not_count() -> None:
    items = [row("Baseline", responsible=[" "]), row("Standard", "bo")]
    assert rules("roles", items, *ROLES) == ["error roles.nobody_responsible"]


def test_a_deliverable_stands_once_and_few_are_consulted() -> None:
    items = [row("Baseline", consulted=["a", "b", "c", "d", "e"]), row("Baseline", "bo")]
    assert rules("roles", items, *ROLES) == [
        "error roles.same_deliverable",
        "warning roles.many_consulted",
    ]


def test_a_department_without_a_part_is_shown() -> None:
    items = [row("Baseline"), row("Standard", "bo")]
    found = rules("roles", items, *ROLES, proof("department:Finance"))
    assert found == ["warning roles.department_missing"]


def test_a_matrix_without_rows_is_refused() -> None:
    assert "error roles.no_rows" in rules("roles", [])


ON = dt.date(2026, 3, 2)
STAFF = (
    Contact(account="ann", name="Ann", department="Sales"),
    Contact(account="bo", name="Bo", department="Legal"),
    Contact(account="cy", name="Cy", department="Finance"),
)


def judged(
    items: list[Item], *evidence: Evidence, people: tuple[Contact, ...] = STAFF
) -> list[str]:
    found = check("roles", items, evidence, "en", None, people, ON)
    return [f"{one.severity} {one.rule}" for one in found]


def test_a_department_of_which_somebody_could_be_named_may_not_be_left_out() -> None:
    rows = [row("Baseline"), row("Standard", "bo")]
    finance = (*ROLES, proof("department:Finance"))
    assert judged(rows, *finance, proof("person:cy")) == ["error roles.department_missing"]
    assert judged(rows, *finance) == ["warning roles.department_missing"]
    told = [row("Baseline", informed=["cy"]), row("Standard", "bo")]
    assert judged(told, *finance, proof("person:cy")) == ["warning roles.department_missing"]


def test_whoever_does_a_row_and_will_be_away_has_a_deputy_who_is_there() -> None:
    leaves = (Absence(start=ON + dt.timedelta(days=9), end=ON + dt.timedelta(days=12)),)
    away = (STAFF[0].model_copy(update={"absences": leaves}), *STAFF[1:])
    covered = (away[0].model_copy(update={"deputy": "cy"}), *STAFF[1:])
    rows = [row("Baseline"), row("Standard", "bo")]
    assert judged(rows, *ROLES, people=away) == ["error roles.no_deputy"]
    assert judged(rows, *ROLES, people=covered) == []


def test_an_absence_after_the_collaboration_is_due_warns_and_one_before_blocks() -> None:
    leaves = (Absence(start=ON + dt.timedelta(days=60), end=ON + dt.timedelta(days=70)),)
    away = (STAFF[0].model_copy(update={"absences": leaves}), *STAFF[1:])
    rows = [row("Baseline"), row("Standard", "bo")]

    def judged_when_due(days: int) -> list[str]:
        day = (ON + dt.timedelta(days=days)).isoformat()
        return judged(rows, *ROLES, proof("due", day), people=away)

    assert judged_when_due(59) == ["warning roles.no_deputy"]
    assert judged_when_due(60) == ["error roles.no_deputy"]
    assert judged_when_due(-9) == ["warning roles.no_deputy"]  # late: four weeks more
    assert judged(rows, *ROLES, people=away) == ["error roles.no_deputy"]  # nobody said when


SOME = ("ann", "bo", "cy", "nobody")
columns = st.lists(st.sampled_from(SOME), max_size=5).map(tuple)


@given(
    st.lists(
        st.builds(
            Role,
            deliverable=st.sampled_from(("a", "b", "c")),
            accountable=st.sampled_from(SOME),
            responsible=columns.filter(bool),
            consulted=columns,
            informed=columns,
        ),
        max_size=4,
    )
)
def test_a_suggestion_and_a_file_of_the_same_rows_are_judged_by_the_same_rules(
    bodies: list[Role],
) -> None:
    items = [
        item(body, "need", number=number, departments=()) for number, body in enumerate(bodies)
    ]
    everybody = [proof(f"person:{one.account}") for one in STAFF]
    named = [proof(f"department:{one.department}") for one in STAFF]
    matrix = RoleMatrix(
        rows=tuple(MatrixRow.model_validate(one.model_dump(exclude={"type"})) for one in bodies),
        departments=tuple(one.department for one in STAFF),
        people=tuple(
            MatrixPerson(name=one.name, department=one.department, account=one.account)
            for one in STAFF
        ),
    )
    in_file = [f"{one.severity} {one.rule}" for one in check_matrix(matrix, ON)]
    assert judged(items, proof("need"), *everybody, *named) == in_file


def test_a_cadence_has_a_meeting_with_a_rhythm() -> None:
    channel = Practice(form="channel", title="c", text="t", owner="ann")
    meeting = Practice(form="meeting", title="m", text="t", owner="ann")
    assert rules("cadence", [item(channel, "due")], proof("due")) == ["warning cadence.no_meeting"]
    assert rules("cadence", [item(meeting, "due")], proof("due")) == ["warning cadence.rhythm"]


FEEDBACK = (
    proof("voice:Legal"),
    proof("item:F1", "The template is too old. It costs 3 days.", "Legal · F1"),
)


def sentence(quote: str, *cites: str, about: str = "Legal", text: str = "Legal speaks") -> Item:
    body = Sentence(text=text, quotes=(Quote(item="F1", text=quote),), about=(about,))
    return item(body, *(cites or ("item:F1",)))


@pytest.mark.parametrize("quote", ["template is too old", "TEMPLATE  is　too old", "3 days."])
def test_a_verbatim_quotation_passes_whatever_its_width_and_case(quote: str) -> None:
    assert rules("digest", [sentence(quote)], *FEEDBACK) == []


@pytest.mark.parametrize("quote", ["template is new", "The", "", "It costs 4 days"])
def test_a_quotation_that_was_never_said_or_proves_nothing_is_refused(quote: str) -> None:
    assert "error digest.verbatim" in rules("digest", [sentence(quote)], *FEEDBACK)


def test_an_item_may_be_quoted_whole_however_short() -> None:
    short = (FEEDBACK[0], proof("item:F1", "好", "Legal · F1"))
    assert rules("digest", [sentence("好")], *short) == []


def test_full_sources_settle_what_shortened_evidence_cannot() -> None:
    long = "word " * 58 + "…"
    shown = (FEEDBACK[0], proof("item:F1", long, "Legal · F1"))
    items = [sentence("the end of it")]
    assert rules("digest", items, *shown) == ["warning digest.unverified"]
    assert check("digest", items, shown, "en", {"F1": "long, and the end of it"}) == ()
    found = check("digest", items, shown, "en", {"F1": "something else"})
    assert [one.rule for one in found] == ["digest.verbatim"]


def test_a_quotation_of_an_unknown_item_is_refused() -> None:
    body = Sentence(text="s", quotes=(Quote(item="F9", text="words"),), about=("Legal",))
    assert "error digest.unknown_item" in rules("digest", [item(body, "item:F1")], *FEEDBACK)


def test_a_sentence_is_only_about_departments_that_it_quotes() -> None:
    found = rules("digest", [sentence("too old", about="Sales")], *FEEDBACK)
    assert found == ["error digest.about", "error cites.department_missing"]


def test_a_minority_concern_may_not_be_left_out() -> None:
    concern = proof("minority:Legal:1")
    assert rules("digest", [sentence("too old")], *FEEDBACK, concern) == [
        "error cites.minority_missing"
    ]
    cited = sentence("too old", "item:F1", "minority:Legal:1")
    assert rules("digest", [cited], *FEEDBACK, concern) == []


def test_a_count_that_nobody_computed_is_refused() -> None:
    found = rules("digest", [sentence("too old", text="7 people of Legal speak")], *FEEDBACK)
    assert found == ["error numbers.untraceable"]


CONFLICT = (
    proof("party:Legal"),
    proof("party:Sales"),
    proof("option:A"),
    proof("option:B"),
    proof("fair:A"),
)


def term(department: str, option: str = "A", gives: str = "time", gets: str = "trust") -> Item:
    body = Term(option=option, department=department, gives=gives, gets=gets)
    return item(body, "option:A")


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([term("Legal"), term("Sales")], []),
        ([term("Legal")], ["error resolution.parties"]),
        ([term("Legal"), term("Sales"), term("Ops")], ["error resolution.parties"]),
        ([term("Legal", "B"), term("Sales", "B")], ["error resolution.dominated"]),
        ([term("Legal", "X"), term("Sales", "X")], ["error resolution.option"]),
        ([term("Legal"), term("Sales", gives=" ")], ["error resolution.empty"]),
    ],
)
def test_a_resolution_names_every_party_and_a_fair_option(
    items: list[Item], found: list[str]
) -> None:
    assert rules("resolution", items, *CONFLICT) == found


def test_terms_of_two_options_are_no_resolution() -> None:
    items = [term("Legal"), term("Sales", "B")]
    assert "error resolution.option" in rules("resolution", items, *CONFLICT)


def test_without_a_fair_option_any_may_be_worded() -> None:
    items = [term("Legal", "B"), term("Sales", "B")]
    assert rules("resolution", items, *CONFLICT[:4]) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"after": "24"}, ["error adjustment.same"]),
        ({"after": "soon"}, ["error adjustment.value"]),
        ({"after": "NaN"}, ["error adjustment.value"]),
        ({"field": "due", "before": "2026-09-30", "after": "2026-10-28"}, []),
        ({"field": "due", "after": "28.10.2026"}, ["error adjustment.value"]),
        ({"field": "text", "after": ""}, ["error adjustment.value"]),
        ({"target": "key_result:9"}, ["error adjustment.target"]),
    ],
)
def test_a_change_can_be_applied(change: dict[str, object], found: list[str]) -> None:
    fields = {
        "target": "key_result:1",
        "field": "target",
        "before": "24",
        "after": "27",
        "reason": "27 instead of 24: score 0.2",
    }
    if change:
        fields["reason"] = "score 0.2"
    body = Change.model_validate(fields | change)
    shown = proof("score:key_result:1", "score 0.2")
    assert rules("adjustment", [item(body, "score:key_result:1")], shown) == found


def test_an_adjustment_changes_something() -> None:
    assert rules("adjustment", []) == ["error adjustment.none"]


def test_an_idea_stands_alone_and_says_something() -> None:
    idea = Idea(title="t", text="I have 3 wishes", author="ann", next_step="meet")
    assert rules("idea", [item(idea, "idea")], proof("idea")) == []
    empty = idea.model_copy(update={"text": "  "})
    assert rules("idea", [item(empty, "idea")], proof("idea")) == ["error idea.empty"]
    assert rules("idea", [item(idea, "idea")] * 2, proof("idea")) == ["error idea.one"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9,870.50 hours", {Decimal("9870.5")}),
        ("１２ 件，共 ３．５ 天", {Decimal(12), Decimal("3.5")}),
        ("O1, KR2 and P90 are names", set()),
        ("24h and ¥50", {Decimal(24), Decimal(50)}),
        ("2026-09-30", {Decimal(2026), Decimal(9), Decimal(30)}),
        ("28.04–36.2 或 62%", {Decimal("28.04"), Decimal("36.2"), Decimal(62)}),
        ("面积 m²", set()),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, found: set[Decimal]) -> None:
    assert numbers(text) == found
