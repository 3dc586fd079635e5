"""Signs that a person belongs to a car: came out of it, drove up in it, left in it. Counter-evidence, never proof.

Knows nothing of scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from detectors.rules import OwnerRules
from detectors.street.people import Person
from detectors.street.vehicles import Vehicle


@dataclass(frozen=True, kw_only=True)
class Coming:
    """How a person came into view."""

    out_of: frozenset[str] = frozenset()
    """Vehicles that he may have come out of."""
    arrived: bool = False
    """One of them had just driven up."""
    rose: bool = False
    """He was low at first and then stood up, as one does who gets out."""

    @property
    def got_out(self) -> bool:
        """More than first seen there: a track that is lost and begun anew beside a car also does that."""
        return self.arrived or self.rose


class Owners:
    """Who came out of what."""

    def __init__(self, rules: OwnerRules) -> None:
        self._rules = rules
        self._coming: dict[int, Coming] = {}

    def of(self, person: Person) -> Coming:
        """How he came."""
        return self._coming.get(person.key, Coming())

    def forget(self, lost: Sequence[Person]) -> None:
        """They are gone."""
        for person in lost:
            self._coming.pop(person.key, None)

    def observe(
        self,
        at_s: float,
        here: Sequence[Person],
        vehicles: Sequence[Vehicle],
        metres: npt.NDArray[np.float64],
    ) -> None:
        """Look at how those came who are new on this frame, and whether they then rise.

        A vehicle that let somebody out waits no more.

        Args:
            at_s: event time.
            here: people on this frame.
            vehicles: the first columns of `metres`, in its order.
            metres: [people, spots].
        """
        for i, person in enumerate(here):
            if person.began_s != at_s:
                self._see_rise(at_s, person)
            if person.began_s != at_s or person.at_start or person.at_edge:
                continue
            beside = np.flatnonzero(metres[i, : len(vehicles)] <= self._rules.came_out_m).tolist()
            cars = [vehicles[j] for j in beside if at_s - vehicles[j].since_s >= self._rules.stopped_s]
            if not cars:
                continue
            for car in cars:
                car.let_out = True
            arrived = any(car.arrived and at_s - car.since_s <= self._rules.arrival_s for car in cars)
            self._coming[person.key] = Coming(out_of=frozenset(car.vehicle_id for car in cars), arrived=arrived)

    def _see_rise(self, at_s: float, person: Person) -> None:
        coming = self._coming.get(person.key)
        if coming is None or coming.rose or at_s - person.began_s > self._rules.rise_s:
            return
        tall_px = person.box[3] - person.box[1]
        if person.began_px <= self._rules.rise_share * tall_px:
            self._coming[person.key] = replace(coming, rose=True)
