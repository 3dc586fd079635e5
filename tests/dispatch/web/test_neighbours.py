"""Who of other districts could help: advice with arrival times, for operators."""

from pathlib import Path

import httpx
from msgspec.structs import replace

from streams.schema.ids import incident_of
from tests.dispatch.web.listener import Listener
from tests.dispatch.web.station import log_in, open_station, serve


def test_units_of_other_districts_are_timed_and_ones_own_are_not(tmp_path: Path) -> None:
    with open_station(tmp_path, units=2) as station:
        station.units[1] = replace(station.units[1], district="d2")
        with serve(station.app()) as address, log_in(station, address, "wang") as operator:
            station.place_units()
            incident = incident_of(station.alert())
            with Listener(operator) as listener:
                listener.until(lambda board: incident in board.incidents and board.units["car-2"]["lon"] is not None)
            (advised,) = operator.get(f"/api/incidents/{incident}/neighbours").json()["units"]
            assert (advised["unit_id"], advised["district"]) == ("car-2", "d2")
            assert advised["eta_s"] > 0


def test_of_an_unknown_incident_there_is_no_advice(operator: httpx.Client) -> None:
    assert operator.get("/api/incidents/inc-x/neighbours").status_code == 404
