"""Laws of the desk that hold whatever people, phones, cameras and clocks do, in whatever order, however often."""

import itertools
from typing import get_args
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from dispatch.desk.state import fold
from dispatch.life.assignment import Assignment
from dispatch.plans import PlanBook
from dispatch.rosters import Rosters
from dispatch.rosters.config import PersonConfig, ShiftConfig
from streams.schema import commands as asked
from streams.schema.facts import DutyFact, Fact
from streams.schema.history import History
from streams.schema.incidents import (
    AssignmentReleased,
    IncidentClosed,
    IncidentEscalated,
    ResponseTargetMissed,
    UnitAssigned,
    UnitCleared,
)
from streams.schema.notices import DeliveryRecorded, PersonTold
from streams.schema.response import ResponseMissPredicted
from tests.dispatch.worlds import ONE_UNIT, TOWN, night

UNITS = ("car-1", "car-2", "guard-1")
SUSPICIONS = ("a", "b", "c")
units = st.sampled_from(UNITS)
suspicions = st.sampled_from(SUSPICIONS)
speakers = st.sampled_from(
    ("operator:li", "operator:wu", "unit:car-1", "unit:car-2", "unit:guard-1", "reporter:w", "?")
)
late = st.sampled_from((0, 0, 1, 30, 4_000, -90))
SHORT = (asked.AcknowledgeIncident, asked.ConfirmIncident, asked.CloseIncident)
OF_UNIT = (asked.AssignUnit, asked.ReleaseUnit, asked.AcceptAssignment, asked.DeclineAssignment, asked.ReportArrival)


ROSTERS = Rosters(
    [
        ShiftConfig(id="night", begins="20:00", ends="06:00", units=("car-1",), people=("wang",)),
        ShiftConfig(id="day", begins="06:00", ends="20:00", units=("car-1", "guard-1"), leader="li"),
    ],
    [
        PersonConfig(id="wang", name="wang", role="duty_officer", channel="robot"),
        PersonConfig(id="li", name="li", role="duty_officer", quiet=("12:00", "13:00"), stand_in="wang"),
    ],
    zone=ZoneInfo("Asia/Shanghai"),
)


def _of_roster(fact: Fact, unit_id: str) -> bool:
    return isinstance(fact, DutyFact) and fact.unit_id == unit_id and fact.by == "roster"


