"""Simulated crews: they say where they are, come when they are sent, and forget nothing over a restart."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.simulation.crew.habits import Habits
from streams.schema.commands import AcceptAssignment, DeclineAssignment, RecordFinding, ReportArrival
from streams.schema.quantities import Place
from tests.dispatch.simulation.crew.crews import NOW, SCENE, STEADY, Desk, fixes, fleet, others

MINUTE = 60_000


def test_a_crew_on_patrol_says_every_few_seconds_where_it_is() -> None:
    said = fixes(fleet().step(NOW + 10 * MINUTE))
    assert len(said) == pytest.approx(150, abs=1)
    assert {fix.unit_id for fix in said} == {"car-1"}
    assert all(after.fixed_at_ms - before.fixed_at_ms == 4000 for before, after in pairwise(said))
    assert max(fix.lon for fix in said) - min(fix.lon for fix in said) > 0.001


def test_a_fix_is_off_by_about_what_its_accuracy_says() -> None:
    said = fixes(fleet().step(NOW + 10 * MINUTE))
    off_m = [abs(fix.lat - 60.0) * 111_195 for fix in said]
    assert 1 < sum(off_m) / len(off_m) < 8
    assert all(0 < fix.accuracy_m < 50 for fix in said)


def test_a_crew_that_is_asked_accepts_within_the_accept_time() -> None:
    crew, desk = fleet(), Desk()
    crew.hear(desk.opened(NOW))
    crew.hear(desk.assigned(NOW))
    (answer,) = others(crew.step(NOW + 15_000))
    assert isinstance(answer, AcceptAssignment)
    assert (answer.incident_id, answer.unit_id, answer.issued_by) == ("inc-1", "car-1", "unit:car-1")


def test_a_crew_that_is_occupied_declines_and_patrols_on() -> None:
    crew, desk = fleet(Habits(decline_share=1.0)), Desk()
    crew.hear(desk.opened(NOW))
    crew.hear(desk.assigned(NOW))
    (answer,) = others(crew.step(NOW + 15_000))
    assert isinstance(answer, DeclineAssignment)
    crew.hear(desk.released(NOW + 15_000))
    assert others(crew.step(NOW + 5 * MINUTE)) == []


def test_a_crew_without_a_way_there_declines() -> None:
    crew, desk = fleet(), Desk()
    crew.hear(desk.opened(NOW, Place(lon=26.0, lat=60.0)))
    crew.hear(desk.assigned(NOW))
    (answer,) = others(crew.step(NOW + 15_000))
    assert isinstance(answer, DeclineAssignment)
    assert "no way" in answer.reason


def test_an_accepted_crew_drives_to_the_scene_and_stays() -> None:
    crew, desk = fleet(), Desk()
    for fact in (desk.opened(NOW), desk.assigned(NOW), desk.accepted(NOW)):
        crew.hear(fact)
    last = fixes(crew.step(NOW + 3 * MINUTE))[-3:]
    assert [fix.lon for fix in last] == pytest.approx([SCENE.lon] * 3, abs=0.0005)


def test_the_crew_that_is_there_reports_a_finding_and_goes_back_on_patrol() -> None:
    crew, desk = fleet(), Desk()
    for fact in (desk.opened(NOW), desk.assigned(NOW), desk.accepted(NOW)):
        crew.hear(fact)
    crew.step(NOW + 3 * MINUTE)
    crew.hear(desk.arrived(NOW + 3 * MINUTE))
    (finding,) = others(crew.step(NOW + 4 * MINUTE))
    assert isinstance(finding, RecordFinding)
    crew.hear(desk.cleared(NOW + 4 * MINUTE))
    places = [fix.lon for fix in fixes(crew.step(NOW + 12 * MINUTE))]
    assert max(places) - min(places) > 0.001


def test_a_crew_that_presses_the_button_does_so_after_it_stopped() -> None:
    crew, desk = fleet(Habits(decline_share=0.0, button_share=1.0)), Desk()
    for fact in (desk.opened(NOW), desk.assigned(NOW), desk.accepted(NOW)):
        crew.hear(fact)
    said = crew.step(NOW + 3 * MINUTE)
    (pressed,) = others(said)
    assert isinstance(pressed, ReportArrival)
    there = [fix for fix in fixes(said) if fix.fixed_at_ms >= pressed.issued_at_ms]
    assert all(fix.lon == pytest.approx(SCENE.lon, abs=0.0005) for fix in there)


def test_an_incident_of_unknown_place_is_ended_by_the_button() -> None:
    crew, desk = fleet(), Desk()
    for fact in (desk.opened(NOW, None), desk.assigned(NOW), desk.accepted(NOW)):
        crew.hear(fact)
    assert [type(message) for message in others(crew.step(NOW + MINUTE))] == [ReportArrival]


def test_a_crew_called_off_turns_away_from_the_scene() -> None:
    crew, desk = fleet(), Desk()
    for fact in (desk.opened(NOW), desk.assigned(NOW), desk.accepted(NOW)):
        crew.hear(fact)
    crew.step(NOW + 20_000)
    crew.hear(desk.released(NOW + 20_000))
    assert others(crew.step(NOW + 5 * MINUTE)) == []


def test_a_fact_that_comes_twice_is_acted_on_once() -> None:
    crew, desk = fleet(), Desk()
    opened, assigned = desk.opened(NOW), desk.assigned(NOW)
    for fact in (opened, assigned, assigned):
        crew.hear(fact)
    assert len(others(crew.step(NOW + MINUTE))) == 1


def test_after_a_restart_the_crew_goes_on_from_where_it_was_seen_to_where_it_was_sent() -> None:
    desk = Desk()
    before = [desk.opened(NOW), desk.assigned(NOW), desk.accepted(NOW)]
    again = fleet(start=(25.005, 60.0), now_ms=NOW + 30_000)
    for fact in before:
        again.hear(fact)
    said = again.step(NOW + 3 * MINUTE)
    assert others(said) == []
    first, *_, last = fixes(said)
    assert first.lon == pytest.approx(25.005, abs=0.0005)
    assert last.lon == pytest.approx(SCENE.lon, abs=0.0005)


@given(cuts=st.lists(st.integers(min_value=1, max_value=400_000), max_size=20))
def test_however_often_it_is_asked_a_crew_says_the_same(cuts: list[int]) -> None:
    at_once, bit_by_bit = fleet(), fleet()
    whole = at_once.step(NOW + 400_000)
    pieces = [message for cut in [*sorted(cuts), 400_000] for message in bit_by_bit.step(NOW + cut)]
    assert [*map(msgspec.json.encode, whole)] == [*map(msgspec.json.encode, pieces)]


def test_another_seed_is_another_night() -> None:
    one, other = fleet().step(NOW + MINUTE), fleet(msgspec.structs.replace(STEADY, seed=2)).step(NOW + MINUTE)
    assert [*map(msgspec.json.encode, one)] != [*map(msgspec.json.encode, other)]


def test_a_unit_that_is_told_to_wait_somewhere_goes_there_and_stays() -> None:
    crew = fleet()
    post = (25.015, 60.0)
    crew.wait_at("car-1", post, NOW)
    crew.step(NOW + 600_000)
    assert crew["car-1"].at(NOW + 600_000) == post
    crew.step(NOW + 1_200_000)
    assert crew["car-1"].at(NOW + 1_200_000) == post
