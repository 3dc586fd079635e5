"""People, held together over lost and swapped ids by place, time and size. Never by looks: nobody is recognised.

Knows nothing of cars. A `Person` is forgotten when his appearance ends.
"""

import itertools
import math
from typing import Final

import numpy as np

from detectors.rules import GroundRules, OwnerRules, VisitRules
from detectors.street.exchanges import exchange, exchanged_s
from detectors.street.hiding import remember, whole
from detectors.street.person import Person, at_edge, foot_of
from detectors.tracks import Box, Boxes, Tracks

NONE: Final = np.empty((0, 4), np.float32)


class People:
    """All people before one camera, now or a moment ago."""

    def __init__(self, ground: GroundRules, rules: VisitRules, owners: OwnerRules) -> None:
        self._ground, self._rules, self._owners = ground, rules, owners
        self._known: dict[int, Person] = {}
        self._next = 1
        self._began_s = 0.0
        self._last_s: float | None = None

    @property
    def known(self) -> tuple[Person, ...]:
        """Everyone not yet forgotten, in the order of appearance."""
        return tuple(self._known.values())

    def observe(
        self, at_s: float, seen: Tracks, frame_size: tuple[int, int] | None, cars: Boxes = NONE
    ) -> tuple[list[Person], list[Person]]:
        """Take in the people of one frame: (who is there, in the order of rows; who is lost for good).

        Args:
            at_s: event time, never less than before.
            seen: people only.
            frame_size: px, for telling who came in at the edge.
            cars: float32 [n, 4] xyxy px, which may hide their legs.
        """
        if self._last_s is None or at_s - self._last_s > self._rules.lost_s:
            self._began_s = at_s  # nobody looked meanwhile
        self._last_s = at_s
        lost = [p for p in self._known.values() if at_s - p.seen_s > self._rules.lost_s]
        for p in lost:
            del self._known[p.key]
        self._part(at_s, seen)
        who: list[Person | None] = self._by_id(at_s, seen)
        self._by_place(at_s, seen, who, cars)
        here: list[Person] = []
        upright_share = self._owners.bend_height_share
        for found, name, box in zip(who, seen.ids, _boxes(seen), strict=True):
            person = found or self._new(at_s, name, box, frame_size)
            person.see(at_s, whole(person, box, cars, upright_share), name, self._ground)
            remember(person, box, cars, upright_share)
            here.append(person)
        self._put_right(here)
        return here, lost

    def stands_on(self, seen: Tracks) -> bool:
        """One of those seen last is still there under his id, within a step."""
        known = {p.track_ids[-1]: p for p in self._known.values()}
        return any(
            name in known and self._apart_m(known[name], box) < 1.0
            for name, box in zip(seen.ids, _boxes(seen), strict=True)
        )

    def _part(self, at_s: float, seen: Tracks) -> None:
        """Whose own id is back soon after another was taken for his keeps it: the other is somebody else's."""
        there = frozenset(seen.ids)
        for p in self.known:
            lately = p.path[0].at_s < p.found_s and at_s - p.found_s <= self._rules.lost_s
            if lately and not there.isdisjoint(p.track_ids[-2:-1]):
                self._known[self._next] = p.part(self._next)
                self._next += 1

    def _put_right(self, here: list[Person]) -> None:
        """Who passed close by another and goes on under the other's id is still himself."""
        for i, j in itertools.combinations(range(len(here)), 2):
            since_s = exchanged_s(here[i], here[j], self._ground)
            if since_s is not None:
                exchange(here[i], here[j], since_s)
                here[i], here[j] = here[j], here[i]

    def _by_id(self, at_s: float, seen: Tracks) -> list[Person | None]:
        """Whose id it is, unless he would have had to fly."""
        by_id = {p.track_ids[-1]: p for p in self._known.values()}
        who: list[Person | None] = []
        for name, box in zip(seen.ids, _boxes(seen), strict=True):
            p = by_id.get(name)
            if p is not None:
                metres = self._apart_m(p, box)
                if metres > 1.0 + self._rules.jump_mps * max(at_s - p.seen_s, 0.05):
                    p = None
            who.append(p)
        return who

    def _by_place(self, at_s: float, seen: Tracks, who: list[Person | None], cars: Boxes) -> None:
        """Rows without a person go to whom we lost there a moment ago, first to whose way leads there."""
        taken = {p.key for p in who if p is not None}
        lost = [p for p in self._known.values() if p.key not in taken]
        pairs: list[tuple[float, int, Person]] = []
        for i, box in enumerate(_boxes(seen)):
            for p in lost if who[i] is None else ():
                metres = self._from_trace_m(at_s, p, whole(p, box, cars, self._owners.bend_height_share))
                if metres < math.inf:
                    pairs.append((metres, i, p))
        for _, i, p in sorted(pairs, key=lambda pair: (pair[0], pair[1], pair[2].key)):
            if who[i] is None and p.key not in taken:
                who[i] = p
                p.found_s = -math.inf if p.track_ids[-1] in seen.ids else at_s
                taken.add(p.key)

    def _from_trace_m(self, at_s: float, p: Person, box: Box) -> float:
        """How far a box is from where he should be now; infinite if he cannot have come there, or is of another size.

        A track may end on a wrong box (a door for a man): then from where the last one of the same size was.
        """
        tall = box[3] - box[1]
        if self._alike(tall, p.height):
            gap_s = at_s - p.seen_s
            apart_m, off_m = self._apart_m(p, box), self._apart_m(p, box, p.ahead(gap_s))
        else:
            step = next((s for s in reversed(p.path) if self._alike(tall, s.height)), None)
            if step is None or at_s - step.at_s > self._rules.lost_s:
                return math.inf
            (x, y), metre_px = foot_of(box), step.height / self._ground.person_height_m
            apart_m = off_m = math.hypot(x - step.x, y - step.y) / metre_px
            gap_s = at_s - step.at_s
        reach_m = self._rules.lost_reach_m * min(gap_s, 1.0) + 0.5 + self._rules.lost_speed_mps * gap_s
        return off_m if apart_m <= reach_m else math.inf

    def _alike(self, a: float, b: float) -> bool:
        return min(a, b) >= self._rules.lost_size_share * max(a, b)

    def _apart_m(self, p: Person, box: Box, foot: tuple[float, float] | None = None) -> float:
        """A box from where he was last seen, or from `foot`, px."""
        return math.dist(foot_of(box), foot or p.foot) / p.height * self._ground.person_height_m

    def _new(self, at_s: float, name: str, box: Box, frame_size: tuple[int, int] | None) -> Person:
        person = Person(
            key=self._next,
            track_ids=[name],
            began_s=at_s,
            seen_s=at_s,
            box=box,
            at_start=at_s - self._began_s < self._owners.start_s,
            at_edge=at_edge(box, frame_size),
            began_px=box[3] - box[1],
        )
        self._next += 1
        self._known[person.key] = person
        return person


def _boxes(seen: Tracks) -> list[Box]:
    return [(x1, y1, x2, y2) for x1, y1, x2, y2 in seen.boxes.tolist()]
