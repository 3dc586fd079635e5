"""What the operator asks of others: a unit of the next district, where the own ones are too few."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dispatch.plans.book import PlanBook
from tests.browser.test_console import status
from tests.dispatch.web.station import Station, open_station

pytestmark = pytest.mark.browser


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    """A district with one car where two units are wanted; the other car is the next district's."""
    with open_station(tmp_path, units=2, abroad=("car-2",), plans=PlanBook()) as station:
        station.place_units()
        yield station


def test_a_unit_of_the_next_district_is_asked_for_by_a_click_and_by_nobody_twice(
    station: Station, open_console: Callable[..., Page]
) -> None:
    page = open_console()
    station.alert()
    status(page, "opened")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("shortfall")).to_be_visible()
    offered = page.get_by_test_id("neighbours").get_by_role("button")
    expect(offered).to_contain_text("巡逻102 (d2)")
    offered.click()
    expect(page.get_by_test_id("neighbours")).to_have_count(0)
    expect(page.get_by_test_id("who")).to_contain_text("已请邻区支援: 巡逻102")
    expect(page.get_by_test_id("coming")).to_have_count(1)
