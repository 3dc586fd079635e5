"""What the on-call engineer's tools parse: one JSON object per line on stderr."""

import logging
from collections.abc import Iterator

import msgspec
import pytest
import structlog

from streams.runtime.logs import configure


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(capture: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    out, err = capture.readouterr()
    assert out == ""
    return [msgspec.json.decode(line) for line in err.splitlines()]


def test_an_event_is_a_name_with_keys(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", json=True)
    structlog.get_logger().info("unit_assigned", incident="inc-1", eta_s=95.5)
    (line,) = lines(capsys)
    assert line.pop("at")
    assert line == {"event": "unit_assigned", "level": "info", "incident": "inc-1", "eta_s": 95.5}


def test_what_is_below_the_level_is_not_said(capsys: pytest.CaptureFixture[str]) -> None:
    configure("warning", json=True)
    structlog.get_logger().info("unit_assigned")
    logging.getLogger("kafka").info("fetching")
    assert lines(capsys) == []


def test_an_exception_is_told_in_full_and_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", json=True)
    try:
        int("the bug")
    except ValueError:
        structlog.get_logger().exception("handler_failed", district="wall")
    (line,) = lines(capsys)
    assert "ValueError: invalid literal" in str(line["exception"])
    assert "test_logs.py" in str(line["exception"])


def test_libraries_speak_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", json=True)
    logging.getLogger("kafka.conn").warning("lost %s", "broker-1")
    (line,) = lines(capsys)
    assert (line["event"], line["level"], line["logger"]) == ("lost broker-1", "warning", "kafka.conn")


def test_what_kafka_says_of_each_connection_is_left_out_and_its_warnings_are_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("info", json=True)
    kafka = logging.getLogger("kafka.net.manager")
    kafka.info("Closing bootstrap connection")
    kafka.warning("the broker is gone")
    assert "Closing" not in (said := capsys.readouterr().err)
    assert "the broker is gone" in said


def test_a_logger_that_was_made_before_obeys_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    early = structlog.get_logger()
    configure("info", json=True)
    early.info("desk_started", epoch=3)
    assert lines(capsys)[0]["epoch"] == 3


def test_a_person_reads_the_same_without_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", json=False)
    structlog.get_logger().info("desk_started", epoch=3)
    err = capsys.readouterr().err
    assert "desk_started" in err
    assert "epoch=3" in err


def test_a_level_that_there_is_not_is_named() -> None:
    with pytest.raises(ValueError, match="no log level 'loud'"):
        configure("loud", json=True)
