"""Frames of files: their times, their rate, and what is said of files that are none."""

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.footage.capture import Footage, Sampler, StreamTimes, is_stream, without_secrets
from streams.schema.errors import FootageError
from tests.detectors.paint import street, write_video


def times(path: Path, **how: float) -> list[int]:
    return [frame.at_ms for frame in Footage(path, **how).frames()]  # type: ignore[arg-type]  # start_ms is whole


def clip(path: Path, seconds: float, fps: float, codec: str = "MJPG") -> Path:
    return write_video(path, (street(k, size=(160, 120)) for k in range(round(seconds * fps))), fps=fps, codec=codec)


def test_frame_times_come_from_the_file_and_count_from_its_start(tmp_path: Path) -> None:
    assert times(clip(tmp_path / "a.avi", 1, 10), start_ms=1_000_000, rate_fps=10) == [
        1_000_000 + 100 * k for k in range(10)
    ]


@pytest.mark.parametrize("fps", [5, 12, 25, 30, 60])
def test_five_frames_a_second_are_looked_at_whatever_the_file_has(tmp_path: Path, fps: int) -> None:
    seen = times(clip(tmp_path / "a.avi", 4, fps))
    assert 19 <= len(seen) <= 21
    assert max(b - a for a, b in itertools.pairwise(seen)) <= 200 + 1000 / fps + 1


def test_a_slow_file_gives_all_that_it_has(tmp_path: Path) -> None:
    assert times(clip(tmp_path / "a.avi", 4, 1)) == [0, 1000, 2000, 3000]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FootageError, match=r"gone\.mp4: there is no such file"):
        Footage(tmp_path / "gone.mp4")


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(FootageError, match=r"empty\.mp4: is empty"):
        Footage(tmp_path / "empty.mp4")


def test_a_folder_is_no_footage(tmp_path: Path) -> None:
    with pytest.raises(FootageError, match="is a folder"):
        Footage(tmp_path)


@pytest.mark.parametrize("content", [b"dear diary, nothing happened\n" * 50, bytes(5000), b"\x00\x00\x00\x18ftypmp42"])
def test_what_is_no_video_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "diary.mp4"
    path.write_bytes(content)
    with pytest.raises(FootageError, match=r"diary\.mp4: is no video"):
        Footage(path)


def test_a_file_cut_before_its_index_is_named(tmp_path: Path) -> None:
    path = clip(tmp_path / "cut.mp4", 3, 10, codec="mp4v")  # the index of this kind stands at the end
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(FootageError, match=r"cut\.mp4: is no video that can be read.*cut before its index"):
        Footage(path)


def test_a_cut_file_gives_what_it_holds_and_says_that_it_ended_early(tmp_path: Path) -> None:
    path = clip(tmp_path / "cut.avi", 10, 10)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    footage = Footage(path)
    seen = [frame.at_ms for frame in footage.frames()]
    assert 3_000 < seen[-1] < 7_000
    assert footage.ended_early is not None
    assert "cut.avi: ended early" in footage.ended_early


def coded(path: Path, times_ms: Sequence[int]) -> Path:
    """An H.264 file of pictures at these times, each of which needs the one before it."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"bf": "0", "g": "1000"})
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for k, at_ms in enumerate(times_ms):
            frame = av.VideoFrame.from_ndarray(street(k, size=(160, 120)), format="bgr24")
            frame.pts, frame.time_base = at_ms, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def test_broken_pictures_in_the_middle_are_passed_over(tmp_path: Path) -> None:
    path = coded(tmp_path / "a.mp4", range(0, 10_000, 100))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = bytes(3000)
    path.write_bytes(data)
    footage = Footage(path)
    seen = [frame.at_ms for frame in footage.frames()]
    assert len(seen) > 40
    assert seen[-1] > 9_500
    assert footage.ended_early is None


def test_a_clock_that_jumps_by_hours_in_a_file_ends_nothing_early(tmp_path: Path) -> None:
    footage = Footage(coded(tmp_path / "a.mkv", [*range(0, 5_000, 100), *range(7_205_000, 7_210_000, 100)]))
    seen = [frame.at_ms for frame in footage.frames()]
    assert len(seen) > 45
    assert seen[-1] < 11_000
    assert footage.ended_early is None


def test_a_whole_file_did_not_end_early(tmp_path: Path) -> None:
    footage = Footage(clip(tmp_path / "a.avi", 3, 10))
    assert len(list(footage.frames())) == 15
    assert footage.ended_early is None


def test_a_header_without_frames_is_no_footage(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.avi", 3, 10)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"movi") + 4])
    with pytest.raises(FootageError, match=r"a\.avi"):
        list(Footage(path).frames())


def test_a_name_that_looks_like_a_protocol_is_still_a_file(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.avi", 1, 10)
    odd = path.rename(tmp_path / "http:clip.avi")
    assert len(list(Footage(odd).frames())) == 5
    assert len(list(Footage(f"file://{odd}").frames())) == 5


@pytest.mark.parametrize(
    ("url", "stream"),
    [("clip.mp4", False), ("/a/b.avi", False), ("file:///a.mp4", False), ("rtsp://c/1", True), ("HTTP://c/1", True)],
)
def test_streams_are_told_from_files(url: str, stream: bool) -> None:  # noqa: FBT001 - one column of the table
    assert is_stream(url) is stream


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("rtsp://admin:hunter2@10.0.0.7:554/live", "rtsp://10.0.0.7:554/live"),
        ("http://10.0.0.7/video.cgi?user=admin&pwd=hunter2", "http://10.0.0.7/video.cgi"),
        ("rtsp://10.0.0.7/user=admin&password=hunter2&channel=1", "rtsp://10.0.0.7"),
        ("rtsp://10.0.0.7/user=admin_password=hunter2_channel=1.sdp?real", "rtsp://10.0.0.7"),
        ("rtsp://admin:hunter2/@10.0.0.7/live", "rtsp://10.0.0.7/live"),
        ("rtsp://admin:hunter2?@10.0.0.7/live", "rtsp://10.0.0.7/live"),
        ("rtsp://admin:hunter2@[10.0.0.7/live", "rtsp://[10.0.0.7/live"),
    ],
)
def test_a_password_is_not_shown_wherever_it_stands_in_the_url(url: str, shown: str) -> None:
    assert without_secrets(url) == shown


@given(st.lists(st.one_of(st.floats(), st.floats(0, 1e7)), min_size=2, max_size=50), st.floats())
def test_times_of_any_container_run_forward(raw: list[float], rate: float) -> None:
    forward = StreamTimes(rate)
    made = [forward.forward_ms(each) for each in raw]
    assert all(math.isfinite(each) for each in made)
    assert all(b > a for a, b in itertools.pairwise(made))


@given(st.lists(st.floats(1, 5_000), min_size=1, max_size=200), st.floats(1, 30))
def test_never_more_frames_are_chosen_than_the_rate_allows(steps: list[float], rate: float) -> None:
    sampler, at_ms, chosen = Sampler(rate), 0.0, []
    for step in steps:
        at_ms += step
        if sampler.wants(at_ms):
            chosen.append(at_ms)
    assert chosen[0] == steps[0]
    assert len(chosen) <= (chosen[-1] - chosen[0]) / 1000 * rate + 2


def test_a_clock_that_is_set_back_stops_no_frames() -> None:
    sampler = Sampler(5.0)
    before = [at_ms for at_ms in range(7_200_000, 7_201_000, 40) if sampler.wants(at_ms)]
    after = [at_ms for at_ms in range(3_600_000, 3_601_000, 40) if sampler.wants(at_ms)]
    assert len(before) == len(after) == 5
