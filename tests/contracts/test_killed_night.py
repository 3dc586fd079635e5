"""A whole simulated night goes on over kill -9 as if nothing had been: `tests.bench.kill` does it 500 times."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_night_whose_desk_is_killed_again_and_again_is_the_same_night() -> None:
    command = [sys.executable, "-m", "tests.contracts.killed_night", "8"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)
    assert done.stdout, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["broken"] == []
    assert told["kills"] == 8
