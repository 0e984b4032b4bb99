from collections.abc import Mapping, Sequence
from math import prod

from hypothesis import given
from hypothesis import strategies as st

from analysis.fairness import resolution_facts
from domain.conflict import Conflict, Interest, Option, Position
from domain.resolution_facts import ResolutionFacts


def conflict(
    options: Mapping[str, Mapping[str, int]],
    weights: Mapping[str, Sequence[int]],
    floors: Mapping[str, int] | None = None,
    parties: Sequence[str] | None = None,
) -> Conflict:
    """Make a conflict; the interests of party A are `A1`, `A2` and so on, by weight."""
    return Conflict(
        issue="Who checks contracts",
        parties=tuple(parties or weights),
        positions=tuple(
            Position(
                department=party,
                position="Ours",
                interests=tuple(
                    Interest(id=f"{party}{n}", text="Time", weight=weight)
                    for n, weight in enumerate(points, 1)
                ),
                floor=(floors or {}).get(party, 0),
            )
            for party, points in weights.items()
        ),
        options=tuple(
            Option(id=name, text=name, serves=dict(serves)) for name, serves in options.items()
        ),
    )


def two(
    points: Mapping[str, tuple[int, int]], floors: Mapping[str, int] | None = None
) -> ResolutionFacts:
    options = {name: {"A1": a, "B1": b} for name, (a, b) in points.items()}
    return resolution_facts(conflict(options, {"A": [100], "B": [100]}, floors), 1)


def test_a_value_is_the_weighted_share_and_what_is_not_named_counts_zero() -> None:
    found = resolution_facts(
        conflict(
            {"x": {"A1": 50, "A2": 75, "B1": 100}, "y": {"A2": 10}},
            {"A": [60, 40], "B": [30, 70]},
        ),
        2,
    )
    assert [value.values for value in found.values] == [(60.0, 30.0), (4.0, 0.0)]
    assert found.number == 2


def test_the_worst_off_party_decides_and_the_product_may_differ() -> None:
    found = two({"equal": (50, 50), "lopsided": (100, 40)})
    assert (found.leximin, found.nash, found.chosen) == ("equal", "lopsided", "equal")


def test_a_dominated_option_is_off_the_front() -> None:
    found = two({"worse": (40, 60), "better": (40, 70), "other": (70, 40)})
    assert found.pareto == ("better", "other")
    assert [value.pareto for value in found.values] == [False, True, True]


def test_an_option_below_a_floor_is_not_feasible() -> None:
    found = two({"fair": (50, 50), "kept": (80, 30)}, {"A": 60})
    assert [value.feasible for value in found.values] == [False, True]
    assert found.chosen == "kept"


def test_a_floor_that_is_just_met_is_feasible() -> None:
    assert two({"exact": (60, 10), "below": (59, 90)}, {"A": 60}).chosen == "exact"


def test_without_a_feasible_option_nothing_is_chosen() -> None:
    found = two({"x": (10, 90), "y": (90, 10)}, {"A": 50, "B": 50})
    assert (found.chosen, found.leximin, found.nash, found.pareto) == (None, None, None, ())


def test_ties_go_to_the_nash_product_then_to_the_order_published() -> None:
    mirrored = {"first": (70, 40), "second": (40, 70)}
    assert two(mirrored).chosen == "first"
    assert two(dict(reversed(mirrored.items()))).chosen == "second"
    # Floors differ, so that the mirrored values have different gains: 30 x 40 over 0 x 70.
    assert two(mirrored, {"A": 40}).chosen == "first"
    assert two(dict(reversed(mirrored.items())), {"A": 40}).chosen == "first"


def test_the_choice_changes_with_the_interests() -> None:
    options = {"speed": {"A1": 100, "A2": 0, "B1": 60}, "care": {"A1": 0, "A2": 100, "B1": 60}}
    quick = conflict(options, {"A": [80, 20], "B": [100]})
    careful = conflict(options, {"A": [20, 80], "B": [100]})
    assert resolution_facts(quick, 1).chosen == "speed"
    assert resolution_facts(careful, 1).chosen == "care"


def test_a_silent_party_counts_nowhere() -> None:
    options = {"x": {"A1": 10}, "y": {"A1": 90}}
    found = resolution_facts(conflict(options, {"A": [100]}, parties=["Silent", "A"]), 1)
    assert found.values[1].values == (0.0, 90.0)
    assert found.chosen == "y"


def test_without_any_position_nothing_is_chosen() -> None:
    found = resolution_facts(conflict({"x": {}, "y": {}}, {}, parties=["A", "B"]), 1)
    assert (found.chosen, found.pareto) == (None, ())
    assert not any(value.feasible for value in found.values)


shares = st.tuples(*[st.integers(0, 100)] * 3)


@given(st.lists(shares, min_size=2, max_size=8), st.tuples(*[st.integers(0, 60)] * 3))
def test_the_choice_is_fair_by_definition(
    points: list[tuple[int, int, int]], floor: tuple[int, int, int]
) -> None:
    options = {
        f"o{n}": {f"{party}1": share for party, share in zip("ABC", row, strict=True)}
        for n, row in enumerate(points)
    }
    weights = {party: [100] for party in "ABC"}
    found = resolution_facts(conflict(options, weights, dict(zip("ABC", floor, strict=True))), 1)
    fair = {
        f"o{n}": row
        for n, row in enumerate(points)
        if all(x >= f for x, f in zip(row, floor, strict=True))
    }
    if not fair:
        assert found.chosen is None
        return
    assert found.chosen in found.pareto
    assert found.nash in found.pareto
    assert sorted(fair[str(found.chosen)]) == max(sorted(row) for row in fair.values())
    gain = {o: prod(x - f for x, f in zip(v, floor, strict=True)) for o, v in fair.items()}
    assert gain[str(found.nash)] == max(gain.values())
