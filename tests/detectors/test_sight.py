"""One camera from pictures to tracks: where it looks, when it does not, and what survives."""

from collections.abc import Iterable

import numpy as np

from detectors.config import CameraConfig, DetectionConfig
from detectors.footage.capture import Frame, Image
from detectors.sight import Sight, Sighting, ask
from streams.schema.detections import CameraHealthChanged
from tests.detectors.paint import SIZE, PaintModel, street, with_cars, with_people

CAR = (300, 180, 460, 260)
LIT_CAR = (80, 180, 240, 260)
STRIP = ((280.0, 200.0), (480.0, 200.0), (480.0, 260.0), (280.0, 260.0))


def see(sight: Sight, model: PaintModel, pictures: Iterable[Image], from_ms: int = 0) -> list[Sighting]:
    sightings = []
    for k, picture in enumerate(pictures):
        glance = sight.glance(Frame(at_ms=from_ms + 200 * k, image=picture))
        (answer,) = ask(model, [glance])
        sightings.append(sight.settle(glance, *answer))
    return sightings


def camera(**what: object) -> Sight:
    return Sight(CameraConfig(camera_id="c", **what), DetectionConfig())  # type: ignore[arg-type]  # fields by name


def with_tree(picture: Image, k: int) -> Image:
    """A dark branch that swings to and fro."""
    swung = picture.copy()
    left = 400 + (0, 12, 24, 12)[k % 4]
    swung[220:300, left : left + 20] //= 3
    return swung


def with_shade(picture: Image, box: tuple[int, int, int, int]) -> Image:
    """No light reaches this part of the street."""
    left, top, right, bottom = box
    shaded = picture.copy()
    shaded[top - 20 : bottom + 20, left - 20 : right + 20] //= 8
    return shaded


def health(sightings: Iterable[Sighting]) -> list[str]:
    said = [each for sighting in sightings for each in sighting.detections]
    return [each.health for each in said if isinstance(each, CameraHealthChanged)]


def test_an_empty_quiet_street_costs_no_inference_but_the_forced_looks() -> None:
    sight, model = camera(), PaintModel()
    see(sight, model, (street(k) for k in range(50)))
    model.shown.clear()
    see(sight, model, (street(k) for k in range(50, 200)), from_ms=10_000)
    assert set(model.shown) == {SIZE}
    assert len(model.shown) == 30 / DetectionConfig().pixels.whole_look_s


def test_parking_strips_are_looked_at_though_nothing_moves() -> None:
    sight, model = camera(parking_strips=(STRIP,)), PaintModel()
    see(sight, model, (street(k) for k in range(50)))
    model.shown.clear()
    see(sight, model, (street(k) for k in range(50, 200)), from_ms=10_000)
    assert 30 / 1.6 - 8 <= len([shown for shown in model.shown if shown != SIZE]) <= 30 / 1.4 + 1


def test_a_walker_is_followed_from_the_moment_he_moves() -> None:
    sight, model = camera(), PaintModel()
    see(sight, model, (street(k) for k in range(30)))
    walk = [with_people(street(30 + k), (100 + 8 * k, 300)) for k in range(20)]
    seen = see(sight, model, walk, from_ms=6_000)
    assert {name for each in seen[4:] for name in each.tracks.ids} == {"p1"}
    assert all(len(each.tracks) == 1 for each in seen[4:])


def test_a_tree_in_the_wind_costs_a_look_now_and_then_and_hides_nobody() -> None:
    sight, model = camera(), PaintModel()
    see(sight, model, (street(k) for k in range(30)))
    model.shown.clear()
    see(sight, model, (with_tree(street(30 + k), k) for k in range(60)), from_ms=6_000)
    assert 10 <= len([shown for shown in model.shown if shown != SIZE]) <= 60 * 0.6
    walk = [with_people(with_tree(street(90 + k), k), (420 + 8 * k, 300)) for k in range(20)]
    seen = see(sight, model, walk, from_ms=18_000)
    assert all(each.tracks.ids == ("p1",) for each in seen[7:])


def test_one_who_stands_still_is_remembered_though_nothing_moves() -> None:
    sight, model = camera(), PaintModel()
    see(sight, model, (street(k) for k in range(30)))
    walk = [with_people(street(30 + k), (100 + 8 * k, 300)) for k in range(10)]
    stand = [with_people(street(60 + k), (172, 300)) for k in range(300)]
    seen = see(sight, model, [*walk, *stand], from_ms=6_000)
    assert all(each.tracks.ids == ("p1",) for each in seen[10:])


def test_a_parked_car_is_known_within_ten_seconds_and_kept_while_only_a_corner_is_looked_at() -> None:
    sight, model = camera(), PaintModel()
    seen = see(sight, model, (with_cars(street(k), CAR) for k in range(50)))
    assert seen[-1].tracks.ids == ("v1",)
    assert list(sight.cars()) != []
    passing = (with_people(with_cars(street(50 + k), CAR), (40 + 10 * k, 340)) for k in range(20))
    assert all("v1" in each.tracks.ids for each in see(sight, model, passing, from_ms=10_000))


