"""The unit's phone in a real browser: thumbs, dead spots, reloads."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.dispatch.web.listener import Json, Listener
from tests.dispatch.web.station import Station, log_in
from tests.dispatch.web.town import corner

pytestmark = pytest.mark.browser


@pytest.fixture
def send(station: Station, address: str) -> Callable[[str], Json]:
    """Raises an alert and sends that unit; gives the incident as it was then."""

    def to(unit_id: str) -> Json:
        station.alert()
        incident = incident_once(station, address, lambda _: True)
        body = {"type": "ConfirmIncident", "command_id": "c", "unit_id": unit_id}
        with log_in(station, address, "wang") as operator:
            answer = operator.post("/api/commands", json=body | {"incident_id": incident["incident_id"]})
            assert answer.is_success
        return incident

    return to


def board(station: Station, address: str) -> Json:
    with log_in(station, address, "wang") as operator:
        found: Json = operator.get("/api/board").json()["board"]
        return found


def incident_once(station: Station, address: str, holds: Callable[[Json], bool]) -> Json:
    """The only incident, as soon as that holds: a phone lets go of what it sent before every screen shows it."""
    with log_in(station, address, "wang") as operator, Listener(operator) as listener:
        listener.until(lambda me: any(map(holds, me.incidents.values())))
        (found,) = listener.incidents.values()
        return found


def unit_once(station: Station, address: str, unit_id: str, holds: Callable[[Json], bool]) -> None:
    with log_in(station, address, "wang") as operator, Listener(operator) as listener:
        listener.until(lambda me: unit_id in me.units and holds(me.units[unit_id]))


def go_to_the_result(page: Page) -> None:
    for act in ("accept", "arrived", "result"):
        page.locator(f"[data-act={act}]").tap()


def test_the_card_says_where_what_and_why(open_unit: Callable[[str], Page], send: Callable[[str], Json]) -> None:
    page = open_unit("car-1")
    expect(page.get_by_test_id("standby")).to_be_visible()
    send("car-1")
    task = page.get_by_test_id("task")
    expect(task).to_contain_text("车旁徘徊")
    expect(task).to_contain_text("依次走近三辆停放的车")
    expect(page.get_by_test_id("way")).to_have_text(re.compile(r"^\s*[89]\d0 m$"))


def test_the_card_shows_the_blurred_still_of_its_own_incident(
    open_unit: Callable[[str], Page], send: Callable[[str], Json]
) -> None:
    page = open_unit("car-1")
    send("car-1")
    still = page.get_by_test_id("still")
    expect(still).to_have_js_property("naturalWidth", 960)
    still.tap()
    expect(page.locator(".phone-still.is-large")).to_be_visible()


def test_accept_arrived_result_with_one_thumb(
    open_unit: Callable[[str], Page], send: Callable[[str], Json], station: Station, address: str
) -> None:
    page = open_unit("car-1")
    send("car-1")
    go_to_the_result(page)
    page.locator("[data-finding=held]").tap()
    expect(page.get_by_test_id("standby")).to_be_visible()
    expect(page.get_by_test_id("outbox")).to_be_hidden()
    incident = incident_once(station, address, lambda each: each["finding"] is not None)
    assert (incident["status"], incident["finding"]) == ("handled", "held")


def test_a_crime_found_says_how_many_cars(
    open_unit: Callable[[str], Page], send: Callable[[str], Json], station: Station, address: str
) -> None:
    page = open_unit("car-1")
    send("car-1")
    go_to_the_result(page)
    page.locator("[data-finding=crime_found]").tap()
    page.locator("[data-act=more]").tap()
    expect(page.get_by_test_id("cars")).to_have_text("2")
    page.locator("[data-act=record]").tap()
    expect(page.get_by_test_id("standby")).to_be_visible()
    expect(page.get_by_test_id("outbox")).to_be_hidden()
    incident = incident_once(station, address, lambda each: each["finding"] is not None)
    assert (incident["finding"], incident["finding_vehicles"]) == ("crime_found", 2)


def test_what_is_pressed_in_a_dead_spot_waits_and_goes_out_in_order(
    open_unit: Callable[[str], Page], send: Callable[[str], Json], station: Station, address: str
) -> None:
    page = open_unit("car-1")
    send("car-1")
    expect(page.locator("[data-act=accept]")).to_be_visible()
    page.context.set_offline(offline=True)
    page.locator("[data-act=accept]").tap()
    page.locator("[data-act=arrived]").tap()
    expect(page.get_by_test_id("outbox")).to_contain_text("2")
    assert board(station, address)["incidents"][0]["status"] == "assigned"
    page.context.set_offline(offline=False)
    expect(page.get_by_test_id("outbox")).to_be_hidden()
    incident = incident_once(station, address, lambda each: each["arrived_ms"] is not None)
    steps = [step["type"] for step in incident["steps"]]
    assert steps.index("AssignmentAccepted") < steps.index("UnitArrived")


def test_a_reload_in_a_dead_spot_loses_nothing(
    open_unit: Callable[[str], Page], send: Callable[[str], Json], station: Station, address: str
) -> None:
    page = open_unit("car-1")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    send("car-1")
    page.locator("[data-act=accept]").tap()
    expect(page.locator("[data-act=arrived]")).to_be_visible()
    page.context.set_offline(offline=True)
    page.locator("[data-act=arrived]").tap()
    expect(page.get_by_test_id("outbox")).to_contain_text("1")
    page.reload()
    expect(page.get_by_test_id("task")).to_contain_text("车旁徘徊")
    expect(page.get_by_test_id("outbox")).to_contain_text("1")
    page.context.set_offline(offline=False)
    expect(page.get_by_test_id("outbox")).to_be_hidden()
    incident_once(station, address, lambda each: each["arrived_ms"] is not None)


def test_the_open_page_says_where_the_unit_is(open_unit: Callable[[str], Page], station: Station, address: str) -> None:
    page = open_unit("guard-2")
    page.get_by_test_id("standby").get_by_text("定位 ±9").wait_for()
    lon, lat = corner(5, 6)
    page.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 9})
    unit_once(station, address, "guard-2", lambda each: abs(each["lon"] - lon) < 1e-6 and each["accuracy_m"] == 9)


def test_a_phone_that_lies_still_goes_on_saying_where_it_is(open_unit: Callable[[str], Page]) -> None:
    page = open_unit("guard-2")
    for _ in range(2):
        with page.expect_response("**/api/positions") as told:
            pass
        assert told.value.status == 202


def test_off_duty_and_on_again(open_unit: Callable[[str], Page], station: Station, address: str) -> None:
    page = open_unit("car-1")
    page.locator("[data-act=duty]").tap()
    expect(page.get_by_test_id("standby")).to_contain_text("已下岗")
    expect(page.get_by_test_id("outbox")).to_be_hidden()
    unit_once(station, address, "car-1", lambda each: not each["on_duty"])
    page.locator("[data-act=duty]").tap()
    expect(page.get_by_test_id("standby")).to_contain_text("待命中")


def test_the_token_leaves_the_address_bar_and_an_old_link_says_so(
    open_unit: Callable[[str], Page], station: Station
) -> None:
    page = open_unit("car-1")
    expect(page.get_by_test_id("standby")).to_be_visible()
    assert "token" not in page.url
    station.accounts.issue_unit_token("car-1")
    page.reload()
    expect(page.get_by_test_id("message")).to_contain_text("链接已失效")
