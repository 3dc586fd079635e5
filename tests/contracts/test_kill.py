"""kill -9 at any point: nothing that was said is lost, nothing is decided twice, and the next process goes on."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from streams.bus import Bus
from streams.schema.commands import AcknowledgeIncident
from streams.schema.detections import LoiteringDetected
from streams.schema.incidents import IncidentAcknowledged, IncidentEscalated, IncidentOpened
from streams.schema.message import Message
from streams.schema.topics import COMMANDS, DETECTIONS
from tests.contracts.buses import BusFactory, admitted, everything, incident_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["writes", "statements"])
def killed(request: pytest.FixtureRequest, bus: Bus, bus_factory: BusFactory, tmp_path: Path) -> tuple[Bus, set[str]]:
    """A log that many processes died over, and the ids of the messages that they were told are stored."""
    if request.param == "statements" and not bus_factory.url.startswith("sqlite:"):
        pytest.skip("only the embedded log can die between two statements of one write")
    said = tmp_path / "said.txt"
    statements = "yes" if request.param == "statements" else "no"
    command = [sys.executable, "-m", "tests.contracts.victim", bus_factory.url, statements, str(said)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout.splitlines()[-1]) >= 10
    return bus, set(said.read_text().split())


def test_killed_at_any_point_each_suspicion_is_one_incident_and_nothing_is_lost(killed: tuple[Bus, set[str]]) -> None:
    bus, said = killed
    messages = [r.message for r in everything(bus, (DETECTIONS.name, COMMANDS.name)) if isinstance(r.message, Message)]
    assert said <= {message.message_id for message in messages}
    suspicions = {message.suspicion_id for message in messages if isinstance(message, LoiteringDetected)}
    facts = admitted(bus)
    opened = Counter(fact.incident_id for fact in facts if isinstance(fact, IncidentOpened))
    assert opened == {incident_of(suspicion): 1 for suspicion in suspicions}
    acknowledged = Counter(fact.cause for fact in facts if isinstance(fact, IncidentAcknowledged))
    assert acknowledged == {m.command_id: 1 for m in messages if isinstance(m, AcknowledgeIncident)}
    escalated = Counter(fact.incident_id for fact in facts if isinstance(fact, IncidentEscalated))
    assert set(escalated.values()) == {1}
    answered = {fact.incident_id for fact in facts if isinstance(fact, IncidentAcknowledged)}
    assert set(escalated) | answered == set(opened)
