"""What other settings would change: the lines of two replays of the same tracks, compared.

Knows only lines, as `detectors.lines` writes them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

Line = Mapping[str, object]
Change = Literal["gained", "lost", "moved", "same"]

_KEPT: Final = ("level", "kind", "track_ids", "vehicle_ids", "score", "raised_at_s", "terms")
_SAME_S: Final = 0.05


def changes(before: Iterable[Line], after: Iterable[Line]) -> Iterator[dict[str, object]]:
    """One dict per suspicion raised under either settings, in the order of time, and a summary last.

    Two lines are of the same suspicion if their level is the same and they share a track. `moved`: raised at another
    time, `by_s` later. What stays the same is only counted, in the summary: `watch` and `alert` → change → count.
    """
    counts: dict[str, dict[Change, int]] = {
        level: {"gained": 0, "lost": 0, "moved": 0, "same": 0} for level in ("watch", "alert")
    }
    for old, new in sorted(_pairs(list(before), list(after)), key=lambda pair: min(_at_s(p) for p in pair if p)):
        change, by_s = _change(old, new)
        counts[str((new or old or {})["level"])][change] += 1
        if change != "same":
            told = {"change": change} | ({"by_s": by_s} if change == "moved" else {})
            yield told | {"before": _short(old), "after": _short(new)}
    yield {"change": "summary", **counts}


def _pairs(before: Sequence[Line], after: Sequence[Line]) -> list[tuple[Line | None, Line | None]]:
    left = list(after)
    pairs: list[tuple[Line | None, Line | None]] = []
    for old in before:
        new = next((line for line in left if line["level"] == old["level"] and _tracks(line) & _tracks(old)), None)
        if new is not None:
            left.remove(new)
        pairs.append((old, new))
    return pairs + [(None, new) for new in left]


def _change(old: Line | None, new: Line | None) -> tuple[Change, float]:
    if old is None:
        return "gained", 0.0
    if new is None:
        return "lost", 0.0
    by_s = round(_at_s(new) - _at_s(old), 3)
    return ("same" if abs(by_s) < _SAME_S else "moved"), by_s


def _at_s(line: Line) -> float:
    return float(str(line["raised_at_s"]))


def _tracks(line: Line) -> set[str]:
    ids = line["track_ids"]
    return {str(name) for name in ids} if isinstance(ids, list) else set()


def _short(line: Line | None) -> dict[str, object] | None:
    return None if line is None else {name: line[name] for name in _KEPT}
