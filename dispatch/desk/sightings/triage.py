"""What cameras say: an alert opens an incident, more of the same suspicion becomes its evidence.

One suspicion is one incident, however often it is told; a suspicion that only deserves watching opens none.
"""

from typing import Final

from dispatch.desk.pen import Pen
from dispatch.desk.sending import recommend, respond, retry_waiting
from dispatch.desk.sightings.known import has_left, on_round, own_unit
from dispatch.desk.sightings.linking import propose
from dispatch.desk.sightings.sameness import Telling, same_thing, worth_comparing
from dispatch.life.incident import Incident
from dispatch.life.status import Status
from dispatch.plans.book import LEVELS, severity
from streams.schema.commands import IncidentKind
from streams.schema.detections import Detection, LoiteringDetected, LoiteringEnded, LoiteringReport, LoiteringUpdated
from streams.schema.ids import incident_of
from streams.schema.incidents import EvidenceAdded, IncidentConfirmed, IncidentOpened, SuspicionEnded
from streams.schema.plans import Severity
from streams.schema.sightings import RoundRecognised, SuspicionExplained, ViewJoined

_KIND: Final[IncidentKind] = "loitering"


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
    elif detection.level == "alert" and name not in pen.state.finished and not _is_known(pen, detection):
        _open(pen, name, detection)


def open_like(pen: Pen, told: Telling, *, by_person: bool) -> Incident | None:
    """The open incident that is told of, the last seen one; what is handled has ended and is of no new one."""
    config = pen.force.config

    def is_it(known: Incident) -> bool:
        by_person_too = by_person or known.suspicion_id is None
        rules = config.same_report if by_person_too else config.same_sighting
        return (
            known.status is not Status.HANDLED
            and worth_comparing(told, known.camera_id, known.vehicle_ids, known.place, rules)
            and same_thing(_telling(pen, known), told, rules)
        )

    return max(filter(is_it, pen.state.incidents.values()), key=lambda known: known.seen_ms, default=None)


def begin(pen: Pen, incident_id: str, *, by_stranger: bool = False) -> None:
    """What every new incident gets at once: a ranking of who could come and, where settings say so, a unit.

    On a stranger's word nobody is sent before one of our people has confirmed it, whatever the settings say.
    """
    recommend(pen, incident_id)
    propose(pen, incident_id)
    if pen.force.config.auto_confirm and not by_stranger:
        pen.say(IncidentConfirmed(**pen.about(incident_id)))
        respond(pen, incident_id)


def _telling(pen: Pen, incident: Incident) -> Telling:
    watched = incident.suspicion_id is not None and not incident.suspicion_ended
    return Telling(
        kind=incident.kind,
        place=incident.place,
        began_ms=incident.raised_ms,
        until_ms=pen.now_ms if watched else incident.seen_ms,
        vehicles=frozenset((incident.camera_id or "", car) for car in incident.vehicle_ids),
    )


def _is_known(pen: Pen, report: LoiteringReport) -> bool:
    return _join(pen, report) or _explain(pen, report)


def _join(pen: Pen, report: LoiteringReport) -> bool:
    """Attach the report to the incident that it is a view of; said again for a new picture, or when it is graver."""
    known = pen.state.views.get(report.suspicion_id)
    if known is None:
        like = open_like(pen, _told(report), by_person=False)
        if like is None:
            return False
        _add_view(pen, like, report)
        return True
    incident = pen.state.incidents.get(known.incident_id)
    if incident is None or report.seq <= known.suspicion_seq:
        return True
    if report.still != known.still or _higher_level(pen, incident, report):
        _add_view(pen, incident, report)
    return True


def _told(report: LoiteringReport) -> Telling:
    return Telling(
        kind=_KIND,
        place=report.place,
        began_ms=report.began_at_ms,
        until_ms=report.observed_at_ms,
        vehicles=frozenset((report.camera_id, car) for car in report.vehicle_ids),
    )


def _add_view(pen: Pen, incident: Incident, report: LoiteringReport) -> None:
    level = _higher_level(pen, incident, report)
    pen.say(_view(pen, incident, report, level))
    if level:
        respond(pen, incident.incident_id)


