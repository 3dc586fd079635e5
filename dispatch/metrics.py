"""What the dispatcher shows to Prometheus, counted from the facts that the board takes in. Names are golden.

Reading the log from its start counts all of it again, which is why counters survive a restart.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from dispatch.board import Board, Key
from dispatch.boards.cameras import CameraPlace
from dispatch.boards.views import CameraView, IncidentView, UnitView, View
from dispatch.config import UnitConfig
from dispatch.records.figures import Case
from streams.runtime.clock import Clock
from streams.schema import incidents as said
from streams.schema.facts import CommandRefused, Fact
from streams.schema.message import Message
from streams.schema.notices import DeliveryRecorded, PersonTold
from streams.schema.response import ResponseMissPredicted

RESPONSE_BUCKETS_S: Final = (30, 60, 90, 120, 150, 180, 210, 240, 300, 420, 600, 900, 1800)
"""With an edge at exactly 180 s, the target."""
ETA_ERROR_BUCKETS_S: Final = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300)


class DispatchMetrics:
    """The dispatcher's figures, registered in `registry`.

    Raises:
        ValueError: `registry` already has them.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.response = Histogram(
            "patrol_response_seconds",
            "Alert raised to first unit on scene, of closed incidents that were no false alarm",
            ["district"],
            buckets=RESPONSE_BUCKETS_S,
            registry=registry,
        )
        self.eta_error = Histogram(
            "patrol_eta_error_seconds",
            "Expected against actual arrival of units, however early or late",
            ["district", "kind"],
            buckets=ETA_ERROR_BUCKETS_S,
            registry=registry,
        )
        self.outcomes = Counter(
            "patrol_incidents", "Incidents that are over", ["district", "outcome"], registry=registry
        )
        self.open = Gauge("patrol_open_incidents", "Incidents not over", ["district", "status"], registry=registry)
        self.units = Gauge("patrol_units", "Units", ["district", "kind", "status"], registry=registry)
        self.cameras = Gauge(
            "patrol_camera_ok", "1 while a camera can be trusted", ["district", "camera"], registry=registry
        )
        self.watches = Gauge(
            "patrol_watches", "Suspicions that a camera follows", ["district", "camera"], registry=registry
        )
        self.escalations = Counter(
            "patrol_escalations", "The next one up was told", ["district", "to", "reason"], registry=registry
        )
        self.timeouts = Counter("patrol_accept_timeouts", "Units that did not answer", ["district"], registry=registry)
        self.declines = Counter("patrol_declines", "Units that said no", ["district"], registry=registry)
        self.missed = Counter(
            "patrol_targets_missed", "Targets passed with nobody there", ["district"], registry=registry
        )
        self.predicted = Counter(
            "patrol_misses_predicted", "Targets that nobody could make any more", ["district"], registry=registry
        )
        self.told = Counter("patrol_people_told", "Notices to people", ["district", "to", "channel"], registry=registry)
        self.receipts = Counter(
            "patrol_notice_receipts", "What became of notices to people", ["district", "receipt"], registry=registry
        )
        self.on_duty = Gauge(
            "patrol_units_on_duty", "Units whose shift runs", ["district", "organisation"], registry=registry
        )
        self.nobody = Counter("patrol_no_unit_available", "Nobody could be sent", ["district"], registry=registry)
        self.refused = Counter("patrol_commands_refused", "Commands not done", ["district", "code"], registry=registry)
        self.lag = Gauge(
            "patrol_board_lag_seconds",
            "Age of the newest fact when the board took it in",
            ["district"],
            registry=registry,
        )

    def count(self, fact: Fact) -> None:
        """Count a fact that counts."""
        district = fact.district
        match fact:
            case said.IncidentEscalated(to=to, reason=reason):
                self.escalations.labels(district, to, reason).inc()
            case said.AssignmentReleased(reason="accept_timeout"):
                self.timeouts.labels(district).inc()
            case said.AssignmentReleased(reason="declined"):
                self.declines.labels(district).inc()
            case said.ResponseTargetMissed():
                self.missed.labels(district).inc()
            case ResponseMissPredicted():
                self.predicted.labels(district).inc()
            case PersonTold(to=to, channel=channel):
                self.told.labels(district, to, channel).inc()
            case DeliveryRecorded(receipt=receipt):
                self.receipts.labels(district, receipt).inc()
            case said.NoUnitAvailable():
                self.nobody.labels(district).inc()
            case CommandRefused(code=code):
                self.refused.labels(district, code).inc()

    def end(self, incident: IncidentView) -> None:
        """Count an incident that is over."""
        case = Case(
            status=incident.status,
            finding=incident.finding,
            missed=incident.late,
            response_s=incident.response_s,
            within_target=incident.times.within_target,
        )
        self.outcomes.labels(incident.district, case.outcome).inc()
        if case.outcome in {"within_target", "late"} and incident.response_s is not None:
            self.response.labels(incident.district).observe(incident.response_s)


