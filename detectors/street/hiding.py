"""Whose legs a car hides: his box ends at the car, and his feet are as far below his head as they were.

Told from one who bends or gets in: he was seen whole just before he went behind the car, and his head stays up.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from detectors.street.person import Person, Step, foot_of
from detectors.tracks import Box, Boxes

SIDE_SHARE: Final = 0.1
"""Of a car's height: whose box ends so near above its lower edge stands beside or before it. Boxes jitter by less."""
HEAD_SHARE: Final = 0.12
"""Of his height: his head has sunk by so much at most. Who bends is lower by a fifth and more."""
SOON_S: Final = 1.6
"""He was seen whole beside the car so short a time before it hid him: three steps. Who gets in takes longer."""


def whole(person: Person, seen: Box, cars: Boxes, upright_share: float) -> Box:
    """His box from head to foot: as it is seen, unless one of `cars` [n, 4] hides his legs. All xyxy px.

    `upright_share` is how low, of his height, one who stands upright may look.
    """
    x1, head, x2, foot = seen
    if person.aside is None:
        return seen
    tall = max(person.height, person.aside.height)  # of one who was hidden before, the second
    if foot - head >= upright_share * tall:
        return seen
    before = _before(seen, cars)
    behind = person.aside.y < before.max(initial=0.0)
    upright = head <= person.aside.y - person.aside.height + HEAD_SHARE * tall
    went = person.cut or person.seen_s - person.aside.at_s <= SOON_S
    return (x1, head, x2, head + tall) if behind and upright and went else seen


def remember(person: Person, seen: Box, cars: Boxes, upright_share: float) -> None:
    """Keep what `whole` asks: whether his legs are hidden now, and where he last was when none of `cars` could."""
    person.cut = person.box != seen
    if seen[3] - seen[1] >= upright_share * person.height and not _before(seen, cars).size:
        person.aside = Step.at(person.seen_s, seen)


def _before(box: Box, cars: Boxes) -> npt.NDArray[np.float32]:
    """The lowest rows of those cars that may stand before his feet."""
    x, y = foot_of(box)
    lowest = cars[:, 3] - SIDE_SHARE * (cars[:, 3] - cars[:, 1])
    rows: npt.NDArray[np.float32] = lowest[(cars[:, 0] < x) & (cars[:, 2] > x) & (cars[:, 1] < y) & (lowest > y)]
    return rows
