"""The memory of parked cars: learnt, kept, and given up only for a reason."""

import random

import msgspec
import numpy as np
import pytest

from detectors.rules import VehicleRules
from detectors.street.vehicles import Departure, Memory
from detectors.tracks import CAR, Boxes, Tracks

RULES = VehicleRules()
NOBODY = np.empty((0, 4), np.float32)
CAR_A, CAR_B = (100.0, 300.0, 300.0, 400.0), (400.0, 300.0, 600.0, 400.0)


class Watch:
    """Shows a memory what is said, at 5 fps."""

    def __init__(self) -> None:
        self.memory, self.at_s, self.left = Memory(), 0.0, list[Departure]()

    def see(self, s: float, *boxes: tuple[float, ...], people: Boxes = NOBODY, looked: Boxes | None = None) -> "Watch":
        for _ in range(round(s * 5)):
            seen = Tracks.of([f"t{i}" for i in range(len(boxes))], [CAR] * len(boxes), boxes)
            self.left += self.memory.observe(self.at_s, seen, people, looked, RULES)
            self.at_s += 0.2
        return self

    def drive(self, start: tuple[float, ...], dx: float, s: float) -> "Watch":
        for k in range(round(s * 5)):
            move = dx * (k + 1) / (s * 5)
            self.see(0.2, (start[0] + move, start[1], start[2] + move, start[3]))
        return self

    @property
    def states(self) -> list[str]:
        return [v.state(self.at_s, RULES) for v in self.memory.vehicles]


def test_a_car_is_parked_within_ten_seconds_of_standing() -> None:
    watch = Watch().see(3, CAR_A)
    assert watch.states == ["standing"]
    assert watch.see(6.5, CAR_A).states == ["parked"]


def test_a_car_that_passes_is_never_standing_and_is_forgotten() -> None:
    watch = Watch().drive((0, 300, 200, 400), 1500, 6)
    assert "standing" not in watch.states
    assert watch.see(61).memory.vehicles == []


def test_a_car_that_drove_up_and_let_nobody_out_waits_until_no_red_light_lasts_so_long() -> None:
    watch = Watch().drive((0, 300, 200, 400), 600, 3).see(40, (600, 300, 800, 400))
    assert watch.states == ["waiting"]
    assert watch.see(90, (600, 300, 800, 400)).states == ["parked"]


def test_a_car_that_drove_up_and_let_somebody_out_is_parked() -> None:
    watch = Watch().drive((0, 300, 200, 400), 600, 3).see(5, (600, 300, 800, 400))
    watch.memory.vehicles[0].let_out = True
    assert watch.see(5, (600, 300, 800, 400)).states == ["parked"]


def test_a_car_that_moves_up_in_a_queue_at_a_light_goes_on_waiting() -> None:
    watch = Watch().drive((0, 300, 200, 400), 600, 3).see(20, (600, 300, 800, 400))
    watch.drive((600, 300, 800, 400), 85, 2).see(20, (685, 300, 885, 400))
    assert watch.states == ["waiting"]
    assert [d.drove_off for d in watch.left] == [True]


def test_a_car_seen_only_for_the_last_of_its_way_drove_up() -> None:
    assert Watch().drive((0, 300, 200, 400), 75, 2).see(20, (75, 300, 275, 400)).states == ["waiting"]


@pytest.mark.parametrize("fps", [2.5, 5, 15, 25])
def test_a_car_that_came_towards_the_camera_and_stopped_drove_up(fps: float) -> None:
    """By a pinhole 5 m up that looks along the street, 720p: from 49 m off at 5 m/s to 24 m."""
    memory, at_s = Memory(), 0.0
    while at_s < 25:
        off_m = 49 - 5 * min(at_s, 5)
        x_px, y_px, px = 640 - 4000 / off_m, 40 + 4500 / off_m, 1500 / off_m
        car = Tracks.of(["t"], [CAR], [(x_px, y_px - px, x_px + 1.6 * px, y_px)])
        memory.observe(at_s, car, NOBODY, None, RULES)
        at_s += 1 / fps
    assert [v.state(at_s, RULES) for v in memory.vehicles] == ["waiting"]


@pytest.mark.parametrize("seed", range(5))
def test_a_standing_car_whose_boxes_jitter_by_a_tenth_of_its_size_drove_nowhere(seed: int) -> None:
    watch, noise = Watch(), random.Random(seed)
    for _ in range(300):
        watch.see(0.2, tuple(p + noise.gauss(0, 14) for p in CAR_A))
    assert not any(v.arrived for v in watch.memory.vehicles)


