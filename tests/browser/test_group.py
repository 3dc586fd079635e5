"""A group before a camera, in a real browser: how many do what is said to the operator and to the unit that goes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from streams.schema.detections import LoiteringDetected, Member
from streams.schema.quantities import Place
from tests.browser.test_console import status
from tests.dispatch.web.station import Station
from tests.dispatch.web.town import corner

pytestmark = pytest.mark.browser


def sees_a_group(station: Station) -> None:
    lon, lat = corner(12.3, 9.4)
    now_ms = station.clock.now_ms()
    members = (
        Member(role="doer", track_ids=("1",)),
        Member(role="doer", track_ids=("2",)),
        Member(role="lookout", track_ids=("3",)),
        Member(role="waiting_car", track_ids=("4",)),
    )
    report = LoiteringDetected(
        district="d1",
        camera_id="wall-3",
        observed_at_ms=now_ms,
        suspicion_id="group",
        seq=1,
        level="alert",
        score=0.9,
        began_at_ms=now_ms - 20_000,
        track_ids=("1",),
        members=members,
        place=Place(lon=lon, lat=lat, error_m=3),
    )
    station.bus.publish([report])


def test_the_operator_and_the_unit_see_how_many_do_what(
    station: Station, open_console: Callable[..., Page], open_unit: Callable[[str], Page]
) -> None:
    page = open_console()
    sees_a_group(station)
    expect(page.get_by_test_id("roles")).to_have_text("2 人逐车查看 · 1 人在远处站立 · 1 辆车停候")
    page.keyboard.press("a")
    status(page, "acknowledged")
    page.keyboard.press("Enter")
    status(page, "assigned")
    sent = page.get_by_test_id("coming").get_attribute("data-unit")
    assert sent
    expect(open_unit(sent).get_by_test_id("roles")).to_contain_text("2 人逐车查看")
    english = open_console("li", "en-GB")
    expect(english.get_by_test_id("roles")).to_have_text("2 at the cars · 1 standing off · 1 car waiting")
