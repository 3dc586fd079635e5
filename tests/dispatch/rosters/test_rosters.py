"""Shifts: on duty inside them and nowhere else, over midnight and over the nights in which clocks are changed."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import assume, given

from dispatch.rosters import Rosters
from dispatch.rosters.calendar import instant_ms, local_day
from dispatch.rosters.clashes import clashes
from dispatch.rosters.config import LONGEST_SHIFT_MIN, WEEK, OrganisationConfig, PersonConfig, ShiftConfig, Weekday

TAIYUAN, HELSINKI, LORD_HOWE = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Helsinki"), ZoneInfo("Australia/Lord_Howe")
zones = st.sampled_from((TAIYUAN, HELSINKI, LORD_HOWE, ZoneInfo("America/New_York"), UTC))
instants_ms = st.integers(1_767_225_600_000, 1_830_297_600_000)  # 2026 and 2027


def at(text: str, zone: tzinfo = TAIYUAN) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)


def shift(begins: str, ends: str, *units: str, **more: object) -> ShiftConfig:
    return msgspec.convert(
        {"id": f"{begins}-{ends}", "begins": begins, "ends": ends, "units": units} | more, ShiftConfig
    )


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def shifts(draw: st.DrawFn, unit: str = "guard") -> ShiftConfig:
    begin = draw(st.integers(0, 1439))
    end = (begin + draw(st.integers(1, LONGEST_SHIFT_MIN))) % 1440
    days = draw(st.lists(st.sampled_from(WEEK), min_size=1, unique=True))
    return shift(clock(begin), clock(end), unit, days=days)


def test_a_night_shift_goes_over_midnight() -> None:
    roster = Rosters([shift("22:00", "06:00", "guard")], zone=TAIYUAN)
    edge = roster.last_edge("guard", at("2026-11-23T02:00"))
    assert edge is not None
    assert (edge.on, edge.at_ms) == (True, at("2026-11-22T22:00"))
    assert roster.next_edge_ms("guard", edge.at_ms) == at("2026-11-23T06:00")


def test_a_friday_night_ends_on_saturday_and_begins_on_no_other_day() -> None:
    roster = Rosters([shift("22:00", "06:00", "guard", days=("fri",))], zone=TAIYUAN)
    assert roster.next_edge_ms("guard", at("2026-11-21T01:00")) == at("2026-11-21T06:00")  # a Saturday
    assert roster.next_edge_ms("guard", at("2026-11-21T06:00")) == at("2026-11-27T22:00")


def test_what_comes_is_what_runs_and_what_begins_within_a_day() -> None:
    roster = Rosters([shift("20:00", "06:00"), shift("06:00", "20:00")], zone=TAIYUAN)
    coming = roster.coming(at("2026-03-19 04:00"))
    assert [(each.begins, begins_ms) for each, begins_ms, _ in coming] == [
        ("20:00", at("2026-03-18 20:00")),
        ("06:00", at("2026-03-19 06:00")),
        ("20:00", at("2026-03-19 20:00")),
    ]


def test_a_unit_that_no_roster_names_has_no_edges() -> None:
    roster = Rosters([shift("22:00", "06:00", "guard")])
    assert (roster.has("car"), roster.last_edge("car", 1), roster.next_edge_ms("car", 1)) == (False, None, None)


def test_the_night_in_which_clocks_are_put_forward_is_an_hour_shorter() -> None:
    roster = Rosters([shift("22:00", "06:00", "guard")], zone=HELSINKI)
    begin = at("2026-03-28T22:00", HELSINKI)
    assert roster.next_edge_ms("guard", begin) == begin + 7 * 3_600_000


def test_the_night_in_which_clocks_are_put_back_is_an_hour_longer() -> None:
    roster = Rosters([shift("22:00", "06:00", "guard")], zone=HELSINKI)
    begin = at("2026-10-24T22:00", HELSINKI)
    assert roster.next_edge_ms("guard", begin) == begin + 9 * 3_600_000


@given(zone=zones, day_ms=instants_ms, a=st.integers(0, 2880), b=st.integers(0, 2880))
def test_the_order_on_the_wall_clock_is_the_order_in_time(zone: tzinfo, day_ms: int, a: int, b: int) -> None:
    day = local_day(day_ms, zone)
    assume(a <= b)
    assert instant_ms(day, a, zone) <= instant_ms(day, b, zone)


@given(own=st.lists(shifts(), min_size=1, max_size=3), zone=zones, at_ms=instants_ms)
def test_at_every_instant_a_unit_is_on_duty_if_and_only_if_one_of_its_shifts_runs(
    own: Sequence[ShiftConfig], zone: tzinfo, at_ms: int
) -> None:
    roster = Rosters(own, zone=zone)
    edge = roster.last_edge("guard", at_ms)
    assert edge is not None
    assert edge.on == bool(roster.running(at_ms))


@given(own=st.lists(shifts(), min_size=1, max_size=3), zone=zones, at_ms=instants_ms)
def test_between_two_edges_nothing_changes_and_no_edge_is_passed_over(
    own: Sequence[ShiftConfig], zone: tzinfo, at_ms: int
) -> None:
    roster = Rosters(own, zone=zone)
    last, following = roster.last_edge("guard", at_ms), roster.next_edge_ms("guard", at_ms)
    assert last is not None
    assert following is not None
    assert last.at_ms <= at_ms < following
    assert roster.next_edge_ms("guard", last.at_ms) == following
    assert roster.running(at_ms) == roster.running(following - 1)
    again = roster.last_edge("guard", following)
    assert again is not None
    assert again.at_ms == following


@given(cuts=st.lists(st.integers(0, 1439), min_size=2, max_size=5, unique=True), zone=zones, at_ms=instants_ms)
def test_shifts_that_meet_around_the_clock_leave_no_gap_and_no_overlap(
    cuts: list[int], zone: tzinfo, at_ms: int
) -> None:
    cuts.sort()
    spans = list(zip(cuts, [*cuts[1:], cuts[0]], strict=True))
    assume(all((end - begin) % 1440 <= LONGEST_SHIFT_MIN for begin, end in spans))
    around = [shift(clock(begin), clock(end), f"crew-{begin}") for begin, end in spans]
    assert len(Rosters(around, zone=zone).running(at_ms)) == 1
    assert not list(clashes([msgspec.structs.replace(each, units=("guard",)) for each in around]))


@given(one=shifts(), other=shifts())
def test_two_shifts_clash_if_and_only_if_both_run_at_some_minute_of_the_week(
    one: ShiftConfig, other: ShiftConfig
) -> None:
    def busy(each: ShiftConfig) -> set[int]:
        starts = [WEEK.index(day) * 1440 + each.begin_min for day in each.days]
        return {(start + minute) % 10_080 for start in starts for minute in range(each.length_min)}

    assert bool(list(clashes([one, other]))) == bool(busy(one) & busy(other))


@pytest.mark.parametrize(("begins", "ends"), [("06:00", "05:00"), ("08:00", "08:00"), ("00:00", "24:00")])
def test_a_shift_that_ends_before_it_begins_is_refused(begins: str, ends: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="before it begins"):
        shift(begins, ends)


def person(name: str, role: str = "duty_officer", **more: object) -> PersonConfig:
    return msgspec.convert({"id": name, "name": name, "role": role} | more, PersonConfig)


def told(roster: Rosters, text: str, role: str = "duty_officer", district: str = "d1") -> list[tuple[str, str | None]]:
    return [(who.id, whose) for who, whose in roster.reached(role, district, at(text))]


def test_whoever_of_the_role_is_on_shift_is_told() -> None:
    days: tuple[tuple[str, str, Weekday], ...] = (("wang", "08:00", "mon"), ("li", "20:00", "mon"))
    own = [shift(begins, clock((int(begins[:2]) + 12) % 24 * 60), leader=who, days=[day]) for who, begins, day in days]
    roster = Rosters(own, [person("wang"), person("li")], zone=TAIYUAN)
    assert told(roster, "2026-11-23T12:00") == [("wang", None)]  # a Monday
    assert told(roster, "2026-11-24T03:00") == [("li", None)]


def test_in_quiet_hours_the_stand_in_is_told_and_the_stand_ins_stand_in() -> None:
    people = [
        person("wang", quiet=("22:00", "07:00"), stand_in="li"),
        person("li", "deputy", quiet=("23:00", "06:00"), stand_in="zhao"),
        person("zhao", "deputy"),
    ]
    roster = Rosters(people=people, zone=TAIYUAN)
    assert told(roster, "2026-11-23T21:59") == [("wang", None)]
    assert told(roster, "2026-11-23T22:30") == [("li", "wang")]
    assert told(roster, "2026-11-24T03:00") == [("zhao", "wang")]


def test_where_everybody_is_quiet_they_are_told_all_the_same() -> None:
    people = [person("wang", quiet=("22:00", "07:00"), stand_in="li"), person("li", "deputy", quiet=("22:00", "07:00"))]
    assert told(Rosters(people=people, zone=TAIYUAN), "2026-11-24T03:00") == [("wang", None)]


def test_people_of_an_organisation_that_serves_other_districts_are_not_told() -> None:
    station = OrganisationConfig(id="west", name="west", districts=("d2",))
    roster = Rosters(people=[person("wang", organisation="west")], organisations=[station])
    assert told(roster, "2026-11-24T03:00") == []
    assert told(roster, "2026-11-24T03:00", district="d2") == [("wang", None)]
