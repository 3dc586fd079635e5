"""Which parts of a picture the model looks at, and how what it finds there becomes boxes of the whole picture.

Pure geometry. People far off are lost when a large picture is shrunk to the model's input, so moving things are cut
out at their own resolution, at the price of a part of a whole look.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from detectors.footage.capture import Image
from detectors.model.found import Found
from detectors.tracks import ious, shares_of

SMALL_PX: Final = 320
LARGE_PX: Final = 640
_INPUTS_PX: Final = (SMALL_PX, 480, LARGE_PX)
"""Sides of the model's inputs; a look costs as its area, in small ones."""
_LARGE_COST: Final = (LARGE_PX / SMALL_PX) ** 2
_DETAIL_PX: Final = 128.0
"""What is larger than this at the input is shrunk to it without loss: by night people are found from 30 px up."""
_ALMOST: Final = 1.3
"""A whole look that shows things this much smaller than wanted still shows them well."""
_MOST_COST: Final = 8.0
"""Of one picture, in small crops: 8 take about as long as the time between two pictures on one slow core."""
_MARGIN_SHARE: Final = 0.3
"""Room around what moves, in its own size: the legs that stood still while the arm moved."""
_LEAST_MARGIN_NET_PX: Final = 24.0
_EDGE_PX: Final = 2.0
_SAME_IOU: Final = 0.55
_INSIDE_SHARE: Final = 0.85
_NESTED_IOU: Final = 0.3
"""Of two boxes of one look, one within the other: this alike they are one person and his doorway; less, a child."""
_LARGE_CUT_SHARE: Final = 0.6
"""A cut person who fills this much of the crop is near; the next crop is made to fit him..."""
_PLAIN_SCORE: Final = 0.4
"""...and so near a person is found plainly. Less is the crop itself taken for someone: seen on infrared footage."""
_FILLS_SHARE: Final = 0.9


@dataclass(frozen=True, kw_only=True, eq=False)
class Cutout:
    """Pixels for the model, and the side of the input that they are scaled to."""

    image: Image
    net_px: int


