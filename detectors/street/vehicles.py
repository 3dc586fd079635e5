"""The memory of parked cars: learnt when they stand, kept through the night, given up only for a reason.

Cars are remembered by place, not by a tracker's ids, which come and go with the light. Knows nothing of people but
that they stand in the way.
"""

from typing import Final, Literal

import msgspec
import numpy as np

from detectors.rules import VehicleRules
from detectors.tracks import Box, Boxes, Mask, Tracks, areas, ious, overlaps, shares_of

Standing = Literal["seen", "standing", "parked", "waiting"]
"""`seen` a moment ago; `standing` for some seconds; `parked`; `waiting`: drove up and nobody got out (a red light)."""

STEP_S: Final = 2.0
"""Not seen for longer, the tracker's id alone is no sign of the same car."""
LOOK_S: Final = 6.0
"""One look stands for at most so much time since the look before: a detector may look at all only each 5 s."""
DOUBT_S: Final = 1.0
"""Off its place for so long: it has moved. One odd box is no departure."""
FLICKER_S: Final = 60.0
"""What was seen once and not again for so long was nothing, even where nobody looked."""
MOVED_SHARE: Final = 0.35
"""Off its place by so much of its size: a remembered car has moved. Less is another look at the same car."""
DROVE_SHARE: Final = 0.4
"""So far from where it was first seen, of its size: it was seen driving. Boxes of a standing car that jitter by
0.1 of its size reach 0.24. Simulated"""
PART_INSIDE: Final = 0.8
"""A box of which so much lies in a car's, and that is at most so much of its size, is what is seen of the car behind
something. `design`"""
PART_LEAST: Final = 0.15
"""A part that is less of the car's size may as well be something else before it. `design`"""
NEW_LOOK: Final = 0.3
KNOWN_LOOK: Final = 0.1
"""So far the remembered box goes towards the one seen, while it begins to stand and later: jitter averages out."""
COVERED_SHARE: Final = 0.25
"""With so much of it behind another box, a car may not be found. `design`"""
SEARCHED_SHARE: Final = 0.9
"""It was searched for where so much of it was. Crops cut at the edge of the picture lose a little. `design`"""
ALONE: Final = 0.25
"""So much counts a look in which the only car was missed and something else found."""


class Vehicle(msgspec.Struct, kw_only=True):
    """One remembered vehicle. `box` is xyxy px, smoothed over many looks."""

    vehicle_id: str
    box: Box
    since_s: float
    """It stands here since then."""
    seen_s: float
    track_id: str
    from_box: Box | None = None
    """Where it was when it was first seen, or when it drove off from where it had parked."""
    let_out: bool = False
    """Somebody came out of it: nobody waits in it."""
    off_s: float | None = None
    """Seen off its place since then."""
    look_s: float = 0.0
    """Last looked for, found or not."""
    hit_s: float = 0.0
    looked_s: float = 0.0
    missed_s: float = 0.0
    """Looked for in plain sight and not found since it was last found."""

    @property
    def size(self) -> float:
        """Square root of the box's area, px."""
        x1, y1, x2, y2 = self.box
        return float(((x2 - x1) * (y2 - y1)) ** 0.5)

    @property
    def arrived(self) -> bool:
        """It was seen driving up."""
        return self.from_box is not None and _shift(self.box, self.from_box) > DROVE_SHARE * self.size

    def looked(self, at_s: float) -> float:
        """It is looked for now: for how much time this look stands, s."""
        step_s = min(at_s - self.look_s, LOOK_S)
        self.look_s = at_s
        return step_s

    def state(self, at_s: float, rules: VehicleRules) -> Standing:
        """What it is by now."""
        stood_s = at_s - self.since_s
        if stood_s < rules.standing_s or self.seen_s - self.since_s < rules.standing_s:
            return "seen"
        if stood_s < rules.parked_s:
            return "standing"
        if self.arrived and not self.let_out and stood_s < rules.red_light_s:
            return "waiting"
        return "parked"


