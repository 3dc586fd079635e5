"""What all screens show, and who is looking: entities, last changes, subscribers, answers to commands.

Lives on the event loop alone; the follower hands changes over. Knows nothing of HTTP or of what entities mean.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final, Literal, get_args

import msgspec

Kind = Literal["incidents", "units", "cameras", "reviews"]
Key = tuple[Kind, str]
Entity = Mapping[str, object]

RING: Final = 2_000
"""So many last changes can be caught up on; a client that was away longer gets a fresh snapshot."""
BACKLOG: Final = 256
"""A client that is this many changes behind is let go; it comes back by Last-Event-ID."""
ANSWERS: Final = 20_000

_ENCODER: Final = msgspec.json.Encoder()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk said to one command: the facts that it led to."""

    actor: str
    facts: tuple[msgspec.Raw, ...]
    refused: bool


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What one batch of records changed. An entity that is None has left the board."""

    position: str
    """The cursor that the board covers after it, as text: the event's id."""
    entities: Mapping[Key, Entity | None] = {}
    answers: Mapping[str, Answer] = {}


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """One change as subscribers get it: `data` is its JSON, `touched` what it is about."""

    position: str
    data: bytes
    touched: frozenset[Key]


class Subscription:
    """One client's queue. `lost` once it fell too far behind."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Pushed | None] = asyncio.Queue(BACKLOG)
        self.lost = False

    def push(self, item: Pushed | None) -> None:
        """Hand over a change (None: something about the connection changed); a full queue loses the client."""
        if self.lost:
            return
        try:
            self.queue.put_nowait(item)
        except asyncio.QueueFull:
            self.lost = True

    def end(self) -> None:
        """Let the client go, whatever is still in the queue."""
        self.lost = True
        if self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    """The board as screens know it, and everyone who looks at it."""

    def __init__(self) -> None:
        self.position = ""
        self.stale_since_ms: int | None = None
        self.caught_up = asyncio.Event()
        """Set once the board covers all that was in the log at the start: a part of a night is shown to nobody."""
        self.dropped = 0
        """Clients let go because they were too slow."""
        self._entities: dict[Key, Entity] = {}
        self._ring: deque[Pushed] = deque(maxlen=RING)
        self._ring_begins_after: str | None = ""
        self._subscriptions: set[Subscription] = set()
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._waiting: dict[str, asyncio.Future[Answer]] = {}

    @property
    def watching(self) -> int:
        """How many clients are connected."""
        return len(self._subscriptions)

    def apply(self, change: Change) -> None:
        """Take over what changed and tell everyone."""
        for key, entity in change.entities.items():
            if entity is None:
                self._entities.pop(key, None)
            else:
                self._entities[key] = entity
        for command_id, answer in change.answers.items():
            self._answer(command_id, answer)
        if change.entities:
            pushed = Pushed(
                position=change.position, data=_changed(change.entities), touched=frozenset(change.entities)
            )
            if len(self._ring) == RING:
                self._ring_begins_after = self._ring[0].position
            self._ring.append(pushed)
            self._tell(pushed)
        self.position = change.position

    def mark_stale(self, since_ms: int | None) -> None:
        """The log cannot be read since then, or (None) can be read again."""
        if since_ms != self.stale_since_ms:
            self.stale_since_ms = since_ms
            self._tell(None)

    def close(self) -> None:
        """End all streams; whoever looked comes back to the next server."""
        for subscription in self._subscriptions:
            subscription.end()

    async def settled(self, timeout_s: float) -> bool:
        """Whether the board covers the log, waited for: soon after a start it may not."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.caught_up.wait(), timeout_s)
        return self.caught_up.is_set()

    def entity(self, kind: Kind, entity_id: str) -> Entity | None:
        """One entity as it stands."""
        return self._entities.get((kind, entity_id))

    def all(self, kind: Kind) -> list[Entity]:
        """All entities of a kind."""
        return [entity for (of, _), entity in self._entities.items() if of == kind]

    def snapshot(self) -> bytes:
        """The whole board as JSON."""
        return _ENCODER.encode({kind: self.all(kind) for kind in get_args(Kind)})

    def missed_since(self, position: str) -> Sequence[Pushed] | None:
        """What a client that has seen `position` has missed; None when only a snapshot helps."""
        if position == self.position:
            return ()
        items = list(self._ring)
        seen = [index for index, item in enumerate(items) if item.position == position]
        if seen:
            return items[seen[-1] + 1 :]
        return items if position and position == self._ring_begins_after else None

    def subscribe(self) -> Subscription:
        """Begin to look."""
        subscription = Subscription()
        self._subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Look away."""
        self._subscriptions.discard(subscription)
        self.dropped += subscription.lost

    def answer_to(self, command_id: str) -> Answer | None:
        """What the desk said to this command, if it did."""
        return self._answers.get(command_id)

    async def wait_answer(self, command_id: str, timeout_s: float) -> Answer | None:
        """The desk's answer, waited for; None when it takes longer."""
        if answer := self._answers.get(command_id):
            return answer
        future = self._waiting.setdefault(command_id, asyncio.get_running_loop().create_future())
        try:
            return await asyncio.wait_for(asyncio.shield(future), timeout_s)
        except TimeoutError:
            self._waiting.pop(command_id, None)
            return None

    def _answer(self, command_id: str, answer: Answer) -> None:
        known = self._answers.pop(command_id, None)
        if known:
            answer = Answer(actor=known.actor, facts=known.facts + answer.facts, refused=known.refused)
        self._answers[command_id] = answer
        if len(self._answers) > ANSWERS:
            self._answers.popitem(last=False)
        if future := self._waiting.pop(command_id, None):
            future.set_result(answer)

    def _tell(self, pushed: Pushed | None) -> None:
        for subscription in self._subscriptions:
            subscription.push(pushed)


def _changed(entities: Mapping[Key, Entity | None]) -> bytes:
    body: dict[str, list[object]] = {}
    for (kind, entity_id), entity in entities.items():
        if entity is None:
            body.setdefault("gone", []).append([kind, entity_id])
        else:
            body.setdefault(kind, []).append(entity)
    return _ENCODER.encode(body)
