"""One example of every message, with every field filled in: what the golden files hold. A story of one night."""

from streams.schema import commands, detections, incidents, linking, notices, response, sightings
from streams.schema.facts import (
    CommandNoted,
    CommandRefused,
    DeskStarted,
    ReporterInformed,
    ReviewSigned,
    UnitWentOffDuty,
    UnitWentOnDuty,
)
from streams.schema.letters import DeadLetter
from streams.schema.message import Message
from streams.schema.positions import PositionFixed
from tests.streams.story import (
    ABOUT,
    COMMAND,
    COMPANIONS,
    EXCLUDED,
    FACT,
    MEMBERS,
    NIGHT_MS,
    OF_INCIDENT,
    OF_UNIT,
    PLACE,
    POST,
    RANKED,
    REPORT,
    SHORT,
    TERM,
    TIMES,
    TO_UNIT,
)


def examples() -> list[Message]:
    """Every message once, in the order of the topics."""
    return [*_seen(), _stood(), *_wanted(), *_decided(), *_done(), *_known(), _lost()]


def _seen() -> list[Message]:
    return [
        detections.LoiteringDetected(**REPORT, seq=1),
        detections.LoiteringUpdated(**REPORT, seq=2),
        detections.LoiteringEnded(
            district="jinsheng",
            camera_id="wall-3",
            observed_at_ms=NIGHT_MS + 60_000,
            suspicion_id="sus-1",
            seq=3,
            reason="left",
        ),
        detections.CameraHealthChanged(
            district="jinsheng",
            camera_id="wall-3",
            observed_at_ms=NIGHT_MS,
            health="covered",
            was="ok",
            detail="edges gone for 30 s",
        ),
    ]


def _stood() -> Message:
    return PositionFixed(
        district="jinsheng",
        unit_id="bridge-squad",
        lon=112.55,
        lat=37.872,
        fixed_at_ms=NIGHT_MS,
        accuracy_m=6.0,
        speed_mps=8.3,
        heading_deg=271.5,
    )


def _wanted() -> list[Message]:
    return [
        commands.ReportIncident(
            **COMMAND,
            kind="theft",
            place=PLACE,
            note="拉车门",
            role="guard",
            channel="phone",
            reply_wanted=True,
            level="serious",
        ),
        commands.AcknowledgeIncident(**ABOUT),
        commands.ConfirmIncident(**ABOUT, unit_id="bridge-squad"),
        commands.DismissIncident(**ABOUT, reason="owner", note="opened it with a key"),
        commands.AssignUnit(**TO_UNIT),
        commands.ReleaseUnit(**TO_UNIT),
        commands.AcceptAssignment(**TO_UNIT),
        commands.DeclineAssignment(**TO_UNIT, reason="flat tyre"),
        commands.ReportArrival(**TO_UNIT),
        commands.RecordFinding(
            **ABOUT, finding="crime_found", note="three men", unit_id="bridge-squad", vehicles=9, reason="other"
        ),
        commands.LinkIncident(**ABOUT, earlier="inc-0"),
        commands.CloseIncident(**ABOUT, note="handed over"),
        commands.CorrectMilestone(
            **TO_UNIT, milestone="arrived", at_ms=NIGHT_MS + 110_000, reason="radio log: there at 04:01:50"
        ),
        commands.AskHelp(**ABOUT, of_district="wanbailin", helper_id="car-9", eta_s=140.0),
        commands.AcknowledgeNotice(**ABOUT, notice_id="note-1"),
        commands.RecordDelivery(**ABOUT, notice_id="note-1", delivered=True, attempts=2, detail="HTTP 200"),
        commands.InformReporter(**ABOUT, report_id="rep-1", channel="message", note="three are held"),
        commands.SignOffReview(**COMMAND, since_ms=NIGHT_MS - 43_200_000, until_ms=NIGHT_MS, note="quiet but for one"),
        commands.GoOnDuty(**COMMAND, unit_id="bridge-squad"),
        commands.GoOffDuty(**COMMAND, unit_id="bridge-squad"),
    ]


