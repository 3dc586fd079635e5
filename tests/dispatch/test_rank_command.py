"""`patrol rank`: files in, JSON out."""

import json
from pathlib import Path

import pytest

from dispatch.rank_command import rank_command, read_units
from streams.schema.errors import ConfigError, DispatchError
from tests.dispatch.roads.towns import at, crossing

HEADER = "unit_id,kind,lon,lat,fix_age_s,status\n"


def _table(folder: Path, text: str) -> Path:
    path = folder / "units.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _row(unit_id: str, east_m: float, rest: str = "0,available", kind: str = "car") -> str:
    lon, lat = at(east_m, 200)
    return f"{unit_id},{kind},{lon:.6f},{lat:.6f},{rest}\n"


def test_the_answer_is_json_with_the_best_first(tmp_path: Path) -> None:
    units = _table(tmp_path, HEADER + _row("far", 0) + _row("near", 150) + _row("off", 200, "0,off_duty"))
    lon, lat = at(200, 200)
    answer = rank_command(crossing().write(tmp_path / "town.osm.pbf"), units, lon, lat)
    told = json.loads(json.dumps(answer))
    assert told["incident"] == {"lon": lon, "lat": lat}
    assert [unit["unit_id"] for unit in told["ranking"]] == ["near", "far"]
    assert {"unit_id", "eta_s", "distance_m", "straight_line_m", "reason"} <= set(told["ranking"][0])
    assert told["excluded"] == [{"unit_id": "off", "why": "off duty"}]
    assert told["attribution"] == "© OpenStreetMap contributors"


def test_an_incident_outside_the_map_is_an_error_that_says_how_far(tmp_path: Path) -> None:
    units = _table(tmp_path, HEADER + _row("P1", 0))
    with pytest.raises(DispatchError, match=r"outside the map: nearest road 5\.1 km"):
        rank_command(crossing().write(tmp_path / "town.osm.pbf"), units, *at(5500, 200))


def test_a_table_saved_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    text = "\ufeffstatus,kind,unit_id,lon,lat,fix_age_s,note\r\navailable, car ,警一,112.5,37.8,5,x\r\n\r\n"
    (unit,) = read_units(_table(tmp_path, text))
    assert (unit.unit_id, unit.kind, unit.lon, unit.lat, unit.fix_age_s) == ("警一", "car", 112.5, 37.8, 5.0)


def test_a_unit_without_a_position_or_with_an_impossible_one_is_still_a_unit(tmp_path: Path) -> None:
    units = read_units(_table(tmp_path, HEADER + "a,foot,,,,available\nb,foot,nan,91,0,available\n"))
    assert [unit.unit_id for unit in units] == ["a", "b"]
    assert units[0].lon is None


def test_every_mistake_is_named_with_its_line_and_column(tmp_path: Path) -> None:
    rows = ["a,tank,1,2,0,available", "b,car,east,2,0,available", "c,car,1,2", "d,car,1,2,0,asleep", ",car,1,2,0,busy"]
    rows += ["e,car,1,2,0,busy", "e,car,1,2,0,busy", "f,car,1,2,0,busy,what,is,this"]
    with pytest.raises(ConfigError) as error:
        read_units(_table(tmp_path, HEADER + "\n".join(rows)))
    told = [line.rsplit("units.csv", 1)[1] for line in str(error.value).splitlines()]
    assert told == [
        ":2: kind: 'tank' is none of car, motorcycle, bicycle, foot",
        ":3: lon: 'east' is no number",
        ":4: fix_age_s: the line ends before it",
        ":5: status: 'asleep' is none of available, busy, off_duty",
        ":6: unit_id: must have 1 to 200 characters",
        ":8: unit_id: 'e' stands in an earlier line too",
        ":9: more fields than the 6 columns of the header",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "units.csv:1: column unit_id, kind, lon, lat, fix_age_s, status is missing"),
        ("unit_id,kind,lon,lat,status\n", "units.csv:1: column fix_age_s is missing"),
        (HEADER + '"a,car,1,2,0,busy\n', "units.csv:2: unexpected end of data"),
    ],
)
def test_a_table_that_is_none_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_units(_table(tmp_path, text))
    assert told in str(error.value)


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_bytes(HEADER.encode() + "警".encode("gb18030") + b"\xff")
    with pytest.raises(ConfigError, match="is no UTF-8 text"):
        read_units(tmp_path / "units.csv")


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"units\.csv: cannot be read"):
        read_units(tmp_path / "units.csv")


def test_a_table_of_nobody_is_no_mistake(tmp_path: Path) -> None:
    assert read_units(_table(tmp_path, HEADER)) == []