class Departure(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle that stands there no more. `drove_off`: seen doing so; else it was missed for long in plain sight."""

    vehicle_id: str
    at_s: float
    drove_off: bool


class Memory(msgspec.Struct, kw_only=True):
    """All remembered vehicles of a camera. Its JSON is its snapshot."""

    vehicles: list[Vehicle] = msgspec.field(default_factory=list)
    named: int = 0

    def boxes(self) -> Boxes:
        """float32 [n, 4] xyxy px, in the order of `vehicles`."""
        return np.array([v.box for v in self.vehicles], np.float32).reshape(-1, 4)

    def observe(
        self, at_s: float, seen: Tracks, in_front: Boxes, looked: Boxes | None, rules: VehicleRules
    ) -> list[Departure]:
        """Take in the vehicles of one frame and say which have left.

        Args:
            at_s: event time, never less than before.
            seen: vehicles only.
            in_front: float32 [k, 4], people who may hide a car.
            looked: float32 [k, 4], regions that were searched; None is everywhere.
            rules: the thresholds.
        """
        before = self.boxes()
        pairs = self._match(seen, before, at_s, rules)
        left: list[Departure | None] = []
        for i, j in pairs:
            v = self.vehicles[j]
            step_s = v.looked(at_s)
            v.hit_s, v.looked_s, v.missed_s = v.hit_s + step_s, v.looked_s + step_s + v.missed_s, 0.0
            left.append(self._see(v, _box(seen.boxes[i]), seen.ids[i], at_s, rules))
        missed = self._in_plain_sight({j for _, j in pairs}, before, np.concatenate([in_front, seen.boxes]), looked)
        left += [self._miss(self.vehicles[j], at_s, weight, rules) for j, weight in missed]
        departures = [d for d in left if d is not None]
        ids = {d.vehicle_id for d in departures if not d.drove_off}
        self.vehicles = [v for v in self.vehicles if v.vehicle_id not in ids and not _was_flicker(v, at_s, rules)]
        taken = {i for i, _ in pairs}
        for i in range(len(seen)):
            if i not in taken:
                self._remember(seen, i, at_s)
        return departures

    def _match(self, seen: Tracks, boxes: Boxes, at_s: float, rules: VehicleRules) -> list[tuple[int, int]]:
        """(row, vehicle) pairs: best overlap first, then parts of a car that someone hides, then the tracker's id."""
        if not len(seen) or not len(boxes):
            return []
        shared, iou = overlaps(seen.boxes, boxes), ious(seen.boxes, boxes)
        own, kept = areas(seen.boxes)[:, None], areas(boxes)[None, :]
        recent = np.array([at_s - v.seen_s <= STEP_S for v in self.vehicles])
        same = np.array([[v.track_id == name for v in self.vehicles] for name in seen.ids]) & recent[None, :]
        fit = np.where(iou >= rules.match_iou, 1.0 + iou + 0.1 * same, 0.0)
        part = (shared > PART_INSIDE * own) & (own > PART_LEAST * kept)
        fit = np.maximum(fit, np.where(part, 0.5 + 0.4 * shared / kept, 0.0))
        fit = np.maximum(fit, np.where(same, 0.1, 0.0))
        pairs: list[tuple[int, int]] = []
        rows, cols = np.nonzero(fit > 0)
        free_rows, free_cols = set(rows.tolist()), set(cols.tolist())
        for k in np.argsort(-fit[rows, cols], kind="stable"):
            i, j = int(rows[k]), int(cols[k])
            if i in free_rows and j in free_cols:
                pairs.append((i, j))
                free_rows.discard(i)
                free_cols.discard(j)
        return pairs

    def _see(self, v: Vehicle, box: Box, track_id: str, at_s: float, rules: VehicleRules) -> Departure | None:
        v.track_id, v.seen_s = track_id, at_s
        shift = _shift(box, v.box) / v.size
        state, name = v.state(at_s, rules), v.vehicle_id
        known = state != "seen"
        if _is_part(box, v.box):
            v.off_s = None
            return None
        if known and _is_part(v.box, box):  # more of it is seen: that is no driving
            v.from_box = box
        if shift <= (MOVED_SHARE if known else rules.still_share):
            v.off_s = None
            v.box = _towards(v.box, box, KNOWN_LOOK if known else NEW_LOOK)
            return None
        if known:
            v.off_s = at_s if v.off_s is None else v.off_s
            if at_s - v.off_s < DOUBT_S:
                return None
        self._moves(v, box, at_s, state)
        return Departure(vehicle_id=name, at_s=at_s, drove_off=True) if known else None

    def _moves(self, v: Vehicle, box: Box, at_s: float, state: Standing) -> None:
        """It drives: a car that had stood here leaves its name behind, as beside it elsewhere begins another visit."""
        if state != "seen":
            v.vehicle_id, v.let_out = self._name(), False
        if state == "parked":
            v.from_box = v.box
        if _is_part(v.box, box):
            v.from_box = box
        v.box, v.since_s, v.off_s = box, at_s, None

    def _in_plain_sight(
        self, found: set[int], boxes: Boxes, hiding: Boxes, looked: Boxes | None
    ) -> list[tuple[int, float]]:
        """Vehicles that should have been found and were not, with how much that counts.

        When none of several is found the camera is blind (headlights, the infrared switch), and when nothing at all is;
        of a single car nobody can say which it was, so that it counts `ALONE` while something else is found.
        """
        if not len(boxes) or (not found and (len(boxes) > 1 or not len(hiding))):
            return []
        weight = 1.0 if found else ALONE
        plain: Mask = shares_of(boxes, hiding).max(axis=1, initial=0) < COVERED_SHARE
        if looked is not None:
            plain &= shares_of(boxes, looked).max(axis=1, initial=0) >= SEARCHED_SHARE
        return [(j, weight) for j in range(len(boxes)) if plain[j] and j not in found]

    def _miss(self, v: Vehicle, at_s: float, weight: float, rules: VehicleRules) -> Departure | None:
        v.missed_s += weight * v.looked(at_s)
        expected = v.hit_s / v.looked_s if v.looked_s > 0 else 0.5
        if v.missed_s * expected < rules.gone_after_s:
            return None
        return Departure(vehicle_id=v.vehicle_id, at_s=at_s, drove_off=False)

    def _remember(self, seen: Tracks, row: int, at_s: float) -> None:
        box = _box(seen.boxes[row])
        self.vehicles.append(
            Vehicle(
                vehicle_id=self._name(),
                box=box,
                since_s=at_s,
                seen_s=at_s,
                look_s=at_s,
                track_id=seen.ids[row],
                from_box=box,
            )
        )

    def _name(self) -> str:
        self.named += 1
        return f"car-{self.named}"


def _was_flicker(v: Vehicle, at_s: float, rules: VehicleRules) -> bool:
    """Never seen standing, and not seen any more."""
    unseen_s = at_s - v.seen_s
    stood = v.seen_s - v.since_s >= rules.standing_s
    return not stood and (v.missed_s >= rules.candidate_s or unseen_s > FLICKER_S)


def _shift(a: Box, b: Box) -> float:
    return float(np.hypot((a[0] + a[2] - b[0] - b[2]) / 2, (a[1] + a[3] - b[1] - b[3]) / 2))


def _is_part(a: Box, whole: Box) -> bool:
    """Box `a` is what is left of `whole` when something stands before it: mostly inside, and clearly smaller."""
    width, height = min(a[2], whole[2]) - max(a[0], whole[0]), min(a[3], whole[3]) - max(a[1], whole[1])
    own, size = (a[2] - a[0]) * (a[3] - a[1]), (whole[2] - whole[0]) * (whole[3] - whole[1])
    return width > 0 and height > 0 and width * height > PART_INSIDE * own and own < PART_INSIDE * size


def _towards(old: Box, new: Box, share: float) -> Box:
    a, b, c, d = (o + (n - o) * share for o, n in zip(old, new, strict=True))
    return (a, b, c, d)


def _box(row: Boxes) -> Box:
    x1, y1, x2, y2 = (float(p) for p in row)
    return (x1, y1, x2, y2)
