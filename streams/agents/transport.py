"""Faust's way to Kafka, with two things set right that it gives no setting for. Knows nothing of ours.

Faust hard-codes `fetch_max_wait_ms=1500`, by which a record that comes right after another waits up to 1.5 s, see
`FETCH_MAX_WAIT_MS`. And it deals out partitions round-robin per topic, by which the inputs of one district would come
to different workers.
"""

import asyncio
from typing import Any

import aiokafka
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from faust.transport.drivers import aiokafka as driver
from mode.threads import WorkerThread
from typing_extensions import override

from streams.kafka.client import FETCH_MAX_WAIT_MS


class _Thread(WorkerThread):
    """Does not keep the process from ending, as Faust's does while the broker is away."""

    @override
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.daemon = True


class _ConsumerThread(driver.AIOKafkaConsumerThread):
    Worker = _Thread

    @override
    def _create_consumer(self, loop: asyncio.AbstractEventLoop) -> aiokafka.AIOKafkaConsumer:
        conf = self.app.conf
        self._assignor = RangePartitionAssignor
        return aiokafka.AIOKafkaConsumer(
            bootstrap_servers=driver.server_list(self.transport.url, driver.Transport.default_port),
            client_id=conf.broker_client_id,
            group_id=conf.id,
            partition_assignment_strategy=[RangePartitionAssignor],  # same numbers of all topics to the same worker
            enable_auto_commit=False,
            auto_offset_reset=conf.consumer_auto_offset_reset,
            max_poll_interval_ms=int(conf.broker_max_poll_interval * 1000),
            max_partition_fetch_bytes=conf.consumer_max_fetch_size,
            fetch_max_wait_ms=FETCH_MAX_WAIT_MS,
            request_timeout_ms=int(conf.broker_request_timeout * 1000),
            session_timeout_ms=int(conf.broker_session_timeout * 1000),
            rebalance_timeout_ms=int(conf.broker_rebalance_timeout * 1000),
            heartbeat_interval_ms=int(conf.broker_heartbeat_interval * 1000),
        )


class _Consumer(driver.Consumer):
    @override
    def _new_consumer_thread(self) -> _ConsumerThread:
        return _ConsumerThread(self, loop=self.loop, beacon=self.beacon)


class Transport(driver.Transport):
    """Set it as an app's `transport`."""

    Consumer = _Consumer
