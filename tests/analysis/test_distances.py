import random

from analysis.candidates import Candidate
from analysis.distances import SCALE, Network
from domain.team_request import Link
from tests.analysis.teams import distances, random_request


def candidate(key: str, department: str = "A") -> Candidate:
    return Candidate(key, key, department, {}, 8, 8)


def link(a: str, b: str, cost: float) -> Link:
    return Link(a=a, b=b, cost=cost)


def test_distances_are_those_of_the_graph_except_where_a_cost_is_stated() -> None:
    for seed in range(10):
        request = random_request(seed, people=12)
        keys = [person.key for person in request.people]
        network = Network([candidate(key) for key in keys], request.communication)
        far, found = distances(request), network.between(keys)
        for (a, b), units in found.items():
            assert units == round(far[keys[a], keys[b]] * SCALE)


def test_who_cannot_reach_each_other_is_further_apart_than_all_links_together() -> None:
    network = Network([candidate(key) for key in "abcd"], [link("a", "b", 2), link("b", "c", 3)])
    found = network.between("abcd")
    assert found[0, 2] == 5 * SCALE
    assert found[0, 3] == 6 * SCALE


def test_of_two_links_the_cheaper_counts_whichever_way_it_is_written() -> None:
    links = [link("a", "b", 3), link("b", "a", 2), link("a", "b", 4)]
    for _ in range(3):
        random.Random(1).shuffle(links)
        assert Network([candidate("a"), candidate("b")], links).between("ab") == {(0, 1): 2000}


def test_people_of_linked_departments_are_as_far_apart_as_their_departments() -> None:
    people = [candidate("a", "A"), candidate("b", "B"), candidate("b2", "B")]
    found = Network(people, [link("A", "B", 1.25)]).between(["a", "b", "b2"])
    assert found == {(0, 1): 1250, (0, 2): 1250, (1, 2): 0}


def test_a_cost_that_is_stated_for_somebody_and_their_own_department_holds() -> None:
    people = [candidate("far", "A"), candidate("a", "A"), candidate("b", "B")]
    found = Network(people, [link("A", "B", 1), link("far", "A", 3)]).between(["far", "a", "b"])
    assert found == {(0, 1): 3000, (0, 2): 4000, (1, 2): 1000}


def test_no_two_people_are_closer_than_the_least() -> None:
    for seed in range(10):
        request = random_request(seed, people=10)
        keys = [person.key for person in request.people]
        network = Network([candidate(key) for key in keys], request.communication)
        assert network.least <= min(network.between(keys).values())
    assert Network([candidate("a"), candidate("b")], []).least == SCALE
