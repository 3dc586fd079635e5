"""The operator's night in a real browser, by keys alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.dispatch.web.picture import night_picture
from tests.dispatch.web.station import Station, serve

pytestmark = pytest.mark.browser


def status(page: Page, word: str | re.Pattern[str]) -> None:
    expect(page.get_by_test_id("status")).to_have_attribute("data-status", word)


def test_from_alert_to_closed_by_keys_alone(
    station: Station, open_console: Callable[..., Page], open_unit: Callable[[str], Page]
) -> None:
    page = open_console()
    station.alert(staged=True)
    status(page, "opened")
    expect(page.get_by_test_id("staged")).to_be_visible()
    expect(page.get_by_test_id("why")).to_contain_text("依次走近三辆停放的车")
    expect(page.get_by_test_id("ranking")).to_contain_text("巡逻101")
    expect(page.locator("img[data-testid=still]")).to_have_js_property("naturalWidth", 960)
    page.keyboard.press("a")
    status(page, "acknowledged")
    page.keyboard.press("Enter")
    status(page, "assigned")
    sent = page.get_by_test_id("coming").get_attribute("data-unit")
    assert sent
    unit = open_unit(sent)
    unit.locator("[data-act=accept]").click()
    status(page, re.compile("^(accepted|travelling)$"))  # the phone is a block away from where its unit was last
    unit.locator("[data-act=arrived]").click()
    status(page, "on_scene")
    expect(page.get_by_test_id("clock")).to_contain_text("达标")
    page.keyboard.press("f")
    page.keyboard.press("2")
    status(page, "handled")
    page.keyboard.press("x")
    status(page, "closed")
    expect(page.get_by_test_id("actions")).to_contain_text("已劝离")


def test_the_unblurred_picture_is_shown_to_who_says_why_and_leaves_an_entry(
    station: Station, open_console: Callable[..., Page]
) -> None:
    station.evidence.put("sus-1.jpg.sealed", station.seal.close("sus-1.jpg.sealed", night_picture()))
    page = open_console()
    station.alert()
    page.locator("[data-act=unblur]").click()
    page.get_by_placeholder("为何查看").fill("车主询问")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("unblurred")).to_have_js_property("naturalWidth", 960)
    (entry,) = [each for each in station.audit.read() if each.act == "evidence_unblurred"]
    assert entry.about == {"key": "sus-1.jpg", "reason": "车主询问"}
    page.get_by_test_id("unblurred").click()
    expect(page.locator("img[data-testid=still]")).to_be_visible()
    expect(page.get_by_test_id("unblurred")).to_have_count(0)
    status(page, "opened")


def test_dismissing_takes_two_keys_and_keeps_the_reason(station: Station, open_console: Callable[..., Page]) -> None:
    page = open_console()
    station.alert()
    status(page, "opened")
    page.keyboard.press("d")
    expect(page.get_by_test_id("question")).to_contain_text("居民")
    page.keyboard.press("2")
    status(page, "dismissed")
    expect(page.get_by_test_id("actions")).to_contain_text("居民")


def test_another_unit_is_sent_by_its_digit(station: Station, open_console: Callable[..., Page]) -> None:
    page = open_console()
    station.alert()
    second = page.get_by_test_id("ranking").locator("[data-unit]").nth(1)
    chosen = second.get_attribute("data-unit")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("coming")).to_have_attribute("data-unit", chosen or "")


def test_arrows_move_between_incidents(station: Station, open_console: Callable[..., Page]) -> None:
    page = open_console()
    station.alert("sus-1")
    status(page, "opened")
    station.alert("sus-2", camera="gate-1")
    expect(page.get_by_test_id("queue").locator("button")).to_have_count(2)
    shown = page.get_by_test_id("incident")
    before = shown.get_attribute("data-incident") or ""
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    last = page.get_by_test_id("queue").locator("button").nth(1).get_attribute("data-incident") or ""
    expect(shown).to_have_attribute("data-incident", last)
    page.keyboard.press("ArrowUp")
    first = page.get_by_test_id("queue").locator("button").nth(0).get_attribute("data-incident") or ""
    expect(shown).to_have_attribute("data-incident", first)
    assert before in {first, last}


def test_two_operators_see_each_other_and_send_once(station: Station, open_console: Callable[..., Page]) -> None:
    wang, li = open_console("wang"), open_console("li")
    station.alert()
    status(wang, "opened")
    status(li, "opened")
    wang.keyboard.press("Enter")
    li.keyboard.press("Enter")
    for page in (wang, li):
        status(page, "assigned")
        expect(page.get_by_test_id("coming")).to_have_count(1)
        expect(page.get_by_test_id("timeline").get_by_text("派出")).to_have_count(1)


def test_a_refusal_is_said_to_the_person(station: Station, open_console: Callable[..., Page]) -> None:
    page = open_console()
    station.alert()
    status(page, "opened")
    page.evaluate(
        "() => { const real = window.fetch; window.fetch = (url, how) => real(url, how && how.body ? "
        "{...how, body: how.body.replace('AcknowledgeIncident', 'CloseIncident')} : how) }"
    )
    page.keyboard.press("a")
    expect(page.get_by_test_id("notice")).to_contain_text("未执行")
    status(page, "opened")


def test_a_key_or_click_brings_the_sound_and_m_mutes_it(open_console: Callable[..., Page]) -> None:
    page = open_console()
    sound = page.get_by_test_id("sound")
    page.keyboard.press("Escape")
    expect(sound).to_have_text("声音已开")
    page.keyboard.press("m")
    expect(sound).to_have_text("已静音")
    sound.click()
    expect(sound).to_have_text("声音已开")


def test_the_language_follows_the_browser_and_the_toggle_stays(
    station: Station, open_console: Callable[..., Page]
) -> None:
    page = open_console(locale="en-GB")
    station.alert()
    expect(page.get_by_test_id("status")).to_have_text("New")
    expect(page.get_by_test_id("why")).to_contain_text("Went along three parked cars")
    page.keyboard.press("l")
    expect(page.get_by_test_id("status")).to_have_text("待查收")
    page.reload()
    expect(page.get_by_test_id("status")).to_have_text("待查收")


def test_a_console_without_server_keeps_what_it_shows_and_comes_back(
    station: Station, open_console: Callable[..., Page]
) -> None:
    with serve(station.app()) as address:
        page = open_console(address=address)
        station.alert()
        status(page, "opened")
    expect(page.get_by_test_id("line-warning")).to_contain_text("数据停在")
    status(page, "opened")
    page.keyboard.press("a")
    expect(page.get_by_test_id("notice")).to_contain_text("未送达")
    with serve(station.app(), port=int(address.rpartition(":")[2])):
        expect(page.get_by_test_id("line-warning")).to_be_hidden()
        page.keyboard.press("a")
        status(page, "acknowledged")


def test_a_wrong_time_is_put_right_by_keys_with_the_reason(station: Station, open_console: Callable[..., Page]) -> None:
    page = open_console()
    station.alert(ago_s=40)
    status(page, "opened")
    page.keyboard.press("a")
    status(page, "acknowledged")
    put_right(page, by_s=-9, reason="电台记录")
    expect(page.get_by_test_id("timeline")).to_contain_text("更正时间 核实中: 电台记录")


def test_a_wrong_time_is_put_right_after_the_end_as_well(station: Station, open_console: Callable[..., Page]) -> None:
    page = open_console()
    station.alert(ago_s=40)
    status(page, "opened")
    page.keyboard.press("a")
    status(page, "acknowledged")
    page.keyboard.press("d")
    page.keyboard.press("1")
    status(page, "dismissed")
    put_right(page, by_s=-9, reason="看错了钟")
    expect(page.get_by_test_id("timeline")).to_contain_text("更正时间 核实中: 看错了钟")


def put_right(page: Page, by_s: int, reason: str) -> None:
    """The first of the times that can be."""
    page.keyboard.press("t")
    page.keyboard.press("1")
    wrong = page.locator("input[name=time]").input_value()
    h, m, s = (int(part) for part in wrong.split(":"))
    right = (h * 3600 + m * 60 + s + by_s) % 86_400
    page.locator("input[name=time]").fill(f"{right // 3600:02}:{right // 60 % 60:02}:{right % 60:02}")
    page.locator("input[name=reason]").fill(reason)
    page.keyboard.press("Enter")


def test_a_crime_names_its_cars_and_a_false_alarm_what_it_was(
    station: Station, open_console: Callable[..., Page]
) -> None:
    page = open_console()
    station.alert()
    status(page, "opened")
    page.keyboard.press("Enter")
    status(page, "assigned")
    page.keyboard.press("f")
    page.keyboard.press("7")
    expect(page.get_by_test_id("question")).to_contain_text("实际是")
    page.keyboard.press("4")
    status(page, "handled")
    page.keyboard.press("f")
    page.keyboard.press("5")
    page.locator("input[name=count]").fill("9")
    page.keyboard.press("Enter")
    expect(page.locator("[data-act=finding]")).to_contain_text("发现案件")
    page.keyboard.press("x")
    status(page, "closed")
    expect(page.get_by_test_id("actions")).to_contain_text("发现案件 · 9 辆车")


def test_the_guide_says_what_this_step_needs(station: Station, open_console: Callable[..., Page]) -> None:
    page = open_console()
    station.alert()
    expect(page.get_by_test_id("guide")).to_contain_text("看证据")
    page.keyboard.press("Enter")
    status(page, "assigned")
    expect(page.get_by_test_id("guide")).to_contain_text("最近一组先到")


def test_help_shows_the_keys(open_console: Callable[..., Page]) -> None:
    page = open_console()
    page.keyboard.press("?")
    expect(page.get_by_test_id("help")).to_contain_text("确认并派出推荐警力")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("help")).to_be_hidden()


def test_the_map_shows_streets_units_and_the_incident(station: Station, open_console: Callable[..., Page]) -> None:
    page = open_console()
    station.alert()
    expect(page.locator(".pin-incident.is-chosen .pin-label")).to_be_visible()
    expect(page.locator(".pin-unit.is-best")).to_contain_text("巡逻101")
    expect(page.get_by_test_id("map")).to_contain_text("© OpenStreetMap contributors")
