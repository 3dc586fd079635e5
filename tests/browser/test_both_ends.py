"""Both ends of the street (合围) as the operator, the map and each of the units see them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dispatch.plans.book import PlanBook
from tests.browser.test_console import status
from tests.dispatch.web.station import Station, log_in, open_station

pytestmark = pytest.mark.browser


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    """A station with the plans that come with the product: loitering wants two units and both ends."""
    with open_station(tmp_path, plans=PlanBook()) as station:
        station.place_units()
        yield station


def test_everybody_sees_who_holds_which_end(
    station: Station, open_console: Callable[..., Page], open_unit: Callable[[str], Page]
) -> None:
    page = open_console()
    station.alert()
    status(page, "opened")
    expect(page.get_by_test_id("grade")).to_have_text("橙色 · 较重")
    page.keyboard.press("Enter")
    coming = page.get_by_test_id("coming")
    expect(coming).to_have_count(2)
    expect(page.get_by_test_id("post")).to_have_count(2)
    expect(page.locator(".pin-post .pin-label")).to_have_count(2)
    first, second = (coming.nth(n).get_attribute("data-unit") or "" for n in (0, 1))
    sides = [page.get_by_test_id("post").nth(n).locator("b").inner_text() for n in (0, 1)]
    assert sides[0] != sides[1]
    unit = open_unit(first)
    expect(unit.get_by_test_id("my-post")).to_contain_text(sides[0])
    expect(unit.get_by_test_id("others")).to_contain_text(sides[1])
    assert second


def test_what_the_plan_lacks_is_said(station: Station, open_console: Callable[..., Page], address: str) -> None:
    page = open_console("li")
    with log_in(station, address, "wang") as operator:
        for name in [unit.unit_id for unit in station.units[1:]]:
            operator.post("/api/commands", json={"type": "GoOffDuty", "command_id": f"off-{name}", "unit_id": name})
    station.alert()
    status(page, "opened")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("coming")).to_have_count(1)
    expect(page.get_by_test_id("shortfall")).to_contain_text("600 秒内无人可到")


def test_those_who_fled_are_joined_to_their_incident_by_one_key(
    station: Station, open_console: Callable[..., Page]
) -> None:
    page = open_console()
    station.alert("here", ago_s=120)
    status(page, "opened")
    first = page.get_by_test_id("incident").get_attribute("data-incident") or ""
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("coming").nth(1)).to_be_visible()  # a third comes where little time is left
    station.alert("there", camera="gate-1", at=(15.3, 9.4))
    expect(page.get_by_test_id("link")).to_contain_text("可能是同一伙人")
    page.keyboard.press("g")
    expect(page.get_by_test_id("incident")).to_have_attribute("data-incident", first)
    expect(page.get_by_test_id("sightings")).to_contain_text("gate-1")
    expect(page.get_by_test_id("queue").locator(".entry")).to_have_count(1)


def test_what_two_cameras_see_is_one_incident_with_both_pictures(
    station: Station, open_console: Callable[..., Page]
) -> None:
    page = open_console()
    station.alert("from-the-wall", error_m=3.0)
    status(page, "opened")
    station.alert("from-the-gate", camera="gate-1", error_m=3.0)
    views = page.get_by_test_id("views").locator("button")
    expect(views).to_have_count(2)
    views.nth(1).click()
    expect(page.locator("img[data-testid=still]")).to_have_attribute("src", "/api/evidence/from-the-gate.jpg")
    expect(page.get_by_test_id("queue").locator(".entry")).to_have_count(1)


def test_while_units_are_on_it_the_console_asks_where_the_others_had_best_wait(
    station: Station, open_console: Callable[..., Page]
) -> None:
    page = open_console("li")
    station.alert()
    status(page, "opened")
    with page.expect_response("**/api/incidents/*/backfill") as advised:
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("coming")).to_have_count(2)
    assert advised.value.ok
    moves = advised.value.json()["moves"]
    expect(page.get_by_test_id("backfill")).to_have_count(min(1, len(moves)))
