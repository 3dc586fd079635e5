"""What is looked at by day: the review and its signature, the roster, the month's figures."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from dispatch.rosters import Rosters
from dispatch.rosters.config import PersonConfig, ShiftConfig
from tests.browser.test_console import status
from tests.dispatch.web.station import Station, serve

pytestmark = pytest.mark.browser


def ago_in_the_last_day_of_duty_s() -> float:
    """Since an hour before the last 08:00 on the wall."""
    now = datetime.now()  # noqa: DTZ005 - the wall clock that the browser has too
    morning = now.replace(hour=8, minute=0, second=0, microsecond=0)
    return (now - (morning if morning <= now else morning - timedelta(days=1)) + timedelta(hours=1)).total_seconds()


def test_a_morning_is_signed_by_name_once_nothing_is_missing(
    station: Station, open_console: Callable[..., Page]
) -> None:
    wang, li = open_console("wang"), open_console("li")
    station.alert(ago_s=ago_in_the_last_day_of_duty_s())
    status(wang, "opened")
    for page in (wang, li):
        page.keyboard.press("r")
        expect(page.locator("[data-testid=review] tbody tr")).to_contain_text("未核实")
    wang.locator("[data-act=sign]").click()
    expect(wang.get_by_test_id("notice")).to_contain_text("还有警情未办完")
    wang.locator("[data-testid=review] .link").click()
    wang.keyboard.press("d")
    wang.keyboard.press("1")
    status(wang, "dismissed")
    wang.keyboard.press("r")
    expect(wang.locator("[data-testid=review] tbody tr")).to_contain_text("✓")
    wang.locator("[data-act=sign]").click()
    for page in (wang, li):
        expect(page.get_by_test_id("signed")).to_contain_text("wang")


def test_the_roster_says_who_is_on_and_who_follows(station: Station, open_console: Callable[..., Page]) -> None:
    people = [
        PersonConfig(id="zhao", name="赵队", role="duty_officer"),
        PersonConfig(id="qian", name="钱队", role="street"),
    ]
    hours = (("00:00", "12:00", "zhao"), ("12:00", "24:00", "qian"))
    shifts = [ShiftConfig(id=leader, begins=a, ends=b, leader=leader, units=("car-1",)) for a, b, leader in hours]
    with serve(station.app(rosters=Rosters(shifts, people))) as address:
        page = open_console(address=address)
        page.keyboard.press("o")
        rows = page.locator("[data-testid=roster] [data-shift]")
        expect(rows.first).to_contain_text("巡逻101")
        said = rows.all_inner_texts()
        assert {"赵队" in said[0], "钱队" in said[0]} == {True, False}
        assert ("赵队" in said[1]) != ("赵队" in said[0])


def test_the_month_shows_exact_figures_of_the_archive(station: Station, open_console: Callable[..., Page]) -> None:
    page = open_console()
    station.alert()
    status(page, "opened")
    page.keyboard.press("d")
    page.keyboard.press("1")
    status(page, "dismissed")
    page.keyboard.press("p")
    expect(page.locator("[data-outcome=dismissed] td").nth(1)).to_have_text("1")
    expect(page.locator("[data-figure=withinTarget] b")).to_have_text("–")
