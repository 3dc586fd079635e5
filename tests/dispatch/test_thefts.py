"""Lists of real thefts, as cities publish them."""

import gzip
from pathlib import Path

import pytest

from dispatch.thefts import read_thefts
from streams.schema.errors import ConfigError

LINES = "incident_id,reported_at,lon,lat,shift\n1,2018-01-01T02:51:12-05:00,-77.015,38.877,MIDNIGHT\n"


def test_columns_are_found_by_name_whatever_else_there_is(tmp_path: Path) -> None:
    path = tmp_path / "thefts.csv"
    path.write_text("\ufeff" + LINES, encoding="utf-8")
    assert read_thefts(path) == [(-77.015, 38.877)]


def test_a_packed_list_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "thefts.csv.gz"
    path.write_bytes(gzip.compress(LINES.encode()))
    assert read_thefts(path) == [(-77.015, 38.877)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("lon,shift\n1,2\n", "1: column lat is missing"),
        ("", "1: column lon, lat is missing"),
        ("lon,lat\n", "has no row below its header"),
        ("lon,lat\n1,2\nx,3\n4\n5,91\n", "3: 'x', '3' are no lon and lat"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "thefts.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        read_thefts(path)
    assert f"{path}:{why}" in str(error.value) or f"{path}: {why}" in str(error.value)


@pytest.mark.parametrize("packed", [b"no gzip", gzip.compress(LINES.encode())[:-20], b"\x1f\x8b\x08\x00" + b"x" * 30])
def test_a_list_that_is_damaged_is_an_error_that_names_it(tmp_path: Path, packed: bytes) -> None:
    path = tmp_path / "thefts.csv.gz"
    path.write_bytes(packed)
    with pytest.raises(ConfigError, match=r"thefts\.csv\.gz"):
        read_thefts(path)


def test_every_wrong_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "thefts.csv"
    path.write_text("lon,lat\nx,3\n1,2\n5,91\n", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        read_thefts(path)
    assert [line.split(":")[1] for line in str(error.value).splitlines()] == ["2", "4"]
