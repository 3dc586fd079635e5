"""Who is at which parked car, since when, how near, and what he does there; on event time, with gaps bridged.

Knows nothing of guilt: owners and thieves visit alike.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from detectors.config import DetectionConfig
from detectors.loitering.queues import queued
from detectors.loitering.rides import Ride, metres_off
from detectors.street.ground import GroundMap
from detectors.street.person import Person
from detectors.street.postures import Gesture
from detectors.street.timeline import ROUNDING_S
from detectors.street.vehicles import Standing
from detectors.tracks import BIKE, Mask, Tracks

Metres = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Something that can be visited: a standing vehicle or a parking strip."""

    spot_id: str
    since_s: float
    """It stands since then."""
    state: Standing | Literal["strip"]

    @property
    def parked(self) -> bool:
        """A parked car, or where one stands that is not made out: to stop there counts."""
        return self.state in {"parked", "strip"}


@dataclass(kw_only=True, slots=True)
class Visit:
    """One person at one spot. Times are event seconds; the rest adds up over the time at it."""

    spot: Spot
    began_s: float
    near_s: float
    """Last time at it."""
    closest_m: float
    stood_s: float = 0.0
    """Stood there, this spot being the nearest."""
    stood_from_s: float = math.inf
    stood_until_s: float = -math.inf
    """First and last time that he did so."""
    stopped_s: float = 0.0
    """And had made a step to it."""
    bent_s: float = 0.0
    bike_s: float = 0.0
    """Stood by his own bicycle or scooter, or by one that is nearer than this."""
    returned: bool = False
    """He had been here, went to another one, and came back."""

    @property
    def stay_s(self) -> float:
        """From coming to the last time at it, gaps included; a car that has just come to stand counts since then.

        A strip is as long as a row of cars, and to walk along it is no stay: from first to last standing there.
        """
        if self.spot.state == "strip":
            return max(self.stood_until_s - self.stood_from_s, 0.0)
        return max(self.near_s - max(self.began_s, self.spot.since_s), 0.0)

    @property
    def from_s(self) -> float:
        """When the stay began."""
        return self.stood_from_s if self.spot.state == "strip" and self.stood_s else self.began_s


@dataclass(kw_only=True, slots=True)
class Behaviour:
    """What one person has done before this camera."""

    visits: dict[str, Visit] = field(default_factory=dict)
    """Of each spot the present visit, or the last one."""
    tried: dict[str, float] = field(default_factory=dict)
    """Spots that he stopped at, in order, and when each was so."""
    stood_px: tuple[float, float] | None = None
    """Where he last stood at one of them."""
    observed_s: float | None = None
    carried_s: float = 0.0
    """Went with something beside him that he carries, draws or leads."""
    ride: Ride = field(default_factory=Ride)
    """Of bicycles and scooters that are not guarded themselves."""
    stood_off_s: float = 0.0
    """Stood where no parked car is."""
    queued_s: float = 0.0
    """Stood in line with others, now or a moment ago."""
    queued_at_s: float = -math.inf
    """Last did so."""
    gestures: dict[Gesture, dict[str, float]] = field(default_factory=dict)
    """For how long he was seen to do so at which spots, s."""

    def present(self, at_s: float, gap_s: float) -> list[Visit]:
        """Visits that go on."""
        return [v for v in self.visits.values() if at_s - v.near_s <= gap_s]

    def cars_with(self, gesture: Gesture, hold_s: float) -> int:
        """At how many spots he did so for long enough."""
        return sum(s >= hold_s - ROUNDING_S for s in self.gestures.get(gesture, {}).values())


