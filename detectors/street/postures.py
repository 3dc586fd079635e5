"""What the posture of one person on one frame looks like: a hint from key points, weight and never proof.

Knows nothing of how key points are found, nor of which car he is at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from detectors.rules import PostureRules

Gesture = Literal["handle_try", "look_in"]
"""An arm held out to a door's handle; head and trunk bent towards a window."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Posture:
    """One person on one frame, as a pose model sees him. Who does nothing of note has none."""

    track_id: str
    """As in the `Tracks` of the frame."""
    gesture: Gesture
    confidence: float
    """0–1."""
    height_px: float
    """Of the person, in pixels of the picture that the model saw."""


def trusted(postures: Iterable[Posture], rules: PostureRules) -> dict[str, frozenset[Gesture]]:
    """Track id → what is sure enough, of people large enough."""
    sure: dict[str, frozenset[Gesture]] = {}
    for posture in postures:
        if posture.height_px >= rules.min_height_px and posture.confidence >= rules.min_confidence:
            sure[posture.track_id] = sure.get(posture.track_id, frozenset()) | {posture.gesture}
    return sure
