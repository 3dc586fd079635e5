"""How wrong expected arrivals were: |expected − actual| by unit kind. Knows travels, nothing of roads."""

from collections.abc import Mapping, Sequence

import msgspec

from dispatch.config import UnitKind
from dispatch.records.figures import percentile
from dispatch.travels.legs import Travel


class EtaError(msgspec.Struct, frozen=True, kw_only=True):
    """The error of one unit kind's expected arrivals, by nearest rank; None of none."""

    kind: UnitKind
    travels: int
    p50_s: float | None
    p90_s: float | None
    mean_late_s: float | None
    """Above 0: units come later than expected."""


def eta_errors(travels: Sequence[Travel], kinds: Mapping[str, UnitKind]) -> list[EtaError]:
    """By kind, of all travels with an expectation. `kinds` is by unit; units that it does not name are left out."""
    late_s: dict[UnitKind, list[float]] = {}
    for travel in travels:
        kind = kinds.get(travel.unit_id)
        if kind is not None and travel.eta_s is not None and travel.took_s is not None:
            late_s.setdefault(kind, []).append(travel.took_s - travel.eta_s)
    return [_error(kind, late_s[kind]) for kind in sorted(late_s)]


def _error(kind: UnitKind, late_s: Sequence[float]) -> EtaError:
    wrong_s = sorted(abs(s) for s in late_s)
    return EtaError(
        kind=kind,
        travels=len(late_s),
        p50_s=percentile(wrong_s, 50),
        p90_s=percentile(wrong_s, 90),
        mean_late_s=sum(late_s) / len(late_s),
    )
