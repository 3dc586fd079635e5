"""Our own units by their positions: an alert that one explains opens nothing, and the reason is on record."""

import pytest

from streams.schema.incidents import IncidentOpened
from streams.schema.quantities import Place
from streams.schema.sightings import SuspicionExplained
from tests.dispatch.gate_street import GATE
from tests.dispatch.worlds import Night, night

SURE = Place(lon=GATE.lon, lat=GATE.lat, error_m=3)
ROW = ("car-1", "car-2", "car-3")


def _guard(*fixes: tuple[float, float], accuracy_m: float = 5, speed_mps: float | None = None) -> Night:
    """A guard whose phone told so many seconds ago that he was so many metres north of whom the camera sees now."""
    town = night().unit("guard", "foot")
    for age_s, at_m in fixes:
        town.fix("guard", at_m, age_s=age_s, accuracy_m=accuracy_m, speed_mps=speed_mps)
    return town


def _is_explained(town: Night, *, place: Place = SURE, vehicles: tuple[str, ...] = ROW) -> bool:
    town.alert(place=place, vehicles=vehicles)
    explained, opened = town.all(SuspicionExplained), town.all(IncidentOpened)
    assert len(explained) + len(opened) == 1
    return bool(explained)


def test_a_guard_whose_position_matches_is_explained_once_and_opens_nothing() -> None:
    town = _guard((0, 4))
    town.alert(place=SURE)
    town.alert(place=SURE, seq=2, update=True)
    [why] = town.all(SuspicionExplained)
    assert (why.unit_id, why.apart_m) == ("guard", 4)
    assert not town.all(IncidentOpened)


@pytest.mark.parametrize("fixes", [[(11, 14), (1, 3)], [(14, 17), (9, 12), (4, 5)], [(13, -15), (3, -2)]])
def test_a_guard_who_tries_one_door_after_the_other_was_some_cars_away_just_before(
    fixes: list[tuple[float, float]],
) -> None:
    assert _is_explained(_guard(*fixes))


def test_a_phone_is_as_far_off_as_it_says() -> None:
    assert _is_explained(_guard((4, 17), accuracy_m=8))
    assert not _is_explained(_guard((4, 17), accuracy_m=2))


@pytest.mark.parametrize("accuracy_m", [11, 200, 1e6])
def test_a_phone_that_does_not_know_where_it_is_explains_nobody(accuracy_m: float) -> None:
    assert not _is_explained(_guard((1, 4), accuracy_m=accuracy_m))


def test_a_guard_further_off_or_a_place_that_is_not_sure_explains_nobody() -> None:
    assert not _is_explained(_guard((11, 40), (1, 40)))
    assert not _is_explained(_guard((14, 20), (1, 28)))
    assert not _is_explained(_guard((1, 4)), place=GATE)


def test_a_guard_who_went_by_twenty_seconds_ago_is_not_who_is_there_now() -> None:
    assert not _is_explained(_guard((20, 0), (15, 7), (10, 14), (5, 21), (0, 28)))
    assert not _is_explained(_guard((20, 0)))


def test_a_unit_that_drives_past_is_not_who_stands_there() -> None:
    assert not _is_explained(_guard((10, 50), (5, 25), (0, 0)))
    assert not _is_explained(_guard((1, 4), speed_mps=5))


def test_a_guard_who_walks_past_is_not_who_has_stood_at_one_car_all_the_while() -> None:
    assert not _is_explained(_guard((14, 20), (7, 10), (0, 0)), vehicles=("car-1",))
    assert _is_explained(_guard((14, 6), (7, -5), (0, 4)), vehicles=("car-1",))


def test_a_fix_that_came_late_is_measured_as_one_before() -> None:
    town = _guard((1, 3))
    town.fix("guard", 16, age_s=-10)
    assert _is_explained(town)
    away = _guard((1, 3))
    away.fix("guard", 60, age_s=-10)
    assert not _is_explained(away)


def test_who_is_still_there_once_the_guard_is_far_off_is_not_the_guard() -> None:
    town = _guard((1, 4))
    town.alert(place=SURE)
    town.drive("guard", 4, 100, seconds=70)
    town.alert(place=SURE, seq=2, update=True)
    assert len(town.all(IncidentOpened)) == 1


@pytest.mark.parametrize("silent_s", [0, 60])
def test_a_guard_who_stays_is_explained_all_the_while_though_his_phone_errs_or_falls_silent(silent_s: float) -> None:
    town = _guard((1, 4))
    town.alert(place=SURE)
    town.fix("guard", 35, accuracy_m=8)
    town.after(silent_s)
    town.alert(place=SURE, seq=2, update=True)
    assert not town.all(IncidentOpened)
