"""Clips: one MP4 that a browser plays, blurred once more before it is made."""

import io
from collections.abc import Sequence
from pathlib import Path

import av
import pytest

from detectors.evidence.film import FilmMaker, mp4
from detectors.evidence.reel import Film, Shot
from detectors.evidence.still import jpeg
from detectors.model.crops import Cutout
from detectors.model.found import Found
from streams.evidence import EvidenceStore
from streams.schema.errors import DeviceError
from tests.detectors.paint import PaintModel, street, with_people


def film(count: int = 20, *, size: tuple[int, int] = (640, 360)) -> Film:
    """A walker, 4 pictures a second, but for a second in which none came."""
    times = [250 * k + (1_000 if k > 9 else 0) for k in range(count)]
    pictures = (with_people(street(k, size=size), (100 + 10 * k, size[1] - 30)) for k in range(count))
    shots = tuple(Shot(at_ms=5_000 + at_ms, jpeg=jpeg(p, 90)) for at_ms, p in zip(times, pictures, strict=True))
    return Film(key="sus-1-1.mp4", shots=shots)


def boxes(data: bytes) -> list[tuple[bytes, int]]:
    """The boxes of an MP4 at its top, each with its size (ISO/IEC 14496-12, 4.2)."""
    at, found = 0, []
    while at < len(data):
        found.append((data[at + 4 : at + 8], int.from_bytes(data[at : at + 4])))
        at += found[-1][1]
    return found


def test_a_clip_is_h264_with_the_times_of_its_pictures() -> None:
    with av.open(io.BytesIO(mp4(film(), PaintModel())), "r") as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        frames = [(round(float(frame.time or 0) * 1000), frame.width) for frame in container.decode(stream)]
    assert [at_ms for at_ms, _ in frames] == [250 * k + (1_000 if k > 9 else 0) for k in range(20)]
    assert {width for _, width in frames} == {640}


def test_a_browser_can_play_a_clip_while_it_loads_as_its_index_comes_before_its_pictures() -> None:
    kinds = [kind for kind, _ in boxes(mp4(film(), PaintModel()))]
    assert kinds[0] == b"ftyp"
    assert kinds.index(b"moov") < kinds.index(b"mdat")


def test_whoever_nobody_had_looked_for_is_blurred_before_the_clip_is_made() -> None:
    model = PaintModel()
    mp4(film(4), model)
    assert model.shown == [(640, 360)] * 4


def test_a_picture_of_odd_sides_and_a_film_of_one_picture_can_be_coded() -> None:
    assert mp4(film(1, size=(641, 361)), PaintModel())[4:8] == b"ftyp"


def test_a_shot_that_is_no_picture_is_named() -> None:
    with pytest.raises(DeviceError, match="no JPEG"):
        mp4(Film(key="k.mp4", shots=(Shot(at_ms=0, jpeg=b"nothing"),)), PaintModel())


def test_films_are_made_in_their_order_and_a_broken_one_stops_no_other(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    maker = FilmMaker(store, PaintModel())
    maker.make([Film(key="bad-1.mp4", shots=(Shot(at_ms=0, jpeg=b"x"),)), film(3)])
    maker.close(300)
    assert [file.name for file in tmp_path.iterdir()] == ["sus-1-1.mp4"]


class Shaky(PaintModel):
    """Fails once, as a library does that runs out of memory."""

    failed = False

    def find(self, cutouts: Sequence[Cutout]) -> list[Found]:
        if not self.failed:
            self.failed = True
            raise RuntimeError("out of memory")
        return super().find(cutouts)


def test_an_error_of_a_library_in_one_film_stops_no_other(tmp_path: Path) -> None:
    maker = FilmMaker(EvidenceStore(tmp_path), Shaky())
    maker.make([film(3), film(3)])
    maker.close(300)
    assert [file.name for file in tmp_path.iterdir()] == ["sus-1-1.mp4"]
