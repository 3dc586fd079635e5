"""The real model for tests that are about it: from the cache, or they say how to get it there."""

import os

import pytest

from detectors.model.weights import DEFAULT_CPU
from detectors.model.yolo import Yolo
from streams.runtime.cache import cache_folder


@pytest.fixture(scope="session")
def model() -> Yolo:
    """The default model of a machine without a GPU. `PATROL_REQUIRE_MODEL=1` makes its absence a failure."""
    if not (cache_folder() / DEFAULT_CPU).is_file():
        how = f"no {DEFAULT_CPU} in {cache_folder()}: run `python -m deploy.fetch {DEFAULT_CPU}` once"
        if os.environ.get("PATROL_REQUIRE_MODEL") == "1":
            pytest.fail(how)
        pytest.skip(how)
    return Yolo()
