import asyncio

from hypothesis import given
from hypothesis import strategies as st

from dispatch.web.live.follower import position_text
from dispatch.web.live.hub import BACKLOG, RING, Answer, Change, Hub


def change(number: int) -> Change:
    return Change(position=f"i0.{number}", entities={("units", f"u{number % 7}"): {"n": number}})


@given(st.integers(1, 3 * RING), st.integers(0, 3 * RING))
def test_what_was_missed_is_told_whole_or_not_at_all(said: int, seen: int) -> None:
    hub = Hub()
    for number in range(1, said + 1):
        hub.apply(change(number))
    missed = hub.missed_since(f"i0.{seen}")
    if 0 < seen <= said and said - seen <= RING:
        assert missed is not None
        assert [item.position for item in missed] == [f"i0.{number}" for number in range(seen + 1, said + 1)]
    else:
        assert missed is None


def test_a_slow_client_is_let_go_and_blocks_nobody() -> None:
    hub = Hub()
    slow, quick = hub.subscribe(), hub.subscribe()
    for number in range(BACKLOG + 1):
        hub.apply(change(number))
        quick.queue.get_nowait()
    assert (slow.lost, quick.lost) == (True, False)
    hub.unsubscribe(slow)
    assert (hub.dropped, hub.watching) == (1, 1)


def test_when_the_server_stops_every_client_is_let_go_even_with_a_full_queue() -> None:
    hub = Hub()
    full, idle = hub.subscribe(), hub.subscribe()
    for number in range(BACKLOG):
        hub.apply(change(number))
        idle.queue.get_nowait()
    hub.close()
    assert full.lost
    assert idle.lost
    assert idle.queue.get_nowait() is None


def test_everybody_who_waits_for_an_answer_gets_it() -> None:
    async def story() -> tuple[Answer | None, Answer | None, Answer | None]:
        hub = Hub()
        waiting = [asyncio.create_task(hub.wait_answer("c-1", 5.0)) for _ in range(2)]
        await asyncio.sleep(0)
        hub.apply(Change(position="i0.1", answers={"c-1": Answer(actor="operator:wang", facts=(), refused=False)}))
        first, second = await asyncio.gather(*waiting)
        return first, second, await hub.wait_answer("c-2", 0.0)

    first, second, never = asyncio.run(story())
    assert first is not None
    assert first is second
    assert never is None


def test_what_left_the_board_is_named_as_gone() -> None:
    hub = Hub()
    hub.apply(change(1))
    subscription = hub.subscribe()
    hub.apply(Change(position="i0.2", entities={("units", "u1"): None}))
    pushed = subscription.queue.get_nowait()
    assert pushed is not None
    assert pushed.data == b'{"gone":[["units","u1"]]}'
    assert hub.snapshot() == b'{"incidents":[],"units":[],"cameras":[],"reviews":[]}'


def test_a_position_names_each_partition_that_was_read() -> None:
    cursor = {("patrol.incidents.v1", 0): 57, ("patrol.detections.v1", 3): 12, ("patrol.positions.v1", 1): 0}
    assert position_text(cursor) == "d3.12-i0.57"
