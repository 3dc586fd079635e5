"""A site's file: every mistake at once, with its line and what would be right."""

from pathlib import Path

import pytest

from deploy.checking.settings import check_settings, load_settings
from streams.schema.errors import ConfigError

GOOD = """
[site]
name = "金胜"
roads = "city.osm.pbf"

[[district]]
id = "jinsheng"
name = "金胜"
polygon = [[112.50, 37.80], [112.60, 37.80], [112.60, 37.90], [112.50, 37.90]]

[[camera]]
camera_id = "wall-3"
district = "jinsheng"
url = "rtsp://10.0.0.3/main"
lon = 112.55
lat = 37.87

[[unit]]
unit_id = "P-1"
call_sign = "巡逻一组"
kind = "car"
district = "jinsheng"
"""


def mistakes(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "patrol.toml"
    path.write_text(text, encoding="utf-8")
    settings, found = check_settings(path)
    assert (settings is None) == bool(found)
    return [str(mistake) for mistake in found]


def test_a_good_file_is_read_into_its_structs(tmp_path: Path) -> None:
    path = tmp_path / "patrol.toml"
    path.write_text(GOOD, encoding="utf-8")
    settings = load_settings(path)
    assert (settings.site.name, settings.camera[0].camera_id, settings.unit[0].call_sign) == (
        "金胜",
        "wall-3",
        "巡逻一组",
    )


def test_a_site_needs_cameras_and_units_only(tmp_path: Path) -> None:
    text = '[[camera]]\ncamera_id = "a"\nlon = 1\nlat = 2\n[[unit]]\nunit_id = "u"\ncall_sign = "u"\nkind = "foot"\n'
    path = tmp_path / "patrol.toml"
    path.write_text(text, encoding="utf-8")
    settings = load_settings(path)
    assert {settings.camera[0].district, settings.unit[0].district} == {settings.district[0].id}


def test_an_unknown_field_is_named_with_its_line_and_the_one_that_was_meant(tmp_path: Path) -> None:
    text = GOOD.replace('call_sign = "巡逻一组"', 'callsign = "巡逻一组"')
    assert mistakes(tmp_path, text) == [
        "line 18: unit 1: the field 'call_sign' is missing",
        "line 20: unit 1: callsign: unknown field; did you mean 'call_sign'?",
    ]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('kind = "car"', 'kind = "tank"').replace("lon = 112.55", "lon = 1112.55") + "[wbe]\nport = 1\n"
    found = mistakes(tmp_path, text)
    assert [line.split(":")[0] for line in found] == ["line 15", "line 21", "line 23"]
    assert "wbe: unknown section; did you mean 'web'?" in found[2]


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ('["20:00-25:00"]', "must be written like '22:00-06:00' or '20:00-24:00' or 'fri,sat 20:00-07:00'"),
        ('["always"]', "must be written like '22:00-06:00' or '20:00-24:00' or 'fri,sat 20:00-07:00'"),
        ('"20:00-24:00"', "must be a list: write it in [ ]"),
    ],
)
def test_hours_that_are_none_are_told_with_examples_of_what_would_be(tmp_path: Path, schedule: str, said: str) -> None:
    text = GOOD.replace("lat = 37.87", f"lat = 37.87\nschedule = {schedule}")
    assert mistakes(tmp_path, text) == [f"line 17: camera 1: schedule: {said}"]


def test_a_district_without_a_polygon_is_a_mistake(tmp_path: Path) -> None:
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith("polygon"))
    assert mistakes(tmp_path, text) == ["line 6: district 1: the field 'polygon' is missing"]


def test_two_cameras_of_one_name_are_a_mistake(tmp_path: Path) -> None:
    text = GOOD + '[[camera]]\ncamera_id = "wall-3"\ndistrict = "jinsheng"\nlon = 112.5\nlat = 37.8\n'
    assert mistakes(tmp_path, text) == [
        "line 23: camera 2: a camera named 'wall-3' is there already; names must differ"
    ]


def test_one_mistake_does_not_hide_another(tmp_path: Path) -> None:
    text = GOOD.replace("polygon", "polygone") + '[[camera]]\ncamera_id = "wall-3"\nlon = 112.5\nlat = 37.8\n'
    assert [line.split(":")[0] for line in mistakes(tmp_path, text)] == ["line 6", "line 9", "line 23"]
    unknown = GOOD.replace("[site]", "[site]\nnane = 1").replace('district = "jinsheng"\nurl', 'district = "x"\nurl')
    assert [line.split(":")[0] for line in mistakes(tmp_path, unknown)] == ["line 3", "line 14"]


def test_a_mistake_in_a_table_of_a_table_is_named_by_its_own_line_and_hides_no_other(tmp_path: Path) -> None:
    text = GOOD + "[detection.health]\nfrozen_s = -1\ndark_lumina = 3\nslow_fps = 1.0\n"
    assert mistakes(tmp_path, text) == [
        "line 24: detection: health: frozen_s: Expected `float` >= 0.0",
        "line 25: detection: health: dark_lumina: unknown field; did you mean 'dark_luminance'?",
    ]


