"""`patrol coverage`: files in, JSON and a picture out."""

import json
from pathlib import Path

import pytest

from dispatch.coverage_command import coverage_command
from streams.schema.errors import ConfigError
from tests.dispatch.roads.towns import at, crossing


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return crossing().write(tmp_path / "town.osm.pbf")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """One car at the crossing that is free, one that is busy."""
    path = tmp_path / "units.csv"
    lon, lat = at(200, 200)
    rows = [f"{name},car,{lon:.6f},{lat:.6f},0,{name}" for name in ("available", "busy")]
    path.write_text("\n".join(["unit_id,kind,lon,lat,fix_age_s,status", *rows]), encoding="utf-8")
    return path


def test_the_answer_is_json_with_the_share_now_and_a_post_for_every_idle_unit(town: Path, units: Path) -> None:
    told = json.loads(json.dumps(coverage_command(town, units, 180.0)))
    assert told["street_km"] == pytest.approx(0.8, abs=0.01)
    assert told["now"] == told["with_posts"] == {"km": told["street_km"], "share": 1.0}
    (post,) = told["posts"]
    assert post.keys() == {"unit_id", "lon", "lat", "street", "moves", "travel_s", "only_km"}
    assert (post["unit_id"], post["street"], post["moves"]) == ("available", "长风街", False)
    assert told["excluded"] == [{"unit_id": "busy", "why": "busy"}]
    assert told["attribution"] == "© OpenStreetMap contributors"


def test_less_time_reaches_less(town: Path, units: Path) -> None:
    answer = coverage_command(town, units, 30.0)
    assert answer["now"] == {"km": pytest.approx(0.4, abs=0.1), "share": pytest.approx(0.5, abs=0.1)}


def test_thefts_may_be_told(town: Path, units: Path, tmp_path: Path) -> None:
    thefts = tmp_path / "thefts.csv"
    lon, lat = at(10, 200)
    thefts.write_text(f"incident_id,reported_at,lon,lat\n1,2018-01-01T02:51:12-05:00,{lon},{lat}\n", encoding="utf-8")
    assert coverage_command(town, units, 180.0, thefts=thefts)["posts"]


def test_the_picture_is_a_png(town: Path, units: Path, tmp_path: Path) -> None:
    coverage_command(town, units, 180.0, picture=tmp_path / "map.png")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_a_picture_that_cannot_be_written_is_an_error_that_names_it(town: Path, units: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere/map\.png: cannot be written"):
        coverage_command(town, units, 180.0, picture=tmp_path / "nowhere" / "map.png")
