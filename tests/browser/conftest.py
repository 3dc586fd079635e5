"""A real Chromium, and pages of an operator and of a unit. Skips where there is no browser."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from dispatch.web.pages import STATIC
from tests.browser.chromium import FLAGS, PATIENCE_MS, find
from tests.dispatch.web.station import Station
from tests.dispatch.web.town import corner

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one file of tests: while Playwright is open, its event loop counts as running and no other can be run."""
    path = find()
    missing = None
    if path is None:
        missing = "no Chromium: apt-get install chromium, or set PATROL_CHROMIUM to one"
    elif not (STATIC / "index.html").is_file():
        missing = "the screens are not built: npm ci && npm run build, in dispatch/web/ui"
    if missing:
        if os.environ.get("PATROL_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_console(chromium: Browser, station: Station, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a console by a one-time link, as an operator of that name whose browser speaks that language."""
    contexts: list[BrowserContext] = []

    def open_as(name: str = "wang", locale: str = "zh-CN", address: str = address) -> Page:
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale=locale)
        contexts.append(context)
        page = _patient(context)
        page.goto(f"{address}/login?token={station.accounts.login_link_token(name)}")
        page.get_by_test_id("line").wait_for()
        return page

    yield open_as
    for context in contexts:
        context.close()


@pytest.fixture
def open_unit(chromium: Browser, station: Station, address: str) -> Iterator[Callable[[str], Page]]:
    """Opens a unit's page on a phone that stands at (4, 6) of the town."""
    contexts: list[BrowserContext] = []

    def open_as(unit_id: str) -> Page:
        lon, lat = corner(4, 6)
        context = chromium.new_context(
            viewport={"width": 390, "height": 844},
            locale="zh-CN",
            has_touch=True,
            geolocation={"longitude": lon, "latitude": lat, "accuracy": 9},
            permissions=["geolocation"],
        )
        contexts.append(context)
        page = _patient(context)
        page.goto(f"{address}/unit#token={station.accounts.issue_unit_token(unit_id)}")
        return page

    yield open_as
    for context in contexts:
        context.close()


@pytest.fixture
def open_report(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens the page for everyone on a phone that stands at (12, 9) of the town, or may not tell where it stands."""
    contexts: list[BrowserContext] = []

    def open_as(*, located: bool = True) -> Page:
        lon, lat = corner(12, 9)
        context = chromium.new_context(
            viewport={"width": 390, "height": 844},
            locale="zh-CN",
            has_touch=True,
            geolocation={"longitude": lon, "latitude": lat, "accuracy": 12},
            permissions=["geolocation"] if located else [],
        )
        contexts.append(context)
        page = _patient(context)
        page.goto(f"{address}/report")
        return page

    yield open_as
    for context in contexts:
        context.close()


def _patient(context: BrowserContext) -> Page:
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page broke: {error}"))
    return page
