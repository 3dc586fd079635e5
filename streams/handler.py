"""What an engine hosts: a pure handler, deciding for one district at a time. Faust and the embedded host both take it.

The host's part, the same in both engines: fold the district's incident log through `History`, write `DeskStarted` with
the next epoch, read that log to the end, recall recent positions; then for each input `evolve`, `decide`, publish what
was decided, `evolve` by what `History` admits, commit. When `next_deadline_ms` is due: `decide` on a `ClockTicked`.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from streams.schema.facts import Fact
from streams.schema.message import Message
from streams.schema.ticks import ClockTicked

S = TypeVar("S")


class Handler(Protocol[S]):
    """Message and time in, facts out. Keeps nothing itself; all that it knows is in the state that it is given."""

    def begin(self, district: str) -> S:
        """The state before the first record."""

    def evolve(self, state: S, message: Message) -> S:
        """The state after `message`: a fact that counts, or an input worth remembering (a position).

        Never decides, never raises on a message that cannot be in this state: it leaves the state as it is.
        """

    def decide(self, state: S, message: Message | ClockTicked, now_ms: int) -> Sequence[Fact]:
        """What follows from `message`, with `seq` and `epoch` filled in; empty when it was dealt with before."""

    def next_deadline_ms(self, state: S) -> int | None:
        """When time itself will next lead to a decision; None when only messages can."""