class DeskLaws(RuleBasedStateMachine):
    """Anybody may say anything at any time."""

    plans = ONE_UNIT

    def __init__(self) -> None:
        super().__init__()
        self.town = (
            night(plans=self.plans, rosters=ROSTERS)
            .unit("car-1", at_m=400)
            .unit("car-2", at_m=2_000)
            .unit("guard-1", "foot", at_m=60)
        )
        self.seqs = itertools.count(2)
        self.incidents = [self.town.alert(name, level="watch") for name in SUSPICIONS] + ["inc-unknown"]

    @rule(name=suspicions, score=st.sampled_from((0.5, 0.9)), update=st.booleans(), age_s=late)
    def alert(self, name: str, score: float, update: bool, age_s: float) -> None:  # noqa: FBT001 - drawn
        self.town.alert(name, score=score, update=update, age_s=age_s, seq=next(self.seqs))

    @rule(name=suspicions)
    def people_leave(self, name: str) -> None:
        self.town.leave(name, next(self.seqs))

    @rule(unit=units, at_m=st.sampled_from((0, 20, 300, 5_000)), age_s=late, accuracy_m=st.sampled_from((5, 200)))
    def fix(self, unit: str, at_m: float, age_s: float, accuracy_m: float) -> None:
        self.town.fix(unit, at_m, age_s=age_s, accuracy_m=accuracy_m)

    @rule(kind=st.sampled_from(SHORT), who=speakers, which=st.integers(0, 3), ago_s=late)
    def operator_asks(self, kind: type[asked.Command], who: str, which: int, ago_s: float) -> None:
        self.town.ask(kind, who, ago_s=ago_s, incident_id=self.incidents[which])

    @rule(kind=st.sampled_from(OF_UNIT), who=speakers, which=st.integers(0, 3), unit=units, ago_s=late)
    def of_a_unit(self, kind: type[asked.Command], who: str, which: int, unit: str, ago_s: float) -> None:
        self.town.ask(kind, who, ago_s=ago_s, incident_id=self.incidents[which], unit_id=unit)

    @rule(unit=units, which=st.integers(0, 2), ago_s=late)
    def unit_answers(self, unit: str, which: int, ago_s: float) -> None:
        for kind in (asked.AcceptAssignment, asked.ReportArrival):
            self.town.ask(kind, f"unit:{unit}", ago_s=ago_s, incident_id=self.incidents[which], unit_id=unit)

    @rule(who=speakers, which=st.integers(0, 2), finding=st.sampled_from(("held", "false_alarm")))
    def finding(self, who: str, which: int, finding: str) -> None:
        self.town.ask(asked.RecordFinding, who, incident_id=self.incidents[which], finding=finding, reason="owner")

    @rule(which=st.integers(0, 2))
    def dismiss(self, which: int) -> None:
        self.town.ask(asked.DismissIncident, "operator:li", incident_id=self.incidents[which], reason="owner")

    @rule(unit=units, kind=st.sampled_from((asked.GoOnDuty, asked.GoOffDuty)))
    def shift(self, unit: str, kind: type[asked.Command]) -> None:
        self.town.ask(kind, f"unit:{unit}", unit_id=unit)

    @rule(which=st.integers(0, 2), milestone=st.sampled_from(get_args(asked.Milestone)), ago_s=late)
    def a_time_is_put_right(self, which: int, milestone: str, ago_s: float) -> None:
        at_ms = self.town.now_ms - round(ago_s * 1000)
        about = {"milestone": milestone, "at_ms": at_ms, "reason": "radio log", "incident_id": self.incidents[which]}
        self.town.tell(self.town.command(asked.CorrectMilestone, "operator:li", **about))  # type: ignore[arg-type] # fields

    @precondition(lambda self: self.town.state.notices)
    @rule(data=st.data(), delivered=st.booleans(), read=st.booleans())
    def a_notice_arrives_or_not(self, data: st.DataObject, delivered: bool, read: bool) -> None:  # noqa: FBT001 - drawn
        notice = data.draw(st.sampled_from(list(self.town.state.notices)))
        self.town.ask(asked.RecordDelivery, "system", notice_id=notice, incident_id="i", delivered=delivered)
        if read:
            self.town.ask(asked.AcknowledgeNotice, "operator:li", notice_id=notice, incident_id="i")

    @rule(which=st.integers(0, 2))
    def help_is_asked(self, which: int) -> None:
        about = {"incident_id": self.incidents[which], "of_district": "next", "helper_id": "car-9"}
        self.town.tell(self.town.command(asked.AskHelp, "operator:li", **about))  # type: ignore[arg-type] # fields

    @rule(seconds=st.sampled_from((0.5, 5, 16, 70, 200, 2_000, 30_000)))
    def time_passes(self, seconds: float) -> None:
        self.town.after(seconds)

    @rule(seconds=st.sampled_from((1, 60, 3_000)))
    def clock_jumps_back(self, seconds: float) -> None:
        self.town.now_ms = max(self.town.now_ms - int(seconds * 1000), self.town.state.now_ms - 3_600_000)

    @rule()
    def desk_restarts(self) -> None:
        self.town.begin()

    @precondition(lambda self: self.town.heard)
    @rule(data=st.data())
    def everything_since_some_moment_comes_again(self, data: st.DataObject) -> None:
        since = data.draw(st.integers(0, len(self.town.heard) - 1))
        again = self.town.heard[since:]
        counted = self._counted()
        for message in again:
            self.town.tell(message)
        self.town.heard = self.town.heard[: len(self.town.heard) - len(again)]
        assert self._counted() == counted

    def _counted(self) -> int:
        history = History()
        return sum(history.admits(fact) for fact in self.town.said)

    @invariant()
    def a_unit_is_never_in_two_places(self) -> None:
        taken: dict[str, str] = {}
        for fact in self.town.said:
            if isinstance(fact, UnitAssigned):
                assert fact.unit_id not in taken, f"{fact.unit_id} is with {taken[fact.unit_id]}"
                taken[fact.unit_id] = fact.incident_id
            elif isinstance(fact, AssignmentReleased | UnitCleared):
                assert taken.pop(fact.unit_id) == fact.incident_id
        assert taken == self.town.state.booked

    @invariant()
    def every_fact_could_happen(self) -> None:
        state = self.town.desk.begin(TOWN)
        for fact in self.town.said:
            fold(state, fact, self.town.config)

    @invariant()
    def the_log_alone_makes_the_same_desk(self) -> None:
        again = self.town.desk.begin(TOWN)
        for fact in self.town.said:
            again = self.town.desk.evolve(again, fact)
        again.trails = self.town.state.trails
        assert again == self.town.state

    @invariant()
    def no_part_of_the_response_clock_is_negative_and_parts_add_up(self) -> None:
        for closed in (fact for fact in self.town.said if isinstance(fact, IncidentClosed)):
            times = closed.times
            parts = (times.answering_s, times.processing_s, times.turnout_s, times.travel_s)
            assert all(part is None or part >= 0 for part in (*parts, times.response_s))
            known = [part for part in parts if part is not None]
            if times.response_s is not None and len(known) == len(parts):
                assert abs(sum(known) - times.response_s) < 0.001

    @invariant()
    def steps_of_escalation_are_said_once(self) -> None:
        steps = (fact for fact in self.town.said if isinstance(fact, IncidentEscalated))
        told = [(fact.incident_id, fact.step, fact.again) for fact in steps]
        assert len(told) == len(set(told))

    @invariant()
    def nobody_is_told_the_same_twice_and_each_notice_has_one_fate(self) -> None:
        told = [fact.notice_id for fact in self.town.said if isinstance(fact, PersonTold)]
        fates = [fact.notice_id for fact in self.town.said if isinstance(fact, DeliveryRecorded)]
        assert len(told) == len(set(told))
        assert all(fates.count(notice) <= 2 for notice in fates)  # its delivery, and that it was read

    @invariant()
    def the_roster_has_spoken_of_every_edge_or_will_in_time(self) -> None:
        for unit, due_ms in self.town.state.shift_dues.items():
            spoken = [fact.observed_at_ms for fact in self.town.said if _of_roster(fact, unit)]
            assert due_ms == ROSTERS.next_edge_ms(unit, max(spoken, default=0))

    @invariant()
    def a_miss_is_predicted_once_and_only_before_it_is_a_fact(self) -> None:
        seen: dict[str, list[str]] = {}
        for fact in self.town.said:
            if isinstance(fact, ResponseMissPredicted | ResponseTargetMissed):
                seen.setdefault(fact.incident_id, []).append(type(fact).__name__)
        names = [ResponseMissPredicted.__name__, ResponseTargetMissed.__name__]
        assert all(kinds in (names, names[:1], names[1:]) for kinds in seen.values())

    @invariant()
    def every_open_incident_and_no_other_has_a_next_deadline(self) -> None:
        assert self.town.state.dues.keys() == self.town.state.incidents.keys()

    @invariant()
    def a_confirmed_incident_has_a_unit_or_waits_for_one_or_had_one_on_scene(self) -> None:
        for incident in self.town.state.incidents.values():
            if incident.status == "confirmed":
                assert incident.waiting
            elif incident.status in {"assigned", "accepted", "travelling"}:
                assert incident.booked

    @invariant()
    def what_is_recorded_is_recorded_in_order(self) -> None:
        times = [fact.recorded_at_ms for fact in self.town.said if type(fact).__name__ != "DeskStarted"]
        assert times == sorted(times)

    @invariant()
    def the_board_shows_what_the_desk_knows(self) -> None:
        for name, incident in self.town.state.incidents.items():
            shown = self.town.incident(name)
            assert (shown.status, shown.seq) == (incident.status, incident.seq)
        for unit in UNITS:
            shown_unit = self.town.board.view(("units", unit))
            assert getattr(shown_unit, "incident_id", "?") == self.town.state.booked.get(unit)
        on_scene = [leg for i in self.town.state.incidents.values() for leg in i.booked]
        assert all(leg.state is not Assignment.RELEASED for leg in on_scene)


class DeskLawsWithPlans(DeskLaws):
    """The same where several are sent to one incident."""

    plans = PlanBook()


_OFTEN = settings(max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
TestDeskLaws = DeskLaws.TestCase
TestDeskLaws.settings = _OFTEN
TestDeskLawsWithPlans = DeskLawsWithPlans.TestCase
TestDeskLawsWithPlans.settings = _OFTEN