class MeteredBoard:
    """A board that keeps the figures in step with what it shows."""

    def __init__(
        self,
        units: Iterable[UnitConfig],
        cameras: Iterable[CameraPlace],
        *,
        metrics: DispatchMetrics,
        clock: Clock,
    ) -> None:
        self.board = Board(units, cameras, counted=self._count)
        self._metrics = metrics
        self._clock = clock
        self._open = _Tally(metrics.open)
        self._units = _Tally(metrics.units)
        self._on_duty = _Tally(metrics.on_duty)
        snapshot = self.board.snapshot()
        for view in (*snapshot.units, *snapshot.cameras):
            self._tally(view)

    def apply(self, message: Message) -> Sequence[Key]:
        """As `Board.apply`."""
        keys = self.board.apply(message)
        for key in keys:
            view = self.board.view(key)
            if view is not None:
                self._tally(view)
        if isinstance(message, said.IncidentClosed | said.IncidentDismissed) and keys:
            over = self.board.view(("incidents", message.incident_id))
            if isinstance(over, IncidentView):
                self._metrics.end(over)
        if isinstance(message, said.UnitArrived) and keys:
            self._arrive(message)
        return keys

    def show(self, key: Key) -> dict[str, object] | None:
        """As `Board.show`."""
        return self.board.show(key)

    def _count(self, fact: Fact) -> None:
        self._metrics.count(fact)
        age_s = (self._clock.now_ms() - fact.recorded_at_ms) / 1000
        self._metrics.lag.labels(fact.district).set(max(0.0, age_s))

    def _arrive(self, arrived: said.UnitArrived) -> None:
        incident, unit = (
            self.board.view(key) for key in (("incidents", arrived.incident_id), ("units", arrived.unit_id))
        )
        if isinstance(incident, IncidentView) and isinstance(unit, UnitView):
            for leg in incident.assignments:
                if leg.unit_id == arrived.unit_id and leg.eta_s is not None and leg.arrived_ms is not None:
                    took_s = (leg.arrived_ms - leg.assigned_ms) / 1000
                    error = self._metrics.eta_error.labels(arrived.district, unit.kind)
                    error.observe(abs(took_s - leg.eta_s))

    def _tally(self, view: View) -> None:
        match view:
            case IncidentView():
                status = None if view.status.is_over else (view.district, view.status.value)
                self._open.put(view.incident_id, status)
            case UnitView():
                self._units.put(view.unit_id, (view.district, view.kind, view.status))
                whose = (view.district, view.organisation or "")
                self._on_duty.put(view.unit_id, whose if view.on_duty else None)
            case CameraView():
                self._metrics.cameras.labels(view.district, view.camera_id).set(view.health == "ok")
                self._metrics.watches.labels(view.district, view.camera_id).set(len(view.watches))


class _Tally:
    """How many things bear each set of labels, as a gauge."""

    def __init__(self, gauge: Gauge) -> None:
        self._gauge = gauge
        self._labels: dict[str, tuple[str, ...]] = {}

    def put(self, name: str, labels: tuple[str, ...] | None) -> None:
        """This thing now bears these labels; None: it is gone."""
        before = self._labels.pop(name, None)
        if labels is not None:
            self._labels[name] = labels
        if before == labels:
            return
        if before is not None:
            self._gauge.labels(*before).dec()
        if labels is not None:
            self._gauge.labels(*labels).inc()
