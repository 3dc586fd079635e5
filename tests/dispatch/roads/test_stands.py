"""Where units stand, and that it stays the same however many other fixes were told since."""

from collections.abc import Sequence

import numpy as np
import pytest

from dispatch.config import UnitKind
from dispatch.roads.stands import Stands
from tests.dispatch.roads.towns import at, crossing


def _told(stands: Stands) -> Sequence[tuple[int, int, float]]:
    rows = zip(stands.owner, stands.places.edge, stands.places.along, strict=True)
    return sorted((int(owner), int(edge), float(along)) for owner, edge, along in rows)


@pytest.mark.parametrize("kind", ["car", "foot"])
def test_a_fix_is_where_it_was_though_thousands_were_told_since(kind: UnitKind) -> None:
    rng = np.random.default_rng(1)
    places = [at(east_m, north_m) for east_m, north_m in rng.uniform(0, 400, (3_000, 2))]
    lon, lat = np.array(places).T
    roads = crossing().roads()
    first = _told(roads.stands(kind, lon[:20], lat[:20]))
    for i in range(20, len(lon), 7):
        roads.stands(kind, lon[i : i + 7], lat[i : i + 7])
    again = roads.stands(kind, lon, lat)
    assert _told(again.of(np.arange(20))) == first
    assert _told(again) == _told(crossing().roads().stands(kind, lon, lat))
