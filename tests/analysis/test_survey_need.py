from analysis.survey_need import survey_need_facts
from domain.survey import Answer
from domain.survey_facts import SurveyNeedFacts


def claim(source: str, target: str, hours: float, confirmed: bool | None = None) -> Answer:
    return Answer(source, f"what {target} does", target, 1, "week", hours, confirmed)


def facts(*answers: Answer, departments: tuple[str, ...] = ("A", "B", "C")) -> SurveyNeedFacts:
    return survey_need_facts(answers, "survey.csv", "Waiting is long.", departments)


def test_the_need_is_the_most_costly_claim_that_somebody_bears_out() -> None:
    found = facts(claim("A", "B", 9), claim("A", "C", 4, True), claim("C", "A", 1))
    assert [one.department for one in found.queues] == ["B", "C", "A"]
    assert found.worst is not None
    assert found.worst.department == "C"
    assert found.worst.senders == (("A", 4.0),)
    assert found.worst.processes == ("what C does",)


def test_nothing_stands_out_where_nobody_bears_a_claim_out() -> None:
    found = facts(claim("A", "B", 9), claim("B", "C", 4))
    assert found.worst is None
    assert (found.claims, found.one_sided, found.silent) == (2, 2, ("C",))


def test_a_department_that_takes_no_part_never_stands_out() -> None:
    found = facts(claim("A", "D", 9), claim("B", "D", 9), claim("A", "B", 1, True))
    assert found.queues[0].backed
    assert found.worst is not None
    assert found.worst.department == "B"


def test_departments_are_written_as_the_brief_writes_them() -> None:
    answers = (claim("sales", "legal ops", 2), claim("Finance", "LEGAL  OPS", 2))
    found = facts(*answers, departments=("Sales", "Legal Ops", "Finance"))
    assert found.worst is not None
    assert found.worst.department == "Legal Ops"
    assert {name for name, _ in found.worst.senders} == {"Sales", "Finance"}
