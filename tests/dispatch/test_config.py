"""Thresholds: good without any configuration, and slips of the keyboard are named."""

import msgspec
import pytest

from dispatch.config import DispatchConfig, UnitConfig


def read(body: dict[str, object]) -> DispatchConfig:
    return msgspec.convert(body, DispatchConfig)


def test_a_site_that_says_nothing_gets_the_stations_own_target() -> None:
    config = read({})
    assert (config.target_s, config.accept_s, config.auto_confirm) == (180, 15, False)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0, 1e300])
def test_a_threshold_must_be_a_number_that_can_be(value: float) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"target_s"):
        read({"target_s": value})


def test_a_slip_in_a_step_of_the_ladder_is_named() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"after_s"):
        read({"escalation": [{"awaits": "arrived", "after_s": float("inf"), "to": "street"}]})


def test_an_unknown_threshold_is_named() -> None:
    with pytest.raises(msgspec.ValidationError, match="acept_s"):
        read({"acept_s": 15})


def test_a_unit_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="helicopter"):
        msgspec.convert({"unit_id": "h", "call_sign": "H", "kind": "helicopter", "district": "d"}, UnitConfig)
