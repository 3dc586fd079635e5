"""Posts the notices of the log to the site's webhooks and says what became of each, as commands to the desk.

At least once: what was posted just before a crash is posted again, under the same `Idempotency-Key`.
"""

import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Final

import httpx
import structlog

from dispatch.notify.config import WebhookConfig
from dispatch.notify.outbox import Outbox
from dispatch.notify.words import body
from streams.bus import Bus, Cursor, Reader
from streams.runtime.clock import Clock
from streams.schema.errors import BusError, ContractError
from streams.schema.notices import PersonTold
from streams.schema.topics import INCIDENTS

_WAIT_S: Final = 0.5
_RETRY_S: Final = 1.0
_LONGEST: Final = 400
"""Characters of an answer that are kept."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Notifier:
    """Delivers for the people in `names` (id → name) by the webhooks.

    Raises:
        ConfigError: a webhook's secret is not in `environment`.
    """

    def __init__(
        self,
        bus: Bus,
        clock: Clock,
        webhooks: Sequence[WebhookConfig],
        names: Mapping[str, str],
        environment: Mapping[str, str],
        *,
        client: httpx.Client,
    ) -> None:
        self._bus, self._clock, self._client, self._names = bus, clock, client, names
        self._webhooks = {webhook.id: webhook for webhook in webhooks}
        self._addresses = {webhook.id: webhook.address(environment) for webhook in webhooks}
        self._headers = {webhook.id: webhook.headers(environment) for webhook in webhooks}
        self._outbox = Outbox(self._webhooks)
        self._cursor: Cursor = {}

    def run(self, stop: threading.Event) -> None:
        """Deliver until `stop`; while the log cannot be read or written, say so and try again."""
        while not stop.is_set():
            try:
                self.catch_up()
                with closing(self._bus.read((INCIDENTS.name,), self._cursor)) as reader:
                    while not stop.is_set():
                        self._hear(reader, _WAIT_S)
                        self.deliver_due()
            except BusError as error:
                _log.warning("notifier_behind", error=str(error))
                stop.wait(_RETRY_S)

    def catch_up(self) -> None:
        """Read the log to its present end: before anything is sent, as it may be delivered already.

        Raises:
            BusError: it cannot be read now.
        """
        end = self._bus.end((INCIDENTS.name,))
        with closing(self._bus.read((INCIDENTS.name,), self._cursor)) as reader:
            while any(reader.cursor.get(place, 0) < offset for place, offset in end.items()):
                self._hear(reader, _WAIT_S)

    def deliver_due(self) -> None:
        """Try every notice that is due, and record what became of it.

        Raises:
            BusError: that could not be stored; it is tried again.
        """
        for told in self._outbox.due(self._clock.now_ms()):
            now_ms = self._clock.now_ms()
            webhook = self._webhooks[told.channel]
            why_not = "too old to be sent" if self._outbox.is_too_old(told, now_ms) else self._post(told, webhook)
            record = self._outbox.settle(told, why_not, self._clock.now_ms(), webhook.attempts)
            if record is not None:
                self._bus.publish([record])
                self._outbox.forget(told)
            _log.info("notice_tried", notice=told.notice_id, channel=told.channel, why_not=why_not)

    def _hear(self, reader: Reader, timeout_s: float) -> None:
        for record in reader.poll(timeout_s):
            if not isinstance(record.message, ContractError):
                self._outbox.hear(record.message)
        self._cursor = dict(reader.cursor)

    def _post(self, told: PersonTold, webhook: WebhookConfig) -> str | None:
        """Why it did not arrive; None when it did."""
        try:
            answer = self._client.post(
                self._addresses[webhook.id],
                json=body(told, self._names.get(told.person, told.person), webhook),
                headers={**self._headers[webhook.id], "idempotency-key": told.notice_id},
                timeout=webhook.timeout_s,
            )
        except httpx.HTTPError as error:
            return f"{type(error).__name__}: {error}"[:_LONGEST]
        if not answer.is_success:
            return f"HTTP {answer.status_code}: {answer.text}"[:_LONGEST]
        if webhook.format == "robot" and '"errcode":0' not in answer.text.replace(" ", ""):
            return f"the robot refused: {answer.text}"[:_LONGEST]
        return None
