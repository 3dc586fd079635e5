"""Detection published → recommendation at a real SSE client, embedded: `python -m tests.bench.sse_latency [S] [PER_S]`.

The desk and the web application are the product's own; each detection is a new suspicion, so each makes an incident,
a ranking on real roads and a stored decision. Prints one JSON line; the aim is p99 ≤ 150 ms at 50 a second.
"""

import json
import logging
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
import structlog

from tests.dispatch.web.listener import Listener
from tests.dispatch.web.station import Station, log_in, open_station, serve

AIM_MS = 150.0
WARM_UP = 20


def main() -> None:
    """Measure and print."""
    seconds, per_s = (float(word) for word in (sys.argv[1:] + ["20", "50"][len(sys.argv) - 1 :]))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder, open_station(Path(folder)) as station:
        station.place_units()
        with serve(station.app()) as address, log_in(station, address, "bench") as client:
            latencies = _measure(station, client, int(seconds * per_s), per_s)
    latencies.sort()
    figures = {f"p{share}_ms": _percentile(latencies, share) for share in (50, 90, 99)}
    body = {"detections": len(latencies), "per_s": per_s, **figures, "max_ms": round(latencies[-1], 1)}
    sys.stdout.write(json.dumps(body | {"p99_of_aim": round(figures["p99_ms"] / AIM_MS, 2)}) + "\n")


def _measure(station: Station, client: httpx.Client, count: int, per_s: float) -> list[float]:
    published: dict[str, float] = {}
    latencies: dict[str, float] = {}
    publisher = threading.Thread(target=_publish, args=(station, published, count + WARM_UP, per_s), daemon=True)
    with Listener(client) as listener:
        listener.until(lambda board: bool(board.units))
        publisher.start()
        while len(latencies) < count + WARM_UP:
            listener.hear()
            now = time.perf_counter()
            for incident in listener.incidents.values():
                if incident["ranking"]:
                    name = incident["suspicion_id"]
                    latencies.setdefault(name, (now - published[name]) * 1000)
            listener.incidents.clear()
    publisher.join()
    return list(latencies.values())[WARM_UP:]


def _publish(station: Station, published: dict[str, float], count: int, per_s: float) -> None:
    begin = time.perf_counter()
    for number in range(count):
        name = f"sus-{number}"
        time.sleep(max(0.0, begin + number / per_s - time.perf_counter()))
        published[name] = time.perf_counter()
        station.alert(name, still=False)


def _percentile(ordered: list[float], share: int) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))], 1)


if __name__ == "__main__":
    main()
