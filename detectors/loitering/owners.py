"""Signs that a person belongs to a car: came out of it, drove up in it, left in it. Counter-evidence, never proof.

Knows nothing of scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
        """Look at how those came who are new on this frame; a vehicle that let somebody out waits no more.

        Args:
            at_s: event time.
            here: people on this frame.
            vehicles: the first columns of `metres`, in its order.
            metres: [people, spots].
        """
        for i, person in enumerate(here):
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