def test_one_of_several_in_a_list_is_named_by_its_number(tmp_path: Path) -> None:
    points = "ground_points = [{ x_px = 1, y_px = 1, lon = 1, lat = 1 }, { x_px = 1, y_px = 1, lon = 1, latt = 1 }]\n"
    text = GOOD.replace("lon = 112.55\n", f"lon = 112.55\n{points}")
    assert mistakes(tmp_path, text) == [
        "line 16: camera 1: ground_points 2: latt: unknown field; did you mean 'lat'?",
        "line 16: camera 1: ground_points 2: the field 'lat' is missing",
    ]


def test_what_is_no_number_is_a_mistake_anywhere(tmp_path: Path) -> None:
    text = (
        GOOD.replace("lat = 37.87", "lat = nan") + "[detection.health]\nslow_fps = inf\n[retention]\nevidence_h = inf\n"
    )
    assert mistakes(tmp_path, text) == [
        "line 16: camera 1: lat: Expected `float` >= -90.0",
        "line 24: detection: health: slow_fps: inf is no number",
        "line 26: retention: evidence_h: Expected `float` <= 876000.0",
    ]


def test_a_file_as_editors_on_windows_write_it_is_read_or_told_how_to_save_it(tmp_path: Path) -> None:
    path = tmp_path / "patrol.toml"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load_settings(path).site.name == "金胜"
    path.write_bytes(GOOD.encode("gb18030"))
    assert [str(each) for each in check_settings(path)[1]] == [
        "line 3: file: is no text in UTF-8: save it as that, not as GBK or UTF-16"
    ]


def test_a_district_that_nobody_named_is_a_mistake_where_it_is_used(tmp_path: Path) -> None:
    text = GOOD.replace('kind = "car"\ndistrict = "jinsheng"', 'kind = "car"\ndistrict = "jinsheg"')
    assert mistakes(tmp_path, text) == [
        "line 22: unit 1: district: no [[district]] is named 'jinsheg'; did you mean 'jinsheng'?"
    ]


def test_a_camera_of_a_site_needs_its_place(tmp_path: Path) -> None:
    text = GOOD.replace("lon = 112.55\n", "")
    assert mistakes(tmp_path, text) == ["line 11: camera 1: camera 'wall-3' has no place: give lon and lat"]


ROSTER = """
[[person]]
id = "wang"
name = "王队长"
role = "duty_officer"
[[shift]]
id = "night"
begins = "22:00"
ends = "06:00"
units = ["P-1"]
leader = "wang"
"""


def test_a_roster_over_midnight_is_fine(tmp_path: Path) -> None:
    assert mistakes(tmp_path, GOOD + ROSTER) == []


def test_a_unit_in_two_shifts_at_once_is_a_mistake_at_both_lines(tmp_path: Path) -> None:
    text = GOOD + ROSTER + '[[shift]]\nid = "dawn"\nbegins = "05:00"\nends = "13:00"\nunits = ["P-1"]\n'
    assert mistakes(tmp_path, text) == [
        "line 28: shift 1: 'P-1' is in shift 'dawn' at the same time",
        "line 34: shift 2: 'P-1' is in shift 'night' at the same time",
    ]


def test_a_shift_that_ends_before_it_begins_is_a_mistake(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, GOOD + ROSTER.replace('begins = "22:00"', 'begins = "07:00"'))
    assert found.startswith("line 28: shift 1: ends (06:00) before it begins (07:00)")


def test_a_time_of_the_clock_that_is_none_is_told_with_examples(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, GOOD + '[[shift]]\nid = "night"\nbegins = "8h"\nends = "20:00"\n')
    assert found == "line 25: shift 1: begins: must be written like '06:30' or '20:00' or '24:00'"


def test_names_that_no_section_bears_are_mistakes_of_the_roster(tmp_path: Path) -> None:
    text = GOOD.replace("[site]", '[site]\ntime_zone = "Asia/Taiyuan"') + ROSTER.replace('["P-1"]', '["P-2"]')
    text = text.replace('leader = "wang"', 'leader = "wong"').replace('id = "wang"', 'id = "wang"\nstand_in = "li"')
    assert mistakes(tmp_path, text) == [
        "line 3: site: time_zone: 'Asia/Taiyuan' is no time zone such as 'Asia/Shanghai'",
        "line 27: person 1: stand_in: no [[person]] is named 'li'; known: wang",
        "line 34: shift 1: units: no [[unit]] is named 'P-2'; did you mean 'P-1'?",
        "line 35: shift 1: leader: no [[person]] is named 'wong'; did you mean 'wang'?",
    ]


@pytest.mark.parametrize("text", ["[site\n", "name = 'a\n", "\x00"])
def test_a_file_that_is_no_toml_is_said_so(tmp_path: Path, text: str) -> None:
    assert "not TOML" in mistakes(tmp_path, text)[0]


def test_a_missing_file_names_itself(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        load_settings(tmp_path / "nowhere.toml")
