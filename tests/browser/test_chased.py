"""A unit that is long on scene without a result is asked for it on its own page, until it begins to record one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from dispatch.config import EscalationStep
from tests.browser.test_console import status
from tests.dispatch.web.station import PATIENT, Station, open_station

pytestmark = pytest.mark.browser


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    """One that asks for the result at once, not after ten minutes."""
    at_once = (EscalationStep(awaits="finding", after_s=0.0, to="unit"),)
    with open_station(tmp_path, config=replace(PATIENT, escalation=at_once)) as station:
        station.place_units()
        yield station


def test_the_unit_is_asked_for_the_result_and_the_console_shows_it(
    station: Station, open_console: Callable[..., Page], open_unit: Callable[[str], Page]
) -> None:
    console, phone = open_console(), open_unit("car-1")
    station.alert()
    status(console, "opened")
    console.keyboard.press("Enter")
    phone.locator("[data-act=accept]").tap()
    phone.locator("[data-act=arrived]").tap()
    expect(phone.get_by_test_id("result-due")).to_be_visible()
    expect(console.get_by_test_id("ladder")).to_contain_text("现场警力")
    phone.locator("[data-act=result]").tap()
    phone.locator("[data-finding=moved_on]").tap()
    expect(phone.get_by_test_id("standby")).to_be_visible()
    expect(phone.get_by_test_id("result-due")).to_be_hidden()
