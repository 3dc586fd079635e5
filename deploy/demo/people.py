"""All simulated people of a run on one bus: the crews and the operator, and what the log has told them.

Knows nothing of how time passes.
"""

from dispatch.simulation.crew.fleet import Fleet
from dispatch.simulation.crew.operator import Operator
from streams.bus import Bus
from streams.schema.commands import Command
from streams.schema.facts import Fact
from streams.schema.history import History
from streams.schema.incidents import IncidentClosed, IncidentDismissed, IncidentFact, IncidentOpened
from streams.schema.topics import INCIDENTS


class People:
    """Crews and operator; `facts` are the records of the incident log that count, in its order."""

    def __init__(self, bus: Bus, fleet: Fleet, operator: Operator) -> None:
        self._bus, self._fleet, self._operator = bus, fleet, operator
        self._log = bus.read((INCIDENTS.name,), "earliest")
        self._history = History()
        self._asked: set[str] = set()
        self.facts: list[Fact] = []

    def act(self, now_ms: int, wait_s: float = 0.0) -> None:
        """Hear what the log says by now (waiting so long for news), then say all that was due until `now_ms`.

        Raises:
            BusError: the bus cannot be read or written.
        """
        while records := self._log.poll(wait_s):
            for record in records:
                if isinstance(record.message, Fact):
                    self._hear(record.message)
            wait_s = 0.0
        said = self._fleet.step(now_ms) + self._operator.step(now_ms)
        self._asked |= {message.message_id for message in said if isinstance(message, Command)}
        self._bus.publish(said)

    def close(self) -> None:
        """Let go of the bus."""
        self._log.close()

    def incident(self) -> list[IncidentFact]:
        """All facts of the first incident, empty before it."""
        first = next((fact.incident_id for fact in self.facts if isinstance(fact, IncidentOpened)), None)
        return [fact for fact in self.facts if isinstance(fact, IncidentFact) and fact.incident_id == first]

    @property
    def done(self) -> bool:
        """Whether every incident that was opened has ended."""
        opened = {fact.incident_id for fact in self.facts if isinstance(fact, IncidentOpened)}
        ended = {fact.incident_id for fact in self.facts if isinstance(fact, (IncidentClosed, IncidentDismissed))}
        return opened <= ended

    @property
    def waiting(self) -> bool:
        """Whether the desk has yet to answer one of their commands."""
        return bool(self._asked)

    def _hear(self, fact: Fact) -> None:
        self._fleet.hear(fact)
        self._operator.hear(fact)
        self._asked.discard(fact.cause)
        if self._history.admits(fact):
            self.facts.append(fact)
