"""Whose legs a car hides goes on down to his feet; who bends, or gets in, does not."""

import numpy as np

from detectors.rules import GroundRules, OwnerRules, VisitRules
from detectors.street.people import People
from detectors.street.person import Person
from detectors.tracks import PERSON, Boxes, Tracks

CAR: Boxes = np.array([[600, 300, 1000, 500]], np.float32)
FOOT, TALL = 450, 200
"""Behind the car, whose lower edge is at 500."""


class Watch:
    """One man, 5 pictures a second; his box by the middle, the head and the foot, px."""

    def __init__(self) -> None:
        self.people, self.k = People(GroundRules(), VisitRules(), OwnerRules()), 0

    def see(self, x: float, head: float, foot: float, name: str = "a") -> Person:
        seen = Tracks.of([name], [PERSON], [[x - 30, head, x + 30, foot]])
        self.k += 1
        return self.people.observe(self.k / 5, seen, (1920, 1080), CAR)[0][0]

    def walks(self, to: float, foot: float = FOOT) -> Person:
        """From 200 px before it to beside the car, wholly seen."""
        for x in range(int(to) - 200, int(to), 20):
            man = self.see(x, foot - TALL, foot)
        return man

    def behind(self, s: float = 2.0, head: float = FOOT - TALL, name: str = "a") -> Person:
        """He stands behind the car: what is seen of him ends at its roof."""
        for _ in range(round(5 * s)):
            man = self.see(640, head, 360, name)
        return man


def test_whose_legs_the_car_hides_stands_where_he_stood() -> None:
    watch = Watch()
    watch.walks(to=600)
    man = watch.behind(20)
    assert man.foot == (640, FOOT)
    assert (man.height, man.cut) == (TALL, True)


def test_who_bends_there_is_as_low_as_he_is_seen() -> None:
    watch = Watch()
    watch.walks(to=600)
    assert watch.behind(4, head=FOOT - 0.75 * TALL).foot == (640, 360)
    assert not watch.behind(head=FOOT - 0.75 * TALL).cut


def test_whose_legs_are_hidden_and_who_then_bends_is_seen_to_do_so() -> None:
    watch = Watch()
    watch.walks(to=600)
    watch.behind(4)
    assert watch.behind(2, head=FOOT - 0.75 * TALL).path[-1].height < 0.8 * TALL


def test_who_stands_before_the_car_and_then_is_half_as_tall_gets_in() -> None:
    watch = Watch()
    watch.walks(to=640, foot=505)
    for _ in range(5):
        man = watch.see(640, 505 - TALL, 400)
    assert man.foot == (640, 400)


def test_who_has_been_whole_where_he_is_for_some_seconds_is_not_hidden_all_at_once() -> None:
    watch = Watch()
    watch.walks(to=600)
    for _ in range(15):
        watch.see(640, FOOT - TALL, FOOT)
    assert watch.behind().foot == (640, 360)


def test_who_was_never_seen_whole_is_as_he_is_seen() -> None:
    assert Watch().behind().foot == (640, 360)


def test_who_is_lost_behind_the_car_and_found_under_another_id_is_the_same() -> None:
    watch = Watch()
    before = watch.walks(to=600)
    watch.behind(1)
    watch.k += 30
    after = watch.behind(1, name="b")
    assert after.key == before.key
    assert after.foot == (640, FOOT)


def test_who_comes_out_behind_the_car_is_as_he_is_seen_again() -> None:
    watch = Watch()
    watch.walks(to=600)
    watch.behind(2)
    man = watch.see(590, FOOT - TALL, FOOT)
    assert (man.foot, man.cut) == ((590, FOOT), False)


def test_who_was_hidden_at_first_and_then_seen_whole_in_a_gap_is_as_tall_as_there() -> None:
    watch = Watch()
    for x in range(990, 600, -10):
        watch.see(x, FOOT - TALL, 360)
    for x in range(590, 550, -20):
        watch.see(x, FOOT - TALL, FOOT)
    assert watch.behind().foot == (640, FOOT)
