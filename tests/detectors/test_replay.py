"""Track files in, lines out; what is wrong in a file is named with its line."""

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from detectors.config import CameraConfig, DetectionConfig
from detectors.replay import replay
from streams.schema.errors import ConfigError

HEADER = "t_s,track_id,class,x1,y1,x2,y2\n"
CAMERA = CameraConfig(camera_id="replay")


def _lines(path: Path, start_ms: int | None = None, camera: CameraConfig = CAMERA) -> list[dict[str, object]]:
    return list(replay(path, camera, DetectionConfig(), start_ms))


def _stay(s: float, fps: int = 10) -> Iterator[str]:
    yield HEADER
    for k in range(round(s * fps)):
        t = k / fps
        yield f"{t:.2f},7,car,400,300,600,400\n"
        yield f"{t:.2f},12,person,{200 + min(k * 100 // fps, 300)},240,{240 + min(k * 100 // fps, 300)},410\n"


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_long_stay_is_one_watch_and_one_alert_with_the_ids_and_seconds_of_the_file(tmp_path: Path) -> None:
    lines = _lines(_write(tmp_path / "t.csv", "".join(_stay(40))))
    assert [line["level"] for line in lines] == ["watch", "alert"]
    alert = lines[1]
    assert alert["track_ids"] == ["12"]
    assert alert["kind"] == "long_stay"
    assert 20 <= float(str(alert["raised_at_s"])) - float(str(alert["began_at_s"])) <= 22
    assert set(alert) >= {"kind", "level", "score", "track_ids", "began_at_s", "raised_at_s", "terms"}
    terms = alert["terms"]
    assert isinstance(terms, list)
    assert all(set(term) >= {"name", "value", "points", "text"} for term in terms)
    json.dumps(lines)


def test_a_zipped_file_gives_the_same_lines_and_so_does_the_second_run(tmp_path: Path) -> None:
    text = "".join(_stay(40))
    plain = _lines(_write(tmp_path / "t.csv", text))
    zipped = tmp_path / "t.csv.gz"
    zipped.write_bytes(gzip.compress(text.encode()))
    assert _lines(zipped) == plain == _lines(zipped)
    assert _lines(zipped.rename(tmp_path / "named-otherwise.csv")) == plain
    assert _lines(_write(tmp_path / "not-zipped.csv.gz", text)) == plain


def test_footage_of_a_known_day_is_judged_by_day(tmp_path: Path) -> None:
    noon_ms = 1_773_892_800_000  # 2026-03-19T04:00Z, noon in Taiyuan
    site = CameraConfig(camera_id="replay", lon=112.55, lat=37.87)
    path = _write(tmp_path / "t.csv", "".join(_stay(40)))
    assert [line["level"] for line in _lines(path, noon_ms, site)] == ["watch"]
    assert [line["level"] for line in _lines(path, noon_ms + 12 * 3_600_000, site)] == ["watch", "alert"]


def test_a_header_alone_gives_nothing(tmp_path: Path) -> None:
    assert _lines(_write(tmp_path / "t.csv", HEADER)) == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("1,1,person,nan,0,5,9", "x1 is 'nan'"),
        ("1,1,person,9,0,5,9", "no area"),
        ("1,1,person,1,9,5,9", "no area"),
        ("1,1,dragon,1,0,5,9", "class 'dragon' is unknown, must be one of person, car"),
        ("1,1,person,1,0,5", "6 fields, must be 7"),
        ("soon,1,person,1,0,5,9", "t_s is 'soon'"),
        ("-1,1,person,1,0,5,9", "t_s is -1"),
        ("1767200400000,1,person,1,0,5,9", "must be seconds from the start"),
        ("1,,person,1,0,5,9", "track_id is empty"),
        ("0.5,b,person,11,0,15,9\n0.2,c,person,1,0,5,9", "t_s goes back by 0.3 s"),
        ("0,a,person,11,0,15,9", r"second box of track 'a' in one frame \(the first is in line 2\)"),
        ("1,1,person,1,0,1e300,9", "x2 is '1e300'"),
    ],
)
def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path, row: str, why: str) -> None:
    path = _write(tmp_path / "bad.csv", HEADER + "0,a,person,1,0,5,9\n" + row + "\n")
    with pytest.raises(ConfigError, match=rf"bad\.csv:[34]: .*{why}"):
        _lines(path)


def test_other_columns_are_refused_with_those_that_must_be(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"t\.csv:1: columns must be t_s,track_id"):
        _lines(_write(tmp_path / "t.csv", "frame,id,x,y\n1,2,3,4\n"))


@pytest.mark.parametrize(
    ("name", "data"),
    [("none.csv", None), ("empty.csv", b""), ("t.csv", b"\xff\xfe\x00"), ("t.csv.gz", b"no gzip at all")],
)
def test_a_file_that_is_none_is_refused_by_its_name(tmp_path: Path, name: str, data: bytes | None) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ConfigError, match=name):
        _lines(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (HEADER.encode("utf-16"), "is text in UTF-16"),
        (HEADER.encode("utf-16-le"), "is no text, must be a table as CSV in UTF-8"),
        (bytes(range(1, 256)), "is no text in UTF-8"),
        (b"\x00\x00\x00 ftypisom", "is no text, must be a table"),
        ((HEADER + "0,车,person,1,0,5,9\n").encode("gbk"), "is no text in UTF-8"),
        (gzip.compress(b"\x89PNG\r\n"), "is no text in UTF-8"),
        (b"\x1f\x8bno gzip at all", "is damaged or cut"),
        (b"\x1b[31mred\x07,b\n", r"found '\\x1b"),
    ],
)
def test_what_a_file_is_instead_of_a_table_is_said_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    with pytest.raises(ConfigError, match=words) as refused:
        _lines(path)
    assert "codec" not in str(refused.value)


def test_what_stands_before_a_truncated_end_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress("".join(_stay(60)).encode())[:-400])
    told: list[object] = []
    with pytest.raises(ConfigError, match="after line"):
        _tell(replay(path, CAMERA, DetectionConfig()), told)
    assert told == ["watch", "alert"]


def _tell(lines: Iterator[dict[str, object]], told: list[object]) -> None:
    for line in lines:
        told.append(line["level"])  # noqa: PERF401 - what came before an error counts


def test_a_frame_of_endless_rows_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    rows = "".join(f"0,{i},person,1,0,5,9\n" for i in range(3000))
    with pytest.raises(ConfigError, match="more than 2000 rows"):
        _lines(_write(tmp_path / "t.csv", HEADER + rows))


def test_ten_hours_take_no_more_memory_than_one(tmp_path: Path) -> None:
    def rows(hours: float) -> Iterator[str]:
        yield HEADER
        for k in range(round(hours * 1200)):  # a frame each 3 s, and always somebody new
            yield f"{3 * k},c,car,400,300,600,400\n{3 * k},p{k},person,{k % 300},240,{k % 300 + 40},410\n"

    def peak(hours: float) -> int:
        path = _write(tmp_path / f"{hours}.csv", "".join(rows(hours)))
        tracemalloc.start()
        for _ in replay(path, CAMERA, DetectionConfig()):
            pass
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    assert peak(10) < 1.2 * peak(1) + 200_000
