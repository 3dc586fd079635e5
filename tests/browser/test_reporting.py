"""Whoever sees something tells it from a phone, without an account, and learns how it ended."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_console import status

pytestmark = pytest.mark.browser


def test_a_citizen_tells_what_is_seen_and_learns_how_it_ended(
    open_console: Callable[..., Page], open_report: Callable[..., Page]
) -> None:
    console, phone = open_console(), open_report()
    phone.locator("[data-kind=theft]").tap()
    phone.locator("[data-act=here]").tap()
    expect(phone.get_by_test_id("chosen-place")).to_contain_text("±12 m")
    phone.locator("[name=note]").fill("三个人在拉车门")
    phone.locator("[data-act=send]").tap()
    expect(phone.get_by_test_id("became")).to_have_attribute("data-stage", "received")
    status(console, "opened")
    expect(console.get_by_test_id("told")).to_contain_text("三个人在拉车门")
    expect(console.get_by_test_id("told")).to_contain_text("群众")
    console.keyboard.press("d")
    console.keyboard.press("2")
    status(console, "dismissed")
    expect(phone.get_by_test_id("result")).to_have_text("核实后未发现异常")
    expect(console.get_by_test_id("told")).to_contain_text("已回复")
    phone.reload()
    expect(phone.get_by_test_id("became")).to_have_attribute("data-stage", "ended")
    phone.locator("[data-act=another]").tap()
    expect(phone.get_by_test_id("report")).to_be_visible()


def test_a_phone_that_may_not_say_where_it_is_takes_a_street(
    open_console: Callable[..., Page], open_report: Callable[..., Page]
) -> None:
    console, phone = open_console(), open_report(located=False)
    phone.locator("[data-act=here]").tap()
    expect(phone.get_by_text("没有定位，请输入路名")).to_be_visible()
    phone.locator("[name=place]").fill("文兴路 滨河")
    phone.get_by_test_id("places").locator("button").first.tap()
    phone.locator("[data-kind=fire]").tap()
    phone.locator("[data-act=send]").tap()
    status(console, "opened")
    expect(console.get_by_test_id("told")).to_contain_text("文兴路 / 滨河东街")


def test_a_guard_reports_from_the_units_page_as_the_guard(
    open_console: Callable[..., Page], open_unit: Callable[[str], Page]
) -> None:
    console, phone = open_console(), open_unit("guard-1")
    phone.locator("[data-act=report]").tap()
    phone.locator("[data-kind=suspicious_person]").tap()
    phone.locator("[data-act=here]").tap()
    phone.locator("[data-act=send]").tap()
    expect(phone.get_by_test_id("became")).to_be_visible()
    status(console, "opened")
    expect(console.get_by_test_id("timeline")).to_contain_text("保安07")
    phone.locator("[data-act=back]").tap()
    expect(phone.get_by_test_id("standby")).to_be_visible()
