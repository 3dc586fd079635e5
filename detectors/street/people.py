"""People, held together over lost and swapped ids by place, time and size. Never by looks: nobody is recognised.

Knows nothing of cars. A `Person` is forgotten when his appearance ends.
"""

import itertools
import math

from detectors.rules import GroundRules, VisitRules
from detectors.street.exchanges import exchange, exchanged_s
from detectors.street.person import Person, at_edge
from detectors.tracks import Tracks


class People:
    """All people before one camera, now or a moment ago."""

    def __init__(self, ground: GroundRules, rules: VisitRules) -> None:
        self._ground, self._rules = ground, rules
        self._known: dict[int, Person] = {}
        self._next = 1
        self._began_s = 0.0
        self._last_s: float | None = None

    @property
    def known(self) -> tuple[Person, ...]:
        """Everyone not yet forgotten, in the order of appearance."""
        return tuple(self._known.values())

    def observe(
        self, at_s: float, seen: Tracks, frame_size: tuple[int, int] | None, start_s: float
    ) -> tuple[list[Person], list[Person]]:
        """Take in the people of one frame: (who is there, in the order of rows; who is lost for good).

        Args:
            at_s: event time, never less than before.
            seen: people only.
            frame_size: px, for telling who came in at the edge.
            start_s: for so long after the first frame nobody's coming was seen.
        """
        if self._last_s is None or at_s - self._last_s > self._rules.lost_s:
            self._began_s = at_s  # nobody looked meanwhile
        self._last_s = at_s
        lost = [p for p in self._known.values() if at_s - p.seen_s > self._rules.lost_s]
        for p in lost:
            del self._known[p.key]
        self._part(at_s, seen)
        who: list[Person | None] = self._by_id(at_s, seen)
        self._by_place(at_s, seen, who)
        here: list[Person] = []
        for i, found in enumerate(who):
            person = found or self._new(at_s, seen, i, frame_size, start_s)
            person.see(at_s, seen.boxes[i], seen.ids[i], self._ground)
            here.append(person)
        self._put_right(here)
        return here, lost

    def stands_on(self, seen: Tracks) -> bool:
        """One of those seen last is still there under his id, within a step."""
        known = {p.track_ids[-1]: p for p in self._known.values()}
        return any(name in known and self._apart_m(known[name], seen, i) < 1.0 for i, name in enumerate(seen.ids))

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
        for i, name in enumerate(seen.ids):
            p = by_id.get(name)
            if p is not None:
                metres = self._apart_m(p, seen, i)
                if metres > 1.0 + self._rules.jump_mps * max(at_s - p.seen_s, 0.05):
                    p = None
            who.append(p)
        return who

    def _by_place(self, at_s: float, seen: Tracks, who: list[Person | None]) -> None:
        """Rows without a person go to whom we lost there a moment ago, first to whose way leads there."""
        taken = {p.key for p in who if p is not None}
        pairs: list[tuple[float, int, Person]] = []
        for i in (i for i, p in enumerate(who) if p is None):
            for p in self._known.values():
                metres = self._from_trace_m(at_s, p, seen, i) if p.key not in taken else math.inf
                if metres < math.inf:
                    pairs.append((metres, i, p))
        for _, i, p in sorted(pairs, key=lambda pair: (pair[0], pair[1], pair[2].key)):
            if who[i] is None and p.key not in taken:
                who[i] = p
                p.found_s = -math.inf if p.track_ids[-1] in seen.ids else at_s
                taken.add(p.key)

    def _from_trace_m(self, at_s: float, p: Person, seen: Tracks, row: int) -> float:
        """How far a box is from where he should be now; infinite if he cannot have come there, or is of another size.

        A track may end on a wrong box (a door for a man): then from where the last one of the same size was.
        """
        tall = float(seen.boxes[row, 3] - seen.boxes[row, 1])
        if self._alike(tall, p.height):
            gap_s = at_s - p.seen_s
            apart_m, off_m = self._apart_m(p, seen, row), self._apart_m(p, seen, row, p.ahead(gap_s))
        else:
            step = next((s for s in reversed(p.path) if self._alike(tall, s.height)), None)
            if step is None or at_s - step.at_s > self._rules.lost_s:
                return math.inf
            foot_x, foot_y = (seen.boxes[row, 0] + seen.boxes[row, 2]) / 2, seen.boxes[row, 3]
            apart_m = off_m = math.hypot(foot_x - step.x, foot_y - step.y) / step.height * self._ground.person_height_m
            gap_s = at_s - step.at_s
        reach_m = self._rules.lost_reach_m * min(gap_s, 1.0) + 0.5 + self._rules.lost_speed_mps * gap_s
        return off_m if apart_m <= reach_m else math.inf

    def _alike(self, a: float, b: float) -> bool:
        return min(a, b) >= self._rules.lost_size_share * max(a, b)

    def _apart_m(self, p: Person, seen: Tracks, row: int, foot: tuple[float, float] | None = None) -> float:
        """A box from where he was last seen, or from `foot`, px."""
        x1, _, x2, y2 = (float(v) for v in seen.boxes[row])
        x, y = foot or p.foot
        return math.hypot((x1 + x2) / 2 - x, y2 - y) / p.height * self._ground.person_height_m

    def _new(self, at_s: float, seen: Tracks, row: int, frame_size: tuple[int, int] | None, start_s: float) -> Person:
        x1, y1, x2, y2 = (float(v) for v in seen.boxes[row])
        person = Person(
            key=self._next,
            track_ids=[seen.ids[row]],
            began_s=at_s,
            seen_s=at_s,
            box=(x1, y1, x2, y2),
            at_start=at_s - self._began_s < start_s,
            at_edge=at_edge((x1, y1, x2, y2), frame_size),
            began_px=y2 - y1,
        )
        self._next += 1
        self._known[person.key] = person
        return person