class Visits:
    """The behaviour of all people before one camera."""

    def __init__(self, detection: DetectionConfig, ground: GroundMap | None = None) -> None:
        self._ground, self._rules, self._owners = detection.ground, detection.visits, detection.owners
        self._map = ground
        self._hold_s = detection.postures.hold_s
        self._of: dict[int, Behaviour] = {}

    def of(self, person: Person) -> Behaviour:
        """What he has done so far."""
        return self._of.setdefault(person.key, Behaviour())

    def forget(self, lost: Sequence[Person]) -> None:
        """They are gone."""
        for person in lost:
            self._of.pop(person.key, None)

    def observe(
        self,
        at_s: float,
        here: Sequence[Person],
        spots: Sequence[Spot],
        metres: Metres,
        things: Tracks,
        *,
        about: Sequence[Person],
        moving: Mask,
        gestures: Mapping[str, frozenset[Gesture]] | None = None,
    ) -> None:
        """Take in one frame.

        Args:
            at_s: event time.
            here: people on this frame.
            spots: what they can be at.
            metres: [people, spots], infinite for not there at all.
            things: objects, and bicycles that are not guarded.
            about: those and who was missed only a moment ago.
            moving: bool [k], which of them are on their way.
            gestures: what people are seen to do on this frame, by track id.
        """
        waiting = queued(about, self._owners, self._ground, self._queueing(at_s))
        present = {spot.spot_id for spot in spots}
        bikes = things.where(things.classes == BIKE)
        parked = np.array([spot.parked for spot in spots], bool)
        for i, person in enumerate(here):
            visits = self.of(person).visits
            for spot_id in [s for s in visits if s not in present]:
                del visits[spot_id]
            behaviour = self.of(person)
            before_s = behaviour.observed_s if behaviour.observed_s is not None else at_s
            step_s, behaviour.observed_s = min(at_s - before_s, self._rules.gap_s), at_s
            self._accompany(person, behaviour, step_s, things, moving)
            m_per_px = self._ground.person_height_m / person.height
            behaviour.ride.see(at_s, person, bikes, self._owners, m_per_px=m_per_px, gap_s=self._rules.gap_s)
            self._queue(at_s, step_s, behaviour, waits=person.key in waiting)
            if not (metres[i, parked] <= self._ground.leave_m).any():
                behaviour.stood_off_s += step_s if self._stands(person) else 0.0
            if len(spots):
                self._visit(at_s, before_s, person, spots, metres[i], bent=self._is_bent(person))
                self._gesture(at_s, step_s, person, spots[int(np.argmin(metres[i]))], gestures or {})

    def _queueing(self, at_s: float) -> frozenset[int]:
        """Keys of those who have stood in line for long enough, until a moment ago."""
        rules = self._owners
        return frozenset(
            key
            for key, behaviour in self._of.items()
            if behaviour.queued_s >= rules.queue_s and at_s - behaviour.queued_at_s <= rules.queue_s
        )

    def _queue(self, at_s: float, step_s: float, behaviour: Behaviour, *, waits: bool) -> None:
        """In line or not; one who left it long ago is as anybody."""
        if waits:
            behaviour.queued_s += step_s
            behaviour.queued_at_s = at_s
        elif at_s - behaviour.queued_at_s > self._owners.queue_over_s:
            behaviour.queued_s = 0.0

    def _queues(self, at_s: float, behaviour: Behaviour) -> bool:
        """In line now, or for long until a moment ago: for an instant, people who walk together are in line, too."""
        ago_s = at_s - behaviour.queued_at_s
        return ago_s == 0 or (ago_s <= self._owners.queue_s <= behaviour.queued_s)

    def _accompany(self, person: Person, behaviour: Behaviour, step_s: float, things: Tracks, moving: Mask) -> None:
        """What he carries, draws or leads on his way."""
        away_m = metres_off(person, things.boxes, self._ground.person_height_m / person.height)
        along = moving & (away_m <= self._owners.luggage_m) & (things.classes != BIKE)
        if along.any() and self._rules.stop_mps <= person.speed_mps(self._ground) < self._rules.jump_mps:
            behaviour.carried_s += step_s

    def _bike_m(self, behaviour: Behaviour, car_m: float) -> float:
        """So near he is at a bicycle rather than at a car that is `car_m` away; at his own one he is sooner."""
        return self._owners.bike_m if behaviour.ride.came(self._owners) else min(car_m, self._ground.near_m)

    def _stands(self, person: Person) -> bool:
        return person.speed_mps(self._ground) < self._rules.stop_mps

    def _visit(
        self, at_s: float, before_s: float, person: Person, spots: Sequence[Spot], metres: Metres, *, bent: bool
    ) -> None:
        behaviour, step_s = self.of(person), min(at_s - before_s, self._rules.gap_s)
        nearest = int(np.argmin(metres))
        stopped = self._stands(person)
        try_s = self._rules.try_s if behaviour.carried_s < self._owners.luggage_s else self._rules.led_try_s
        queues = self._queues(at_s, behaviour)
        for j in np.flatnonzero(metres <= self._ground.leave_m).tolist():
            visit = self._at(behaviour, spots[j], float(metres[j]), at_s, before_s)
            if visit is None:
                continue
            visit.bent_s += step_s if bent else 0.0
            visit.bike_s += step_s if behaviour.ride.nearest_m <= self._bike_m(behaviour, float(metres[j])) else 0.0
            stops = stopped and j == nearest and metres[j] <= self._ground.near_m
            if stops:
                visit.stood_s += step_s
                visit.stood_from_s, visit.stood_until_s = min(visit.stood_from_s, at_s), at_s
            if stops and not queues and self._has_gone_to(visit.spot.spot_id, person, behaviour):
                visit.stopped_s += step_s
        for spot in spots:
            visit = behaviour.visits.get(spot.spot_id)
            if visit is not None and spot.parked and visit.stopped_s >= try_s:
                behaviour.tried.setdefault(spot.spot_id, visit.near_s)
        if stopped and metres[nearest] <= self._ground.near_m and spots[nearest].spot_id in behaviour.tried:
            behaviour.stood_px = person.foot

    def _has_gone_to(self, spot_id: str, person: Person, behaviour: Behaviour) -> bool:
        """One stop between two cars is at one of them: to the next he makes a step."""
        if behaviour.stood_px is None or spot_id in behaviour.tried:
            return True
        (x, y), (stood_x, stood_y) = person.foot, behaviour.stood_px
        step_px = math.hypot(x - stood_x, (y - stood_y) * person.stretch)
        return step_px * self._ground.person_height_m / person.height >= self._rules.step_m

    def _gesture(
        self, at_s: float, step_s: float, person: Person, nearest: Spot, gestures: Mapping[str, frozenset[Gesture]]
    ) -> None:
        """A gesture belongs to the spot that he is at and nearest to; held long enough, it has been tried."""
        behaviour = self.of(person)
        visit = behaviour.visits.get(nearest.spot_id)
        if visit is None or visit.near_s < at_s:
            return
        for gesture in gestures.get(person.track_ids[-1], ()):
            held = behaviour.gestures.setdefault(gesture, {})
            held[nearest.spot_id] = held.get(nearest.spot_id, 0.0) + step_s
            if held[nearest.spot_id] >= self._hold_s - ROUNDING_S and nearest.parked:
                behaviour.tried.setdefault(nearest.spot_id, at_s)

    def _at(self, behaviour: Behaviour, spot: Spot, metres: float, at_s: float, before_s: float) -> Visit | None:
        """The visit that he is on, begun now or going on; None between near enough to stay and to begin."""
        visit = behaviour.visits.get(spot.spot_id)
        unseen_s = at_s - before_s
        bridged_s = self._rules.gap_s if unseen_s <= self._rules.gap_s else unseen_s + self._rules.gap_s
        if visit is not None and at_s - visit.near_s <= bridged_s:
            visit.spot, visit.near_s, visit.closest_m = spot, at_s, min(visit.closest_m, metres)
            return visit
        if metres > self._ground.near_m:
            return None
        since = [s for s, when in behaviour.tried.items() if visit is not None and when > visit.near_s]
        returned = spot.spot_id in behaviour.tried and bool(since)
        visit = Visit(spot=spot, began_s=at_s, near_s=at_s, closest_m=metres, returned=returned)
        behaviour.visits[spot.spot_id] = visit
        return visit

    def _is_bent(self, person: Person) -> bool:
        step = person.path[-1]
        bent_low = step.height < self._owners.bend_height_share * person.height
        return bent_low or step.width > self._owners.bend_aspect * step.height * self._foreshortened(person)

    def _foreshortened(self, person: Person) -> float:
        """How much taller he would look at eye level: seen steeply from above he looks shorter, but not thinner."""
        if self._map is None:
            return 1.0
        tall_m = person.height * self._map.across_m(*person.foot)
        return float(np.fmax(1.0, self._ground.person_height_m / tall_m))
