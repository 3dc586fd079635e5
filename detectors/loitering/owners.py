"""Signs that a person belongs to a car: came out of it, drove up in it, left in it. Counter-evidence, never proof.

Knows nothing of scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from detectors.rules import OwnerRules
from detectors.street.person import Person
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
    beside: bool = False
    """First seen at arm's length of them, not in them: they are his only if he rose there."""

    @property
    def got_out(self) -> bool:
        """More than first seen there: a track that is lost and begun anew beside a car also does that."""
        return self.arrived or self.rose


class Owners:
    """Who came out of what."""

    def __init__(self, rules: OwnerRules, near_m: float) -> None:
        self._rules, self._near_m = rules, near_m
        self._coming: dict[int, Coming] = {}

    def of(self, person: Person) -> Coming:
        """How he came."""
        coming = self._coming.get(person.key, Coming())
        return Coming() if coming.beside and not coming.rose else coming

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

        A vehicle that let somebody out waits no more. People who are new all over the picture at once, or by a track
        that was seen before, were there before. Who is new where somebody stood already came as he did: a second track
        of him, or one who gets out after him.

        Args:
            at_s: event time.
            here: people on this frame.
            vehicles: the first columns of `metres`, in its order.
            metres: [people, spots].
        """
        new = [i for i, person in enumerate(here) if person.began_s == at_s]
        near = metres[:, : len(vehicles)] <= self._near_m
        anew = len(new) >= self._rules.restart_people and not near[new].all(axis=0).any()
        for i, person in enumerate(here):
            if i not in new:
                self._see_rise(at_s, person, vehicles)
            elif not (anew or person.at_start or person.at_edge):
                stood = [
                    (vehicles[j], float(metres[i, j]))
                    for j in np.flatnonzero(near[i]).tolist()
                    if at_s - vehicles[j].since_s >= self._rules.stopped_s
                ]
                self._see_new(at_s, person, [p for p in here if p.began_s < at_s], stood)

    def _see_new(
        self, at_s: float, person: Person, before: Sequence[Person], near: Sequence[tuple[Vehicle, float]]
    ) -> None:
        """One is new, where others were `before`, and so far from these vehicles."""
        if any(person.track_ids[-1] in p.track_ids for p in before):
            return
        stood_there = next((p for p in before if self._is_at(person, p)), None)
        if stood_there is None:
            self._see_coming(at_s, person, near)
        else:
            self._coming[person.key] = self._coming.get(stood_there.key, Coming())

    def _see_coming(self, at_s: float, person: Person, near: Sequence[tuple[Vehicle, float]]) -> None:
        """Out of a car whose box his feet are in, or beside which he is and which has just driven up."""
        driven = [v for v, _ in near if v.arrived and at_s - v.since_s <= self._rules.arrival_s]
        inside = [v for v, metres in near if metres <= self._rules.came_out_m]
        cars = inside or driven or [v for v, _ in near]
        if not cars:
            return
        coming = Coming(
            out_of=frozenset(v.vehicle_id for v in cars),
            arrived=any(v in driven for v in cars),
            beside=not (inside or driven),
        )
        self._come(person, coming, cars)

    def _come(self, person: Person, coming: Coming, vehicles: Sequence[Vehicle]) -> None:
        self._coming[person.key] = coming
        for v in vehicles:
            v.let_out |= v.vehicle_id in coming.out_of and not (coming.beside and not coming.rose)

    def _is_at(self, person: Person, other: Person) -> bool:
        """No farther from him than a second track of one man is."""
        off_px = max(abs(a - b) for a, b in zip(other.foot, person.foot, strict=True))
        return off_px <= self._rules.double_heights * person.height

    def _see_rise(self, at_s: float, person: Person, vehicles: Sequence[Vehicle]) -> None:
        coming = self._coming.get(person.key)
        if coming is None or coming.rose or at_s - person.began_s > self._rules.rise_s:
            return
        tall_px = person.box[3] - person.box[1]
        if person.began_px <= self._rules.rise_share * tall_px:
            self._come(person, replace(coming, rose=True), vehicles)
