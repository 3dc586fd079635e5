"""Advice for operators: who of other districts could help, who had best wait where others were."""

from pathlib import Path

import httpx
import pytest

from streams.schema.ids import incident_of
from tests.dispatch.web.listener import Listener
from tests.dispatch.web.station import log_in, open_station, serve


def test_units_of_other_districts_are_timed_and_ones_own_are_not(tmp_path: Path) -> None:
    with (
        open_station(tmp_path, units=2, abroad=("car-2",)) as station,
        serve(station.app()) as address,
        log_in(station, address, "wang") as operator,
    ):
        station.place_units()
        incident = incident_of(station.alert())
        with Listener(operator) as listener:
            listener.until(lambda board: incident in board.incidents and board.units["car-2"]["lon"] is not None)
        (advised,) = operator.get(f"/api/incidents/{incident}/neighbours").json()["units"]
        assert (advised["unit_id"], advised["district"]) == ("car-2", "d2")
        assert advised["eta_s"] > 0


def test_while_a_unit_is_on_it_the_others_are_advised_where_to_wait(tmp_path: Path) -> None:
    with (
        open_station(tmp_path, units=2) as station,
        serve(station.app()) as address,
        log_in(station, address, "wang") as operator,
    ):
        station.place_units()
        incident = incident_of(station.alert())
        with Listener(operator) as listener:
            listener.until(lambda board: incident in board.incidents and board.units["car-2"]["lon"] is not None)
            quiet = operator.get(f"/api/incidents/{incident}/backfill").json()
            body = {"type": "ConfirmIncident", "incident_id": incident, "command_id": "c-1"}
            operator.post("/api/commands", json=body)
            listener.until(lambda board: bool(board.incidents[incident]["assignments"]))
        advice = operator.get(f"/api/incidents/{incident}/backfill").json()
        assert quiet["moves"] == []
        assert quiet["before_km"] == quiet["now_km"]
        assert advice["before_km"] >= advice["now_km"]


@pytest.mark.parametrize("what", ["neighbours", "backfill"])
def test_of_an_unknown_incident_there_is_no_advice(operator: httpx.Client, what: str) -> None:
    assert operator.get(f"/api/incidents/inc-x/{what}").status_code == 404
