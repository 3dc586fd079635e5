"""One example of every message, with every field filled in: what the golden files hold. A story of one night."""

from typing import Any, Final

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
from streams.schema.plans import Companion, Post, Shortfall
from streams.schema.positions import PositionFixed
from streams.schema.quantities import Place, Term

NIGHT_MS: Final = 1_773_864_000_000
PLACE: Final = Place(lon=112.5489, lat=37.8706, error_m=4.5)
TERM: Final = Term(name="visits", value=3.0, points=0.45, text="third car in 40 s", text_zh="40 秒内接触第 3 辆车")
REPORT: Final[dict[str, Any]] = {
    "district": "jinsheng",
    "camera_id": "wall-3",
    "observed_at_ms": NIGHT_MS,
    "suspicion_id": "sus-1",
    "level": "alert",
    "score": 0.85,
    "began_at_ms": NIGHT_MS - 40_000,
    "track_ids": ("7", "9"),
    "vehicle_ids": ("car-1", "car-2"),
    "terms": (TERM,),
    "place": PLACE,
    "still": "wall-3-1773864000000.jpg",
    "clip": "wall-3-1773864000000.mp4",
    "staged": True,
}
COMMAND: Final[dict[str, Any]] = {
    "district": "jinsheng",
    "command_id": "c-1",
    "issued_by": "operator:li",
    "issued_at_ms": NIGHT_MS + 4_000,
}
ABOUT: Final[dict[str, Any]] = {**COMMAND, "incident_id": "inc-1"}
TO_UNIT: Final[dict[str, Any]] = {**ABOUT, "unit_id": "bridge-squad"}
FACT: Final[dict[str, Any]] = {
    "district": "jinsheng",
    "seq": 2,
    "epoch": 3,
    "observed_at_ms": NIGHT_MS + 4_000,
    "recorded_at_ms": NIGHT_MS + 4_120,
    "cause": "c-1",
    "actor": "operator:li",
}
OF_INCIDENT: Final[dict[str, Any]] = {**FACT, "incident_id": "inc-1"}
OF_UNIT: Final[dict[str, Any]] = {**OF_INCIDENT, "unit_id": "bridge-squad"}
RANKED: Final = incidents.RankedUnit(
    unit_id="bridge-squad",
    eta_s=95.5,
    distance_m=812.0,
    straight_line_m=540.0,
    fix_age_s=3.2,
    lon=112.55,
    lat=37.872,
    reason="fastest by road",
    travel_s=77.1,
    worst_s=98.7,
)
POST: Final = Post(lon=112.5493, lat=37.8709, side="north_east", street="长风街", eta_s=95.5)
COMPANIONS: Final = (Companion(unit_id="guard-west", side="west"),)
SHORT: Final = Shortfall(
    slot=2,
    kinds=("foot",),
    roles=("guard",),
    organisations=("jinsheng-estate",),
    why="no second foot unit within 600 s",
)
EXCLUDED: Final = incidents.ExcludedUnit(unit_id="car-4", why="silent for 400 s")
TIMES: Final = incidents.ResponseTimes(
    answering_s=4.0, processing_s=6.5, turnout_s=12.0, travel_s=95.0, response_s=117.5, within_target=True
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
        sightings.ViewJoined(
            **OF_INCIDENT,
            suspicion_id="sus-2",
            suspicion_seq=1,
            camera_id="gate-1",
            score=0.9,
            terms=(TERM,),
            vehicle_ids=("car-4",),
            still="gate-1-1.jpg",
            clip="gate-1-1.mp4",
            place=PLACE,
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
        incidents.IncidentEscalated(**OF_INCIDENT, step=1, to="duty officer", reason="not_acknowledged"),
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
