"""What a site tells the dispatcher: districts, units, and every threshold of deciding with the source of its default.

Knows nothing of files or of how the values are used.
"""

from typing import Annotated, Final, Literal, get_args

import msgspec

from dispatch.joint.config import JointConfig
from streams.schema.plans import Role
from streams.schema.quantities import Lat, Lon, Metres, Name, Seconds, Seq

UnitKind = Literal["car", "motorcycle", "bicycle", "foot"]
KINDS: Final[tuple[UnitKind, ...]] = get_args(UnitKind)
_LONGEST_S: Final = 1e9  # some 30 years: more is a slip of the keyboard
_CHASE_LEAST_S: Final = 60.0
Awaited = Literal["acknowledged", "decided", "accepted", "arrived", "in_time", "finding", "closed"]
"""An act that an escalation step waits for; the act cancels the step."""


class DistrictConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One area with one desk. `polygon` is its outline as `(lon, lat)` corners, at least three, not closed."""

    id: Name
    name: Name
    polygon: tuple[tuple[Lon, Lat], ...]


class UnitConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One force that can be sent: a car with its crew, a guard on foot."""

    unit_id: Name
    call_sign: Name
    """What people say on the radio."""
    kind: UnitKind
    district: Name
    organisation: Name | None = None
    """Whose it is: a station, a guards' committee (治保会), an estate."""
    role: Role = "patrol"
    base: tuple[Lon, Lat] | None = None
    """Where it is when it is not out: from there, it starts later."""
    on_duty: bool = True
    """Whether the unit may be sent before anyone has said anything about its shift."""


class _Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers that are compared and added up: each must be one."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, float) and not 0 <= value <= _LONGEST_S:
                raise ValueError(f"{name} = {value}: a number from 0 to {_LONGEST_S:.0f} is needed")