@dataclass(frozen=True, kw_only=True)
class Look:
    """One rectangle of a picture for the model: native pixels, and the side of the model's input."""

    left: int
    top: int
    right: int
    bottom: int
    net_px: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Corners xyxy in pixels of the picture."""
        return self.left, self.top, self.right, self.bottom

    def of(self, image: Image) -> Cutout:
        """What it shows of `image`, not copied."""
        return Cutout(image=image[self.top : self.bottom, self.left : self.right], net_px=self.net_px)


def whole(size: tuple[int, int]) -> Look:
    """The look at all of a picture of this (width, height)."""
    return Look(left=0, top=0, right=size[0], bottom=size[1], net_px=LARGE_PX)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Spot:
    """A part of the picture that is to be looked at, and how large: pixels of the input for one of the picture."""

    box: npt.NDArray[np.float32]
    scale: float

    @property
    def extent(self) -> float:
        return float(max(self.box[2:] - self.box[:2]))

    @property
    def cost(self) -> float:
        extent = self.extent * self.scale
        # beyond the large input detail is lost: as if it cost more, so that far things are not joined
        return _cost(_input_px(extent)) * max(1.0, (extent / LARGE_PX) ** 2)

    def joined(self, other: "_Spot") -> "_Spot":
        corners = np.minimum(self.box[:2], other.box[:2]), np.maximum(self.box[2:], other.box[2:])
        return _Spot(box=np.concatenate(corners), scale=max(self.scale, other.scale))


def plan(
    things: npt.NDArray[np.float32], size: tuple[int, int], ground: npt.NDArray[np.float32] | None = None
) -> tuple[Look, ...]:
    """The cheapest looks that show all of `things` and `ground`.

    Args:
        things: float32 [n, 4] xyxy, what moves or was there a moment ago, most important first; large things may be
            shrunk. Parts outside the picture are ignored.
        size: (width, height) of the picture.
        ground: float32 [m, 4] xyxy, where things of any size may be: shown as they are.

    Returns:
        Nothing where nothing is to be shown; a whole look alone where it costs no more and loses no detail; else crops,
        with a whole look besides when there are more of them than one picture may cost.
    """
    enlarge = _enlargement(size)
    whole_scale = LARGE_PX / max(size)
    # small pictures are never shrunk: measured on 320x240 infrared, a man's box then grows to the edges of his crop
    detail_px = _DETAIL_PX if whole_scale * _ALMOST < 1 else math.inf
    spots = [_spot(box, enlarge, detail_px) for box in _inside(things, size)]
    if ground is not None:
        spots += [_Spot(box=_roomy(box, enlarge), scale=enlarge) for box in _inside(ground, size)]
    if not spots:
        return ()
    looks = [_square(cluster, size, enlarge) for cluster in _join(spots)]
    all_cost = sum(_cost(look.net_px) for look in looks)
    whole_cost = _LARGE_COST * min(size) / max(size)
    if all_cost >= whole_cost and max(spot.scale for spot in spots) <= whole_scale * _ALMOST:
        return (whole(size),)
    if all_cost <= _MOST_COST:
        return tuple(looks)
    return (whole(size), *_affordable(looks, _MOST_COST - whole_cost))


def tiles(box: npt.NDArray[np.float32], size: tuple[int, int]) -> npt.NDArray[np.float32]:
    """A large region, such as a parking strip, in parts that each fit a small crop: float32 [n, 4] xyxy."""
    fits = SMALL_PX / (1 + 2 * _MARGIN_SHARE) / _enlargement(size)
    left, top, right, bottom = (float(edge) for edge in box)
    columns, rows = (max(1, int(np.ceil(length / fits))) for length in (right - left, bottom - top))
    x, y = np.linspace(left, right, columns + 1), np.linspace(top, bottom, rows + 1)
    parts = [(x[i], y[j], x[i + 1], y[j + 1]) for j in range(rows) for i in range(columns)]
    return np.asarray(parts, np.float32)


def seen_share(box: npt.NDArray[np.float32], looks: Sequence[Look]) -> float:
    """The largest share of `box` (float32 [4] xyxy) that one of the looks shows."""
    if not looks:
        return 0.0
    return float(shares_of(box[None], np.asarray([look.box for look in looks], np.float32)).max())


def merge(looks: Sequence[Look], found: Sequence[Found], size: tuple[int, int]) -> Found:
    """What was found in the looks, as boxes of the picture: each thing once, nothing that the edge of a crop cut."""
    placed: list[Found] = []
    origins: list[npt.NDArray[np.int64]] = []
    for number, (look, boxes) in enumerate(zip(looks, found, strict=True)):
        whole_ones = boxes.where(~_cut(boxes, look, size) & ~_fills(boxes, look))
        placed.append(whole_ones.moved(look.left, look.top))
        origins.append(np.full(len(whole_ones), number))
    if not placed:
        return Found.empty()
    return _each_once(Found.joined(placed), np.concatenate(origins))


def _enlargement(size: tuple[int, int]) -> float:
    """How much a small picture is enlarged: the model finds people in it so that it misses as they are."""
    return max(1.0, LARGE_PX / max(size))


def _inside(wanted: npt.NDArray[np.float32], size: tuple[int, int]) -> npt.NDArray[np.float32]:
    limits = np.asarray([*size, *size], np.float32)
    clipped = np.clip(np.nan_to_num(wanted, nan=-1.0), 0, limits)
    return clipped[(clipped[:, 2] > clipped[:, 0]) & (clipped[:, 3] > clipped[:, 1])]


def _roomy(box: npt.NDArray[np.float32], enlarge: float) -> npt.NDArray[np.float32]:
    margin = max(_LEAST_MARGIN_NET_PX / enlarge, _MARGIN_SHARE * float(max(box[2:] - box[:2])))
    return box + np.asarray([-margin, -margin, margin, margin], np.float32)


def _spot(box: npt.NDArray[np.float32], enlarge: float, detail_px: float) -> _Spot:
    return _Spot(box=_roomy(box, enlarge), scale=min(enlarge, detail_px / float(max(box[2:] - box[:2]))))


def _join(spots: Sequence[_Spot]) -> list[_Spot]:
    """Put spots together as long as one look at two costs less than a look at each."""
    clusters: list[_Spot] = []
    for spot in spots:
        cluster, gain = spot, True
        while gain:
            unions = [(number, cluster.joined(other), other.cost) for number, other in enumerate(clusters)]
            cheaper = [(number, union) for number, union, cost in unions if union.cost < cluster.cost + cost]
            gain = bool(cheaper)
            if gain:
                number, cluster = cheaper[0]
                del clusters[number]
        clusters.append(cluster)
    return clusters


def _input_px(extent: float) -> int:
    """The smallest input that shows an extent, in pixels as enlarged, without shrinking it; else the largest."""
    return next((side for side in _INPUTS_PX if extent <= side), LARGE_PX)


def _square(spot: _Spot, size: tuple[int, int], enlarge: float) -> Look:
    """A square crop around a spot, moved into the picture; cut where the picture is smaller than it."""
    net_px = _input_px(spot.extent * spot.scale)
    side = max(spot.extent, net_px / enlarge)
    middle = (spot.box[:2] + spot.box[2:]) / 2
    (left, right), (top, bottom) = (_span(float(middle[axis]), side, size[axis]) for axis in (0, 1))
    return Look(left=left, top=top, right=right, bottom=bottom, net_px=net_px)


def _span(middle: float, side: float, limit: int) -> tuple[int, int]:
    length = min(round(side), limit)
    start = min(max(round(middle - length / 2), 0), limit - length)
    return start, start + length


def _cost(net_px: int) -> float:
    return (net_px / SMALL_PX) ** 2


def _affordable(looks: Sequence[Look], budget: float) -> list[Look]:
    chosen: list[Look] = []
    for look in looks:
        if _cost(look.net_px) <= budget:
            budget -= _cost(look.net_px)
            chosen.append(look)
    return chosen


def _cut(boxes: Found, look: Look, size: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Which boxes (in pixels of the crop) end at an edge of the crop that is no edge of the picture."""
    width, height = look.right - look.left, look.bottom - look.top
    xyxy = boxes.xyxy
    cut = (
        ((xyxy[:, 0] <= _EDGE_PX) & (look.left > 0))
        | ((xyxy[:, 1] <= _EDGE_PX) & (look.top > 0))
        | ((xyxy[:, 2] >= width - _EDGE_PX) & (look.right < size[0]))
        | ((xyxy[:, 3] >= height - _EDGE_PX) & (look.bottom < size[1]))
    )
    near = boxes.of_people & (xyxy[:, 3] - xyxy[:, 1] >= _LARGE_CUT_SHARE * height)
    return cut & ~(near & (boxes.scores >= _PLAIN_SCORE))


