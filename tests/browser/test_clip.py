"""The clip of an alert, in a real browser."""

import base64

import pytest
from playwright.sync_api import Browser

from detectors.evidence.film import mp4
from detectors.evidence.reel import Film, Shot
from detectors.evidence.still import jpeg
from tests.browser.chromium import PATIENCE_MS
from tests.detectors.paint import PaintModel, street

pytestmark = pytest.mark.browser


def test_a_clip_plays_to_its_end(chromium: Browser) -> None:
    shots = tuple(Shot(at_ms=5_000 + 250 * k, jpeg=jpeg(street(k), 90)) for k in range(20))
    data = base64.b64encode(mp4(Film(key="sus-1-1.mp4", shots=shots), PaintModel())).decode()
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.set_content(f'<video muted src="data:video/mp4;base64,{data}"></video>')
    page.wait_for_function("document.querySelector('video').readyState >= 3")
    page.evaluate("() => { const video = document.querySelector('video'); video.playbackRate = 8; video.play(); }")
    page.wait_for_function("document.querySelector('video').ended")
    width, length_s = page.evaluate(
        "(({videoWidth, duration}) => [videoWidth, duration])(document.querySelector('video'))"
    )
    page.close()
    assert width == 640
    assert 4.5 < length_s < 5.5
