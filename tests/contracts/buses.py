"""What the contract tests need of a bus under test: to open it again, and to put bytes on it that are no message."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Protocol

from typing_extensions import override

from streams.bus import Bus, Record
from streams.kafka import Cluster, KafkaBus
from streams.log import SqliteBus
from streams.runtime.clock import ManualClock
from streams.schema.commands import AcknowledgeIncident
from streams.schema.detections import LoiteringDetected
from streams.schema.facts import Fact
from streams.schema.history import History
from streams.schema.ids import derived_id
from streams.schema.positions import PositionFixed
from streams.schema.topics import INCIDENTS

NIGHT_MS = 1_773_864_000_000
"""04:00 in Taiyuan on a 19th of March."""


class BusFactory(Protocol):
    """One log that was fresh when the test began."""

    clock: ManualClock
    """The clock that hosts over this log are given."""

    @property
    def url(self) -> str:
        """What `open_bus` makes another client of this log from, in another process."""

    def open(self) -> Bus:
        """A client of the log, as after a restart or in another process. The test closes it."""

    def poison(self, topic: str, value: bytes, district: str = "wall") -> None:
        """Put `value` on a topic as it is, keyed for `district`."""


class SqliteFactory(BusFactory):
    """A log in a file of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = ManualClock(NIGHT_MS)

    @property
    @override
    def url(self) -> str:
        return f"sqlite:{self.path}"

    @override
    def open(self) -> SqliteBus:
        return SqliteBus(self.path, self.clock)

    @override
    def poison(self, topic: str, value: bytes, district: str = "wall") -> None:
        with closing(sqlite3.connect(self.path)) as db, db:
            db.execute(f'INSERT INTO "{topic}" (recorded_at_ms, value) VALUES (?, ?)', (self.clock.now_ms(), value))  # noqa: S608 - our own topics


def open_bus(url: str) -> Bus:
    """The bus that a factory's `url` names."""
    engine, _, where = url.partition(":")
    if engine == "sqlite":
        return SqliteBus(Path(where), ManualClock(NIGHT_MS))
    if engine == "kafka":
        bootstrap, _, prefix = where.partition("/")
        return KafkaBus(
            Cluster(bootstrap=bootstrap, prefix=prefix, patience_s=60.0),
            ManualClock(NIGHT_MS),
            keep_all=True,  # that night is long ago: the broker would clear its records away between two tests
        )
    raise ValueError(f"no bus for {url}")


def everything(bus: Bus, topics: Iterable[str]) -> list[Record]:
    """All records that stand on `topics` now."""
    names = tuple(topics)
    end = bus.end(names)
    records: list[Record] = []
    with bus.read(names, "earliest") as reader:
        while any(reader.cursor.get(place, 0) < offset for place, offset in end.items()):
            records += reader.poll(1.0)
    return records


def admitted(bus: Bus) -> list[Fact]:
    """The facts that count, as any reader sees them."""
    history = History()
    facts = [record.message for record in everything(bus, (INCIDENTS.name,)) if isinstance(record.message, Fact)]
    return [fact for fact in facts if history.admits(fact)]


def detection(suspicion: str, *, district: str = "wall", camera: str = "wall-3", seq: int = 1) -> LoiteringDetected:
    """Somebody goes from car to car."""
    return LoiteringDetected(
        district=district,
        camera_id=camera,
        observed_at_ms=NIGHT_MS,
        suspicion_id=suspicion,
        seq=seq,
        level="alert",
        score=0.9,
        began_at_ms=NIGHT_MS - 20_000,
        track_ids=("7",),
    )


def fix(unit: str, *, district: str = "wall", at_ms: int = NIGHT_MS) -> PositionFixed:
    """A unit says where it is."""
    return PositionFixed(district=district, unit_id=unit, lon=112.5, lat=37.8, fixed_at_ms=at_ms)


def acknowledge(suspicion: str, *, command: str = "c-1", district: str = "wall") -> AcknowledgeIncident:
    """An operator looks at the incident that a suspicion became."""
    return AcknowledgeIncident(
        district=district,
        command_id=command,
        issued_by="operator:li",
        issued_at_ms=NIGHT_MS + 5_000,
        incident_id=incident_of(suspicion),
    )


def incident_of(suspicion: str) -> str:
    """The id that the toy desk gives the incident of a suspicion."""
    return derived_id("inc", suspicion)
