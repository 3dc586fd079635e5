"""`python -m deploy.demo.stage`: the staged night clip, made once from vtest.avi and kept in the cache.

Every person and vehicle in it is a real one of that clip, cut out, re-timed and put beside the others; the night is
computed. It says so in the picture. The same inputs give the same frames.
"""

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from deploy.demo.pixels import cutouts, night, story, yard
from deploy.demo.pixels.cutouts import Cutout, Floats, Image, box_at, cut_walker, read_walkers
from deploy.fetch import fetch
from streams.runtime.cache import cache_folder
from streams.schema.errors import DeviceError

SOURCE: Final = "vtest.avi"
_EMPTY_FROM_EVERY: Final = 12
_CODEC: Final = "mp4v"


def staged_clip(source: Path | None = None, folder: Path | None = None) -> Path:
    """The staged clip: 1280 × 720, 10 frames a second; made on the first call (half a minute), then found.

    Raises:
        DeviceError: the source cannot be fetched or read, or the clip cannot be written.
    """
    clip = fetch(SOURCE) if source is None else source
    cache = cache_folder() if folder is None else folder
    path = cache / f"staged-night-{_version(clip)}.mp4"
    if not path.exists():
        sys.stderr.write("staging the demo clip from real pixels, half a minute, once\n")
        _write(frames(clip), path)
    return path


def frames(clip: Path) -> Iterator[Image]:
    """The frames of the staged clip, uint8 [720, 1280, 3] BGR.

    Raises:
        DeviceError: `clip` cannot be read, or ends before the last frame that the story shows.
    """
    empty = _empty_yard(clip)
    place = yard.furnish(empty)
    walkers = read_walkers()
    seen = story.appearances(story.STORY, walkers)
    cutouts_of = _cut_walkers(
        clip, empty, walkers, {(one.walker, one.source) for those in seen.values() for one in those}
    )
    dark = night.Night(yard.SIZE)
    for number in range(story.FRAMES):
        day = place.day.copy()
        for one in seen.get(number, ()):
            yard.put(day, cutouts_of[one.walker, one.source], one.x, one.y, one.scale)
        day += (place.day - day) * place.front[..., None]
        yield dark.darken(day, number)


def _empty_yard(clip: Path) -> Image:
    """The median of frames far apart: nobody stands in one place in more than half of them."""
    some = [frame for number, frame in _read(clip) if number % _EMPTY_FROM_EVERY == 0]
    if not some:
        raise DeviceError(f"{clip} holds no frames that can be read")
    empty: Image = np.median(np.stack(some), axis=0).astype(np.uint8)
    return empty


def _cut_walkers(
    clip: Path, empty: Image, walkers: Mapping[str, Floats], wanted: set[tuple[str, int]]
) -> dict[tuple[str, int], Cutout]:
    cut = {}
    for number, frame in _read(clip):
        for walker in (name for name in walkers if (name, number) in wanted):
            cut[walker, number] = cut_walker(frame, empty, box_at(walkers[walker], number))
    if missing := wanted - cut.keys():
        raise DeviceError(f"{clip} ends early: frame {min(source for _, source in missing)} is needed and not there")
    return cut


def _read(clip: Path) -> Iterator[tuple[int, Image]]:
    capture = cv2.VideoCapture(str(clip))
    number = 0
    while True:
        there, frame = capture.read()
        if not there:
            break
        yield number, frame.astype(np.uint8, copy=False)
        number += 1
    capture.release()


def _write(pictures: Iterator[Image], path: Path) -> None:
    part = path.with_name(f".{os.getpid()}-{path.name}")
    writer = cv2.VideoWriter(str(part), cv2.VideoWriter.fourcc(*_CODEC), story.FPS, yard.SIZE)
    if not writer.isOpened():
        raise DeviceError(f"{part}: cannot be written as {_CODEC} video")
    for picture in pictures:
        writer.write(picture)
    writer.release()
    part.replace(path)


def _version(clip: Path) -> str:
    """A hash of everything that the staged clip follows from."""
    digest = hashlib.blake2b(digest_size=6)
    sources = [Path(module.__file__ or "") for module in (cutouts, night, story, yard)]
    for path in (clip, cutouts.WALKERS, *sources, Path(__file__)):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


if __name__ == "__main__":
    print(staged_clip())  # noqa: T201 - the path is this command's output
