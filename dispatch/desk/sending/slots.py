"""What of an incident's plan is still open, and who fills it best by the plan's rules. Writes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from dispatch.closing import Choice, Coming, Option, choose
from dispatch.closing.approach import Approaches
from dispatch.desk.pen import Pen
from dispatch.desk.sending.options import Fitting, arrivals_of, coming_units, free_options, nearest, ways_out
from dispatch.desk.sending.ranks import may_be_asked
from dispatch.life.incident import Incident
from dispatch.model import Ranking
from dispatch.plans import PlanConfig
from streams.schema.incidents import ExcludedUnit
from streams.schema.plans import Shortfall

GUARD_ALONE: Final = "a guard is not sent alone to this"
_ORDINALS: Final = {1: "first", 2: "second", 3: "third"}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One unit to be asked."""

    unit_id: str
    slot: int
    eta_s: float


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to be asked, first arrival first, and by which way out everybody comes."""

    asked: tuple[Asked, ...]
    ways: Mapping[str, int]
    """Unit → its way, of those to be asked and those that come already."""
    approaches: Approaches | None
    ranking: Ranking
    """What they were chosen from."""
    barred: tuple[ExcludedUnit, ...]
    """Whom the plan's rules keep from it, of those who could come."""

    @property
    def excluded(self) -> tuple[ExcludedUnit, ...]:
        """Everybody who cannot come or may not."""
        return *self.ranking.excluded, *self.barred


def plan_of(pen: Pen, incident: Incident) -> PlanConfig:
    """The incident's plan; the wider one once it is certain that nobody can be there in time."""
    plan = pen.force.plans.plan(incident.kind, incident.level)
    return plan.widened if incident.predicted_ms is not None else plan


def vacant(pen: Pen, incident: Incident) -> tuple[int, ...]:
    """The plan's slots that somebody may be asked for now.

    Whoever a person sent on top counts as one of the plan's. One that a person called off is not replaced while others
    are on it.
    """
    if not incident.status.is_sending:
        return ()
    there = incident.on_it
    called_off = sum(leg.released == "called_off" for leg in incident.units.values() if not leg.state.books)
    count = len(plan_of(pen, incident).slots)
    lacking = count - len(there) - (called_off if there else 0)
    held = {leg.slot for leg in there}
    return tuple(slot for slot in range(1, count + 1) if slot not in held)[: max(0, lacking)]


def fitting_slot(pen: Pen, incident: Incident, unit_id: str) -> int | None:
    """The slot that a unit takes which a person sends; None where it is one more."""
    unit, slots = pen.force.units.get(unit_id), plan_of(pen, incident).slots
    return next((slot for slot in vacant(pen, incident) if unit is not None and slots[slot - 1].fits(unit)), None)


def missing(pen: Pen, incident: Incident) -> tuple[Shortfall, ...]:
    """What the plan wants and nobody was found for."""
    plan = plan_of(pen, incident)
    return tuple(_shortfall(plan, slot) for slot in vacant(pen, incident))


def decide(pen: Pen, incident: Incident, ranking: Ranking, only: str | None = None) -> Decision:
    """The best way to fill the open slots from those who may be asked, or from this one alone."""
    plan, slots = plan_of(pen, incident), vacant(pen, incident)
    some: Collection[str] = pen.force.units if only is None else (only,)
    fitting = Fitting(pen.force, plan, slots)
    names = nearest(pen, incident, fitting, some, ranking.eta_s)
    approaches = ways_out(pen, incident, names) if plan.close else None
    eta_s = arrivals_of(names, ranking.eta_s, approaches)
    coming = coming_units(pen, incident, approaches)
    free = free_options(pen, plan, fitting, eta_s, approaches)
    choice = _choose(slots, _in_time(free, plan), coming)
    if not choice.slots and not coming:
        choice = _choose(slots, free, coming)
    barred: set[str] = set()
    if _leaves_a_guard_alone(pen, plan, choice):
        able = eta_s.keys() | ranking.eta_s.keys()
        askable = (name for name in able if name in some and may_be_asked(pen, incident, name))
        barred = {name for name in askable if pen.force.units[name].role == "guard"}
        choice = _choose(slots, [one for one in free if one.unit_id not in barred], coming)
    asked = [Asked(unit_id=name, slot=slot, eta_s=round(eta_s[name], 1)) for name, slot in choice.slots.items()]
    return Decision(
        asked=tuple(sorted(asked, key=lambda one: (one.eta_s, one.unit_id))),
        ways=choice.exits,
        approaches=approaches,
        ranking=ranking,
        barred=tuple(ExcludedUnit(unit_id=name, why=GUARD_ALONE) for name in sorted(barred)),
    )


def _choose(slots: Sequence[int], free: Iterable[Option], coming: Sequence[Coming]) -> Choice:
    return choose(slots, [one for one in free if one.slots], coming)


def _in_time(free: Sequence[Option], plan: PlanConfig) -> list[Option]:
    """Each unit only for the slots for which it is quick enough, and by the ways that are."""
    timed = []
    for one in free:
        soonest_s = min(one.at_scene_s.values())
        slots = frozenset(slot for slot in one.slots if soonest_s <= plan.slots[slot - 1].within_s)
        timed.append(msgspec.structs.replace(one, slots=slots))
    return timed


def _leaves_a_guard_alone(pen: Pen, plan: PlanConfig, choice: Choice) -> bool:
    roles = [unit.role for name in choice.exits if (unit := pen.force.units.get(name)) and unit.role != "volunteer"]
    return bool(choice.slots) and roles == ["guard"] and not plan.guard_alone


def _shortfall(plan: PlanConfig, slot: int) -> Shortfall:
    need = plan.slots[slot - 1]
    number = sum(str(other) == str(need) for other in plan.slots[:slot])
    return Shortfall(
        slot=slot,
        kinds=need.kinds,
        roles=need.roles,
        organisations=need.organisations,
        why=f"no {_ORDINALS.get(number, f'{number}th')} {need} within {need.within_s:.0f} s",
    )
