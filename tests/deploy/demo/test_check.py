"""The demo's incident, from pixels to the stopped clock."""

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest

from deploy.broker import Broker
from deploy.demo.check import check, run_check, run_in_turns
from deploy.demo.city import run_on_kafka
from deploy.demo.report import NEEDED, Report
from deploy.demo.stage import SOURCE
from detectors.model.crops import Cutout
from detectors.model.found import Found
from detectors.model.weights import DEFAULT_CPU
from detectors.street.skeleton import Skeletons
from streams.runtime.cache import cache_folder
from streams.schema.errors import ConfigError, FootageError
from streams.schema.incidents import IncidentClosed, UnitArrived
from tests.deploy.demo.nights import config, loiterer, needs_map, site

ALL_OF_IT = {kind.__name__ for kind in NEEDED}


class Blind:
    """A model that never finds anything."""

    name = "blind"

    def find(self, cutouts: Sequence[Cutout]) -> list[Found]:
        return [Found.empty() for _ in cutouts]

    def skeletons(self, cutouts: Sequence[Cutout]) -> list[Skeletons]:
        return [Skeletons.none() for _ in cutouts]


def empty_yard(folder: Path) -> Path:
    """Three seconds of nothing."""
    clip = folder / "empty.avi"
    writer = cv2.VideoWriter(str(clip), cv2.VideoWriter.fourcc(*"MJPG"), 10, (320, 240))
    for number in range(30):
        writer.write(np.full((240, 320, 3), 60 + number % 2, np.uint8))
    writer.release()
    return clip


@needs_map
def test_an_alert_is_answered_and_closed_by_a_crew_that_drives_there(tmp_path: Path) -> None:
    facts = run_in_turns(site(tmp_path), loiterer(tmp_path)).incident()
    assert {type(fact).__name__ for fact in facts} >= ALL_OF_IT
    (closed,) = [fact for fact in facts if isinstance(fact, IncidentClosed)]
    first_ms = min(fact.observed_at_ms for fact in facts if isinstance(fact, UnitArrived))
    assert closed.times.response_s == (first_ms - facts[0].observed_at_ms) / 1000


@needs_map
def test_the_same_footage_gives_the_same_night(tmp_path: Path) -> None:
    one, other = (run_in_turns(site(tmp_path / name), loiterer(tmp_path / name)).incident() for name in ("a", "b"))
    assert [*map(msgspec.json.encode, one)] == [*map(msgspec.json.encode, other)]


@needs_map
def test_footage_without_a_loiterer_is_reported_as_incomplete(tmp_path: Path) -> None:
    clip = empty_yard(tmp_path)
    found = check(site(tmp_path, video=str(clip)), Blind(), config(tmp_path, str(clip)))
    assert (found.frames, found.detections, found.incident_id, found.events) == (15, 0, None, ())
    assert not found.complete


@needs_map
def test_a_stream_is_refused_as_it_never_ends(tmp_path: Path) -> None:
    url = "rtsp://camera/1"
    with pytest.raises(ConfigError, match="is a stream"):
        check(site(tmp_path, video=url), Blind(), config(tmp_path, url))


@needs_map
def test_a_missing_video_is_named(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.mp4")
    with pytest.raises(FootageError, match=r"gone\.mp4"):
        check(site(tmp_path, video=gone), Blind(), config(tmp_path, gone))


@needs_map
@pytest.mark.kafka
def test_on_kafka_a_faust_worker_decides_the_same_incident(broker: Broker, tmp_path: Path) -> None:
    seen = loiterer(tmp_path)
    facts = run_on_kafka(site(tmp_path, bus="kafka"), seen, config(tmp_path), broker.bootstrap).incident()
    embedded = run_in_turns(site(tmp_path / "embedded"), loiterer(tmp_path / "embedded")).incident()
    assert {type(fact).__name__ for fact in facts} >= ALL_OF_IT
    assert [fact.unit_id for fact in facts if isinstance(fact, UnitArrived)] == [
        fact.unit_id for fact in embedded if isinstance(fact, UnitArrived)
    ]


@needs_map
@pytest.mark.model
@pytest.mark.skipif(
    not all((cache_folder() / name).exists() for name in (DEFAULT_CPU, SOURCE)),
    reason="needs the model and the clip: python -m deploy.fetch",
)
def test_the_real_model_finds_the_staged_man_and_the_incident_runs_to_its_end(tmp_path: Path) -> None:
    found, complete = run_check(data=tmp_path)
    assert complete, found
    assert found.keys() == {field.name for field in msgspec.structs.fields(Report)}
    assert json.loads(json.dumps(found)).keys() == found.keys()
    assert len({still.name.rsplit("-", 1)[0] for still in tmp_path.glob("check-*/evidence/*.jpg")}) == 1
