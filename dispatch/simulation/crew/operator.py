"""A simulated operator for runs without a person: acknowledges, confirms and closes, each after a look. Pure.

Off wherever a person sits at the console. Its commands say `operator:demo`, so nobody takes them for a person's.
"""

from typing import Final

from dispatch.simulation.crew.habits import Habits
from streams.schema.commands import AcknowledgeIncident, CloseIncident, ConfirmIncident
from streams.schema.facts import Fact
from streams.schema.history import History
from streams.schema.ids import derived_id
from streams.schema.incidents import (
    FindingRecorded,
    IncidentAcknowledged,
    IncidentClosed,
    IncidentDismissed,
    IncidentFact,
    IncidentOpened,
)
from streams.schema.message import Message

NAME: Final = "operator:demo"


class Operator:
    """Hears the incident log, `step`s at any time: the commands that were due until then, in order."""

    def __init__(self, habits: Habits) -> None:
        self._habits = habits
        self._history = History()
        self._due: dict[str, tuple[int, Message]] = {}

    @property
    def next_ms(self) -> int | None:
        """When it will next press a key; None while nothing is to be done."""
        return min((at_ms for at_ms, _ in self._due.values()), default=None)

    def hear(self, fact: Fact) -> None:
        """The next record of the incident log."""
        if not self._history.admits(fact) or not isinstance(fact, IncidentFact):
            return
        match fact:
            case IncidentOpened():
                self._plan(fact, self._habits.acknowledge_s, AcknowledgeIncident)
            case IncidentAcknowledged():
                self._plan(fact, self._habits.confirm_s, ConfirmIncident)
            case FindingRecorded():
                self._plan(fact, self._habits.close_s, CloseIncident)
            case IncidentClosed() | IncidentDismissed():
                self._due.pop(fact.incident_id, None)
            case _:
                pass

    def step(self, now_ms: int) -> list[Message]:
        """The commands due until `now_ms`."""
        due = sorted((at_ms, incident) for incident, (at_ms, _) in self._due.items() if at_ms <= now_ms)
        return [self._due.pop(incident)[1] for _, incident in due]

    def _plan(
        self,
        fact: IncidentFact,
        after_s: tuple[float, float],
        command: type[AcknowledgeIncident] | type[ConfirmIncident] | type[CloseIncident],
    ) -> None:
        pause_s = self._habits.between(after_s, fact.incident_id, command.__name__)
        at_ms = fact.recorded_at_ms + round(pause_s * 1000)
        message = command(
            district=fact.district,
            command_id=derived_id("cmd", NAME, fact.incident_id, command.__name__),
            issued_by=NAME,
            issued_at_ms=at_ms,
            incident_id=fact.incident_id,
        )
        self._due[fact.incident_id] = (at_ms, message)
