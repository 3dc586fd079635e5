"""Who is at which spot, since when: gaps, tries and returns."""

from collections.abc import Mapping

import numpy as np
import pytest

from detectors.config import DetectionConfig
from detectors.loitering.visits import Behaviour, Spot, Visits
from detectors.street.people import People
from detectors.street.person import Person
from detectors.street.postures import Gesture
from detectors.street.things import Things
from detectors.tracks import BIKE, OBJECT, PERSON, Tracks

RULES = DetectionConfig()
CARS = [Spot(spot_id=f"car-{k}", since_s=0, state="parked") for k in (1, 2, 3)]
NOTHING = Tracks.empty()


class Walk:
    """One person 170 px high who walks along spots 4 m apart: `x_m` 0 is at car-1, 4 at car-2, 8 at car-3."""

    def __init__(self, spots: list[Spot] = CARS) -> None:
        self.people, self.visits, self.spots = People(RULES.ground, RULES.visits, RULES.owners), Visits(RULES), spots
        self.at_s, self.x_m, self.things = 0.0, 0.0, Things()
        self.spot_m = 4.0
        self.person: Person | None = None

    def stand(
        self,
        s: float,
        x_m: float,
        things: Tracks = NOTHING,
        gestures: Mapping[str, frozenset[Gesture]] | None = None,
    ) -> "Walk":
        for _ in range(round(s * 5)):
            self._frame(x_m, things, gestures)
        return self

    def walk(self, to_m: float, mps: float = 1.4, *, bag_m: float | None = None, kind: int = OBJECT) -> "Walk":
        while abs(to_m - self.x_m) > 0.01:
            step = min(mps / 5, abs(to_m - self.x_m))
            x_m = self.x_m + (step if to_m > self.x_m else -step)
            bag_px = 500 + 100 * (x_m + (bag_m or 0))
            bag = Tracks.of(["bag"], [kind], [[bag_px - 15, 370, bag_px + 15, 400]])
            self._frame(x_m, NOTHING if bag_m is None else bag)
        return self

    def vanish(self, s: float) -> "Walk":
        self.at_s += s
        return self

    @property
    def behaviour(self) -> Behaviour:
        assert self.person is not None
        return self.visits.of(self.person)

    def _frame(
        self,
        x_m: float,
        things: Tracks,
        gestures: Mapping[str, frozenset[Gesture]] | None = None,
    ) -> None:
        self.x_m = x_m
        x = 500 + 100 * x_m
        seen = Tracks.of(["a"], [PERSON], [[x - 30, 230, x + 30, 400]])
        self.person = self.people.observe(self.at_s, seen, None)[0][0]
        metres = np.abs(np.array([[x_m - self.spot_m * k for k in range(len(self.spots))]]))
        moving = self.things.moving(self.at_s, things)
        here = [self.person]
        self.visits.observe(self.at_s, here, self.spots, metres, things, about=here, moving=moving, gestures=gestures)
        self.at_s += 0.2


def test_a_stay_counts_from_coming_to_the_last_moment_near() -> None:
    assert Walk().stand(12, 0).behaviour.visits["car-1"].stay_s == pytest.approx(11.8)


def test_a_step_away_of_two_seconds_is_bridged_and_of_five_is_not() -> None:
    assert Walk().stand(5, 0).stand(1.6, 2).stand(5, 0).behaviour.visits["car-1"].stay_s == pytest.approx(11.4)
    assert Walk().stand(5, 0).stand(5, 2).stand(5, 0).behaviour.visits["car-1"].stay_s == pytest.approx(4.8)


def test_one_lost_at_the_car_for_six_seconds_goes_on_staying() -> None:
    assert Walk().stand(5, 0).vanish(6).stand(5, 0).behaviour.visits["car-1"].stay_s == pytest.approx(15.8)


def test_who_walks_past_tries_nothing_and_who_stops_tries_the_nearest() -> None:
    assert Walk().walk(8).behaviour.tried == {}
    assert list(Walk().walk(4).stand(3, 4).walk(8).behaviour.tried) == ["car-2"]


def test_one_stop_between_two_cars_is_at_one_of_them_and_a_step_on_it_is_at_both() -> None:
    walk = Walk([Spot(spot_id=f"car-{k}", since_s=0, state="parked") for k in (1, 2)])
    walk.spot_m = 1.0
    for _ in range(8):
        walk.stand(0.8, 0.46).stand(0.8, 0.54)
    assert list(walk.behaviour.tried) == ["car-1"]
    assert list(walk.stand(4, 1.1).behaviour.tried) == ["car-1", "car-2"]


def test_a_car_that_is_made_out_anew_where_he_stands_is_stood_at_but_is_no_second_one() -> None:
    walk = Walk(CARS[:1]).stand(5, 0)
    walk.spots = [Spot(spot_id="car-9", since_s=0, state="parked")]
    walk.stand(5, 0)
    assert walk.behaviour.visits["car-9"].stood_s == pytest.approx(5, abs=0.2)
    assert "car-9" not in walk.behaviour.tried