def _fills(boxes: Found, look: Look) -> npt.NDArray[np.bool_]:
    """Which boxes are as wide as the crop and yet unsure: nothing but the picture itself."""
    wide = boxes.xyxy[:, 2] - boxes.xyxy[:, 0] >= _FILLS_SHARE * (look.right - look.left)
    return np.asarray(wide & (boxes.scores < _PLAIN_SCORE))


def _each_once(boxes: Found, origins: npt.NDArray[np.int64]) -> Found:
    """Drop what another box of the same kind shows better: the same thing seen in two crops, or a part of it."""
    kept: list[int] = []
    for i in np.argsort(-boxes.scores, kind="stable"):
        rivals = [k for k in kept if boxes.kinds[k] == boxes.kinds[i]]
        if not rivals:
            kept.append(int(i))
            continue
        mine, theirs = boxes.xyxy[i][None], boxes.xyxy[rivals]
        inside = np.maximum(shares_of(mine, theirs)[0], shares_of(theirs, mine)[:, 0])
        iou = ious(mine, theirs)[0]
        apart = origins[rivals] == origins[i]
        if not np.any((iou > _SAME_IOU) | ((inside > _INSIDE_SHARE) & (~apart | (iou > _NESTED_IOU)))):
            kept.append(int(i))
    return boxes.where(np.isin(np.arange(len(boxes)), kept))