def test_a_frozen_picture_is_looked_at_no_more_and_said() -> None:
    sight, model = camera(), PaintModel()
    stuck = with_people(street(1), (200, 300))
    see(sight, model, [with_people(street(k), (200, 300)) for k in range(20)])
    seen = see(sight, model, [stuck] * 150, from_ms=4_000)
    assert health(seen) == ["frozen"]
    model.shown.clear()
    see(sight, model, [stuck] * 50, from_ms=34_000)
    assert model.shown == []
    assert health(see(sight, model, [street(k) for k in range(40)], from_ms=44_000)) == ["ok"]


def test_darkness_is_said_and_does_not_stop_the_looking() -> None:
    sight, model = camera(), PaintModel()
    assert health(see(sight, model, (street(k, luma=6, noise=2) for k in range(60)))) == ["dark"]
    assert model.shown


def test_the_model_looks_everywhere_after_the_light_has_changed() -> None:
    sight, model = camera(), PaintModel()
    see(sight, model, (street(k) for k in range(60)))
    model.shown.clear()
    see(sight, model, (street(k, luma=170) for k in range(60, 75)), from_ms=12_000)
    assert model.shown.count(SIZE) >= 2


def test_a_change_of_resolution_is_survived_and_parked_cars_are_still_known() -> None:
    sight, model = camera(parking_strips=(STRIP,)), PaintModel()
    see(sight, model, (with_cars(street(k), CAR) for k in range(60)))
    before = sight.cars()
    half = tuple(side // 2 for side in CAR)
    smaller = (with_cars(street(k, size=(320, 180)), half) for k in range(60))  # type: ignore[arg-type]  # four sides
    seen = see(sight, model, smaller, from_ms=12_000)
    assert [np.allclose(sight.cars()[name], box / 2, atol=1) for name, box in before.items()] == [True]
    assert np.allclose(seen[-1].tracks.boxes[0], half, atol=2)
    assert np.allclose(sight.strips()["strip-1"], (140, 100, 240, 130))


def test_ids_after_a_change_of_resolution_are_new_ones() -> None:
    sight, model = camera(), PaintModel()
    see(sight, model, (with_people(street(k), (200 + k, 300)) for k in range(10)))
    larger = (with_people(street(k, size=(800, 450)), (200 + 4 * k, 300)) for k in range(15))
    (name,) = see(sight, model, larger, from_ms=2_000)[-1].tracks.ids
    assert name.startswith("r1-p")


def test_silence_becomes_offline_and_ended_footage_is_so_at_once() -> None:
    sight = camera()
    assert sight.silence(1_000) == []
    (away,) = sight.silence(12_000, "no route")
    assert isinstance(away, CameraHealthChanged)
    assert (away.health, away.detail) == ("offline", "no route")
    (ended,) = camera().silence(5, "it has ended", ended=True)
    assert isinstance(ended, CameraHealthChanged)
    assert ended.health == "offline"


def test_pictures_of_odd_shapes_are_looked_at() -> None:
    for size in ((360, 640), (64, 48), (8, 8), (1000, 20)):
        assert len(see(camera(), PaintModel(), (street(k, size=size) for k in range(8)))) == 8


def test_a_clock_that_is_set_back_by_an_hour_ends_no_looking() -> None:
    sight, model = camera(parking_strips=(STRIP,)), PaintModel()
    see(sight, model, (street(k) for k in range(50)), from_ms=7_200_000)
    see(sight, model, (street(k, luma=170) for k in range(50)), from_ms=7_210_000)
    model.shown.clear()
    seen = see(
        sight, model, (with_people(street(k, luma=170), (100 + 4 * k, 300)) for k in range(50)), from_ms=3_600_000
    )
    assert model.shown.count(SIZE) >= 2
    assert len([shown for shown in model.shown if shown != SIZE]) > 20
    assert seen[-1].tracks.ids != ()


def test_a_car_whose_place_is_too_dark_to_find_it_is_kept_while_the_one_under_the_lamp_is_found() -> None:
    sight, model = camera(), PaintModel()
    see(sight, model, (with_cars(street(k), CAR, LIT_CAR) for k in range(60)))
    see(sight, model, (with_shade(with_cars(street(k), LIT_CAR), CAR) for k in range(500)), from_ms=12_000)
    assert len(sight.cars()) == 2


def test_a_car_that_is_missing_from_a_place_in_the_light_is_forgotten() -> None:
    sight, model = camera(), PaintModel()
    see(sight, model, (with_cars(street(k), CAR, LIT_CAR) for k in range(60)))
    see(sight, model, (with_cars(street(k), LIT_CAR) for k in range(500)), from_ms=12_000)
    assert len(sight.cars()) == 1


def test_no_car_is_missed_while_the_camera_is_covered() -> None:
    sight, model = camera(), PaintModel()
    see(sight, model, (with_cars(street(k), CAR, LIT_CAR) for k in range(60)))
    hand = (with_cars(np.full_like(street(), 90 + k % 2), LIT_CAR) for k in range(500))
    assert "covered" in health(see(sight, model, hand, from_ms=12_000))
    assert len(sight.cars()) == 2
