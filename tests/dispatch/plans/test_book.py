"""Which plan an incident has, and whether the product's own plans leave anybody out."""

from typing import get_args

import pytest

from dispatch.config import UnitConfig
from dispatch.plans import GUIDES, NeedConfig, PlanBook, PlanConfig
from dispatch.plans.book import LEVELS, severity
from streams.schema.commands import IncidentKind

KINDS: tuple[IncidentKind, ...] = get_args(IncidentKind)


def unit(kind: str = "car", role: str = "patrol", organisation: str | None = None) -> UnitConfig:
    body = {"unit_id": "u", "call_sign": "U", "kind": kind, "district": "d", "role": role, "organisation": organisation}
    return UnitConfig(**body)  # type: ignore[arg-type] # words of the tests' own


def test_every_kind_of_incident_has_a_plan_and_a_guide_of_four_steps_in_both_languages() -> None:
    for kind in KINDS:
        assert all(PlanBook().plan(kind, level).slots for level in LEVELS)
        assert [step.step for step in GUIDES[kind]] == ["receive", "assign", "go", "handle"]
        assert all(step.zh and step.en for step in GUIDES[kind])


@pytest.mark.parametrize("kind", ["theft", "loitering"])
def test_thieves_at_cars_are_closed_in_from_both_ends_by_two_and_no_guard_alone(kind: IncidentKind) -> None:
    plan = PlanBook().plan(kind, "ordinary")
    assert (len(plan.slots), plan.close, plan.guard_alone) == (2, True, False)


def test_a_level_without_a_plan_of_its_own_has_that_of_the_next_lighter() -> None:
    book = PlanBook()
    assert book.plan("theft", "grave") == book.plan("theft", "serious") != book.plan("theft", "ordinary")


def test_a_kind_that_the_site_names_is_the_sites_alone_on_all_levels() -> None:
    own = PlanConfig(kinds=("theft",), grade="blue")
    book = PlanBook([own])
    assert all(book.plan("theft", level) == own for level in LEVELS)
    assert book.plan("fight", "ordinary") == PlanBook().plan("fight", "ordinary")


def test_a_site_that_plans_only_for_the_grave_sends_one_unit_to_the_rest() -> None:
    book = PlanBook([PlanConfig(kinds=("fight",), level="grave", send=(NeedConfig(count=3),))])
    assert [len(book.plan("fight", level).slots) for level in LEVELS] == [1, 1, 3]


def test_what_a_need_leaves_open_fits_everybody_but_volunteers() -> None:
    assert NeedConfig().fits(unit("foot", "guard", "east"))
    assert not NeedConfig().fits(unit(role="volunteer"))
    assert NeedConfig(roles=("volunteer",)).fits(unit(role="volunteer"))


def test_a_need_fits_only_the_sort_that_it_names() -> None:
    need = NeedConfig(kinds=("foot",), roles=("guard",), organisations=("east",))
    assert need.fits(unit("foot", "guard", "east"))
    assert not need.fits(unit("car", "guard", "east"))
    assert not need.fits(unit("foot", "patrol", "east"))
    assert not need.fits(unit("foot", "guard", None))
    assert str(need) == "foot unit (guard) of east"


def test_an_alert_is_serious_when_the_camera_is_sure_or_many_cars_are_gone_to() -> None:
    assert severity(0.89, 2, 0.9, 3) == "ordinary"
    assert severity(0.9, 1, 0.9, 3) == severity(0.5, 3, 0.9, 3) == "serious"
