"""What the desk knows: made from facts, bounded, and able to be kept in a file."""

import msgspec

from dispatch.config import DispatchConfig
from dispatch.desk.state import State, monotone_ms
from streams.schema import commands as asked
from tests.dispatch.worlds import night

LI = "operator:li"


def test_the_state_survives_a_file() -> None:
    town = night().unit("near", at_m=300)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(town.state), type=State)
    assert again == town.state


def test_deciding_leaves_the_state_alone() -> None:
    town = night().unit("near", at_m=300)
    incident = town.alert()
    before = msgspec.msgpack.encode(town.state)
    for command in (
        town.command(asked.ConfirmIncident, LI, incident_id=incident),
        town.command(asked.DismissIncident, LI, incident_id=incident, reason="owner"),
    ):
        assert town.desk.decide(town.state, command, town.now_ms)
        assert msgspec.msgpack.encode(town.state) == before


def test_the_memory_of_answers_and_of_finished_incidents_is_bounded() -> None:
    town = night(DispatchConfig(answers_remembered=20, incidents_remembered=3))
    for number in range(30):
        incident = town.alert(f"s-{number}")
        town.ask(asked.DismissIncident, LI, incident_id=incident, reason="owner")
        town.ask(asked.CloseIncident, LI, incident_id="inc-nowhere")
    assert len(town.state.answered) == 20
    assert len(town.state.finished) == 3
    assert not town.state.incidents
    assert not town.state.dues


def test_a_fact_that_cannot_be_leaves_the_state_as_it_was() -> None:
    town = night().unit("near", at_m=300)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    arrival = town.ask(asked.ReportArrival, "unit:near", incident_id=incident, unit_id="near")[-1]
    before = msgspec.msgpack.encode(town.state)
    town.state = town.desk.evolve(town.state, msgspec.structs.replace(arrival, seq=arrival.seq + 1))
    assert msgspec.msgpack.encode(town.state) == before


def test_time_stands_still_for_a_small_jump_back_and_follows_a_large_one() -> None:
    config = DispatchConfig(clock_back_s=60)
    assert monotone_ms(1_000_000, 990_000, config) == 1_000_000
    assert monotone_ms(1_000_000, 900_000, config) == 900_000
    assert monotone_ms(1_000_000, 1_000_001, config) == 1_000_001
