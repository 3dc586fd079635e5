"""What time itself leads to in an incident, and when: accept timers, the missed target, escalation, asking again.

Works out; says nothing. `overdue` says it.
"""

from collections.abc import Iterator

from dispatch.config import DispatchConfig, EscalationStep
from dispatch.life.assignment import Assignment
from dispatch.life.incident import Incident
from dispatch.life.leg import Leg
from dispatch.life.status import Status
from streams.schema.incidents import RankedUnit


def due_ms(incident: Incident, config: DispatchConfig) -> int:
    """When time itself next leads to something in `incident`, which is open: at the latest, it is said of again."""
    dues = [leg.accept_by_ms for leg in incident.units.values() if leg.state is Assignment.OFFERED]
    dues.extend(at for _, _, at in pending_steps(incident, config))
    target = target_due_ms(incident)
    if target is not None:
        dues.append(target)
    others = (ask_again_ms(incident, config), hope_ms(incident, config), chase_ms(incident, config))
    dues.extend(at for at in others if at is not None)
    return min(dues)


def target_due_ms(incident: Incident) -> int | None:
    """When the response target passes; None once somebody came, it was handled, or the miss was said."""
    if incident.missed or incident.first or incident.status is Status.HANDLED:
        return None
    return incident.raised_ms + int(incident.target_s * 1000)


def hope_ms(incident: Incident, config: DispatchConfig) -> int | None:
    """From when on nobody of the last ranking could be there in time; None while units come, and once it was said.

    A ranking is not made anew before it is `rerank_after_s` old; where it left no hope at all, it need not be.
    """
    target = target_due_ms(incident)
    if target is None or incident.predicted_ms is not None or incident.booked or incident.ranked_ms is None:
        return None
    if not incident.ranking:
        return None
    end_ms = target - int(min(best_s(unit, config) for unit in incident.ranking) * 1000) + 1
    if end_ms > incident.ranked_ms:
        end_ms = max(end_ms, incident.ranked_ms + int(config.rerank_after_s * 1000) + 1)
    return end_ms if end_ms < target else None


def best_s(unit: RankedUnit, config: DispatchConfig) -> float:
    """When a unit could be on scene at best, from when it was ranked: had it come straight here since its last fix.

    The scene begins `scene_radius_m` before the place, which is half a minute for a guard on foot.
    """
    if unit.travel_s is None:
        return unit.eta_s
    outside = max(0.0, 1.0 - config.scene_radius_m / max(unit.distance_m, config.scene_radius_m))
    return max(0.0, unit.travel_s * outside - unit.fix_age_s)


def pending_steps(incident: Incident, config: DispatchConfig) -> Iterator[tuple[int, EscalationStep, int]]:
    """The escalation steps whose clocks run: number (from 1), step, when it is due."""
    for number, step in enumerate(config.escalation, start=1):
        since = None if number in incident.escalated else _since_ms(incident, step)
        if since is not None:
            yield number, step, since + int(step.after_s * 1000)


def chase_ms(incident: Incident, config: DispatchConfig) -> int | None:
    """When it is said again that `incident` is open; None while a step of the ladder is ahead."""
    if next(pending_steps(incident, config), None) is not None:
        return None
    acts = (incident.told_ms, incident.latest_ms, *(leg.latest_ms for leg in incident.units.values()))
    return max(acts) + int(config.chase.every_s * 1000)


def ask_again_ms(incident: Incident, config: DispatchConfig) -> int | None:
    """When a unit that did not answer may be asked again, if nobody else can come.

    Times up to the last ranking have been tried.
    """
    if not (incident.waiting or incident.short) or not incident.status.is_sending:
        return None
    tried = -1 if incident.ranked_ms is None else incident.ranked_ms
    times = (askable_ms(leg, config) for leg in incident.units.values())
    return min((at for at in times if at is not None and at > tried), default=None)


def askable_ms(leg: Leg, config: DispatchConfig) -> int | None:
    """When a unit that is free of this incident may be asked for it again; None: not by the desk itself."""
    if leg.state is not Assignment.RELEASED or leg.ended_ms is None:
        return None
    if leg.released in {"off_duty", "reassigned"}:
        return leg.ended_ms
    if leg.released == "accept_timeout" and leg.timeouts < config.asks_per_unit:
        return leg.ended_ms + int(config.ask_again_s * 1000)
    return None


def _since_ms(incident: Incident, step: EscalationStep) -> int | None:  # noqa: PLR0911 - a table
    """From when the awaited act is due; None when it was done, or is not yet anyone's turn."""
    status = incident.status
    coming = incident.first or any(leg.state.comes for leg in incident.units.values())
    match step.awaits:
        case "acknowledged":
            return incident.raised_ms if incident.acknowledged_ms is None else None
        case "decided":
            return incident.acknowledged_ms if status is Status.ACKNOWLEDGED else None
        case "accepted":
            return incident.confirmed_ms if status.is_sending and not coming else None
        case "arrived":
            return None if incident.first or status is Status.HANDLED else incident.raised_ms
        case "in_time":
            return None if incident.first or status is Status.HANDLED else incident.predicted_ms
        case "finding":
            return incident.first.arrived_ms if incident.first and status is not Status.HANDLED else None
        case "closed":
            return incident.handled_ms
