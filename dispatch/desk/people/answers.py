"""What a command can come to when it is not done: a refusal with its code, and who may ask for what at all."""

from collections.abc import Mapping
from typing import Final

import msgspec

from dispatch.desk.pen import Pen
from dispatch.desk.sending import is_on_duty
from dispatch.life.incident import Incident
from streams.schema import commands as asked
from streams.schema.quantities import Name


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a command is not done: `code` for screens to translate, `why` for logs."""

    code: Name
    why: str


_OPERATOR: Final = frozenset({"operator", "system"})
_UNIT: Final = _OPERATOR | {"unit"}
_MAY: Final[Mapping[type[asked.Command], frozenset[str]]] = {
    asked.ReportIncident: _UNIT | {"reporter"},
    asked.AcceptAssignment: _UNIT,
    asked.DeclineAssignment: _UNIT,
    asked.ReportArrival: _UNIT,
    asked.RecordFinding: _UNIT,
    asked.GoOnDuty: _UNIT,
    asked.GoOffDuty: _UNIT,
    asked.RecordDelivery: frozenset({"system"}),
}
"""Who may ask for what; what is not named is for operators. An operator may speak for a unit that told by radio."""


def issuing_unit(command: asked.Command) -> str | None:
    """The unit that sent the command; None where a person of another role did."""
    role, _, name = command.issued_by.partition(":")
    return name if role == "unit" else None


def not_allowed(pen: Pen, command: asked.PersonCommand) -> Refusal | None:
    """Why whoever issued the command may not ask for this; None when they may."""
    role = command.issued_by.partition(":")[0]
    if role not in _MAY.get(type(command), _OPERATOR):
        return Refusal(code="not_allowed", why=f"{type(command).__name__} is not for {command.issued_by}")
    unit_id = getattr(command, "unit_id", None)
    if unit_id is not None and unit_id not in pen.force.units and unit_id not in pen.state.booked:
        return Refusal(code="unknown_unit", why=f"this district has no unit {unit_id}")
    sender = issuing_unit(command)
    if sender is not None and unit_id not in (None, sender):
        return Refusal(code="not_your_unit", why=f"{sender} cannot speak for {unit_id}")
    return None


def unfit(pen: Pen, unit_id: str) -> Refusal | None:
    """Why a unit cannot be asked now, whoever wants it."""
    if unit_id in pen.state.booked:
        return Refusal(code="unit_busy", why=f"{unit_id} is taken by {pen.state.booked[unit_id]}")
    if not is_on_duty(pen, unit_id):
        return Refusal(code="unit_off_duty", why=f"{unit_id} is off duty")
    return None


def not_on_it(incident: Incident, unit_id: str) -> Refusal:
    """The answer to a unit that speaks of an incident that is not its own (any more)."""
    return Refusal(code="not_your_incident", why=f"{unit_id} is not on {incident.incident_id}")
