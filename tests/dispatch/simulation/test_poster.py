"""Idle units wait where they are needed; those that somebody needs, or that are silent, are let be."""

from dispatch.coverage import Idle, Posts
from dispatch.simulation.night import draw_night
from dispatch.simulation.policies import posts_of
from dispatch.simulation.town import streets_of
from streams.schema.incidents import UnitAssigned
from tests.dispatch.roads.towns import at
from tests.dispatch.simulation.nights import grid, lived, night, plan, quiet
from tests.dispatch.simulation.test_run import Witness, apart_m


def test_only_the_product_sends_idle_units_to_posts() -> None:
    drawn = night()
    assert posts_of("reassign", grid(), drawn) is None
    assert posts_of("full", grid(), drawn) is not None


def test_units_wait_nearer_to_where_thefts_were_before() -> None:
    corner = at(1_900, 1_900)
    drawn = draw_night(grid(), plan(), [at(1_900 + n, 1_900) for n in range(40)])
    idle = Idle(unit_id="car-001", kind="car", at=at(1_000, 1_000), here_s=60.0, there_s=60.0)
    evenly = Posts(grid(), streets_of(grid(), drawn.town)).best([idle])
    by_thefts = posts_of("full", grid(), drawn)
    assert by_thefts is not None
    assert apart_m(by_thefts.best([idle])["car-001"], corner) < apart_m(evenly.get("car-001", idle.at), corner)


def test_where_nothing_was_before_units_wait_as_the_streets_lie() -> None:
    drawn = draw_night(grid(), plan(), [at(1_000, 1_000)])
    assert posts_of("full", grid(), drawn) is not None


def test_the_night_itself_is_the_same_with_posts_and_without() -> None:
    drawn = night(habits=quiet())
    places = []
    for policy in ("reassign", "full"):
        answers = lived(drawn, policy)
        places.append([(one.incident_id, one.place, one.raised_ms) for one in answers])
    assert places[0] == places[1]


def test_posts_change_who_comes() -> None:
    drawn = night(habits=quiet())
    asked = []
    for policy in ("reassign", "full"):
        witness = Witness()
        lived(drawn, policy, witness)
        asked.append([fact.unit_id for fact in witness.facts if isinstance(fact, UnitAssigned)])
    assert asked[0] != asked[1]
