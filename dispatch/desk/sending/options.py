"""Units as the choice of a response sees them: by which ways each could come, and when. Chooses nobody."""

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from math import inf
from typing import Final

from dispatch.closing import Approaches, Coming, Option
from dispatch.closing.cover import NO_EXIT
from dispatch.desk.pen import Force, Pen
from dispatch.desk.sending.ranks import arrivals, free_now, may_be_asked
from dispatch.life.assignment import Assignment
from dispatch.life.incident import Incident
from dispatch.life.leg import Leg
from dispatch.plans import PlanConfig
from streams.schema.plans import Post

_FEW_DOZEN: Final = 48
"""For each unit that a plan can want (8), half a dozen to choose from. Our choice."""


def option(unit_id: str, slots: frozenset[int], eta_s: float, approaches: Approaches | None) -> Option:
    """One unit by all its ways in; by that of its own side, which is quickest, it is there when the ranking says."""
    at_exit = dict(enumerate(approaches.at_exit_s.get(unit_id, ()))) if approaches else {}
    at_scene = dict(enumerate(approaches.at_scene_s.get(unit_id, ()))) if approaches else {}
    ways = [way for way, at_s in at_exit.items() if at_s < inf]
    own_side = min(ways, key=lambda way: at_scene[way], default=NO_EXIT)
    through = {way: eta_s if way == own_side else max(eta_s, at_scene[way]) for way in ways}
    return Option(
        unit_id=unit_id,
        slots=slots,
        at_scene_s={**through, NO_EXIT: eta_s},
        at_exit_s={**{way: at_exit[way] for way in ways}, NO_EXIT: eta_s},
    )


class Fitting:
    """Which of some slots of a plan each unit fits. Units are looked at by sort, as there are a thousand of a few."""

    def __init__(self, force: Force, plan: PlanConfig, slots: Sequence[int]) -> None:
        self.slots = slots
        self._sort = force.sort
        wanted = [(slot, plan.slots[slot - 1]) for slot in slots]
        self._fits = {
            sort: frozenset(slot for slot, need in wanted if need.fits(unit)) for sort, unit in force.sorts.items()
        }
        self.kinds = frozenset(self._fits.values())
        """All that any unit fits."""

    def of(self, unit_id: str) -> frozenset[int]:
        """None of them where it is no unit of ours."""
        sort = self._sort.get(unit_id)
        return frozenset() if sort is None else self._fits[sort]


def nearest(
    pen: Pen,
    incident: Incident,
    fitting: Fitting,
    names: Collection[str],
    ranked: Iterable[str],
) -> list[str]:
    """Of those that may be asked and fit the same slots, the few dozen soonest: one of them is soonest at its ends.

    Whoever could not be ranked comes after them.
    """
    alike: dict[frozenset[int], list[str]] = {}
    wanting = set(fitting.kinds)
    for name in dict.fromkeys(chain(ranked, names)):
        fits = fitting.of(name)
        if name not in names or fits not in wanting or not may_be_asked(pen, incident, name):
            continue
        alike.setdefault(fits, []).append(name)
        if len(alike[fits]) >= _FEW_DOZEN:
            wanting.discard(fits)
            if not wanting:
                break
    return [name for some in alike.values() for name in some]


def ways_out(pen: Pen, incident: Incident, free: Sequence[str]) -> Approaches | None:
    """The ends of the street and who could hold them; None where the map has none, or fails."""
    approach = pen.force.approach
    if approach is None or incident.place is None:
        return None
    units = [free_now(pen, name) for name in (*free, *_on_the_way(pen, incident))]
    try:
        return approach(units, incident.place, pen.now_ms)
    except Exception:  # noqa: BLE001 - as for the ranking, which says why: units go all the same, without posts
        return None


