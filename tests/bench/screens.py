"""How fluid the console is on a bad night: `python -m tests.bench.screens [--units 200] [--incidents 50]`.

A station with so many units and open incidents; every unit says where it is once a second. Prints what a real Chromium
without a GPU needs: from opening the page to all incidents and units being there, the script time that a second takes
while positions stream in, the time between frames, and from an alert being published to its line in the list.
"""

import argparse
import random
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from dispatch.config import UnitConfig
from tests.bench.faust_throughput import say
from tests.browser.chromium import FLAGS, find
from tests.dispatch.web.station import CAMERAS, Station, serve
from tests.dispatch.web.town import SIZE

FRAMES = """(seconds) => new Promise((done) => {
    const gaps = []; let last = performance.now(); const end = last + seconds * 1000;
    const frame = (now) => { gaps.push(now - last); last = now;
        now < end ? requestAnimationFrame(frame) : done(gaps); };
    requestAnimationFrame(frame);
})"""
THERE = """([incidents, units]) => document.querySelectorAll('.pin-unit').length >= units
    && Number(document.querySelector('.queue h2 .num').textContent) >= incidents && performance.now()"""


class Crowd(Station):
    """A station with many units, somewhere in the town."""

    def __init__(self, folder: Path, count: int) -> None:
        super().__init__(folder)
        names = [f"crowd-{n}" for n in range(count - len(self.units))]
        self.units += [UnitConfig(unit_id=name, call_sign=name, kind="car", district="d1") for name in names]

    def roam(self, stop: threading.Event) -> None:
        """All units say where they are, once a second."""
        luck = random.Random(7)
        while not stop.wait(1.0):
            for unit in self.units:
                self.place(unit.unit_id, luck.uniform(0, SIZE), luck.uniform(0, SIZE))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=200)
    parser.add_argument("--incidents", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        station, stop = Crowd(Path(folder), options.units), threading.Event()
        station.open()
        for n in range(options.incidents):
            station.alert(f"sus-{n}", camera=f"cam-{n // 2}", ago_s=float(n))
        roaming = threading.Thread(target=station.roam, args=(stop,))
        roaming.start()
        try:
            with serve(station.app()) as address:
                _measure(station, address, options.units, options.incidents, options.seconds)
        finally:
            stop.set()
            roaming.join()
            station.close()


def _measure(station: Station, address: str, units: int, incidents: int, seconds: float) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        page = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN").new_page()
        page.goto(f"{address}/login?token={station.accounts.login_link_token('operator')}")
        page.get_by_test_id("line").wait_for()
        page.reload()
        there_ms = page.wait_for_function(THERE, arg=[incidents, units], timeout=120_000).json_value()
        say(f"{units} units, {incidents} open incidents: all there {there_ms:.0f} ms after opening the page")
        tool = page.context.new_cdp_session(page)
        tool.send("Performance.enable")
        before = _busy_s(tool)
        gaps = sorted(page.evaluate(FRAMES, seconds))
        busy = (_busy_s(tool) - before) / seconds
        say(f"script and layout, {units} positions a second: {busy * 1000:.0f} ms of each second")
        say(f"between frames: p50 {gaps[len(gaps) // 2]:.0f} ms, p99 {gaps[int(len(gaps) * 0.99)]:.0f} ms")
        say(f"alert published to its line in the list: {_alert_ms(station, page):.0f} ms")
        browser.close()


def _busy_s(tool: CDPSession) -> float:
    told = {each["name"]: each["value"] for each in tool.send("Performance.getMetrics")["metrics"]}
    return sum(float(told[name]) for name in ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration"))


def _alert_ms(station: Station, page: Page) -> float:
    lines = page.locator("[data-testid=queue] .entry")
    count = lines.count()
    begun = time.perf_counter()
    station.alert("one-more", camera=CAMERAS[0][0], still=False)
    lines.nth(count).wait_for()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
