"""Idle units wait where they are needed; those that somebody needs, or that are silent, are let be."""

from dispatch.simulation.policies import posts_of
from streams.schema.incidents import UnitAssigned
from tests.dispatch.simulation.nights import grid, lived, night, quiet
from tests.dispatch.simulation.test_run import Witness


def test_only_the_product_sends_idle_units_to_posts() -> None:
    town = night().town
    assert posts_of("reassign", grid(), town) is None
    assert posts_of("full", grid(), town) is not None


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
