"""Every command gets an answer: its own facts, or that it is so already, or why not.

Sorts commands to whoever carries them out and turns what comes back into facts.
"""

from collections.abc import Mapping
from typing import Final

from dispatch.desk.pen import Pen
from dispatch.desk.people import corrections, notices, operators, reports, reviews, units
from dispatch.desk.people.answers import Refusal, not_allowed
from dispatch.desk.sending import use_freed
from dispatch.life.status import Status
from streams.schema import commands as asked
from streams.schema.errors import IllegalTransition
from streams.schema.facts import CommandNoted, CommandRefused

_SETTLED: Final[Mapping[Status, tuple[type[asked.IncidentCommand], ...]]] = {
    Status.CLOSED: (asked.AcknowledgeIncident, asked.ConfirmIncident, asked.CloseIncident, asked.ReleaseUnit),
    Status.DISMISSED: (asked.AcknowledgeIncident, asked.DismissIncident, asked.DeclineAssignment, asked.ReleaseUnit),
}
"""What is so already when an incident is over."""


def answer(pen: Pen, command: asked.PersonCommand) -> Pen:
    """The pen that holds the answer; a refused command leaves nothing but its refusal."""
    incident_id = command.incident_id if isinstance(command, asked.IncidentCommand) else None
    refusal = _carry_out(pen, command)
    if refusal is not None:
        pen = pen.anew()
        pen.say(
            CommandRefused(
                **pen.head(1),
                command_id=command.command_id,
                code=refusal.code,
                why=refusal.why,
                incident_id=incident_id,
            )
        )
    elif not pen.facts:
        pen.say(CommandNoted(**pen.head(1), command_id=command.command_id, incident_id=incident_id))
    return pen


def _carry_out(pen: Pen, command: asked.PersonCommand) -> Refusal | None:
    refusal = not_allowed(pen, command)
    if refusal is not None:
        return refusal
    if isinstance(command, asked.IncidentCommand) and not isinstance(command, asked.InformReporter):
        name = command.incident_id
        if name in pen.state.finished and not isinstance(command, asked.CorrectMilestone):
            return _of_finished(pen.state.finished[name].status, command)
        if name not in pen.state.incidents and not isinstance(command, asked.CorrectMilestone):
            return Refusal(code="unknown_incident", why=f"this district has no incident {name}")
    try:
        refusal = _do(pen, command)
    except IllegalTransition as error:
        return Refusal(code="illegal", why=str(error))
    if refusal is None:
        use_freed(pen)
    return refusal


def _of_finished(status: Status, command: asked.IncidentCommand) -> Refusal | None:
    if isinstance(command, _SETTLED[status]):
        return None
    return Refusal(code="incident_over", why=f"{command.incident_id} is {status.value}")


def _do(pen: Pen, command: asked.PersonCommand) -> Refusal | None:  # noqa: C901, PLR0911, PLR0912 - a table
    match command:
        case asked.ReportIncident():
            return reports.report(pen, command)
        case asked.AcknowledgeIncident():
            return operators.acknowledge(pen, command)
        case asked.ConfirmIncident():
            return operators.confirm(pen, command)
        case asked.DismissIncident():
            return operators.dismiss(pen, command)
        case asked.AssignUnit():
            return operators.assign_unit(pen, command)
        case asked.ReleaseUnit():
            return operators.release_unit(pen, command)
        case asked.LinkIncident():
            return operators.link_sighting(pen, command)
        case asked.CloseIncident():
            return operators.close(pen, command)
        case asked.CorrectMilestone():
            return corrections.correct(pen, command)
        case asked.AskHelp():
            return notices.ask_help(pen, command)
        case asked.AcknowledgeNotice():
            return notices.acknowledge_notice(pen, command)
        case asked.RecordDelivery():
            return notices.record_delivery(pen, command)
        case asked.InformReporter():
            return reports.inform(pen, command)
        case asked.SignOffReview():
            return reviews.sign_off(pen, command)
        case asked.AcceptAssignment():
            return units.accept(pen, command)
        case asked.DeclineAssignment():
            return units.decline(pen, command)
        case asked.ReportArrival():
            return units.arrive(pen, command)
        case asked.RecordFinding():
            return units.find(pen, command)
        case asked.GoOnDuty():
            return units.go_on_duty(pen, command)
        case asked.GoOffDuty():
            return units.go_off_duty(pen, command)
