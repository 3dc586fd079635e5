"""Maps from PBF files, and the cache of what was built from them."""

import zlib
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.roads import KINDS, Roads, load_roads
from streams.schema.errors import ConfigError
from tests.dispatch.roads.towns import Town, at, crossing


def _same(one: Roads, other: Roads) -> bool:
    tables = [(one.network(kind).edges, other.network(kind).edges) for kind in KINDS]
    arrays = (
        "no_turn",
        "no_path",
        "tail",
        "head",
        "directions",
        "road_class",
        "limit_kmh",
        "shape_start",
        "lon_e7",
        "lat_e7",
    )
    same = all(np.array_equal(getattr(a, name), getattr(b, name)) for a, b in tables for name in arrays)
    return same and one.streets_geojson() == other.streets_geojson()


def _town() -> Town:
    town = crossing().point("p", 0, 0).point("g", 100, 200, {"barrier": "bollard"})
    return town.street("w p", "primary", oneway="yes", maxspeed="50", name="迎泽大街").street("p s", "steps")


def test_a_map_read_from_a_file_is_the_map_that_was_written(tmp_path: Path) -> None:
    assert _same(load_roads(_town().write(tmp_path / "town.osm.pbf"), None), _town().roads())


def test_nodes_missing_at_the_border_of_an_extract_cut_the_road(tmp_path: Path) -> None:
    town = Town().point("a", 0, 0).point("b", 100, 0).point("c", 200, 0).street("a b gone c")
    roads = load_roads(town.write(tmp_path / "town.osm.pbf"), None)
    assert len(roads.network("car")) == 1


def test_a_map_comes_the_same_from_the_cache(tmp_path: Path) -> None:
    pbf = _town().write(tmp_path / "town.osm.pbf")
    first = load_roads(pbf, tmp_path / "cache")
    stored = list((tmp_path / "cache").iterdir())
    assert len(stored) == 1
    assert _same(load_roads(pbf, tmp_path / "cache"), first)
    assert list((tmp_path / "cache").iterdir()) == stored


def test_another_map_under_the_same_name_is_not_taken_for_the_cached_one(tmp_path: Path) -> None:
    pbf = crossing().write(tmp_path / "town.osm.pbf")
    load_roads(pbf, tmp_path / "cache")
    assert _same(load_roads(_town().write(pbf), tmp_path / "cache"), _town().roads())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_cache_is_built_again(data: st.DataObject, tmp_path: Path) -> None:
    pbf, cache = _town().write(tmp_path / "town.osm.pbf"), tmp_path / "cache"
    load_roads(pbf, cache)
    (entry,) = cache.iterdir()
    whole = entry.read_bytes()
    at_byte = data.draw(st.integers(0, len(whole) - 1))
    changed = data.draw(
        st.sampled_from([whole[:at_byte], whole[:at_byte] + bytes([whole[at_byte] ^ 255]) + whole[at_byte + 1 :]])
    )
    entry.write_bytes(changed)
    assert _same(load_roads(pbf, cache), _town().roads())
    assert entry.read_bytes() == whole


def test_a_cache_of_other_tables_is_built_again(tmp_path: Path) -> None:
    pbf, cache = _town().write(tmp_path / "town.osm.pbf"), tmp_path / "cache"
    load_roads(pbf, cache)
    (entry,) = cache.iterdir()
    whole, other = entry.read_bytes(), msgspec.msgpack.encode(({"car": {"nodes": 2}}, {}))
    entry.write_bytes(other + zlib.crc32(other).to_bytes(4, "little"))
    assert _same(load_roads(pbf, cache), _town().roads())
    assert entry.read_bytes() == whole


def test_a_cache_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands where the folder should be")
    pbf = _town().write(tmp_path / "town.osm.pbf")
    assert _same(load_roads(pbf, tmp_path / "cache"), _town().roads())


@pytest.mark.parametrize("keep", [0, 10, 100, -30, -1])
def test_a_file_cut_off_anywhere_is_named(tmp_path: Path, keep: int) -> None:
    pbf = _town().write(tmp_path / "town.osm.pbf")
    pbf.write_bytes(pbf.read_bytes()[:keep])
    with pytest.raises(ConfigError, match=r"town\.osm\.pbf: is no whole OpenStreetMap PBF"):
        load_roads(pbf, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    table = tmp_path / "units.csv"
    table.write_text("unit_id,kind,lon,lat,fix_age_s,status\n" * 50)
    with pytest.raises(ConfigError, match=r"units\.csv: is no whole OpenStreetMap PBF"):
        load_roads(table, None)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.pbf: cannot be read"):
        load_roads(tmp_path / "nowhere.pbf", None)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_roads(tmp_path, None)


def test_a_map_without_roads_is_named(tmp_path: Path) -> None:
    river = Town().point("a", 0, 0).point("b", 10, 10).street("a b", "", waterway="river")
    with pytest.raises(ConfigError, match="has no roads"):
        load_roads(river.write(tmp_path / "river.osm.pbf"), None)


def test_routes_follow_a_map_from_a_file(tmp_path: Path) -> None:
    roads = load_roads(crossing().write(tmp_path / "town.osm.pbf"), None)
    assert roads.route("car", at(0, 200), at(200, 400))[-1].t_s == pytest.approx(400 / 25 * 3.6, abs=0.1)
