"""Takes the README's picture from a running box: `python -m tests.browser.screenshot LINK OUT.png [WxH] [zh-CN|en]`.

Sits down at the console as an operator would: waits for an alert, acknowledges, confirms, and takes the picture once
somebody is on the way. `LINK` is the one-time link that the start-up printed.
"""

import sys

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.chromium import FLAGS, find

ALERT_MS = 300_000
"""So long the demo's camera may take to see something."""
COMING_MS = 120_000


def main() -> None:
    """Take the picture."""
    link, out, size, locale = (sys.argv[1:] + ["1920x1080", "zh-CN"][len(sys.argv) - 3 :])[:4]
    width, _, height = size.partition("x")
    path = find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        context = browser.new_context(viewport={"width": int(width), "height": int(height)}, locale=locale)
        page = context.new_page()
        page.goto(link)
        _answer(page)
        page.screenshot(path=out)
        browser.close()


def _answer(page: Page) -> None:
    status = page.get_by_test_id("status")
    status.wait_for(timeout=ALERT_MS)
    still = page.locator("img[data-testid=still]")
    still.wait_for(timeout=ALERT_MS)
    page.locator("[data-testid=ranking] [data-unit]").first.wait_for(timeout=COMING_MS)
    if status.get_attribute("data-status") == "opened":
        page.keyboard.press("a")
        expect(status).to_have_attribute("data-status", "acknowledged", timeout=COMING_MS)
    if status.get_attribute("data-status") == "acknowledged":
        page.keyboard.press("Enter")
    page.locator(".coming.l-travelling, .coming.l-on_scene").first.wait_for(timeout=COMING_MS)
    expect(page.get_by_test_id("notice")).to_be_hidden(timeout=COMING_MS)
    page.wait_for_timeout(2_500)  # the map has moved there and is drawn


if __name__ == "__main__":
    main()
