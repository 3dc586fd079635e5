"""What cameras say: an alert opens an incident, more of the same suspicion becomes its evidence.

One suspicion is one incident, however often it is told; a suspicion that only deserves watching opens none.
"""

from typing import Final

from dispatch.desk.pen import Pen
from dispatch.desk.sending import recommend, retry_waiting, send_best
from dispatch.life.incident import Incident
from streams.schema.commands import IncidentKind
from streams.schema.detections import Detection, LoiteringDetected, LoiteringEnded, LoiteringReport, LoiteringUpdated
from streams.schema.ids import derived_id
from streams.schema.incidents import EvidenceAdded, IncidentConfirmed, IncidentOpened, SuspicionEnded

_KIND: Final[IncidentKind] = "loitering"


def incident_of(suspicion_id: str) -> str:
    """The id of the incident that a suspicion becomes."""
    return derived_id("inc", suspicion_id)


def hear_camera(pen: Pen, detection: Detection) -> None:
    """What follows from what a camera saw."""
    if not isinstance(detection, LoiteringDetected | LoiteringUpdated | LoiteringEnded):
        return
    name = incident_of(detection.suspicion_id)
    incident = pen.state.incidents.get(name)
    if isinstance(detection, LoiteringEnded):
        if incident and detection.seq > incident.suspicion_seq:
            head = pen.about(name, detection.observed_at_ms)
            pen.say(SuspicionEnded(**head, reason=detection.reason, suspicion_seq=detection.seq))
    elif incident:
        _add_evidence(pen, incident, detection)
    elif detection.level == "alert" and name not in pen.state.finished:
        _open(pen, name, detection)


def begin(pen: Pen, incident_id: str) -> None:
    """What every new incident gets at once: a ranking of who could come and, where settings say so, a unit."""
    recommend(pen, incident_id)
    if pen.force.config.auto_confirm:
        pen.say(IncidentConfirmed(**pen.about(incident_id)))
        send_best(pen, incident_id)


def _open(pen: Pen, name: str, report: LoiteringReport) -> None:
    config = pen.force.config
    too_old = pen.now_ms - report.observed_at_ms > config.alert_oldest_s * 1000
    pen.say(
        IncidentOpened(
            **pen.about(name, None if too_old else report.observed_at_ms),
            kind=_KIND,
            place=report.place,
            score=report.score,
            camera_id=report.camera_id,
            suspicion_id=report.suspicion_id,
            suspicion_seq=report.seq,
            began_at_ms=report.began_at_ms,
            terms=report.terms,
            vehicle_ids=report.vehicle_ids,
            still=report.still,
            clip=report.clip,
            target_s=config.target_s,
            staged=report.staged,
        )
    )
    begin(pen, name)


def _add_evidence(pen: Pen, incident: Incident, report: LoiteringReport) -> None:
    if report.seq <= incident.suspicion_seq or not _says_more(pen, incident, report):
        return
    pen.say(
        EvidenceAdded(
            **pen.about(incident.incident_id, report.observed_at_ms),
            score=report.score,
            terms=report.terms,
            vehicle_ids=report.vehicle_ids,
            still=report.still,
            clip=report.clip,
            place=report.place,
            suspicion_seq=report.seq,
        )
    )
    if incident.place is None and report.place is not None and incident.ranked_ms is not None:
        retry_waiting(pen)
        if not pen.incident(incident.incident_id).status.is_sending:
            recommend(pen, incident.incident_id)


def _says_more(pen: Pen, incident: Incident, report: LoiteringReport) -> bool:
    return (
        abs(report.score - incident.score) >= pen.force.config.evidence_score_step
        or report.vehicle_ids != incident.vehicle_ids
        or (report.place is not None and report.place != incident.place)
        or (report.still is not None and report.still != incident.still)
        or incident.suspicion_ended
    )
