from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from analysis.model_usage import UNFINISHED, by_kind, by_prompt, percentile, totals
from domain.suggestion import Kind, Provenance
from domain.usage import Attempt


def attempt(
    prompt: str, outcome: str | None, seconds: float | None = 1.0, **more: object
) -> Attempt:
    fields: dict[str, object] = {
        "prompt": prompt,
        "model": "m",
        "host": "127.0.0.1:1",
        "outcome": outcome,
        "tokens_in": 10,
        "tokens_out": 2,
        "seconds": seconds,
    }
    return Attempt.model_validate(fields | more)


def made(by: str, calls: int = 0, **more: object) -> Provenance:
    return Provenance.model_validate({"drafted_by": by, "language": "en", "calls": calls} | more)


def test_calls_are_counted_by_how_they_ended() -> None:
    calls = [
        attempt("goals", "ok", 4.0),
        attempt("goals", "LLMServer", 2.0),
        attempt("digest", "ok"),
    ]
    digest, goals = by_prompt([*calls, attempt("goals", None, None)])
    assert digest.prompt == "digest"
    assert (goals.calls, goals.failures) == (3, {"LLMServer": 1, UNFINISHED: 1})
    assert (goals.tokens_in, goals.tokens_out) == (30, 6)
    assert (goals.p50_seconds, goals.p95_seconds) == (2.0, 4.0)


def test_two_models_are_two_rows() -> None:
    other = attempt("goals", "ok").model_copy(update={"model": "n"})
    assert [row.model for row in by_prompt([other, attempt("goals", "ok")])] == ["m", "n"]


def test_rules_repairs_and_people_are_told_apart() -> None:
    drafts: list[tuple[Kind, Provenance]] = [
        ("goals", made("model", 3)),
        ("goals", made("rules")),
        ("goals", made("person")),
        ("digest", made("rules")),
    ]
    digest, goals = by_kind(drafts)
    assert (digest.kind, digest.drafts, digest.by_rules) == ("digest", 1, 1)
    assert (goals.drafts, goals.by_model, goals.by_rules, goals.repairs) == (2, 1, 1, 2)


def test_the_reasons_of_rules_are_counted_the_commonest_first() -> None:
    drafts: list[tuple[Kind, Provenance]] = [
        ("goals", made("rules", reason="No model.")),
        ("goals", made("rules", reason="The budget is used up.")),
        ("goals", made("rules", reason="The budget is used up.")),
        ("goals", made("rules")),
        ("goals", made("model", 1, reason="Drafted by the fallback model.")),
    ]
    [goals] = by_kind(drafts)
    assert list(goals.reasons.items()) == [("The budget is used up.", 2), ("No model.", 1)]
    assert goals.by_rules == 4


def test_a_prompt_counts_the_drafts_of_the_model_that_answered_it() -> None:
    here = {"prompt": "goals", "host": "127.0.0.1:1"}
    drafts: list[tuple[Kind, Provenance]] = [
        ("goals", made("model", 2, model="m-7b", **here)),
        ("goals", made("model", 1, model="m", **here)),
        ("goals", made("model", 5, model="else", **here)),
        ("goals", made("model", 5, model="m", prompt="goals", host="elsewhere")),
        ("goals", made("person", 0, model="m", **here)),
    ]
    [goals] = by_prompt([attempt("goals", "ok", answered_by="m-7b")], drafts)
    assert (goals.drafts, goals.repairs) == (2, 1)


def test_costs_are_summed_by_currency_and_what_is_unknown_is_no_zero() -> None:
    calls = [
        attempt("goals", "ok", cost="0.1", currency="CNY", tokens_cached=4, estimated=True),
        attempt("goals", "ok", cost="0.2", currency="CNY", tokens_reasoning=1),
        attempt("goals", "LLMServer", cost="0.5", currency="USD"),
        attempt("goals", "LLMBadShape"),
        attempt("goals", None, None, tokens_in=0, tokens_out=0),
    ]
    told = totals(calls)
    assert told.cost == {"CNY": Decimal("0.3"), "USD": Decimal("0.5")}
    assert (told.unpriced, told.estimated) == (1, 1)
    assert (told.tokens_in, told.tokens_cached, told.tokens_reasoning) == (40, 4, 1)
    assert told.failures == {"LLMBadShape": 1, "LLMServer": 1, UNFINISHED: 1}


def test_without_calls_there_is_nothing() -> None:
    assert by_prompt([]) == ()
    assert by_kind([]) == ()
    assert percentile([], 50) is None


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100))
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(values: list[float], part: int) -> None:
    found = percentile(values, part)
    assert found in values
    assert sum(v <= found for v in values) * 100 >= part * len(values)
    assert sum(v < found for v in values) * 100 < part * len(values)
