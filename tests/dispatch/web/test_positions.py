import httpx
import pytest

from tests.dispatch.web.client import Client
from tests.dispatch.web.listener import Listener
from tests.dispatch.web.station import Station
from tests.dispatch.web.town import corner

LON, LAT = corner(4, 6)
HOUR_MS = 3_600_000


@pytest.fixture
def token(station: Station) -> str:
    return station.accounts.issue_unit_token("car-1")


@pytest.fixture
def car(address: str, token: str) -> httpx.Client:
    return Client(address, authorization=f"Bearer {token}")


def fix(station: Station, **other: object) -> dict[str, object]:
    return {"lon": LON, "lat": LAT, "fixed_at_ms": station.clock.now_ms(), "accuracy_m": 7.0} | other


def at(listener: Listener, lon: float) -> bool:
    return listener.units.get("car-1", {}).get("lon") == pytest.approx(lon)


def test_a_fix_moves_the_unit_on_every_screen(station: Station, car: httpx.Client, listener: Listener) -> None:
    assert car.post("/api/positions", json=fix(station)).status_code == 202
    listener.until(lambda board: at(board, LON))
    assert listener.units["car-1"]["accuracy_m"] == 7.0


@pytest.mark.parametrize(
    ("other", "error", "field"),
    [
        ({"lon": 181.0}, "bad_field", "lon"),
        ({"lat": -91.0}, "bad_field", "lat"),
        ({"lon": None}, "bad_field", "lon"),
        ({"lat": "north"}, "bad_field", "lat"),
        ({"accuracy_m": -1.0}, "bad_field", "accuracy_m"),
        ({"unit_id": "car-2"}, "bad_field", "unit_id"),
        ({"fixed_at_ms": 4_102_444_800_000}, "from_the_future", "fixed_at_ms"),
        ({"fixed_at_ms": 0}, "too_old", "fixed_at_ms"),
    ],
)
def test_a_fix_that_cannot_be_is_refused_by_name(
    station: Station, car: httpx.Client, other: dict[str, object], error: str, field: str
) -> None:
    answer = car.post("/api/positions", json=fix(station, **other))
    assert (answer.status_code, answer.json()["error"], answer.json()["field"]) == (400, error, field)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_refused(station: Station, car: httpx.Client, number: str) -> None:
    body = f'{{"lon": {number}, "lat": 37.87, "fixed_at_ms": {station.clock.now_ms()}}}'
    assert car.post("/api/positions", content=body).status_code == 400


def test_an_operator_is_no_unit(station: Station, operator: httpx.Client) -> None:
    assert operator.post("/api/positions", json=fix(station)).json()["error"] == "units_only"


@pytest.mark.parametrize("scale", [1, 1000])
def test_a_tracker_app_may_count_seconds_or_milliseconds(
    station: Station, visitor: httpx.Client, token: str, listener: Listener, scale: int
) -> None:
    when = (station.clock.now_ms() // 1000 + 1) * scale  # no older than what the station placed
    query: dict[str, str | float] = {
        "id": token,
        "lat": LAT,
        "lon": LON,
        "timestamp": when,
        "accuracy": 9,
        "speed": 19.4384,
        "bearing": 90,
    }
    assert visitor.get("/api/osmand", params=query).status_code == 200
    listener.until(lambda board: at(board, LON))
    assert listener.units["car-1"]["speed_mps"] == pytest.approx(10.0, abs=0.01)


def test_a_tracker_app_may_post_a_form(station: Station, visitor: httpx.Client, token: str, listener: Listener) -> None:
    form = {"id": token, "lat": LAT, "lon": LON, "timestamp": station.clock.now_ms() // 1000 + 1, "speed": -1}
    assert visitor.post("/api/osmand", data=form).status_code == 200
    listener.until(lambda board: at(board, LON))
    assert listener.units["car-1"]["speed_mps"] is None


def test_a_tracker_apps_old_fix_is_dropped_without_making_it_try_for_ever(
    station: Station, visitor: httpx.Client, token: str
) -> None:
    query: dict[str, str | float] = {
        "id": token,
        "lat": LAT,
        "lon": LON,
        "timestamp": (station.clock.now_ms() - HOUR_MS) // 1000,
    }
    answer = visitor.get("/api/osmand", params=query)
    assert (answer.status_code, answer.json()["status"]) == (202, "dropped")


@pytest.mark.parametrize(
    ("other", "status", "field"),
    [
        ({"id": "guessed"}, 401, "id"),
        ({"lat": "nan"}, 400, "lat"),
        ({"lon": "east"}, 400, "lon"),
        ({"lon": ""}, 400, "lon"),
        ({"timestamp": "tomorrow"}, 400, "timestamp"),
        ({"timestamp": "1e400"}, 400, "timestamp"),
        ({"accuracy": "-5"}, 400, "accuracy_m"),
    ],
)
def test_a_tracker_apps_mistake_is_named(
    visitor: httpx.Client, token: str, other: dict[str, str], status: int, field: str
) -> None:
    query = {"id": token, "lat": str(LAT), "lon": str(LON)} | other
    answer = visitor.get("/api/osmand", params=query)
    assert (answer.status_code, answer.json()["field"]) == (status, field)
