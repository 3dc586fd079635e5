"""A night is drawn from its seed and from nothing else."""

from collections import Counter

import msgspec
import numpy as np
import pytest

from dispatch.roads.geodesy import distance_m
from dispatch.simulation.night import draw_night
from streams.schema.commands import ReportIncident
from streams.schema.detections import LoiteringDetected, LoiteringEnded
from streams.schema.errors import DispatchError
from tests.dispatch.roads.towns import at
from tests.dispatch.simulation.nights import grid, night, plan


def told(seed: int) -> bytes:
    drawn = night(seed)
    return msgspec.json.encode((drawn.units, drawn.stops, drawn.alarms))


def test_the_same_seed_draws_the_same_night_and_another_seed_another() -> None:
    assert told(1) == told(1)
    assert told(1) != told(2)


def test_every_theft_is_told_once_by_a_camera_or_by_a_caller() -> None:
    alarms = night(incidents=60).alarms
    kinds = Counter(type(alarm) for alarm in alarms)
    assert kinds[LoiteringDetected] + kinds[ReportIncident] == 60
    assert kinds[LoiteringEnded] == kinds[LoiteringDetected]
    assert 0 < kinds[ReportIncident] < 30


def test_alarms_come_in_order_of_time() -> None:
    times = [alarm.happened_at_ms for alarm in night(incidents=60).alarms]
    assert times == sorted(times)


def test_units_are_of_each_kind_by_its_share() -> None:
    kinds = Counter(unit.kind for unit in night(units=20).units)
    assert kinds == {"car": 12, "motorcycle": 3, "bicycle": 1, "foot": 4}


def test_what_rounding_leaves_over_goes_to_the_largest_share() -> None:
    assert Counter(unit.kind for unit in night(units=3).units)["car"] == 3


def test_every_patrol_has_its_stops() -> None:
    drawn = night()
    assert drawn.stops.keys() == {unit.unit_id for unit in drawn.units}
    assert all(drawn.stops.values())


def test_the_town_grows_with_the_units_up_to_the_whole_map() -> None:
    small, large = night(units=14, street_km_per_unit=0.5).town, night(units=14, street_km_per_unit=50.0).town
    assert small.radius_m < large.radius_m
    assert len(large.streets) > len(small.streets)


def test_listed_thefts_happen_where_the_list_says() -> None:
    listed = [at(510, 490), at(1490, 1010)]
    places = [
        (alarm.place.lon, alarm.place.lat)
        for alarm in draw_night(grid(), plan(street_km_per_unit=9.0), listed).alarms
        if isinstance(alarm, LoiteringDetected | ReportIncident) and alarm.place
    ]
    assert set(places) <= set(listed)


def test_earlier_thefts_are_known_and_tonights_are_none_of_them() -> None:
    drawn = night(incidents=60)
    alerts = [alarm for alarm in drawn.alarms if isinstance(alarm, LoiteringDetected)]
    tonight = {(alert.place.lon, alert.place.lat) for alert in alerts if alert.place}
    assert tonight
    assert len(drawn.past_thefts) > 4_000
    assert tonight.isdisjoint(map(tuple, drawn.past_thefts.tolist()))


def test_of_a_list_that_all_happens_tonight_nothing_is_known_before() -> None:
    assert not len(draw_night(grid(), plan(), [at(510, 490)]).past_thefts)


def test_a_list_of_another_city_is_refused_with_the_frame_of_the_map() -> None:
    with pytest.raises(DispatchError, match=r"none of the 1 thefts lies on this map, which is 112\.5"):
        draw_night(grid(), plan(), [(-77.0, 38.9)])


def test_thefts_soon_after_each_other_are_apart() -> None:
    alarms = [alarm for alarm in night(street_km_per_unit=9.0).alarms if isinstance(alarm, LoiteringDetected)]
    places = np.array([(alarm.place.lon, alarm.place.lat) for alarm in alarms if alarm.place])
    for i, place in enumerate(places):
        others = np.delete(places, i, axis=0)
        assert float(distance_m(others[:, 0], others[:, 1], *place).min()) > 200


def test_a_small_force_has_its_thefts_farther_apart() -> None:
    few, many = (plan(units=units, gap_s=None).length_ms for units in (10, 200))
    assert few == 20 * many
