"""Notices reach the webhook and what became of each reaches the log: once, or again after a crash, never not at all."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from dispatch.notify.config import WebhookConfig
from dispatch.notify.notifier import Notifier
from dispatch.rosters import Rosters
from dispatch.rosters.config import PersonConfig
from streams.log import SqliteBus
from streams.runtime.clock import ManualClock
from streams.schema.errors import ConfigError
from streams.schema.message import Message
from streams.schema.notices import DeliveryRecorded
from streams.schema.topics import COMMANDS
from tests.dispatch.worlds import Night, night

WANG = PersonConfig(id="wang", name="王队长", role="duty_officer", channel="robot")
TOKEN = "ROBOT_TOKEN"  # noqa: S105 - the name of a variable
ROBOT = WebhookConfig(id="robot", url_env="ROBOT_URL", token_env=TOKEN, format="robot", attempts=3)
SECRETS = {"ROBOT_URL": "https://robots.example/send?key=k", TOKEN: "t"}
Answer = Callable[[httpx.Request], httpx.Response]


class Post:
    """A town whose log the notifier reads, and a group robot that answers as it is told."""

    def __init__(self, folder: Path, answer: Answer, webhook: WebhookConfig = ROBOT) -> None:
        self.town: Night = night(rosters=Rosters(people=(WANG,), zone=ZoneInfo("Asia/Shanghai")))
        self.clock = ManualClock(self.town.now_ms)
        self.bus = SqliteBus(folder / "log.sqlite", self.clock)
        self.seen: list[httpx.Request] = []
        self._answer, self._webhook, self._heard, self._stored = answer, webhook, 0, 0
        self.start()

    def start(self) -> None:
        """A notifier that knows only what the log says."""
        client = httpx.Client(transport=httpx.MockTransport(self._take))
        self.notifier = Notifier(self.bus, self.clock, [self._webhook], {"wang": WANG.name}, SECRETS, client=client)

    def after(self, seconds: float) -> None:
        """Time passes; the desk decides, the notifier delivers, the desk hears of it."""
        self.town.after(seconds)
        self.clock.advance_to(self.town.now_ms)
        self.bus.publish(self.town.said[self._stored :])
        self._stored = len(self.town.said)
        self.notifier.catch_up()
        self.notifier.deliver_due()

    def tell_desk(self) -> None:
        """The desk hears what the notifier recorded."""
        for message in self.recorded()[self._heard :]:
            self.town.tell(message)
            self._heard += 1

    def recorded(self) -> list[Message]:
        """The notifier's commands so far."""
        with self.bus.read((COMMANDS.name,), "earliest") as reader:
            return [record.message for record in reader.poll(0.0) if isinstance(record.message, Message)]

    def receipts(self) -> list[tuple[str, int, str]]:
        """As the log tells them."""
        return [(fact.receipt, fact.attempts, fact.detail) for fact in self.town.all(DeliveryRecorded)]

    def _take(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return self._answer(request)


def fine(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"errcode": 0, "errmsg": "ok"})


def late_step(post: Post) -> None:
    """Nobody looks for 15 s: the duty officer is told."""
    post.town.alert()
    post.after(16)


def test_a_step_of_the_ladder_arrives_by_name_and_the_log_says_so(tmp_path: Path) -> None:
    post = Post(tmp_path, fine)
    late_step(post)
    post.tell_desk()
    (request,) = post.seen
    assert str(request.url) == SECRETS["ROBOT_URL"]
    assert request.headers["authorization"] == "Bearer t"
    assert "王队长：警情无人查收" in request.content.decode()
    assert post.receipts() == [("delivered", 1, "")]


def test_a_restart_sends_nothing_again_that_the_log_knows_as_delivered(tmp_path: Path) -> None:
    post = Post(tmp_path, fine)
    late_step(post)
    post.tell_desk()
    post.after(1)
    post.start()
    post.after(60)
    assert len(post.seen) == 1


def test_a_crash_before_the_log_knows_sends_again_under_the_same_key_and_is_recorded_once(tmp_path: Path) -> None:
    post = Post(tmp_path, fine)
    late_step(post)
    post.start()
    post.after(1)
    post.tell_desk()
    assert len({request.headers["idempotency-key"] for request in post.seen}) == 1
    assert len(post.seen) == 2
    assert post.receipts() == [("delivered", 1, "")]


def test_a_robot_that_cannot_be_reached_is_tried_again_and_then_said_to_have_failed(tmp_path: Path) -> None:
    def gone(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    post = Post(tmp_path, gone)
    late_step(post)
    for _ in range(20):
        post.after(1)
    post.tell_desk()
    assert post.receipts() == [("failed", 3, "ConnectError: no route")]
    assert len(post.seen) == 3


@pytest.mark.parametrize(
    "answer", [httpx.Response(500, text="oops"), httpx.Response(200, json={"errcode": 93000, "errmsg": "bad key"})]
)
def test_an_answer_that_is_no_yes_is_no_delivery(tmp_path: Path, answer: httpx.Response) -> None:
    post = Post(tmp_path, lambda _: answer)
    late_step(post)
    assert post.recorded() == []


def test_what_lay_for_hours_is_not_sent_but_said(tmp_path: Path) -> None:
    post = Post(tmp_path, fine)
    post.town.alert()
    post.town.after(16)
    post.town.now_ms += 5 * 3_600_000
    post.after(0)
    post.tell_desk()
    assert not post.seen
    assert post.receipts()[0][0] == "failed"


def test_a_webhook_for_machines_gets_every_field(tmp_path: Path) -> None:
    hook = WebhookConfig(id="robot", url="https://station.example/hook")
    post = Post(tmp_path, lambda _: httpx.Response(204), hook)
    late_step(post)
    assert b'"reason":"unacknowledged"' in post.seen[0].content
    assert "authorization" not in post.seen[0].headers


def test_a_secret_that_the_environment_lacks_is_named(tmp_path: Path) -> None:
    bus = SqliteBus(tmp_path / "log.sqlite", ManualClock(0))
    with pytest.raises(ConfigError, match="ROBOT_URL"):
        Notifier(bus, ManualClock(0), [ROBOT], {}, {}, client=httpx.Client())