def _view(pen: Pen, incident: Incident, report: LoiteringReport, level: Severity | None) -> ViewJoined:
    return ViewJoined(
        **pen.about(incident.incident_id, report.observed_at_ms),
        level=level,
        grade=pen.force.plans.plan(incident.kind, level).grade if level else None,
        suspicion_id=report.suspicion_id,
        suspicion_seq=report.seq,
        camera_id=report.camera_id,
        score=report.score,
        terms=report.terms,
        vehicle_ids=report.vehicle_ids,
        members=report.members,
        still=report.still,
        clip=report.clip,
        place=report.place,
    )


def _explain(pen: Pen, report: LoiteringReport) -> bool:
    """Whether it is one of our own units; the reason is put on record. Not once that unit is gone and they are not."""
    known = pen.state.explained.get(report.suspicion_id)
    if known is not None:
        return not has_left(pen, known, report)
    own = own_unit(pen, report)
    if own is None or report.place is None:
        return _explain_by_round(pen, report)
    unit_id, apart_m = own
    pen.say(
        SuspicionExplained(
            **pen.head(1, report.observed_at_ms),
            suspicion_id=report.suspicion_id,
            camera_id=report.camera_id,
            unit_id=unit_id,
            apart_m=round(apart_m, 1),
            place=report.place,
        )
    )
    return True


def _explain_by_round(pen: Pen, report: LoiteringReport) -> bool:
    found = on_round(pen, report)
    if found is None:
        return False
    shift, unit_id = found
    pen.say(
        RoundRecognised(
            **pen.head(1, report.observed_at_ms),
            suspicion_id=report.suspicion_id,
            camera_id=report.camera_id,
            unit_id=unit_id,
            shift=shift,
        )
    )
    return True


def _open(pen: Pen, name: str, report: LoiteringReport) -> None:
    config = pen.force.config
    too_old = pen.now_ms - report.observed_at_ms > config.alert_oldest_s * 1000
    level = _level(pen, report)
    plan = pen.force.plans.plan(_KIND, level)
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
            members=report.members,
            still=report.still,
            clip=report.clip,
            target_s=config.target_s if plan.target_s is None else plan.target_s,
            level=level,
            grade=plan.grade,
            staged=report.staged,
        )
    )
    begin(pen, name)


def _add_evidence(pen: Pen, incident: Incident, report: LoiteringReport) -> None:
    if report.seq <= incident.suspicion_seq or not _says_more(pen, incident, report):
        return
    level = _higher_level(pen, incident, report)
    pen.say(
        EvidenceAdded(
            **pen.about(incident.incident_id, report.observed_at_ms),
            score=report.score,
            terms=report.terms,
            vehicle_ids=report.vehicle_ids,
            members=report.members,
            still=report.still,
            clip=report.clip,
            place=report.place,
            suspicion_seq=report.seq,
            level=level,
            grade=pen.force.plans.plan(incident.kind, level).grade if level else None,
        )
    )
    if level:
        respond(pen, incident.incident_id)
    if incident.place is None and report.place is not None and incident.ranked_ms is not None:
        retry_waiting(pen)
        if not pen.incident(incident.incident_id).status.is_sending:
            recommend(pen, incident.incident_id)


def _says_more(pen: Pen, incident: Incident, report: LoiteringReport) -> bool:
    """Of a group one may deserve less than an alert; what the incident was opened for stands."""
    return report.level == "alert" and (
        abs(report.score - incident.score) >= pen.force.config.evidence_score_step
        or report.vehicle_ids != incident.vehicle_ids
        or (report.place is not None and report.place != incident.place)
        or (report.still is not None and report.still != incident.still)
        or incident.suspicion_ended
        or _higher_level(pen, incident, report) is not None
    )


def _level(pen: Pen, report: LoiteringReport) -> Severity:
    config = pen.force.config
    return severity(report.score, len(report.vehicle_ids), config.serious_score, config.serious_vehicles)


def _higher_level(pen: Pen, incident: Incident, report: LoiteringReport) -> Severity | None:
    level = _level(pen, report)
    return level if LEVELS.index(level) > LEVELS.index(incident.level) else None
