"""The law of the incident log: whoever reads it, from wherever, however often, sees one and the same history."""

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.schema.facts import DeskStarted, Fact
from streams.schema.history import History
from streams.schema.incidents import IncidentAcknowledged

MOMENT_MS = 1_773_864_000_000


def desk_started(*, epoch: int, cause: str = "desk", district: str = "wall") -> DeskStarted:
    return DeskStarted(
        district=district, seq=epoch, epoch=epoch, observed_at_ms=MOMENT_MS, recorded_at_ms=MOMENT_MS, cause=cause
    )


def fact(incident: str, seq: int, *, epoch: int, cause: str = "desk", district: str = "wall") -> Fact:
    return IncidentAcknowledged(
        district=district,
        incident_id=incident,
        seq=seq,
        epoch=epoch,
        observed_at_ms=MOMENT_MS,
        recorded_at_ms=MOMENT_MS,
        cause=cause,
    )


@st.composite
def desk(draw: st.DrawFn, name: str) -> list[Fact]:
    """What one desk writes in its terms of office, some of it twice."""
    epochs = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3).map(sorted))
    said: list[Fact] = []
    for epoch in epochs:
        said.append(desk_started(epoch=epoch, cause=name))
        for incident, seq in draw(st.lists(st.tuples(st.sampled_from("xyz"), st.integers(1, 4)), max_size=6)):
            said += [fact(incident, seq, epoch=epoch, cause=name)] * draw(st.integers(1, 2))
    return said


@st.composite
def logs(draw: st.DrawFn) -> list[Fact]:
    """Two desks that each believe that they own the district, written in any interleaving."""
    left, right = draw(desk("elder")), draw(desk("younger"))
    log: list[Fact] = []
    while left or right:
        from_left = bool(left) and (not right or draw(st.booleans()))
        log.append((left if from_left else right).pop(0))
    return log


def read(records: list[Fact]) -> list[Fact]:
    history = History()
    return [record for record in records if history.admits(record)]


@settings(deadline=None)
@given(logs())
def test_no_step_of_a_stream_counts_twice_and_steps_only_go_up(log: list[Fact]) -> None:
    last: dict[str, int] = {}
    for record in read(log):
        assert record.seq > last.get(record.stream, 0)
        last[record.stream] = record.seq


@settings(deadline=None)
@given(logs())
def test_nothing_of_a_replaced_desk_counts_after_its_successor_began(log: list[Fact]) -> None:
    epoch = 0
    for record in read(log):
        if isinstance(record, DeskStarted):
            assert record.epoch > epoch
            epoch = record.epoch
        assert record.epoch >= epoch


@settings(deadline=None)
@given(logs())
def test_of_two_records_of_one_step_in_one_term_the_first_in_the_log_counts(log: list[Fact]) -> None:
    counted = read(log)
    for record in counted:
        rivals = [r for r in log if (r.stream, r.seq, r.epoch) == (record.stream, record.seq, record.epoch)]
        assert rivals[0] is record or rivals[0] == record


@settings(deadline=None)
@given(logs(), st.data())
def test_a_reader_that_is_sent_back_again_and_again_sees_the_same_history(log: list[Fact], data: st.DataObject) -> None:
    """At-least-once delivery: the reader gets the log with any stretches of it repeated."""
    history, counted, at = History(), list[Fact](), 0
    while at < len(log):
        upto = data.draw(st.integers(at + 1, len(log)))
        back = data.draw(st.integers(0, at))
        counted += [record for record in log[back:upto] if history.admits(record)]
        at = upto
    assert counted == read(log)


@settings(deadline=None)
@given(logs(), st.data())
def test_readers_that_stop_at_different_places_never_disagree(log: list[Fact], data: st.DataObject) -> None:
    upto = data.draw(st.integers(0, len(log)))
    early = read(log[:upto])
    assert read(log)[: len(early)] == early


@settings(deadline=None)
@given(logs(), logs(), st.data())
def test_what_happens_in_one_district_changes_nothing_in_another(
    log: list[Fact], other: list[Fact], data: st.DataObject
) -> None:
    bridge = [_moved(record) for record in other]
    mixed, left, right = list[Fact](), list(log), list(bridge)
    while left or right:
        from_left = bool(left) and (not right or data.draw(st.booleans()))
        mixed.append((left if from_left else right).pop(0))
    assert [record for record in read(mixed) if record.district == "wall"] == read(log)
    assert [record for record in read(mixed) if record.district == "bridge"] == read(bridge)


def _moved(record: Fact) -> Fact:
    if isinstance(record, DeskStarted):
        return desk_started(epoch=record.epoch, cause=record.cause, district="bridge")
    return fact(record.stream, record.seq, epoch=record.epoch, cause=record.cause, district="bridge")


def test_the_second_decision_on_one_step_does_not_count() -> None:
    log = [desk_started(epoch=1), fact("x", 1, epoch=1), fact("x", 1, epoch=1, cause="another")]
    assert [record.cause for record in read(log)] == ["desk", "desk"]


def test_a_late_record_of_the_elder_does_not_count() -> None:
    log = [desk_started(epoch=1), desk_started(epoch=2), fact("x", 1, epoch=1), fact("x", 1, epoch=2)]
    assert [record.epoch for record in read(log)] == [1, 2, 2]


def test_a_reader_may_begin_in_the_middle_of_a_stream() -> None:
    history = History()
    assert history.admits(fact("x", 7, epoch=3))
    assert history.seq("wall", "x") == 7
    assert not history.admits(fact("x", 6, epoch=3))