@pytest.mark.parametrize("hidden_s", [1, 4])
def test_a_standing_car_that_is_half_hidden_at_first_drove_nowhere(hidden_s: float) -> None:
    assert Watch().see(hidden_s, (200, 300, 300, 400)).see(10, CAR_A).states == ["parked"]


def test_headlights_that_blind_the_camera_for_hours_lose_no_car() -> None:
    watch = Watch().see(12, CAR_A, CAR_B).see(2 * 3600)
    assert watch.states == ["parked", "parked"]
    assert watch.left == []


def test_a_single_car_is_not_missed_while_nothing_at_all_is_found() -> None:
    watch = Watch().see(12, CAR_A).see(3600)
    assert watch.states == ["parked"]
    assert watch.left == []


def test_a_single_car_that_is_missing_while_people_are_found_is_gone_after_four_minutes() -> None:
    people = np.array([[700, 250, 760, 420]], np.float32)
    watch = Watch().see(12, CAR_A).see(200, people=people)
    assert watch.states == ["parked"]
    assert [d.drove_off for d in watch.see(60, people=people).left] == [False]


def test_a_car_behind_a_person_for_an_hour_is_still_there() -> None:
    people = np.array([[90, 250, 250, 420]], np.float32)
    watch = Watch().see(12, CAR_A, CAR_B).see(3600, CAR_B, people=people)
    assert watch.states == ["parked", "parked"]


def test_part_of_a_car_seen_beside_a_person_moves_nothing() -> None:
    watch = Watch().see(12, CAR_A).see(10, (220, 300, 300, 400))
    assert watch.states == ["parked"]
    assert watch.memory.vehicles[0].box == pytest.approx(CAR_A)


def test_a_car_missed_for_a_minute_in_plain_sight_is_gone() -> None:
    watch = Watch().see(30, CAR_A, CAR_B).see(75, CAR_B)
    assert [(d.vehicle_id, d.drove_off) for d in watch.left] == [("car-1", False)]


def test_a_car_that_was_only_found_now_and_then_is_waited_for_longer() -> None:
    watch = Watch()
    for _ in range(30):
        watch.see(0.2, CAR_A, CAR_B).see(1.8, CAR_B)
    assert watch.see(120, CAR_B).left == []


def test_a_car_that_was_not_looked_for_cannot_be_missed() -> None:
    elsewhere = np.array([[350, 250, 700, 450]], np.float32)
    watch = Watch().see(30, CAR_A, CAR_B).see(300, CAR_B, looked=elsewhere)
    assert watch.left == []


def test_a_car_that_drives_off_has_left_and_is_another_one_where_it_stops() -> None:
    watch = Watch().see(20, CAR_A).drive(CAR_A, 600, 4).see(15, (700, 300, 900, 400))
    assert [(d.vehicle_id, d.drove_off) for d in watch.left] == [("car-1", True)]
    assert [v.vehicle_id for v in watch.memory.vehicles] == ["car-2"]


def test_ids_that_change_at_every_frame_change_nothing() -> None:
    memory = Memory()
    for k in range(100):
        memory.observe(k / 5, Tracks.of([f"id{k}"], [CAR], [CAR_A]), NOBODY, None, RULES)
    assert [v.vehicle_id for v in memory.vehicles] == ["car-1"]


def test_its_json_is_its_snapshot() -> None:
    memory = Watch().see(12, CAR_A, CAR_B).memory
    again = msgspec.json.decode(msgspec.json.encode(memory), type=Memory)
    assert again == memory


def test_a_detector_that_looks_each_five_seconds_learns_a_car_and_misses_it_in_the_same_time() -> None:
    watch, everywhere = Watch(), np.array([[0, 0, 1920, 1080]], np.float32)
    nowhere = np.empty((0, 4), np.float32)
    for _ in range(3):
        watch.see(0.2, CAR_A, CAR_B, looked=everywhere).see(4.8, looked=nowhere)
    assert watch.states == ["parked", "parked"]
    for _ in range(11):
        watch.see(0.2, CAR_B, looked=everywhere).see(4.8, looked=nowhere)
    assert watch.left == []
    for _ in range(5):
        watch.see(0.2, CAR_B, looked=everywhere).see(4.8, looked=nowhere)
    assert [d.vehicle_id for d in watch.left] == ["car-1"]
