"""The life of a suspicion: raised to watch, raised to alert, more said of it, ended. One per person at a time.

Knows nothing of how points come about.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from detectors.config import CameraConfig
from detectors.loitering.company import Company
from detectors.loitering.score import Judgement
from detectors.rules import ScoreRules
from detectors.street.person import Person
from streams.schema.detections import Detection, Level, LoiteringDetected, LoiteringEnded, LoiteringUpdated
from streams.schema.ids import derived_id
from streams.schema.quantities import Place

Reach = Literal["none", "watch", "alert"]
"""What the points reach."""

ROUNDING: Final = 1e-6
"""Points are sums of decimals."""

_RAISED: Final[Mapping[tuple[Reach, Reach], Level]] = {
    ("none", "watch"): "watch",
    ("none", "alert"): "alert",
    ("watch", "alert"): "alert",
}
"""(level now, what the points reach) → level raised to. It never falls: a suspicion that came to nothing ends."""


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """A person on one frame, and what he amounts to."""

    at_s: float
    at_ms: int
    person: Person
    judgement: Judgement
    began_ms: int
    company: Company
    others: frozenset[int]
    """The keys of those with whom he belongs together: one suspicion of them all."""
    place: Callable[[], Place | None]
    """Asked only when something is said."""


@dataclass(kw_only=True, slots=True)
class Case:
    """What is shared by those who belong together."""

    suspicion_id: str
    seq: int = 0


@dataclass(kw_only=True, slots=True)
class Suspicion:
    """What has been said of one person."""

    case: Case
    began_ms: int
    level: Reach = "none"
    said_s: float = 0.0
    said_points: float = 0.0
    said_of: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    calm_since_s: float | None = None


class Suspicions:
    """All open suspicions of one camera."""

    def __init__(self, camera: CameraConfig, score: ScoreRules) -> None:
        self._camera, self._score = camera, score
        self._open: dict[int, Suspicion] = {}

    def __contains__(self, key: int) -> bool:
        return key in self._open

    def weigh(self, sighting: Sighting) -> Detection | None:
        """What is to be said of a person who is at a parked car, if anything."""
        reach = self._reach(sighting.judgement.points)
        known = self._open.get(sighting.person.key)
        if known is None:
            if reach == "none":
                return None
            known = self._begin(sighting)
        known.calm_since_s = None
        level = _RAISED.get((known.level, reach))
        if level is not None:
            known.level = level
            return self._say(LoiteringDetected, known, sighting)
        return self._say(LoiteringUpdated, known, sighting) if self._more(known, sighting) else None

    def calm(self, at_s: float, at_ms: int, person: Person) -> Detection | None:
        """He is there, and at no car: after a while the suspicion has ended."""
        known = self._open.get(person.key)
        if known is None:
            return None
        known.calm_since_s = at_s if known.calm_since_s is None else known.calm_since_s
        return self.end(at_ms, person, "moved_on") if at_s - known.calm_since_s >= self._score.calm_s else None

    def end(self, at_ms: int, person: Person, reason: str) -> Detection | None:
        """The suspicion about a person ends, if there is one; of a group, with the last of them."""
        known = self._open.pop(person.key, None)
        if known is None or any(other.case is known.case for other in self._open.values()):
            return None
        return LoiteringEnded(
            district=self._camera.district,
            camera_id=self._camera.camera_id,
            observed_at_ms=at_ms,
            suspicion_id=known.case.suspicion_id,
            seq=known.case.seq + 1,
            reason=reason,
        )

    def _reach(self, points: float) -> Reach:
        if points < self._score.watch_points - ROUNDING:
            return "none"
        return "watch" if points < self._score.alert_points - ROUNDING else "alert"

    def _begin(self, sighting: Sighting) -> Suspicion:
        began_ms, person = sighting.began_ms, sighting.person
        case = next((known.case for key, known in self._open.items() if key in sighting.others), None)
        if case is None:
            name = derived_id("sus", self._camera.camera_id, began_ms, person.track_ids[0])
            case = Case(suspicion_id=name)
        known = self._open[person.key] = Suspicion(case=case, began_ms=began_ms)
        return known

    def _more(self, known: Suspicion, sighting: Sighting) -> bool:
        if sighting.at_s - known.said_s < self._score.update_s:
            return False
        moved = abs(sighting.judgement.points - known.said_points) >= self._score.update_points
        return moved or known.said_of != _said_of(sighting)

    def _say(
        self, kind: type[LoiteringDetected] | type[LoiteringUpdated], known: Suspicion, sighting: Sighting
    ) -> Detection:
        known.case.seq += 1
        known.said_s, known.said_points = sighting.at_s, sighting.judgement.points
        known.said_of = _said_of(sighting)
        level: Level = "alert" if known.level == "alert" else "watch"
        return kind(
            district=self._camera.district,
            camera_id=self._camera.camera_id,
            observed_at_ms=sighting.at_ms,
            suspicion_id=known.case.suspicion_id,
            seq=known.case.seq,
            level=level,
            score=round(min(max(sighting.judgement.points, 0.0), 1.0), 3),
            began_at_ms=min(known.began_ms, sighting.at_ms),
            track_ids=known.said_of[0],
            vehicle_ids=known.said_of[1],
            members=sighting.company.members(sighting.person),
            terms=tuple(part.said() for part in sighting.judgement.parts),
            place=sighting.place(),
            staged=self._camera.staged,
        )


def _said_of(sighting: Sighting) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(sighting.person.track_ids), sighting.judgement.vehicle_ids
