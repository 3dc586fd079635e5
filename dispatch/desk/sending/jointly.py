"""Several incidents at once: settles who is first at each together, and moves those on their way where that pays.

What is left of each plan is filled afterwards, one incident at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Final

from msgspec.structs import replace

from dispatch.desk.pen import Pen
from dispatch.desk.sending.asking import free_unit
from dispatch.desk.sending.options import Fitting
from dispatch.desk.sending.ranks import (
    Way,
    arrivals,
    arrivals_each,
    latest_s,
    near_enough,
    ranked,
    soonest_s,
    store,
)
from dispatch.desk.sending.slots import decide, plan_of
from dispatch.desk.sending.telling import ask
from dispatch.joint.settle import Need, lighter, pays, pays_until_s, settle
from dispatch.life.assignment import Assignment
from dispatch.life.incident import Incident

_TOGETHER: Final = 12
"""So many incidents are settled together, the gravest and oldest: more at once is a night for people to decide."""


def rearrange(pen: Pen, freed: Iterable[str] = ()) -> tuple[str, ...]:
    """Settle the first unit of every incident that has none, and of those that a unit just `freed` could serve better.

    The incidents that changed. One incident alone, from whose way nobody need be moved, is left to its plan.
    """
    needy = [incident for incident in pen.state.incidents.values() if _wants_a_first(incident)]
    holders = _holders(pen)
    needs = _in_play(pen, needy, holders, tuple(freed))
    if len(needs) == 1 and not needs[0].coming:
        return ()
    grades = {name: incident.grade for name, incident in pen.state.incidents.items()}
    settled = settle(needs, holders, grades, pen.force.config.joint)
    coming = {need.incident_id: need.coming for need in needs}
    changes = {name: unit_id for name, unit_id in settled.items() if unit_id not in coming[name]}
    return _carry_out(pen, changes, holders)


def _wants_a_first(incident: Incident) -> bool:
    """Whether units may be sent, and none is or was there yet."""
    return incident.status.is_sending and not incident.is_attended


def _holders(pen: Pen) -> dict[str, str]:
    """Who is on the way, and whereto; whoever a person sent on top is left to people."""
    return {
        leg.unit_id: name
        for name, incident in pen.state.incidents.items()
        for leg in incident.booked
        if leg.state is not Assignment.ON_SCENE and leg.slot is not None
    }


def _in_play(pen: Pen, needy: list[Incident], holders: Mapping[str, str], freed: tuple[str, ...]) -> list[Need]:
    """Those with nobody, those that a freed unit would serve better, and whoever may lose a unit to one in play."""
    order = sorted(needy, key=lambda incident: (_gravity(incident), incident.raised_ms, incident.incident_id))
    better = _served_better(pen, [one for one in order if one.booked], freed) if freed else []
    needs = _needs(pen, [*(one for one in order if not one.booked), *better][:_TOGETHER], holders)
    fringe = needs
    while fringe and len(needs) < _TOGETHER:
        wanted = _would_lose(pen, fringe, holders) - {need.incident_id for need in needs}
        fringe = _needs(pen, [one for one in order if one.incident_id in wanted], holders)
        needs = [*needs, *fringe]
    return needs[:_TOGETHER]


def _would_lose(pen: Pen, needs: Iterable[Need], holders: Mapping[str, str]) -> set[str]:
    """The incidents whose unit on the way would serve one of these better, and may be taken for it."""
    return {
        holders[name]
        for need in needs
        for name in need.arrival_s.keys() & holders.keys()
        if not lighter(need.grade, pen.incident(holders[name]).grade)
        and pays(need.without_s(holders), need.arrival_s[name], pen.force.config.joint)
    }


def _served_better(pen: Pen, incidents: Iterable[Incident], freed: tuple[str, ...]) -> list[Incident]:
    """Those of them to which a freed unit may be sent with gain: `pays`.

    Asks the roads only of those where it could, of all at once, and no farther than it could.
    """
    ways = [
        Way(incident, coming, at_worst_s, first_only=True)
        for incident in incidents
        if _pay(pen, incident, freed, at_worst_s := latest_s(pen, incident, coming := _coming(incident)))
    ]
    now_s = [min(found.values(), default=None) for found in arrivals_each(pen, ways)]
    known = [(way.incident, at_s) for way, at_s in zip(ways, now_s, strict=True) if at_s is not None]
    then = arrivals_each(pen, [Way(one, _pay(pen, one, freed, at_s), at_s, first_only=True) for one, at_s in known])
    return [
        incident
        for (incident, at_s), found in zip(known, then, strict=True)
        if pays(at_s, min(found.values(), default=inf), pen.force.config.joint)
    ]


def _coming(incident: Incident) -> list[str]:
    return [leg.unit_id for leg in incident.booked]


def _pay(pen: Pen, incident: Incident, names: Iterable[str], without_s: float) -> list[str]:
    """Those of these units that may come so much sooner than `without_s` that it pays, whatever the roads."""
    return [name for name in names if pays(without_s, soonest_s(pen, incident, name), pen.force.config.joint)]


def _needs(pen: Pen, incidents: Sequence[Incident], holders: Mapping[str, str]) -> list[Need]:
    """Those on their way elsewhere are timed only where it could pay to send them here."""
    needs = [_of_the_free(pen, incident, holders) for incident in incidents]
    coming = arrivals_each(pen, [Way(*pair) for pair in zip(incidents, (need.coming for need in needs), strict=True)])
    needs = [_with(need, found) for need, found in zip(needs, coming, strict=True)]
    others = arrivals_each(
        pen, [_others(pen, incident, need, holders) for incident, need in zip(incidents, needs, strict=True)]
    )
    return [_with(need, found) for need, found in zip(needs, others, strict=True)]


def _of_the_free(pen: Pen, incident: Incident, holders: Mapping[str, str]) -> Need:
    """When those who are free would be there, and who is coming."""
    due_ms = incident.raised_ms + incident.target_s * 1000
    free_s = ranked(pen, incident).eta_s
    here = [name for name, held in holders.items() if held == incident.incident_id]
    fit = _may_be_first(pen, incident, (*free_s, *here))
    return Need(
        incident_id=incident.incident_id,
        grade=incident.grade,
        left_s=(due_ms - pen.now_ms) / 1000,
        arrival_s={name: eta_s for name, eta_s in free_s.items() if name in fit},
        coming=frozenset(fit.intersection(here)),
    )


def _others(pen: Pen, incident: Incident, need: Need, holders: Mapping[str, str]) -> Way:
    """Whoever is on the way elsewhere and may pay here."""
    within_s = pays_until_s(need.without_s(holders), pen.force.config.joint)
    near = near_enough(pen, incident, holders.keys() - need.coming, within_s)
    return Way(incident, sorted(_may_be_first(pen, incident, near)), within_s)


def _with(need: Need, found: Mapping[str, float]) -> Need:
    return replace(need, arrival_s={**need.arrival_s, **found})


def _may_be_first(pen: Pen, incident: Incident, names: Iterable[str]) -> set[str]:
    """Some of these. A guard who may not be alone there comes with another, by the plan: never as the only one."""
    plan = plan_of(pen, incident)
    barred = {"volunteer"} if plan.guard_alone else {"volunteer", "guard"}
    fitting = Fitting(pen.force, plan, range(1, len(plan.slots) + 1))
    return {name for name in names if fitting.of(name) and pen.force.units[name].role not in barred}


def _gravity(incident: Incident) -> tuple[bool, ...]:
    return tuple(not lighter(grade, incident.grade) for grade in ("orange", "yellow", "blue"))


def _carry_out(pen: Pen, changes: Mapping[str, str], holders: Mapping[str, str]) -> tuple[str, ...]:
    """Free whoever is taken away or replaced, then ask everybody who is sent."""
    touched = dict.fromkeys(changes)
    for name, unit_id in changes.items():
        if unit_id in holders:
            free_unit(pen, pen.incident(holders[unit_id]), unit_id, "reassigned", note=f"to {name}")
            touched[holders[unit_id]] = None
    for name, unit_id in changes.items():
        replaced = _replaced(pen, pen.incident(name), unit_id)
        if replaced is not None:
            free_unit(pen, pen.incident(name), replaced, "reassigned", note=f"{unit_id} is there sooner")
    for name, unit_id in changes.items():
        ranking = ranked(pen, pen.incident(name))
        store(pen, name, ranking)
        ask(pen, name, decide(pen, pen.incident(name), ranking, only=unit_id))
    return tuple(touched)


def _replaced(pen: Pen, incident: Incident, unit_id: str) -> str | None:
    """Who on the way makes room for a quicker one: whoever would be there last, of those whose place it can take."""
    slots, unit = plan_of(pen, incident).slots, pen.force.units[unit_id]
    on_way = [leg for leg in incident.booked if leg.slot is not None and slots[leg.slot - 1].fits(unit)]
    if len(incident.booked) < len(slots):
        return None
    known = arrivals(pen, incident, [leg.unit_id for leg in on_way])
    return max((leg.unit_id for leg in on_way), key=lambda name: (known.get(name, 1e9), name), default=None)
