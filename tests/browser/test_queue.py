"""Many incidents at once, and what is no incident yet, in a real browser by keys alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_console import status
from tests.dispatch.web.station import Station

pytestmark = pytest.mark.browser


def test_a_camera_that_repeats_itself_makes_one_pile(station: Station, open_console: Callable[..., Page]) -> None:
    page = open_console()
    for number in range(3):
        station.alert(f"again-{number}", camera="gate-1", ago_s=84.0 * (3 - number))
    station.alert("other", camera="wall-3")
    queue = page.get_by_test_id("queue").locator(".entry")
    expect(queue).to_have_count(2)
    expect(page.get_by_test_id("pile")).to_contain_text("3")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(queue).to_have_count(4)
    page.keyboard.press("ArrowLeft")
    expect(queue).to_have_count(2)


def test_a_pile_is_dismissed_at_once_and_nothing_else(station: Station, open_console: Callable[..., Page]) -> None:
    page = open_console()
    for number in range(3):
        station.alert(f"again-{number}", camera="gate-1", ago_s=84.0 * (3 - number))
    expect(page.get_by_test_id("pile")).to_contain_text("3")
    station.alert("other", camera="wall-3")
    expect(page.get_by_test_id("queue").locator(".entry")).to_have_count(2)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+A")
    expect(page.get_by_test_id("queue").locator(".entry").first).to_have_class(re.compile("s-opened"))
    expect(page.get_by_test_id("queue").locator(".entry").last).to_have_class(re.compile("s-acknowledged"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+D")
    expect(page.get_by_test_id("question")).to_contain_text("· 3")
    page.keyboard.press("3")
    expect(page.locator(".entry.s-dismissed")).to_have_count(3)
    expect(page.get_by_test_id("queue").locator(".entry")).to_have_count(1)


def test_what_is_watched_is_listed_without_a_sound_and_can_become_an_incident(
    station: Station, open_console: Callable[..., Page]
) -> None:
    page = open_console()
    station.alert("quiet", camera="park-2", level="watch")
    expect(page.get_by_test_id("watching")).to_contain_text("park-2")
    expect(page).to_have_title("视频巡逻")
    page.keyboard.press("w")
    expect(page.get_by_test_id("watch")).to_contain_text("依次走近三辆停放的车")
    page.keyboard.press("n")
    expect(page.get_by_test_id("chosen-place")).to_be_visible()
    page.locator("input[name=note]").press("Enter")
    status(page, "acknowledged")
    expect(page.get_by_test_id("told")).to_contain_text("park-2")


def test_a_report_by_phone_is_typed_without_a_mouse(open_console: Callable[..., Page]) -> None:
    page = open_console()
    page.keyboard.press("n")
    page.keyboard.press("2")
    page.keyboard.type("文兴路 滨河")
    expect(page.get_by_test_id("places")).to_contain_text("文兴路 / 滨河东街")
    page.keyboard.press("Enter")
    page.keyboard.type("两人在拉车门")
    page.locator("input[name=reply]").check()
    page.locator("input[name=note]").press("Enter")
    status(page, "acknowledged")
    expect(page.get_by_test_id("told")).to_contain_text("文兴路 / 滨河东街 · 两人在拉车门")
    expect(page.get_by_test_id("incident")).to_contain_text("盗窃")
    expect(page.get_by_test_id("ranking")).to_contain_text("巡逻101")
    page.keyboard.press("d")
    page.keyboard.press("2")
    status(page, "dismissed")
    expect(page.get_by_test_id("told")).to_contain_text("待回复")
    page.keyboard.press("b")
    expect(page.get_by_test_id("told")).to_contain_text("已回复")


def test_the_place_of_a_report_is_clicked_on_the_map_and_escape_forgets_it(
    open_console: Callable[..., Page],
) -> None:
    page = open_console()
    page.keyboard.press("n")
    page.locator("[data-kind=fire]").click()
    page.locator(".map canvas").click(position={"x": 200, "y": 200})
    expect(page.get_by_test_id("chosen-place")).to_contain_text("地图所点位置")
    expect(page.locator(".is-draft .pin-label")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("report")).to_be_hidden()
    expect(page.locator(".is-draft .pin-label")).to_be_hidden()


def test_a_guard_whom_a_camera_sees_is_no_alert_and_is_named(
    station: Station, open_console: Callable[..., Page]
) -> None:
    page = open_console()
    station.alert(at=(11.0, 11.0), error_m=3.0)  # where he is
    expect(page.get_by_test_id("watching")).to_contain_text("保安07")
    expect(page.get_by_test_id("queue").locator(".entry")).to_have_count(0)
    page.keyboard.press("w")
    expect(page.get_by_test_id("watch")).to_contain_text("这是我方人员")
