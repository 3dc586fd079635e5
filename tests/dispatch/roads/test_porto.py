"""A real city: skipped where the shared street graph is not beside the checkout."""

import os
from pathlib import Path

import numpy as np
import pytest

from dispatch.config import UnitKind
from dispatch.model import Unit
from dispatch.ranking import rank
from dispatch.roads import KINDS, Roads, load_roads
from dispatch.roads.search import arrivals, search
from tests.dispatch.roads.exact import exact_s, graph_of

PORTO = Path(os.environ.get("PATROL_SHARED", "../shared")) / "data/roads/porto.osm.pbf"
CENTRE = (-8.65, 41.13, -8.55, 41.18)

pytestmark = pytest.mark.skipif(not PORTO.exists(), reason=f"{PORTO} is not there; set PATROL_SHARED to its folder")


@pytest.fixture(scope="module")
def porto(tmp_path_factory: pytest.TempPathFactory) -> Roads:
    return load_roads(PORTO, tmp_path_factory.mktemp("cache"))


def test_the_drivable_network_is_the_one_that_was_counted(porto: Roads) -> None:
    network = porto.network("car")
    assert network.nodes == pytest.approx(62_888, rel=0.001)
    assert len(network) == pytest.approx(83_686, rel=0.001)
    assert float(network.length_m.sum()) / 1000 == pytest.approx(9354, rel=0.001)


@pytest.mark.parametrize("kind", KINDS)
def test_times_in_a_city_are_the_shortest_there_are(porto: Roads, kind: UnitKind) -> None:
    rng = np.random.default_rng(4)
    network = porto.network(kind)
    graph = graph_of(network)
    for _ in range(4):
        goal, units = (
            network.snapper.nearest(*np.array([porto.random_place(kind, rng, CENTRE) for _ in range(n)]).T)
            for n in (1, 80)
        )
        leg = np.zeros(1)
        found = arrivals(network, search(network, goal, leg, 600.0), units).travel_s
        exact = np.array(exact_s(graph, network, units, goal, 600.0))
        near = exact < 599
        assert found[near] == pytest.approx(exact[near], abs=0.05)
        assert (found[~near] > 598).all()


def test_nobody_on_the_streets_of_a_city_is_without_a_way(porto: Roads) -> None:
    rng = np.random.default_rng(5)
    places = [porto.random_place("car", rng) for _ in range(200)]
    units = [Unit(unit_id=f"u{i}", kind="car", lon=x, lat=y, fix_age_s=0.0) for i, (x, y) in enumerate(places)]
    found = rank(porto, units, *porto.random_place("car", rng, CENTRE))
    assert {unit.why for unit in found.excluded} == {"too far: more than 5 min by road"}
    assert found.ranking
