"""Clocks that are moved by whoever owns them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from streams.runtime.clock import ManualClock, SharedClock

READ = "import sys; from pathlib import Path; from streams.runtime.clock import SharedClock; "
READ += "print(SharedClock(Path(sys.argv[1])).now_ms())"


def test_another_process_reads_the_time_that_its_maker_moved(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    made = SharedClock.make(path, 1_000, speed=5.0)
    made.advance_to(2_500)
    read = subprocess.run([sys.executable, "-c", READ, str(path)], check=True, capture_output=True, cwd=os.curdir)
    assert (int(read.stdout), made.speed) == (2_500, 5.0)


@pytest.mark.parametrize("kind", ["manual", "shared"])
def test_a_clock_is_never_put_back(kind: str, tmp_path: Path) -> None:
    clock = ManualClock(1_000) if kind == "manual" else SharedClock.make(tmp_path / "clock", 1_000)
    clock.advance_to(900)
    assert clock.now_ms() == 1_000


def test_an_empty_file_is_no_clock(tmp_path: Path) -> None:
    (tmp_path / "clock").touch()
    with pytest.raises(ValueError, match="mmap length"):
        SharedClock(tmp_path / "clock")
