"""Which plan an incident has. Knows kinds and levels; nothing of units that are free or of roads."""

from collections.abc import Iterable, Mapping
from typing import Final, get_args

from dispatch.plans.config import NeedConfig, PlanConfig
from streams.schema.commands import IncidentKind
from streams.schema.plans import Severity

LEVELS: Final[tuple[Severity, ...]] = get_args(Severity)
"""From the lightest to the gravest."""

TWO: Final = (NeedConfig(count=2),)
THREE: Final = (NeedConfig(count=3),)

ONE_MORE: Final = (NeedConfig(),)
"""For when nobody can be in time: from another side, so that whoever left meanwhile is met. Our choice."""

PLANS: Final = (
    # Jinsheng: guards from both sides, a squad after them; the stations' target of three minutes.
    PlanConfig(kinds=("loitering",), grade="yellow", send=TWO, close=True, wider=ONE_MORE),
    PlanConfig(kinds=("loitering",), level="serious", grade="orange", send=TWO, close=True, wider=ONE_MORE),
    PlanConfig(kinds=("theft",), grade="orange", send=TWO, close=True, wider=ONE_MORE),
    PlanConfig(kinds=("theft",), level="serious", grade="red", send=THREE, close=True, wider=ONE_MORE),
    PlanConfig(kinds=("suspicious_person",), grade="yellow", guard_alone=True),
    PlanConfig(kinds=("suspicious_person",), level="serious", grade="orange", send=TWO, wider=ONE_MORE),
    PlanConfig(kinds=("fight",), grade="red", send=TWO, wider=ONE_MORE),
    PlanConfig(kinds=("fight",), level="serious", grade="red", send=THREE, wider=ONE_MORE),
    # NFPA 1710: 240 s of travel for the first who can help, in medical emergencies and fires.
    PlanConfig(kinds=("medical", "fire"), grade="red", target_s=240.0, send=TWO, wider=ONE_MORE, guard_alone=True),
    PlanConfig(kinds=("lost_person",), grade="yellow", target_s=600.0, guard_alone=True),  # our choice: on the way home
    PlanConfig(kinds=("noise",), grade="blue", target_s=900.0, guard_alone=True),  # our choice: nobody is in danger
)


class PlanBook:
    """A site's plans over those that come with the product: a kind that the site names is the site's alone."""

    def __init__(self, plans: Iterable[PlanConfig] = ()) -> None:
        own = tuple(plans)
        named = {kind for plan in own for kind in plan.kinds}
        self._plans: Mapping[tuple[IncidentKind, Severity], PlanConfig] = {
            **{(kind, plan.level): plan for plan in PLANS for kind in plan.kinds if kind not in named},
            **{(kind, plan.level): plan for plan in own for kind in plan.kinds},
        }

    def plan(self, kind: IncidentKind, level: Severity) -> PlanConfig:
        """The plan for the highest level up to this one; where there is none, one unit of any sort."""
        for known in reversed(LEVELS[: LEVELS.index(level) + 1]):
            if (plan := self._plans.get((kind, known))) is not None:
                return plan
        return PlanConfig(kinds=(kind,))


def severity(score: float, vehicles: int, serious_score: float, serious_vehicles: int) -> Severity:
    """How much of its kind an alert of a camera is: by how sure it is, and how many cars were gone to."""
    return "serious" if score >= serious_score or vehicles >= serious_vehicles else "ordinary"
