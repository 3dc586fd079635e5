"""The Faust agent that one would write first: a table with its changelog, an output topic, all settings at defaults.

Only to be compared with. Run by `faust_throughput` as `faust -A tests.bench.naive_faust worker --without-web`.
"""

import os

import faust
from faust.types import StreamT

app = faust.App(
    os.environ["NAIVE_ID"],
    broker=f"kafka://{os.environ['NAIVE_BOOTSTRAP']}",
    topic_partitions=int(os.environ["NAIVE_PARTITIONS"]),
    store="memory://",
)
detections = app.topic(os.environ["NAIVE_INPUT"])
opened = app.topic(os.environ["NAIVE_OUTPUT"])
incidents = app.Table("incidents", partitions=int(os.environ["NAIVE_PARTITIONS"]))


@app.agent(detections)
async def open_incidents(stream: StreamT[dict[str, object]]) -> None:
    """One incident per suspicion."""
    async for detection in stream:
        suspicion = detection["suspicion_id"]
        if suspicion not in incidents:
            incidents[suspicion] = {"opened_at_ms": detection["observed_at_ms"], "district": detection["district"]}
            await opened.send(
                key=detection["district"],
                value={
                    "type": "IncidentOpened",
                    "suspicion_id": suspicion,
                    "observed_at_ms": detection["observed_at_ms"],
                },
            )
