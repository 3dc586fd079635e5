"""Motion: what moves is found, what only changes its light is not."""

import numpy as np

from detectors.footage.capture import Image
from detectors.footage.light import shrink
from detectors.footage.motion import Motion, MotionGate
from tests.detectors.paint import SIZE, street, with_people


def see(gate: MotionGate, *pictures: Image, from_ms: int = 0) -> list[Motion]:
    return [gate.see(shrink(each), SIZE, from_ms + 200 * k) for k, each in enumerate(pictures)]


def settled() -> MotionGate:
    gate = MotionGate()
    see(gate, *(street(k) for k in range(20)))
    return gate


def test_nothing_moves_on_an_empty_street_however_the_sensor_rustles() -> None:
    assert not any(
        len(each.regions) for each in see(settled(), *(street(k, noise=8) for k in range(50, 80)), from_ms=4_000)
    )


def test_a_walker_is_found_where_he_walks() -> None:
    gate = settled()
    for k in range(10):
        feet = (100 + 12 * k, 250)
        (motion,) = see(gate, with_people(street(100 + k), feet), from_ms=4_000 + 200 * k)
        x1, y1, x2, y2 = motion.regions[0]
        assert x1 <= feet[0] <= x2
        assert y1 <= feet[1] - 30 <= y2


def test_the_switch_of_the_infrared_filter_is_no_motion() -> None:
    motions = see(settled(), *(street(k, luma=160) for k in range(200, 230)), from_ms=4_000)
    assert motions[0].light_changed
    assert not any(len(each.regions) for each in motions)
    assert not motions[-1].light_changed


def test_headlights_that_sweep_over_the_street_are_no_motion() -> None:
    def lit(k: int) -> Image:
        picture = street(300 + k).astype(np.int16)
        picture[:, 40 * k : 40 * k + 400] += 90
        return np.clip(picture, 0, 255).astype(np.uint8)

    assert not any(len(each.regions) for each in see(settled(), *(lit(k) for k in range(8)), from_ms=4_000))


def test_after_the_light_has_settled_a_walker_is_found_again() -> None:
    gate = settled()
    see(gate, *(street(k, luma=160) for k in range(200, 230)), from_ms=4_000)
    (motion,) = see(gate, with_people(street(400, luma=160), (300, 250)), from_ms=10_200)
    assert len(motion.regions) == 1


def test_masked_ground_does_not_move() -> None:
    mask = np.asarray([(0, 0), (320, 0), (320, 360), (0, 360)], np.float32)
    gate = MotionGate(masks=(mask,))
    see(gate, *(street(k) for k in range(20)))
    (motion,) = see(gate, with_people(street(30), (100, 250), (500, 250)), from_ms=4_000)
    assert len(motion.regions) == 1
    assert motion.regions[0, 0] > 320


def test_a_new_picture_size_begins_anew() -> None:
    gate = settled()
    motion = gate.see(shrink(street(size=(1280, 720))), (1280, 720), 4_000)
    assert motion.light_changed
    assert len(motion.regions) == 0


def test_the_same_picture_twice_differs_by_nothing() -> None:
    first, second = see(MotionGate(), street(1), street(1))
    assert second.difference == 0.0
    assert first.light_changed
