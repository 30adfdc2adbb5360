"""The figures of the house count what they say."""

from tests.architecture.figures import circles, floors, graph, way_of_an_allele
from tests.unit.test_layers import unit


def test_a_circle_is_found_and_shares_a_floor():
    arrows = {"ground": set(), "a": {"b"}, "b": {"c"}, "c": {"a", "ground"}, "roof": {"a"}}
    assert circles(arrows) == [["a", "b", "c"]]
    assert floors(arrows) == {"ground": 1, "a": 2, "b": 2, "c": 2, "roof": 3}


def test_the_house_has_no_circle():
    assert circles(graph()) == []


def test_an_allele_goes_through_the_rooms_of_its_walk():
    rooms = {unit(module) for call in way_of_an_allele() for module in call}
    assert {"allele", "effect", "evidence", "rules", "samples", "run", "outputs"} <= rooms
