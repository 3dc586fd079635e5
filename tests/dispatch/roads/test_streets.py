"""The map that is drawn: what is in it, and how little it weighs."""

import json

import pytest

from dispatch.roads.roads import Roads
from tests.dispatch.roads.towns import Town, at, crossing


def _features(roads: Roads, **chosen: object) -> list[dict[str, object]]:
    collection = json.loads(roads.streets_geojson(**chosen))  # type: ignore[arg-type] # as each test wants it
    assert collection["type"] == "FeatureCollection"
    assert collection["attribution"] == "© OpenStreetMap contributors"
    return [dict(feature["properties"], lines=feature["geometry"]["coordinates"]) for feature in collection["features"]]


def test_streets_carry_class_and_name() -> None:
    features = _features(crossing().roads())
    assert [(f["class"], f.get("name")) for f in features] == [("residential", None), ("residential", "长风街")]
    west, east = features[1]["lines"][0][0], features[1]["lines"][0][-1]  # type: ignore[index] # GeoJSON
    assert west == pytest.approx(list(at(0, 200)), abs=1e-6)
    assert east == pytest.approx(list(at(400, 200)), abs=1e-6)


def test_the_widest_roads_come_last_so_that_they_lie_on_top() -> None:
    town = crossing().point("p", 0, 0).street("w p", "primary").street("p s", "footway")
    assert [f["class"] for f in _features(town.roads())] == ["footway", "residential", "residential", "primary"]


def test_less_detail_leaves_the_small_streets_out() -> None:
    town = crossing().point("p", 0, 0).street("w p", "primary").street("p s", "footway")
    assert [f["class"] for f in _features(town.roads(), detail="major")] == ["primary"]
    assert "footway" not in [f["class"] for f in _features(town.roads(), detail="streets")]


def test_only_streets_that_touch_the_frame_are_in_it() -> None:
    frame = (*at(300, 150), *at(350, 250))
    assert [f.get("name") for f in _features(crossing().roads(), bbox=frame)] == ["长风街"]
    assert _features(crossing().roads(), bbox=(0.0, 0.0, 1.0, 1.0)) == []


def test_points_on_a_straight_line_are_left_out_and_corners_kept() -> None:
    town = Town().point("a", 0, 0).point("b", 50, 1).point("c", 100, 0).point("d", 100, 80).point("e", 0, 0)
    (feature,) = _features(town.street("a b c d").roads())
    assert len(feature["lines"][0]) == 3  # type: ignore[index] # GeoJSON


def test_a_closed_street_keeps_its_shape() -> None:
    town = Town().point("a", 0, 0).point("b", 60, 0).point("c", 60, 60)
    (feature,) = _features(town.street("a b c a", junction="roundabout").roads())
    assert len(feature["lines"][0]) == 4  # type: ignore[index] # GeoJSON


def test_the_frame_of_the_map_holds_all_streets() -> None:
    assert crossing().roads().bbox == pytest.approx((*at(0, 0), *at(400, 400)), abs=1e-6)


def test_the_same_map_is_drawn_once() -> None:
    roads = crossing().roads()
    assert roads.streets_geojson() is roads.streets_geojson()