def test_who_comes_back_to_a_car_after_another_has_returned() -> None:
    walk = Walk().stand(4, 0).walk(4).stand(4, 4).walk(0).stand(4, 0)
    assert walk.behaviour.visits["car-1"].returned
    assert not walk.behaviour.visits["car-2"].returned


def test_a_car_that_has_just_come_to_stand_counts_since_then_and_one_that_only_stands_is_not_tried() -> None:
    stands = Spot(spot_id="car-1", since_s=6.0, state="standing")
    behaviour = Walk([stands]).stand(10, 0).behaviour
    assert behaviour.visits["car-1"].stay_s == pytest.approx(3.8)
    assert behaviour.tried == {}


def test_who_stopped_at_a_car_that_is_known_to_be_parked_only_afterwards_has_tried_it_then() -> None:
    walk = Walk([Spot(spot_id="car-1", since_s=0, state="standing"), *CARS[1:]]).stand(4, 0).walk(4)
    assert walk.behaviour.tried == {}
    walk.spots = CARS
    assert walk.stand(3, 4).behaviour.tried["car-1"] < 6 < walk.behaviour.tried["car-2"]
    assert not walk.behaviour.visits["car-1"].returned


def test_a_bag_that_comes_along_is_his_and_one_that_stands_there_is_not() -> None:
    assert Walk().walk(8, bag_m=0.3).behaviour.carried_s > 3
    assert Walk().walk(8, bag_m=6).behaviour.carried_s == 0
    bag = Tracks.of(["bag"], [OBJECT], [[520, 370, 560, 400]])
    assert Walk().stand(9, 0, bag).behaviour.carried_s == 0


def test_a_bicycle_that_comes_along_for_three_metres_is_his_own_and_one_that_stands_by_his_way_is_not() -> None:
    rode = Walk().walk(5, mps=6, bag_m=0.3, kind=BIKE).behaviour
    assert rode.ride.came(RULES.owners)
    assert rode.carried_s == 0
    assert rode.ride.nearest_m == pytest.approx(0.15), "from its nearer end"
    stands = Tracks.of(["b"], [BIKE], [[520, 370, 560, 400]])
    walk = Walk()
    for x_m in np.arange(-3, 4, 0.1).tolist():
        walk.stand(0.2, x_m, stands)
    assert walk.behaviour.ride.along_m == pytest.approx(2.4)
    assert not walk.behaviour.ride.came(RULES.owners)


def test_a_row_of_bicycles_that_he_walks_along_did_not_come_with_him() -> None:
    row = Tracks.of(list("abcdefgh"), [BIKE] * 8, [[480 + 80 * k, 370, 520 + 80 * k, 400] for k in range(8)])
    walk = Walk()
    for x_m in np.arange(-1, 7, 0.2).tolist():
        walk.stand(0.2, x_m, row)
    assert not walk.behaviour.ride.came(RULES.owners)
    assert len(walk.behaviour.ride.beside) <= 4


@pytest.mark.parametrize(("in_line_s", "tried"), [(0.2, ["car-1"]), (6.0, [])], ids=["an instant", "a queue"])
def test_one_who_was_in_line_with_others_for_an_instant_is_not_kept_by_it_from_stopping_at_a_car(
    in_line_s: float, tried: list[str]
) -> None:
    walk = Walk().stand(1, -2)
    walk.behaviour.queued_s, walk.behaviour.queued_at_s = in_line_s, walk.at_s
    assert list(walk.stand(4, 0).behaviour.tried) == tried


def test_one_who_leads_a_dog_has_tried_a_car_only_after_standing_there_for_long() -> None:
    stroll = Walk().walk(4, bag_m=0.8)
    assert stroll.stand(4, 4).behaviour.tried == {}
    assert list(stroll.stand(4, 4).behaviour.tried) == ["car-2"]


def test_a_gesture_belongs_to_the_car_he_is_at_and_makes_it_tried_at_once() -> None:
    walk = Walk().stand(0.4, 4)
    assert walk.behaviour.tried == {}
    walk.stand(0.8, 4, gestures={"a": frozenset({"handle_try"})})
    assert walk.behaviour.gestures == {"handle_try": {"car-2": pytest.approx(0.8)}}
    assert list(walk.behaviour.tried) == ["car-2"]
    assert Walk().stand(3, 2, gestures={"a": frozenset({"handle_try"})}).behaviour.gestures == {}


def test_a_spot_that_is_gone_takes_its_visit_along() -> None:
    walk = Walk().stand(5, 0)
    walk.spots = CARS[1:]
    assert walk.stand(1, 0).behaviour.visits.keys() == {"car-2"}


def test_who_is_forgotten_leaves_nothing_behind() -> None:
    walk = Walk().stand(5, 0)
    assert walk.person is not None
    walk.visits.forget([walk.person])
    assert walk.behaviour.visits == {}
