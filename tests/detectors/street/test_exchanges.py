"""Who passes close by another stays who he was, whichever ids the two have after it."""

from collections.abc import Mapping

import pytest

from detectors.rules import GroundRules, OwnerRules, VisitRules
from detectors.street.people import People
from detectors.street.person import Person
from detectors.tracks import PERSON, Tracks

Feet = tuple[float, float]


class Watch:
    """Shows people as standing boxes 170 px high, so that 100 px are a metre, by their feet."""

    def __init__(self, fps: float = 5) -> None:
        self.people, self.fps, self.k = People(GroundRules(), VisitRules(), OwnerRules()), fps, 0

    def see(self, feet: Mapping[str, Feet]) -> dict[str, Person]:
        boxes = [[x - 30, y - 170, x + 30, y] for x, y in feet.values()]
        here, _ = self.people.observe(
            self.k / self.fps, Tracks.of(list(feet), [PERSON] * len(feet), boxes), (1920, 1080)
        )
        self.k += 1
        return dict(zip(feet, here, strict=True))

    def pass_by(self, ids: tuple[str, str] = ("a", "b"), met: float = 2.0, until: float = 3.0) -> dict[str, Person]:
        """One (a) stands, b passes 30 px below him at 1.4 m/s after 2 s; from `met` on they have these ids."""
        before: dict[str, Person] = {}
        while self.k / self.fps < until:
            t = self.k / self.fps
            stands, walks = ("a", "b") if t < met else ids
            now = self.see({stands: (900, 400), walks: (900 + 140 * (t - 2), 430)})
            before = before or now
        assert (now[stands], now[walks]) == (before["a"], before["b"])
        return now


@pytest.mark.parametrize("fps", [2.5, 5, 10, 25])
@pytest.mark.parametrize("met", [1.8, 2.0, 2.2])
def test_two_whose_ids_are_exchanged_as_they_pass_stay_who_they_were_and_carry_both(fps: float, met: float) -> None:
    now = Watch(fps).pass_by(("b", "a"), met)
    assert now["b"].track_ids == ["a", "b"]
    assert now["a"].track_ids == ["b", "a"]


def test_who_loses_his_id_to_one_who_passes_and_gets_a_new_one_stays_who_he_was() -> None:
    assert Watch().pass_by(("new", "a"))["new"].track_ids == ["a", "new"]


def test_who_passes_by_and_gets_a_new_id_while_his_goes_to_the_other_stays_who_he_was() -> None:
    assert Watch().pass_by(("b", "new"))["new"].track_ids[0] == "b"


def test_the_way_of_each_goes_on_without_a_leap() -> None:
    now = Watch().pass_by(("b", "a"))
    assert {step.x for step in now["b"].path} == {900}
    assert {step.y for step in now["a"].path} == {430}


def test_two_who_pass_with_their_own_ids_keep_them() -> None:
    now = Watch().pass_by()
    assert (now["a"].track_ids, now["b"].track_ids) == (["a"], ["b"])


def test_one_who_comes_up_to_another_and_stops_while_he_walks_on_is_not_him() -> None:
    watch = Watch()
    first = watch.see({"a": (900, 400), "b": (620, 440)})
    for k in range(1, 20):
        walked = 28.0 * k
        now = watch.see({"a": (900 + max(walked - 280, 0), 400), "b": (min(620 + walked, 900), 440)})
    assert now == first
