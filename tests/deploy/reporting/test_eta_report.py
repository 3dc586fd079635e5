"""`patrol eta-report` on a night that was driven: how far off arrivals were, and speeds that the site's file takes."""

from pathlib import Path

import msgspec

from deploy.demo.check import run_in_turns
from deploy.reporting.eta_report import eta_report
from dispatch.roads.config import RoadsConfig
from tests.deploy.demo.nights import loiterer, needs_map, site


@needs_map
def test_a_driven_night_tells_its_error_and_speeds_that_the_settings_take(tmp_path: Path) -> None:
    night = site(tmp_path)
    run_in_turns(night, loiterer(tmp_path))
    told = eta_report(night)
    assert sum(error.travels for error in told.errors) > 0
    assert all(error.p50_s is not None and error.p90_s is not None for error in told.errors)
    assert told.speeds_kmh.keys() == told.speeds_by_hour_kmh.keys() != set()
    learnt = {"speeds_kmh": told.speeds_kmh, "speeds_by_hour_kmh": told.speeds_by_hour_kmh}
    config = msgspec.convert(learnt, RoadsConfig)
    ((kind, by_class), *_) = told.speeds_by_hour_kmh.items()
    ((road_class, by_hour), *_) = by_class.items()
    ((hour, kmh), *_) = by_hour.items()
    assert config.at_hour(int(hour)).speed_kmh(kind, road_class) == kmh  # type: ignore[arg-type] # JSON's own words