def _decided() -> list[Message]:
    return [
        DeskStarted(**FACT),
        CommandRefused(
            **FACT, command_id="c-9", code="illegal_move", why="closed cannot be confirmed", incident_id="inc-1"
        ),
        CommandNoted(**FACT, command_id="c-8", incident_id="inc-1"),
        UnitWentOnDuty(**FACT, unit_id="bridge-squad", by="roster", shift="night"),
        UnitWentOffDuty(**FACT, unit_id="bridge-squad", by="roster", shift="night"),
        ReporterInformed(**FACT, incident_id="inc-1", report_id="rep-1", channel="message", note="three are held"),
        ReviewSigned(**FACT, since_ms=NIGHT_MS - 43_200_000, until_ms=NIGHT_MS, incidents=7, note="quiet but for one"),
        incidents.IncidentOpened(
            **OF_INCIDENT,
            kind="loitering",
            place=PLACE,
            score=0.85,
            camera_id="wall-3",
            suspicion_id="sus-1",
            suspicion_seq=2,
            began_at_ms=NIGHT_MS - 40_000,
            terms=(TERM,),
            vehicle_ids=("car-1",),
            members=MEMBERS,
            still="wall-3-1773864000000.jpg",
            clip="wall-3-1773864000000.mp4",
            note="seen by the camera",
            target_s=170.0,
            staged=True,
            level="serious",
            grade="orange",
        ),
        incidents.ReportTaken(
            **OF_INCIDENT,
            report_id="rep-1",
            kind="theft",
            place=PLACE,
            note="拉车门",
            role="guard",
            channel="phone",
            reply_wanted=True,
        ),
        incidents.EvidenceAdded(
            **OF_INCIDENT,
            score=0.9,
            terms=(TERM,),
            vehicle_ids=("car-2",),
            members=MEMBERS,
            still="wall-3-2.jpg",
            clip="wall-3-2.mp4",
            place=PLACE,
            suspicion_seq=3,
            level="serious",
            grade="red",
        ),
        sightings.SuspicionExplained(
            **FACT,
            suspicion_id="sus-3",
            camera_id="wall-3",
            unit_id="guard-2",
            apart_m=3.5,
            place=PLACE,
        ),
        sightings.RoundRecognised(
            **FACT,
            suspicion_id="sus-4",
            camera_id="wall-3",
            unit_id="guard-2",
            shift="night",
        ),
        sightings.ViewJoined(
            **OF_INCIDENT,
            suspicion_id="sus-2",
            suspicion_seq=1,
            camera_id="gate-1",
            score=0.9,
            terms=(TERM,),
            vehicle_ids=("car-4",),
            members=MEMBERS,
            still="gate-1-1.jpg",
            clip="gate-1-1.mp4",
            place=PLACE,
            level="serious",
            grade="orange",
        ),
        incidents.SuspicionEnded(**OF_INCIDENT, reason="left", suspicion_seq=4),
        incidents.IncidentAcknowledged(**OF_INCIDENT),
        incidents.IncidentConfirmed(**OF_INCIDENT),
        incidents.IncidentDismissed(**OF_INCIDENT, reason="owner", note="has the key"),
        incidents.UnitRecommended(**OF_INCIDENT, ranking=(RANKED,), excluded=(EXCLUDED,), policy="full"),
    ]


def _done() -> list[Message]:
    return [
        incidents.UnitAssigned(
            **OF_UNIT,
            eta_s=95.5,
            accept_by_ms=NIGHT_MS + 19_000,
            slot=1,
            post=POST,
            duty="observe",
            companions=COMPANIONS,
        ),
        incidents.UnitPosted(**OF_UNIT, post=POST, duty="observe", companions=COMPANIONS),
        incidents.AssignmentAccepted(**OF_UNIT),
        incidents.UnitTravelling(**OF_UNIT),
        incidents.UnitArrived(**OF_UNIT, by="geofence"),
        incidents.AssignmentReleased(**OF_UNIT, reason="declined", note="flat tyre"),
        incidents.UnitCleared(**OF_UNIT),
        incidents.NoUnitAvailable(**OF_INCIDENT, excluded=(EXCLUDED,)),
        incidents.ShortfallFound(**OF_INCIDENT, wanted=3, found=2, missing=(SHORT,)),
        incidents.ResponseTargetMissed(**OF_INCIDENT, target_s=180.0),
        incidents.IncidentEscalated(**OF_INCIDENT, step=1, to="duty officer", reason="not_acknowledged", again=1),
        incidents.FindingRecorded(
            **OF_INCIDENT, finding="crime_found", note="three men", unit_id="bridge-squad", vehicles=9, reason="other"
        ),
        incidents.IncidentClosed(**OF_INCIDENT, times=TIMES, note="handed over"),
    ]


def _known() -> list[Message]:
    return [
        response.MilestoneCorrected(
            **OF_UNIT,
            milestone="arrived",
            at_ms=NIGHT_MS + 110_000,
            was_ms=NIGHT_MS + 117_500,
            reason="radio log: there at 04:01:50",
        ),
        linking.LinkProposed(**OF_INCIDENT, earlier="inc-0", apart_m=640.0, gap_s=95.0, way_s=81.5),
        linking.SightingLinked(**OF_INCIDENT, sighting="inc-2", place=PLACE, seen_at_ms=NIGHT_MS + 95_000),
        response.ResponseMissPredicted(**OF_UNIT, target_s=180.0, best_s=214.5),
        response.HelpAsked(**OF_INCIDENT, of_district="wanbailin", helper_id="car-9", eta_s=140.0),
        response.ShiftHandedOver(**OF_UNIT, shift="night", next_shift="day", leader="liu"),
        notices.PersonTold(
            **OF_INCIDENT,
            notice_id="note-1",
            person="li",
            to="duty_officer",
            reason="nobody_on_scene",
            channel="station-robot",
            stand_in_for="wang",
        ),
        notices.DeliveryRecorded(**OF_INCIDENT, notice_id="note-1", receipt="delivered", attempts=2, detail="HTTP 200"),
    ]


def _lost() -> Message:
    return DeadLetter(
        district="jinsheng",
        from_topic="patrol.positions.v1",
        partition=4,
        offset=1234,
        raw=b'{"type":"PositionFixed","lon":"NaN"}',
        why="patrol.positions.v1[4]@1234: $.lon: Expected `float`, got `str`",
        found_at_ms=NIGHT_MS,
    )
