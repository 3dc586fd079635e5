"""The response clock: alert raised to first unit on scene, and its parts by the fire service's names.

NFPA 1221 (answering, processing) and NFPA 1710 (turnout, travel). Knows times only.
"""

from dispatch.life.incident import Incident
from streams.schema.incidents import ResponseTimes


def response_times(incident: Incident) -> ResponseTimes:
    """The times of an incident as far as it got.

    A part is None when it did not happen, or not in this order (settings confirmed before anyone acknowledged; nobody
    saw the unit roll). Where all parts are known they add up to `response_s`. With nobody on scene, or when it was a
    false alarm, it is never within target.
    """
    first = incident.first
    answered = incident.acknowledged_ms
    if first is None or first.arrived_ms is None:
        return ResponseTimes(answering_s=_seconds(incident.raised_ms, answered))
    response = _seconds(incident.raised_ms, first.arrived_ms)
    return ResponseTimes(
        answering_s=_seconds(incident.raised_ms, answered),
        processing_s=_seconds(answered, first.assigned_ms),
        turnout_s=_seconds(first.assigned_ms, first.travelling_ms),
        travel_s=_seconds(first.travelling_ms, first.arrived_ms),
        response_s=response,
        within_target=response is not None and response <= incident.target_s and incident.finding != "false_alarm",
    )


def _seconds(since_ms: int | None, until_ms: int | None) -> float | None:
    if since_ms is None or until_ms is None or until_ms < since_ms:
        return None
    return (until_ms - since_ms) / 1000