class EscalationStep(_Thresholds, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is told when an act is not done in time.

    The time runs from the act before it: `acknowledged` and `arrived` from the alert, `decided` (that is, confirmed or
    dismissed) from the acknowledgement, `accepted` from the confirmation, `finding` from the first arrival, `closed`
    from the finding, `in_time` from when it is certain that nobody can be on scene within the target.
    """

    awaits: Awaited
    after_s: Seconds
    to: Name


LADDER = (
    EscalationStep(awaits="acknowledged", after_s=15.0, to="duty_officer"),  # NFPA 1221: answered within 15 s, 95 %
    EscalationStep(awaits="decided", after_s=64.0, to="duty_officer"),  # NFPA 1221: processed within 64 s, 95 %
    EscalationStep(awaits="accepted", after_s=45.0, to="duty_officer"),  # three accept timers
    EscalationStep(awaits="arrived", after_s=180.0, to="command_centre"),  # the stations' own target
    EscalationStep(awaits="finding", after_s=1800.0, to="duty_officer"),  # Jiancaoping: unentered records are chased
    EscalationStep(awaits="closed", after_s=3600.0, to="duty_officer"),  # the same, before the morning review
    EscalationStep(awaits="in_time", after_s=0.0, to="duty_officer"),  # at once: there is less than the target left
    EscalationStep(awaits="finding", after_s=600.0, to="unit"),  # the same, first asked of whoever is there
)
"""Between them, these leave no state of an open incident in which nobody would be told."""


class Chase(_Thresholds, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of an open incident once no step of the ladder is ahead: the same again, until somebody acts."""

    every_s: Seconds = 1800.0
    """Since the last that was told or done; Jiancaoping chases what is not entered after half an hour."""
    to: Name = "duty_officer"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.every_s < _CHASE_LEAST_S:
            raise ValueError(f"every_s = {self.every_s}: at least {_CHASE_LEAST_S:.0f} s are needed to act on it")


class Sameness(_Thresholds, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How near two tellings must be to be one."""

    within_m: Metres = 15.0
    """Apart on the ground, beyond what both places may be off: three parked cars. `design`"""
    within_s: Seconds = 120.0
    """Between the end of one and the beginning of the other: a walk down one row of cars. `design`"""
    error_m: Metres = 15.0
    """A place less sure than this says nothing of sameness: a whole street would become one. `design`"""


class OwnRules(_Thresholds, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How well a unit's position must match a person's."""

    within_m: Metres = 10.0
    """Apart, beyond what place and fix say they may be off: a phone between houses is further off. `design`"""
    error_m: Metres = 10.0
    """A less certain place, or fix, explains nobody: a thief round the corner would be the guard. `design`"""
    within_s: Seconds = 15.0
    """Between fix and picture; a round at walking pace makes 20 m in that time, which is added. `design`"""


class Linking(_Thresholds, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a new incident may be a new sighting of those who fled from another."""

    within_s: Seconds = 900.0
    """Since they were last seen; after a quarter of an hour they can be anywhere in a city. `design`"""
    within_m: Metres = 3_000.0
    """As the crow flies: the next estates, not the next district. `design`"""
    across_m: Metres = 60.0
    """So near they may have gone straight across, over a yard or between cars, where no road leads. `design`"""
    head_start_s: Seconds = 20.0
    """They may have left so long before the camera said that it no longer sees them, and need no turnout. `design`"""


class SuggestionConfig(_Thresholds, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When false alerts of a camera are enough to suggest a change of its settings."""

    least: Seq = 5
    """Fewer of one reason are chance; our choice."""
    least_share: float = 0.5
    """Of the camera's alerts that people decided: the reason must be the rule there, not the exception; our choice."""
    spot_m: Metres = 10.0
    """So near to each other they lie at one spot: a doorway, a bench; two parked cars. Our choice."""
    days: Seq = 30
    """So many last days are looked at: a month's assessment (domain.md)."""


class DispatchConfig(_Thresholds, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The thresholds of deciding."""

    target_s: Seconds = 180.0
    """Alert raised to first unit on scene; the stations' own target ("3 minutes")."""
    accept_s: Seconds = 15.0
    """A unit has this long to say yes before the next is asked; NFPA 1221 answering time, as for operators."""
    ask_again_s: Seconds = 60.0
    """A unit that did not answer may be asked again after this long, if nobody else can come; NFPA 1710 turnout."""
    asks_per_unit: Seq = 3
    """A unit that let this many accept timers of one incident run out is not asked again by itself; our choice."""
    scene_radius_m: Metres = 50.0
    """A unit this near is on scene; twice the usual error of a phone between houses."""
    arrival_accuracy_m: Metres = 50.0
    """A fix that is less accurate does not prove arrival; notes on dispatch, "accuracy ≤50 m"."""
    arrival_fixes: Seq = 2
    """So many fixes in a row prove arrival, back-stamped to the first; notes on dispatch."""
    travelling_m: Metres = 30.0
    """A unit this far from where it was asked is rolling; above the wander of a standing phone (10–20 m)."""
    fastest_kmh: Annotated[float, msgspec.Meta(gt=0)] = 150.0
    """Nobody comes faster than this along the straight line: who could not matter even so is not timed by road. Above
    every limit on a city's roads; our choice."""
    fix_ahead_s: Seconds = 30.0
    """A fix from further in the future is not believed; phones synchronise to within seconds."""
    clock_back_s: Seconds = 3600.0
    """A clock that jumps back by less is held at its last time; by more, and the last time was the wrong one. Summer
    time is the largest jump that people make by mistake."""
    alert_oldest_s: Seconds = 259_200.0
    """An alert older than this has a wrong clock: its response time runs from its coming; topics are kept 3 d."""
    rerank_after_s: Seconds = 5.0
    """A ranking this old is made anew before a unit is sent; one period of usual position reports."""
    evidence_score_step: float = 0.05
    """A camera's update counts as new evidence when its score moved this much; half a colour step on the console."""
    same_report: Sameness = Sameness(within_m=80.0, within_s=300.0, error_m=100.0)
    """When what a person tells is what is known already. People point at a map from memory: some parked cars and the
    crossing of a street, not the next street; and who opens doors stays for minutes. Our choice."""
    same_sighting: Sameness = Sameness()
    """When what a camera sees is what another one, or it itself, has seen."""
    own: OwnRules = OwnRules()
    """When whom a camera sees is one of the units."""
    serious_score: float = 0.9
    """A camera's alert this sure is a serious one of its kind; our choice, above what one car alone can reach."""
    serious_vehicles: Seq = 3
    """So many cars gone to make it serious, however sure the camera is; one more than passing by explains."""
    linking: Linking = Linking()
    """When a new incident is proposed as a new sighting of another's group."""
    joint: JointConfig = JointConfig()
    """When a unit on its way is sent elsewhere."""
    suggestions: SuggestionConfig = SuggestionConfig()
    """What false alerts say about cameras' settings."""
    auto_confirm: bool = False
    """Send without a person's confirmation. Off: most people beside a parked car own it."""
    escalation: tuple[EscalationStep, ...] = LADDER
    chase: Chase = Chase()
    """When the ladder is at its end and the incident is not."""
    answers_remembered: Seq = 10_000
    """So many last commands are recognised when they come again; a busy city's night."""
    review_longest_s: Seconds = 604_800.0
    """A longer period cannot be signed off at once; the weekly analysis is the longest (domain.md)."""
    incidents_remembered: Seq = 1_000
    """So many finished incidents still answer commands by name, as "already closed"; weeks of a busy district."""
