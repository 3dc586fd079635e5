"""What people tell: a report opens an incident or joins the one that it is about; who told it is told how it ended."""

from dispatch.desk.pen import Pen
from dispatch.desk.people.answers import Refusal
from dispatch.desk.sightings.sameness import Telling
from dispatch.desk.sightings.triage import begin, open_like
from streams.schema import commands as asked
from streams.schema.facts import ReporterInformed
from streams.schema.ids import derived_id
from streams.schema.incidents import IncidentOpened, ReportTaken


def report(pen: Pen, command: asked.ReportIncident) -> Refusal | None:
    """A report becomes part of the open incident that is the same thing, else a new one whose clock starts with it.

    The report's id is that of the command.
    """
    if command.command_id in pen.state.reports:
        return None
    at_ms = min(command.issued_at_ms, pen.now_ms)
    if pen.now_ms - at_ms > pen.force.config.alert_oldest_s * 1000:
        at_ms = pen.now_ms
    told = Telling(kind=command.kind, place=command.place, began_ms=at_ms, until_ms=at_ms)
    known = open_like(pen, told, by_person=True)
    if known is not None:
        _take(pen, known.incident_id, command, at_ms)
        return None
    incident_id = derived_id("inc", command.issued_by, command.command_id)
    if incident_id in pen.state.incidents or incident_id in pen.state.finished:
        return None
    plan = pen.force.plans.plan(command.kind, command.level)
    pen.say(
        IncidentOpened(
            **pen.about(incident_id, at_ms),
            kind=command.kind,
            place=command.place,
            note=command.note,
            target_s=pen.force.config.target_s if plan.target_s is None else plan.target_s,
            level=command.level,
            grade=plan.grade,
        )
    )
    _take(pen, incident_id, command, at_ms)
    begin(pen, incident_id, by_stranger=command.issued_by.startswith("reporter:"))
    return None


def inform(pen: Pen, command: asked.InformReporter) -> Refusal | None:
    """Somebody told the person, whatever has become of the incident since."""
    known = pen.state.reports.get(command.report_id)
    if known is None or known.incident_id != command.incident_id:
        return Refusal(code="unknown_report", why=f"{command.incident_id} has no report {command.report_id}")
    if not known.informed:
        pen.say(
            ReporterInformed(
                **pen.head(1, command.issued_at_ms),
                incident_id=command.incident_id,
                report_id=command.report_id,
                channel=command.channel,
                note=command.note,
            )
        )
    return None


def _take(pen: Pen, incident_id: str, command: asked.ReportIncident, at_ms: int) -> None:
    pen.say(
        ReportTaken(
            **pen.about(incident_id, at_ms),
            report_id=command.command_id,
            kind=command.kind,
            place=command.place,
            note=command.note,
            role=command.role,
            channel=command.channel,
            reply_wanted=command.reply_wanted,
        )
    )
