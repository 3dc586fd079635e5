"""The script of the staged night: which real walker stands where in which frame. Pure numbers, no pixels.

Places are pixels of vtest.avi (768 × 576), as feet on the ground; time is counted in frames of 10 a second.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from deploy.demo.pixels.cutouts import Floats, box_at

FPS: Final = 10
FRAMES: Final = 840


@dataclass(frozen=True, kw_only=True)
class Appearance:
    """A walker, as seen in frame `source` of the clip, put with the feet at `x, y` and scaled by `scale`."""

    walker: str
    source: int
    x: float
    y: float
    scale: float


@dataclass(frozen=True, kw_only=True)
class Walk:
    """Go on as in these frames of the clip, from wherever one is. `to_y`: be there at the end, else as in the clip."""

    sources: range
    to_y: float | None = None


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Stay for `frames`, shown by these frames of the clip forth and back."""

    sources: range
    frames: int


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A walker's part: enters in frame `enters` with the feet at `x, y`, then does one thing after the other."""

    walker: str
    enters: int
    x: float
    y: float
    does: Sequence[Walk | Stand]


_STANDING = range(233, 275)

STORY: Final = (
    Actor(walker="woman_left", enters=10, x=756.0, y=406.0, does=(Walk(sources=range(422, 580)),)),
    Actor(walker="man_left", enters=120, x=746.0, y=438.0, does=(Walk(sources=range(657, 746)),)),
    Actor(
        walker="trier",
        enters=230,
        x=668.0,
        y=262.0,
        does=(
            Walk(sources=range(144, 157), to_y=247),
            Walk(sources=range(180, 214), to_y=217),
            Stand(sources=_STANDING, frames=95),
            Walk(sources=range(212, 231), to_y=216),
            Stand(sources=_STANDING, frames=120),
            Walk(sources=range(204, 231), to_y=213),
            Stand(sources=_STANDING, frames=120),
            Walk(sources=range(214, 231), to_y=210),
            Stand(sources=_STANDING, frames=90),
            Walk(sources=range(190, 232), to_y=232),
        ),
    ),
    Actor(walker="woman_right", enters=440, x=-20.0, y=296.0, does=(Walk(sources=range(607, 720)),)),
)
"""A woman and a man pass. A man comes along the row of parked vehicles, lingers at the fourth, third, second and first,
and leaves. Meanwhile the woman comes back and passes him on the far side of the road."""


def appearances(story: Sequence[Actor], walkers: Mapping[str, Floats]) -> dict[int, list[Appearance]]:
    """Who is seen in each frame of the staged clip, the farthest first."""
    seen: dict[int, list[Appearance]] = {}
    for actor in story:
        for number, one in enumerate(_play(actor, walkers[actor.walker])):
            seen.setdefault(actor.enters + number, []).append(one)
    return {frame: sorted(those, key=lambda one: one.y) for frame, those in seen.items()}


def _play(actor: Actor, boxes: Floats) -> Iterator[Appearance]:
    x, y = actor.x, actor.y
    for deed in actor.does:
        if isinstance(deed, Stand):
            for source in _forth_and_back(deed.sources, deed.frames):
                yield Appearance(walker=actor.walker, source=source, x=x, y=y, scale=_scale(boxes, source, y))
            continue
        began, before = y, _feet(boxes, deed.sources[0])
        for number, source in enumerate(deed.sources, start=1):
            feet = _feet(boxes, source)
            scale = _scale(boxes, source, y)
            x += (feet[0] - before[0]) * scale
            y = _between(began, deed.to_y, number / len(deed.sources), y + (feet[1] - before[1]) * scale)
            before = feet
            yield Appearance(walker=actor.walker, source=source, x=x, y=y, scale=scale)


def _between(began: float, to: float | None, share: float, otherwise: float) -> float:
    return otherwise if to is None else began + (to - began) * share


def _forth_and_back(sources: range, frames: int) -> Iterator[int]:
    period = 2 * (len(sources) - 1)
    for number in range(frames):
        phase = number % period
        yield sources[min(phase, period - phase)]


def _feet(boxes: Floats, source: int) -> tuple[float, float]:
    left, _, right, bottom = box_at(boxes, source)
    return (left + right) / 2, bottom


def _scale(boxes: Floats, source: int, y: float) -> float:
    """How much smaller things are at height `y` than where the walker really was."""
    return person_height(y) / person_height(_feet(boxes, source)[1])


def person_height(y: float) -> float:
    """Pixels that a person is high with the feet at `y`: a line through the clip's own walkers, ±4 px."""
    return 24.3 + 0.204 * y
