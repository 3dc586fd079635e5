"""What the examples of messages have in common: one night, its place, its unit, its people."""

from typing import Any, Final

from streams.schema import incidents
from streams.schema.detections import Member
from streams.schema.plans import Companion, Post, Shortfall
from streams.schema.quantities import Place, Term

NIGHT_MS: Final = 1_773_864_000_000
PLACE: Final = Place(lon=112.5489, lat=37.8706, error_m=4.5)
TERM: Final = Term(name="visits", value=3.0, points=0.45, text="third car in 40 s", text_zh="40 秒内接触第 3 辆车")
MEMBERS: Final = (Member(role="doer", track_ids=("7", "9")), Member(role="lookout", track_ids=("11",)))
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
    "members": MEMBERS,
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
