"""Cars that stop for a red light are not parked, and who stands on the kerb beside them is no thief."""

from tests.scenarios.street import DOOR_Z, night


def test_a_car_at_a_red_light_is_not_parked_whoever_stands_beside_it() -> None:
    street = night()
    street.car("waits", x=-30).drives_to(0).stands(45).drives_to(40)
    street.person("a", at_s=3).goes_to(0, DOOR_Z).stands(35).leaves()
    assert street.watch().alerts == []


def test_cars_that_move_up_in_the_queue_at_a_light_wait_on() -> None:
    street = night()
    for i in range(3):
        x = 3 - 5.5 * i
        street.car(f"queue-{i}", x=x - 25).drives_to(x).stands(30).goes_to(x + 2.8, 0, mps=1).stands(70).drives_to(60)
    street.person("a", at_s=2, x=1, z=DOOR_Z).stands(100).leaves()
    assert street.watch().raised == []


def test_a_car_first_seen_just_before_it_stops_at_the_light_waits() -> None:
    street = night()
    street.car("waits", x=-2.5).goes_to(0, 0, mps=1).stands(60).drives_to(40)
    street.person("a", at_s=3).goes_to(0, DOOR_Z).stands(50).leaves()
    assert street.watch().raised == []
