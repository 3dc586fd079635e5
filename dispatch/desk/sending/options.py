"""Units as the choice of a response sees them: by which ways each could come, and when. Chooses nobody."""

from collections.abc import Mapping, Sequence
from math import inf

from msgspec.structs import replace

from dispatch.closing import Approaches, Coming, Option
from dispatch.closing.cover import NO_EXIT
from dispatch.desk.pen import Pen
from dispatch.desk.sending.ranks import arrivals, unit_now
from dispatch.life.assignment import Assignment
from dispatch.life.incident import Incident
from dispatch.life.leg import Leg
from dispatch.model import Unit
from dispatch.plans import PlanConfig
from streams.schema.incidents import RankedUnit
from streams.schema.plans import Post


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


def ways_out(pen: Pen, incident: Incident, free: Sequence[str]) -> Approaches | None:
    """The ends of the street and who could hold them; None where the map has none, or fails."""
    approach = pen.force.approach
    if approach is None or incident.place is None:
        return None
    units = [*(unit_now(pen, name) for name in free), *_on_the_way(pen, incident)]
    try:
        return approach(units, incident.place, pen.now_ms)
    except Exception:  # noqa: BLE001 - as for the ranking, which says why: units go all the same, without posts
        return None


def arrivals_of(free: Sequence[str], ranking: Sequence[RankedUnit], approaches: Approaches | None) -> dict[str, float]:
    """Arrival at the incident of each of the free, as ranked; of those too far to be ranked, by their way out."""
    eta_s = {unit.unit_id: unit.eta_s for unit in ranking}
    through = approaches.at_scene_s if approaches else {}
    times = {name: eta_s.get(name, min(through.get(name, (inf,)))) for name in free}
    return {name: at_s for name, at_s in times.items() if at_s < inf}


def free_options(
    pen: Pen, plan: PlanConfig, slots: Sequence[int], eta_s: Mapping[str, float], approaches: Approaches | None
) -> list[Option]:
    """Everybody who may be asked, with the slots that each fits."""
    options, needs = [], {slot: plan.slots[slot - 1] for slot in slots}
    for name, at_s in eta_s.items():
        fits = frozenset(slot for slot, need in needs.items() if need.fits(pen.force.units[name]))
        options.append(option(name, fits, at_s, approaches))
    return options


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


def _on_the_way(pen: Pen, incident: Incident) -> list[Unit]:
    known = [leg.unit_id for leg in _travelling(incident) if leg.unit_id in pen.force.units]
    return [replace(unit_now(pen, name), status="available") for name in known]
