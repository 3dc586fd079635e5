"""Which records of the incident log count. Every reader folds the log through this, so all see one truth.

Two rules, both decided by log order alone: a record of a desk that was already replaced does not count (fencing by
`epoch`), and of several records of one (stream, seq) the first wins. Delivery may then repeat and two desks may
briefly both believe that they own a district: nothing is decided twice.
"""

from collections.abc import Mapping

from streams.schema.facts import DeskStarted, Fact


class History:
    """The memory that tells the records that count from those that do not, for any number of districts.

    Holds one number per district and one per stream: feed it in log order, from the start or from a snapshot, which is
    `epochs` by district and `seqs` by district and stream.
    """

    def __init__(
        self, epochs: Mapping[str, int] | None = None, seqs: Mapping[tuple[str, str], int] | None = None
    ) -> None:
        self._epoch = dict(epochs or {})
        self._seq = dict(seqs or {})

    def epoch(self, district: str) -> int:
        """The present term of office; 0 before the first desk."""
        return self._epoch.get(district, 0)

    def seq(self, district: str, stream: str) -> int:
        """The last seq of a stream that counted; 0 before the first."""
        return self._seq.get((district, stream), 0)

    def admits(self, fact: Fact) -> bool:
        """Whether `fact`, next in log order, counts; remembers it if so.

        A seq that skips one is admitted: the reader may have begun in the middle of a stream.
        """
        epoch = self._epoch.get(fact.district, 0)
        if isinstance(fact, DeskStarted):
            if fact.epoch <= epoch:
                return False
            self._epoch[fact.district] = fact.epoch
        elif fact.epoch < epoch:
            return False
        key = (fact.district, fact.stream)
        if fact.seq <= self._seq.get(key, 0):
            return False
        self._seq[key] = fact.seq
        return True