def arrivals_of(free: Sequence[str], ranked_s: Mapping[str, float], approaches: Approaches | None) -> dict[str, float]:
    """Arrival at the incident of each of the free, as ranked; of those too far to be ranked, by their way out."""
    through = approaches.at_scene_s if approaches else {}
    times = {name: ranked_s.get(name, min(through.get(name, (inf,)))) for name in free}
    return {name: at_s for name, at_s in times.items() if at_s < inf}


def free_options(
    pen: Pen, plan: PlanConfig, fitting: Fitting, eta_s: Mapping[str, float], approaches: Approaches | None
) -> list[Option]:
    """Those who may be asked and could be part of a best answer, with the slots that each fits.

    Of units that are all alike to the plan, those are the few soonest by each way: a later one could change places with
    one of them that is idle.
    """
    within_s = {slot: need.within_s for slot, need in enumerate(plan.slots, 1)}
    alike: dict[tuple[frozenset[int], frozenset[int], bool], list[str]] = {}
    for name, at_s in eta_s.items():
        fits = fitting.of(name)
        quick = frozenset(slot for slot in fits if at_s <= within_s[slot])
        if fits:
            alike.setdefault((fits, quick, pen.force.units[name].role == "guard"), []).append(name)
    return [
        option(name, fits, eta_s[name], approaches)
        for (fits, _, _), names in alike.items()
        for name in _soonest(names, len(fitting.slots), eta_s, approaches)
    ]


def _soonest(names: Sequence[str], few: int, eta_s: Mapping[str, float], approaches: Approaches | None) -> list[str]:
    """The `few` best of the units straight there, and by each way out both to its end and through it to the place."""
    times = [(eta_s[name], name) for name in names]
    kept = dict.fromkeys(name for _, name in heapq.nsmallest(few, times))
    for way in range(len(approaches.exits) if approaches else 0):
        by_way = [(*_by_way(approaches, name, way, at_s), name) for at_s, name in times if approaches]
        through = [(at_scene_s, at_exit_s, name) for at_exit_s, at_scene_s, name in by_way]
        kept |= dict.fromkeys(name for *_, name in (*heapq.nsmallest(few, by_way), *heapq.nsmallest(few, through)))
    return list(kept)


def _by_way(approaches: Approaches, name: str, way: int, eta_s: float) -> tuple[float, float]:
    """Arrival at an end, and through it at the place; inf where the unit was not timed by it."""
    at_exit, at_scene = approaches.at_exit_s.get(name, ()), approaches.at_scene_s.get(name, ())
    if not at_exit or at_exit[way] == inf:
        return inf, inf
    return at_exit[way], eta_s if at_scene[way] == min(at_scene) else max(eta_s, at_scene[way])


def coming_units(pen: Pen, incident: Incident, approaches: Approaches | None) -> list[Coming]:
    """Everybody who is on it already; whoever is there is not told anew."""
    coming = []
    eta_s = arrivals(pen, incident, [leg.unit_id for leg in _travelling(incident)])
    for leg in incident.on_it:
        if not leg.state.books:
            continue
        way = _way_of(leg.post, approaches)
        if leg.state is Assignment.ON_SCENE:
            one = Option(unit_id=leg.unit_id, slots=frozenset(), at_scene_s={way: 0.0}, at_exit_s={way: 0.0})
        else:
            one = option(leg.unit_id, frozenset(), eta_s.get(leg.unit_id, inf), approaches)
            way = way if way in one.at_exit_s else NO_EXIT
        coming.append(Coming(option=one, slot=leg.slot or 0, exit=way))
    return coming


def _way_of(post: Post | None, approaches: Approaches | None) -> int:
    exits = approaches.exits if approaches else ()
    places = [(one.lon, one.lat) for one in exits]
    return places.index((post.lon, post.lat)) if post and (post.lon, post.lat) in places else NO_EXIT


def _travelling(incident: Incident) -> list[Leg]:
    return [leg for leg in incident.booked if leg.state is not Assignment.ON_SCENE]


def _on_the_way(pen: Pen, incident: Incident) -> list[str]:
    return [leg.unit_id for leg in _travelling(incident) if leg.unit_id in pen.force.units]
