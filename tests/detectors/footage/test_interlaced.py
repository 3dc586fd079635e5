"""Interlaced footage is seen as any other, from a file and from a camera."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import numpy as np
import pytest

from detectors.config import CameraConfig
from detectors.footage.capture import Footage
from detectors.footage.interlaced import is_interlaced
from detectors.footage.live import Feed
from streams.runtime.clock import WallClock
from tests.detectors.paint import street

RATE_FPS = 25
LENGTH_S = 2


def recorded(path: Path, coding: str) -> Path:
    """A street as a recorder writes it."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE_FPS, options={"x264-params": f"log-level=none:{coding}"})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for k in range(LENGTH_S * RATE_FPS):
            picture = street(k, size=(320, 240))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())
    return path


@contextmanager
def camera(path: Path) -> Iterator[str]:
    """The address of a camera that sends a file to each who comes."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(path.parent))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]  # silent
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{path.name}"
        server.shutdown()


@pytest.mark.parametrize("name", ["a.mp4", "a.ts"])
def test_an_interlaced_file_gives_the_pictures_and_times_of_a_plain_one(tmp_path: Path, name: str) -> None:
    plain, woven = recorded(tmp_path / f"p{name}", "interlaced=0"), recorded(tmp_path / name, "interlaced=1:tff=1")
    assert (is_interlaced(str(plain)), is_interlaced(str(woven))) == (False, True)
    wanted, seen = (list(Footage(path).frames()) for path in (plain, woven))
    assert [frame.at_ms for frame in seen] == [frame.at_ms for frame in wanted]
    for frame, other in zip(seen, wanted, strict=True):
        assert abs(float(frame.image.mean()) - float(other.image.mean())) < 2


def test_an_interlaced_file_on_the_network_is_seen(tmp_path: Path) -> None:
    file = recorded(tmp_path / "a.mp4", "interlaced=1:tff=1")
    with camera(file) as url:
        for frame, other in zip(Footage(url).frames(), Footage(file).frames(), strict=True):
            assert np.array_equal(frame.image, other.image)


def test_a_camera_that_sends_interlaced_pictures_is_seen(tmp_path: Path) -> None:
    arrived, stop = threading.Event(), threading.Event()
    file = recorded(tmp_path / "a.ts", "interlaced=1:tff=1")
    with camera(file) as url:
        feed = Feed(CameraConfig(camera_id="c", url=url), 5.0, WallClock(), arrived, stop)
        feed.start()
        frame = None
        while frame is None:
            assert arrived.wait(180)
            arrived.clear()
            frame = feed.newest.take()
        stop.set()
    assert any(np.array_equal(frame.image, other.image) for other in Footage(file, rate_fps=RATE_FPS).frames())


def test_of_what_cannot_be_read_nothing_is_said_so_that_it_is_asked_again(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"a letter to my aunt" * 100)
    assert is_interlaced(str(tmp_path / "a.mp4")) is None
    assert is_interlaced(str(tmp_path / "gone.mp4")) is None
